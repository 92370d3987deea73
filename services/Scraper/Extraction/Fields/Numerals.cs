using System.Globalization;

namespace PeteRental.Scraper.Extraction.Fields;

/// <summary>Small numbers as pages write them: 2, 1.5, 1½, 1 1/2, two, one and a half, dos, uno y medio.</summary>
internal static class Numerals
{
    /// <summary>A pattern for what <see cref="Value"/> understands, for use in others.</summary>
    public const string Pattern =
        """(?:\d{1,2}(?:\.\d{1,2})?(?:[ ]?½|[ -]1/2)?|½|one(?: and (?:a|one)[- ]half)?|two(?: and (?:a|one)[- ]half)?|three(?: and (?:a|one)[- ]half)?|four|five|six|seven|eight|un[oa]?(?: y medio)?|dos(?: y medio)?|tres(?: y medio)?|cuatro|cinco|seis)""";

    private static readonly Dictionary<string, decimal> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["one"] = 1, ["two"] = 2, ["three"] = 3, ["four"] = 4, ["five"] = 5, ["six"] = 6, ["seven"] = 7, ["eight"] = 8,
        ["un"] = 1, ["uno"] = 1, ["una"] = 1, ["dos"] = 2, ["tres"] = 3, ["cuatro"] = 4, ["cinco"] = 5, ["seis"] = 6,
    };

    /// <summary>The number; null when it is none.</summary>
    public static decimal? Value(string text)
    {
        var half = text.Contains('½') || text.EndsWith("1/2", StringComparison.Ordinal)
            || text.EndsWith("half", StringComparison.OrdinalIgnoreCase) || text.EndsWith("medio", StringComparison.OrdinalIgnoreCase);
        var end = text.AsSpan().IndexOfAny(" ½-");
        var whole = half && text.StartsWith('½') ? "0" : end < 0 ? text : text[..end];
        if (Words.TryGetValue(whole, out var word))
        {
            return word + (half ? 0.5m : 0);
        }
        return decimal.TryParse(whole, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value + (half ? 0.5m : 0) : null;
    }
}
