using System.Globalization;

namespace PeteRental.Scraper.Extraction.Fields;

/// <summary>Small numbers as pages write them: 2, 1.5, 1½, 1 1/2, two, one and a half, dos, uno y medio.</summary>
internal static class Numerals
{
    /// <summary>A pattern for what <see cref="Value"/> understands, for use in others.</summary>
    public const string Pattern =
        """(?:\d{1,2}(?:\.\d{1,2})?(?:[ ]?[½¾]|[ -][13]/[24])?|½|one(?: and (?:a|one)[- ]half)?|two(?: and (?:a|one)[- ]half)?|three(?: and (?:a|one)[- ]half)?|four|five|six|seven|eight|un[oa]?(?: y medio)?|dos(?: y medio)?|tres(?: y medio)?|cuatro|cinco|seis)""";

    private static readonly string[] English = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight"];

    private static readonly string[] Spanish = ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho"];

    /// <summary>The number; null when it is none.</summary>
    public static decimal? Value(string text)
    {
        var half = text.Contains('½') || text.EndsWith("1/2", StringComparison.Ordinal)
            || text.EndsWith("half", StringComparison.OrdinalIgnoreCase) || text.EndsWith("medio", StringComparison.OrdinalIgnoreCase);
        var threeQuarters = text.Contains('¾') || text.EndsWith("3/4", StringComparison.Ordinal);
        var end = text.AsSpan().IndexOfAny(" ½¾-");
        var whole = half && text.StartsWith('½') ? "0" : end < 0 ? text : text[..end];
        var word = whole.ToLowerInvariant() is "un" or "una" ? 1 : Math.Max(IndexOf(English, whole), IndexOf(Spanish, whole));
        if (word >= 0)
        {
            return word + (half ? 0.5m : 0);
        }
        return decimal.TryParse(whole, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            ? value + (half ? 0.5m : threeQuarters ? 0.75m : 0)
            : null;
    }

    private static int IndexOf(string[] words, string word) => Array.FindIndex(words, known => known.Equals(word, StringComparison.OrdinalIgnoreCase));
}
