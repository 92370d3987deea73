using NodaTime;
using NodaTime.Text;

namespace PeteRental.Calendar.Providers.Google;

/// <summary>Times as the Calendar API writes them. Pure.</summary>
internal static class GoogleTimes
{
    private static readonly OffsetDateTimePattern Written = OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:sso<Z+HH:mm>");

    /// <summary>The bound of a list that starts here. The API drops fractions of a second, so they are taken off on the safe side.</summary>
    public static string Floor(Instant instant) => Text(Instant.FromUnixTimeSeconds(instant.ToUnixTimeSeconds()));

    /// <summary>The bound of a list that ends here.</summary>
    public static string Ceiling(Instant instant)
    {
        var floor = Instant.FromUnixTimeSeconds(instant.ToUnixTimeSeconds());
        return Text(floor == instant ? floor : floor + Duration.FromSeconds(1));
    }

    /// <summary>An instant on the wall of a zone, with its offset and the zone's name: what people read in their invitation.</summary>
    public static GoogleTime Write(Instant instant, DateTimeZone zone) =>
        new(Written.Format(instant.InZone(zone).ToOffsetDateTime()), null, zone.Id);

    /// <summary>An RFC 3339 time with offset; null when it is none.</summary>
    public static Instant? Read(string? text) =>
        text is not null && OffsetDateTimePattern.Rfc3339.Parse(text) is { Success: true } parsed ? parsed.Value.ToInstant() : null;

    /// <summary>
    /// When an event takes place. Whole days run from midnight to midnight of the calendar's zone, also where the clocks change in
    /// between; their last day is exclusive. Null when it cannot be read.
    /// </summary>
    public static (Instant Start, Instant End)? Read(GoogleTime? start, GoogleTime? end, DateTimeZone zone)
    {
        if (start?.Date is { } firstDay && end?.Date is { } lastDay)
        {
            return Day(firstDay) is { } first && Day(lastDay) is { } last
                ? (zone.AtStartOfDay(first).ToInstant(), zone.AtStartOfDay(last > first ? last : first.PlusDays(1)).ToInstant())
                : null;
        }

        return Read(start?.DateTime) is { } from && Read(end?.DateTime) is { } to && to >= from ? (from, to) : null;
    }

    private static LocalDate? Day(string text) =>
        LocalDatePattern.Iso.Parse(text) is { Success: true } parsed ? parsed.Value : null;

    private static string Text(Instant instant) => InstantPattern.General.Format(instant);
}
