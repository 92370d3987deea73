using System.Globalization;
using NodaTime;
using NodaTime.Text;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Calendar.Time;

/// <summary>Reads query parameters, and notes what is wrong under their names.</summary>
internal static class QueryValues
{
    /// <summary>An ISO instant, local time or date; a date that ends something is meant as a whole.</summary>
    public static Instant? Instant(string? text, string name, DateTimeZone zone, bool isEnd, FieldErrors errors)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        // A plus sign that nobody encoded arrives as a space.
        var instant = Instant(text.Trim(), zone, isEnd) ?? Instant(text.Trim().Replace(' ', '+'), zone, isEnd);
        errors.Require(instant is not null, name, "An ISO 8601 date or time, such as 2026-10-07 or 2026-10-07T14:00:00-04:00.");
        return instant;
    }

    /// <summary>An id.</summary>
    public static Guid? Id(string? text, string name, FieldErrors errors)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        errors.Require(Guid.TryParse(text, out var id), name, "An id, such as 0199c2a4-1d2e-7c3b-8a4f-5e6d7c8b9a0f.");
        return id;
    }

    /// <summary>A whole number between bounds.</summary>
    public static int? Number(string? text, string name, int least, int most, FieldErrors errors)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        errors.Require(
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most,
            name,
            string.Create(CultureInfo.InvariantCulture, $"A whole number from {least} to {most}."));
        return number;
    }

    private static Instant? Instant(string text, DateTimeZone zone, bool isEnd)
    {
        if (IsoTime.TryRead(text, out var written))
        {
            return written.ToInstant(zone);
        }

        return text.Length == 10 && LocalDatePattern.Iso.Parse(text) is { Success: true, Value.Year: >= 1900 and <= 2199 } date
            ? zone.AtStartOfDay(isEnd ? date.Value.PlusDays(1) : date.Value).ToInstant()
            : null;
    }
}
