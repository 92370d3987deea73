using System.Collections.Immutable;
using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;

namespace PeteRental.Sandbox.Microsoft.Calendars;

/// <summary>An event as it is kept, immutable: one that takes place once, a series, or the exception to one.</summary>
/// <param name="Id">Never changes.</param>
/// <param name="CalendarId">Where it is.</param>
/// <param name="Fields">All members that are neither times nor computed. Shared, so whoever hands it out copies it.</param>
/// <param name="Start">Of the first one, in a series.</param>
/// <param name="End">After the start.</param>
/// <param name="IsAllDay">From midnight to midnight, wherever the mailbox is.</param>
/// <param name="Recurrence">Of a series.</param>
/// <param name="ChangeKey">Another one with every change.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="ModifiedAt">When.</param>
/// <param name="Exceptions">Of a series, by the date that the pattern has.</param>
/// <param name="Cancelled">Dates on which the series does not take place.</param>
internal sealed record GraphEvent(
    string Id, string CalendarId, JsonObject Fields, EventTime Start, EventTime End, bool IsAllDay, Recurrence? Recurrence,
    string ChangeKey, DateTimeOffset CreatedAt, DateTimeOffset ModifiedAt,
    ImmutableSortedDictionary<LocalDate, GraphEvent> Exceptions, ImmutableHashSet<LocalDate> Cancelled)
{
    private const char OccurrenceMark = '!';

    private static readonly LocalDatePattern OccurrenceDate = LocalDatePattern.CreateWithInvariantCulture("uuuuMMdd");

    /// <summary>One that takes place once is itself; of a series it is the master.</summary>
    public EventInstance Itself => new(this, Recurrence is null ? null : this, Id, Recurrence is null ? "singleInstance" : "seriesMaster", Start, End);

    /// <summary>What takes place from <paramref name="from"/> to <paramref name="to"/>.</summary>
    /// <param name="from">Inclusive.</param>
    /// <param name="to">Exclusive.</param>
    /// <param name="home">The mailbox's zone, where days without hours begin.</param>
    public IEnumerable<EventInstance> Within(Instant from, Instant to, DateTimeZone home)
    {
        if (Recurrence is null)
        {
            return Itself.Touches(from, to, home) ? [Itself] : [];
        }

        // A day more on either side: a wall time is never further from UTC.
        var last = to.InUtc().Date.PlusDays(1);
        var first = from.InUtc().Date.PlusDays(-1) - Period.FromDays(Period.DaysBetween(Start.Local.Date, End.Local.Date));
        return Recurrence.Dates(last)
            .Where(date => date >= first && !Exceptions.ContainsKey(date) && !Cancelled.Contains(date))
            .Select(OnDate)
            .Concat(Exceptions.Select(pair => Exception(pair.Value)))
            .Where(instance => instance.Touches(from, to, home));
    }

    /// <summary>The occurrence with an id of the form that occurrences have, null when it does not take place.</summary>
    public EventInstance? Occurrence(LocalDate date) =>
        Recurrence is null || Cancelled.Contains(date) ? null
        : Exceptions.TryGetValue(date, out var exception) ? Exception(exception)
        : Recurrence.Dates(date).LastOrDefault() == date ? OnDate(date)
        : null;

    /// <summary>The id of the occurrence on a date, and back.</summary>
    public static string OccurrenceId(string seriesId, LocalDate date) => $"{seriesId}{OccurrenceMark}{OccurrenceDate.Format(date)}";

    /// <summary>Takes an occurrence's id apart; false when it is none.</summary>
    public static bool TrySplit(string id, out string seriesId, out LocalDate date)
    {
        var mark = id.LastIndexOf(OccurrenceMark);
        var parsed = mark < 0 ? null : OccurrenceDate.Parse(id[(mark + 1)..]);
        seriesId = parsed is { Success: true } ? id[..mark] : "";
        date = parsed is { Success: true } ? parsed.Value : default;
        return seriesId.Length > 0;
    }

    private EventInstance OnDate(LocalDate date)
    {
        var start = Start with { Local = date + Start.Local.TimeOfDay };
        var end = End with { Local = start.Local + Period.Between(Start.Local, End.Local, PeriodUnits.AllTimeUnits) };
        return new EventInstance(this, this, OccurrenceId(Id, date), "occurrence", start, end);
    }

    private EventInstance Exception(GraphEvent exception) => new(exception, this, exception.Id, "exception", exception.Start, exception.End);
}

/// <summary>Something that takes place once: an event, or one of a series.</summary>
/// <param name="Source">Whose members it has.</param>
/// <param name="Series">The series that it is of, or is.</param>
/// <param name="Id">Its own.</param>
/// <param name="Type"><c>singleInstance</c>, <c>occurrence</c>, <c>exception</c> or <c>seriesMaster</c>.</param>
/// <param name="Start">When.</param>
/// <param name="End">When.</param>
internal sealed record EventInstance(GraphEvent Source, GraphEvent? Series, string Id, string Type, EventTime Start, EventTime End)
{
    public string ETag => $"W/\"{Source.ChangeKey}\"";

    public bool IsSeries => Type == "seriesMaster";

    /// <summary>From when to when it is; a day without hours is one where the mailbox is.</summary>
    public (Instant From, Instant To) Span(DateTimeZone home) => Source.IsAllDay
        ? (Start.Local.InZoneLeniently(home).ToInstant(), End.Local.InZoneLeniently(home).ToInstant())
        : (Start.Instant, End.Instant);

    public bool Touches(Instant from, Instant to, DateTimeZone home)
    {
        var (start, end) = Span(home);
        return start < to && (end > from || (start == end && start >= from));
    }
}
