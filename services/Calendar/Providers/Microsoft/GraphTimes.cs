using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace PeteRental.Calendar.Providers.Microsoft;

/// <summary>Graph's times and ours.</summary>
internal static class GraphTimes
{
    private static readonly LocalDateTimePattern Wall = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss.fffffff");

    /// <summary>
    /// When something is; null when that cannot be read. Graph gives ticks of a second or fewer digits, and no offset; one would be believed.
    /// </summary>
    /// <param name="time">A wall time and the name of its zone.</param>
    /// <param name="isAllDay">Whole days begin at midnight in the mailbox's zone, whatever zone they are told in.</param>
    /// <param name="mailbox">That zone.</param>
    public static Instant? Read(GraphTime? time, bool isAllDay, DateTimeZone mailbox)
    {
        if (time?.DateTime is not { } text)
        {
            return null;
        }

        if (LocalDateTimePattern.ExtendedIso.Parse(text) is not { Success: true, Value: var wall })
        {
            return OffsetDateTimePattern.ExtendedIso.Parse(text) is { Success: true, Value: var exact } ? exact.ToInstant() : null;
        }

        return isAllDay && wall.TimeOfDay == LocalTime.Midnight ? mailbox.AtStartOfDay(wall.Date).ToInstant()
            // No zone is UTC: it is the one that was asked for.
            : (time.TimeZone is null ? DateTimeZone.Utc : GraphZones.Find(time.TimeZone)) is { } zone ? wall.InZoneLeniently(zone).ToInstant()
            : null;
    }

    /// <summary>
    /// A time as people in a zone read it: the invitation shows it so. Where that could mean another time to Exchange, because the clocks
    /// show it twice or Windows has other rules for the zone, it is sent in UTC.
    /// </summary>
    public static GraphTime Write(Instant instant, string timezone)
    {
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(timezone) is { } zone && GraphZones.FindWindows(timezone) is { } windows)
        {
            var wall = instant.InZone(zone).LocalDateTime;
            if (windows.Rules.MapLocal(wall) is { Count: 1 } meant && meant.Single().ToInstant() == instant)
            {
                return new GraphTime(Wall.Format(wall), windows.Name);
            }
        }

        return new GraphTime(Wall.Format(instant.InUtc().LocalDateTime), "UTC");
    }

    /// <summary>For a query, without a <c>+</c> that would have to be escaped.</summary>
    public static string ToQuery(Instant instant) => InstantPattern.ExtendedIso.Format(instant);

    /// <summary>When a subscription ends; null when that cannot be read.</summary>
    public static Instant? ReadInstant(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? Instant.FromDateTimeOffset(time) : null;
}
