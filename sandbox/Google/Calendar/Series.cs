using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;

namespace PeteRental.Sandbox.Google.Calendar;

/// <summary>One time of a series: its id is the series' with the original start, <c>abc_20260302T160000Z</c> or <c>abc_20260302</c>.</summary>
internal readonly record struct Occurrence(string Id, EventTime Start, EventTime End);

/// <summary>When a recurring event takes place. The time of day stays the same in the event's zone, whatever its offset does.</summary>
internal sealed class Series
{
    /// <summary>The most times that are computed of one series.</summary>
    private const int MaxOccurrences = 5_000;

    private static readonly InstantPattern UtcPattern = InstantPattern.CreateWithInvariantCulture("uuuuMMdd'T'HHmmss'Z'");
    private static readonly LocalDateTimePattern LocalPattern = LocalDateTimePattern.CreateWithInvariantCulture("uuuuMMdd'T'HHmmss");
    private static readonly LocalDatePattern DatePattern = LocalDatePattern.CreateWithInvariantCulture("uuuuMMdd");

    private readonly string _id;
    private readonly EventTime _start;
    private readonly EventTime _end;
    private readonly List<RecurrenceRule> _rules = [];
    private readonly HashSet<Instant> _without = [];
    private readonly HashSet<Instant> _with = [];

    private Series(string id, EventTime start, EventTime end)
    {
        _id = id;
        _start = start;
        _end = end;
    }

    /// <summary>Reads <c>recurrence</c>; null when a line of it is wrong.</summary>
    public static Series? TryRead(string id, JsonArray lines, EventTime start, EventTime end)
    {
        var series = new Series(id, start, end);
        return lines.All(line => line is not null && series.TryAdd(line.GetValue<string>())) && series._rules.Count + series._with.Count > 0
            ? series
            : null;
    }

    /// <summary>The series of an event that was stored.</summary>
    public static Series Of(string id, JsonObject body, DateTimeZone calendarZone) =>
        TryRead(
            id, body["recurrence"]!.AsArray(), EventTime.Read(body["start"]!.AsObject(), calendarZone),
            EventTime.Read(body["end"]!.AsObject(), calendarZone))
        ?? throw new InvalidOperationException("A stored recurrence cannot be read.");

    /// <summary>The id of the series that an instance's id begins with, null when it is no such id.</summary>
    public static string? IdOf(string instanceId)
    {
        var end = instanceId.LastIndexOf('_');
        return end > 0 && (UtcPattern.Parse(instanceId[(end + 1)..]).Success || DatePattern.Parse(instanceId[(end + 1)..]).Success)
            ? instanceId[..end]
            : null;
    }

    /// <summary>The times that begin before <paramref name="before"/>, and end after <paramref name="after"/> if that is given.</summary>
    public IEnumerable<Occurrence> Between(Instant? after, Instant before)
    {
        var more = _with.Where(instant => instant < before).Select(At);
        var ruled = _rules.SelectMany(rule => Ruled(rule, before));
        return ruled.Concat(more)
            .Where(occurrence => (after is null || occurrence.End.Instant > after) && !_without.Contains(occurrence.Start.Instant))
            .DistinctBy(occurrence => occurrence.Id)
            .Take(MaxOccurrences);
    }

    /// <summary>One time by its id.</summary>
    public Occurrence? Find(string instanceId)
    {
        var original = instanceId[(_id.Length + 1)..];
        var at = UtcPattern.Parse(original) is { Success: true } moment ? moment.Value
            : DatePattern.Parse(original) is { Success: true } date ? EventTime.OfDay(date.Value, _start.Zone).Instant
            : (Instant?)null;
        return at is { } start
            ? Between(null, start + Duration.FromSeconds(1)).Where(occurrence => occurrence.Id == instanceId).Cast<Occurrence?>().FirstOrDefault()
            : null;
    }

    private IEnumerable<Occurrence> Ruled(RecurrenceRule rule, Instant before)
    {
        var counted = 0;
        foreach (var day in rule.From(_start.Local.Date))
        {
            var occurrence = At(_start.IsAllDay
                ? EventTime.OfDay(day, _start.Zone).Instant
                : _start.Zone.AtLeniently(day + _start.Local.TimeOfDay).ToInstant());
            var isPast = occurrence.Start.Instant >= before || occurrence.Start.Instant > rule.Until || day > rule.UntilDate || counted >= rule.Count;
            if (isPast)
            {
                yield break;
            }

            counted++;
            yield return occurrence;
        }
    }

    private Occurrence At(Instant start)
    {
        var first = _start with { Instant = start };
        if (!_start.IsAllDay)
        {
            return new Occurrence($"{_id}_{UtcPattern.Format(start)}", first, _end with { Instant = start + (_end.Instant - _start.Instant) });
        }

        var days = Period.DaysBetween(_start.Local.Date, _end.Local.Date);
        return new Occurrence($"{_id}_{DatePattern.Format(first.Local.Date)}", first, EventTime.OfDay(first.Local.Date.PlusDays(days), _start.Zone));
    }

    private bool TryAdd(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? "" : line[..colon].Split(';')[0].ToUpperInvariant();
        if (name == "RRULE" && RecurrenceRule.Parse(line[(colon + 1)..]) is { } rule)
        {
            _rules.Add(rule);
            return true;
        }

        return name is "EXDATE" or "RDATE" && TryAddDates(line[..colon], line[(colon + 1)..], name == "EXDATE" ? _without : _with);
    }

    /// <summary>Such as <c>EXDATE;TZID=America/Chicago:20260302T100000,20260309T100000</c>.</summary>
    private bool TryAddDates(string head, string dates, HashSet<Instant> into)
    {
        var zoneName = head.Split(';').FirstOrDefault(part => part.StartsWith("TZID=", StringComparison.OrdinalIgnoreCase))?[5..];
        var zone = zoneName is null ? _start.Zone : GoogleAccounts.Zone(zoneName);
        foreach (var text in dates.Split(','))
        {
            var instant = zone is null ? null
                : UtcPattern.Parse(text) is { Success: true } moment ? moment.Value
                : LocalPattern.Parse(text) is { Success: true } local ? zone.AtLeniently(local.Value).ToInstant()
                : DatePattern.Parse(text) is { Success: true } date ? EventTime.OfDay(date.Value, _start.Zone).Instant
                : (Instant?)null;
            if (instant is null)
            {
                return false;
            }

            into.Add(instant.Value);
        }

        return true;
    }
}
