using NodaTime;
using PeteRental.Calendar.Settings;

namespace PeteRental.Calendar.Availability;

/// <summary>A query laid over the settings and the clock: everything a slot must keep to but the hours and the diary.</summary>
internal readonly record struct SearchBounds
{
    /// <summary>First local day to look at.</summary>
    public LocalDate FirstDay { get; private init; }

    /// <summary>Last local day to look at.</summary>
    public LocalDate LastDay { get; private init; }

    /// <summary>Slots begin no sooner.</summary>
    public Instant EarliestStart { get; private init; }

    /// <summary>Slots begin sooner than this.</summary>
    public Instant StartsUntil { get; private init; }

    /// <summary>Slots are over by then.</summary>
    public Instant LatestEnd { get; private init; }

    /// <summary>Slots begin at this minute of the wall clock or later.</summary>
    public int FirstMinute { get; private init; }

    /// <summary>Slots begin sooner than this minute of the wall clock.</summary>
    public int StartsUntilMinute { get; private init; }

    /// <summary>Slots are over by this minute of the wall clock.</summary>
    public int LatestEndMinute { get; private init; }

    /// <summary>Length of a slot.</summary>
    public int LengthMinutes { get; private init; }

    public static SearchBounds Of(CalendarSettings settings, Instant now, AvailabilityQuery query)
    {
        var notice = SlotRules.EarliestStart(settings, now);
        var earliest = query.From is { } from && from > notice ? from : notice;
        var startsUntil = query.To is null && query.LastDay is null ? Ahead(settings, query.From ?? now, query.DaysAhead) : Instant.MaxValue;
        var part = query.Part ?? new PartOfDay(0, OpenWindow.MinutesPerDay);
        return new SearchBounds
        {
            FirstDay = Later(earliest.InZone(settings.Zone).Date, query.FirstDay),
            LastDay = Sooner(Sooner(SlotRules.LastDay(settings, now), query.LastDay), LocalDateOf(settings, query.To, startsUntil)),
            EarliestStart = earliest,
            StartsUntil = startsUntil,
            LatestEnd = query.To ?? Instant.MaxValue,
            FirstMinute = Math.Max(part.FromMinute, (query.StartHour ?? 0) * 60),
            StartsUntilMinute = part.ToMinute,
            LatestEndMinute = query.EndHour is { } hour ? hour * 60 : int.MaxValue,
            LengthMinutes = query.DurationMinutes ?? settings.DurationMinutes,
        };
    }

    // The same wall time so many days on: a week stays a week when the clocks change within it.
    private static Instant Ahead(CalendarSettings settings, Instant from, int days) =>
        settings.Zone.AtLeniently(from.InZone(settings.Zone).LocalDateTime.PlusDays(days)).ToInstant();

    private static LocalDate Later(LocalDate date, LocalDate? other) => other is { } given && given > date ? given : date;

    private static LocalDate Sooner(LocalDate date, LocalDate? other) => other is { } given && given < date ? given : date;

    private static LocalDate? LocalDateOf(CalendarSettings settings, Instant? to, Instant startsUntil)
    {
        var last = to is { } given && given < startsUntil ? given : startsUntil;
        return last == Instant.MaxValue ? null : last.InZone(settings.Zone).Date;
    }
}
