using NodaTime;
using NodaTime.TimeZones;

namespace PeteRental.Calendar.Availability;

/// <summary>
/// One day of the wall clock laid over the line of instants. On a day without a clock change near it one addition turns a
/// wall time into an instant; on the others each wall time is looked up: one that does not exist moves forward by the
/// length of the gap, one that exists twice is the first of the two.
/// </summary>
internal readonly struct LocalDay
{
    private readonly DateTimeZone _zone;
    private readonly Instant _midnight;
    private readonly bool _isPlain;

    private LocalDay(DateTimeZone zone, LocalDate date, bool isPlain, Instant midnight)
    {
        _zone = zone;
        Date = date;
        _isPlain = isPlain;
        _midnight = midnight;
    }

    public LocalDate Date { get; }

    /// <summary>True when the wall clock runs through this day without a change, so that minutes keep their order and distance.</summary>
    public bool IsPlain => _isPlain;

    /// <summary>The day, with the zone's interval of the day before where it still holds.</summary>
    public static LocalDay Of(DateTimeZone zone, LocalDate date, ref ZoneInterval? interval)
    {
        var assumed = date.AtMidnight().InUtc().ToInstant();
        if (interval is null || !Spans(interval, assumed))
        {
            interval = zone.GetZoneInterval(assumed);
        }

        return Spans(interval, assumed)
            ? new LocalDay(zone, date, isPlain: true, date.AtMidnight().WithOffset(interval.WallOffset).ToInstant())
            : new LocalDay(zone, date, isPlain: false, default);
    }

    /// <summary>The instant of a minute of this day's wall clock; 1440 is the next midnight.</summary>
    public Instant At(int minute)
    {
        if (_isPlain)
        {
            return _midnight + Duration.FromMinutes(minute);
        }

        var mapping = _zone.MapLocal(WallTime(minute));
        return mapping.Count == 0
            ? mapping.LocalDateTime.WithOffset(mapping.EarlyInterval.WallOffset).ToInstant()
            : mapping.First().ToInstant();
    }

    /// <summary>The first instant at which the wall clock shows the minute or more: a door that opens in a gap opens at its end.</summary>
    public Instant OpensAt(int minute)
    {
        if (_isPlain)
        {
            return At(minute);
        }

        var mapping = _zone.MapLocal(WallTime(minute));
        return mapping.Count == 0 ? mapping.EarlyInterval.End : mapping.First().ToInstant();
    }

    private LocalDateTime WallTime(int minute) =>
        minute == Settings.OpenWindow.MinutesPerDay
            ? Date.PlusDays(1).AtMidnight()
            : Date.At(LocalTime.FromMinutesSinceMidnight(minute));

    // Two days each way: offsets reach 14 hours and a change repeats or skips at most a day, so nothing of this local day,
    // read by either offset, can fall outside the interval or into a doubled hour at its ends.
    private static bool Spans(ZoneInterval interval, Instant assumedMidnight) =>
        (!interval.HasStart || interval.Start + Duration.FromDays(2) <= assumedMidnight) &&
        (!interval.HasEnd || interval.End - Duration.FromDays(3) >= assumedMidnight);
}
