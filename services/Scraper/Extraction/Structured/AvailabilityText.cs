using System.Globalization;
using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Extraction.Structured;

/// <summary>Availability as values of data say it: also with a time, or as seconds since 1970.</summary>
internal static class AvailabilityText
{
    public static Availability? Read(string text, DateOnly today)
    {
        var value = text.Trim();
        if (value.Length >= 19 && value[10] is 'T' or ' ' && DateOnly.TryParseExact(value[..10], "yyyy-MM-dd",
            CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return OfDay(day);
        }

        if (value.Length is 10 or 13 && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return OfDay(DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeSeconds(value.Length == 13 ? number / 1000 : number).UtcDateTime));
        }

        if (value.Length == 8 && DateOnly.TryParseExact(value, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var compact))
        {
            return OfDay(compact);
        }

        return AvailabilityReader.Read(value, today) is { } read && (read.Date is null || IsLikely(read.Date.Value)) ? read : null;
    }

    private static Availability? OfDay(DateOnly day) => IsLikely(day) ? new Availability("date", day) : null;

    // 1/1/0001, 1/1/1900 and 12/31/9999 are how databases say that there is no day.
    private static bool IsLikely(DateOnly day) => day.Year is > 2000 and < 2090;
}
