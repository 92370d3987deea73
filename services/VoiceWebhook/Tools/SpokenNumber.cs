using System.Globalization;
using System.Text.RegularExpressions;

namespace PeteRental.VoiceWebhook.Tools;

/// <summary>
/// A number as a model fills it in: <c>1500</c>, <c>"$1,500"</c>, <c>"1.5k"</c>, <c>"two"</c>, <c>"studio"</c>, or a range such as
/// <c>"1000-1500"</c>.
/// </summary>
public static partial class SpokenNumber
{
    private const int LongestText = 100;
    private const decimal Most = 1_000_000;

    private static readonly Dictionary<string, decimal> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["studio"] = 0,
        ["estudio"] = 0,
        ["one"] = 1,
        ["two"] = 2,
        ["three"] = 3,
        ["four"] = 4,
        ["five"] = 5,
        ["six"] = 6,
        ["un"] = 1,
        ["una"] = 1,
        ["uno"] = 1,
        ["dos"] = 2,
        ["tres"] = 3,
        ["cuatro"] = 4,
        ["cinco"] = 5,
        ["seis"] = 6,
    };

    /// <summary>The first number; null when there is none.</summary>
    public static decimal? Read(string? text) => ReadAll(text) is [var first, ..] ? first : null;

    /// <summary>Every number of the text that can be one of ours, in order.</summary>
    public static IReadOnlyList<decimal> ReadAll(string? text)
    {
        if (text is null || text.Length > LongestText)
        {
            return [];
        }

        return
        [
            .. Pattern().Matches(text).Select(match => match.Groups["word"].Success
                ? Words.TryGetValue(match.Value, out var said) ? said : (decimal?)null
                : decimal.TryParse(match.Groups["digits"].Value.Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                    ? number * (match.Groups["k"].Success ? 1000 : 1)
                    : null)
                .OfType<decimal>().Where(number => number <= Most),
        ];
    }

    [GeneratedRegex(@"(?<digits>\d[\d,]*(\.\d+)?)(?<k>\s?[kK]\b)?|(?<word>\p{L}+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
