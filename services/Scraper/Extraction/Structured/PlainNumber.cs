using System.Globalization;

namespace PeteRental.Scraper.Extraction.Structured;

/// <summary>A text that is a number and nothing else: "1695", "$1,695.00", " 2 ".</summary>
internal static class PlainNumber
{
    public static decimal? Of(string? text)
    {
        var digits = text?.Trim().TrimStart('$').Trim();
        return digits is { Length: > 0 and <= 15 }
            && decimal.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
    }
}
