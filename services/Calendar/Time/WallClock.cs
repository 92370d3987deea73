using NodaTime;
using NodaTime.Text;

namespace PeteRental.Calendar.Time;

/// <summary>Writes instants as the wall clock of a zone shows them.</summary>
public static class WallClock
{
    private static readonly LocalDateTimePattern Spoken = LocalDateTimePattern.CreateWithInvariantCulture("dddd, MMMM d 'at' h:mm tt");

    /// <summary><c>Wednesday, October 7 at 2:00 PM</c>. <see cref="SpokenTime"/> reads it back as the same instant.</summary>
    public static string Say(Instant instant, DateTimeZone zone) => Spoken.Format(instant.InZone(zone).LocalDateTime);

    /// <summary>The instant with the offset that holds in the zone then, as REST clients get it.</summary>
    public static DateTimeOffset WithOffset(Instant instant, DateTimeZone zone) => instant.WithOffset(zone.GetUtcOffset(instant)).ToDateTimeOffset();
}
