using System.Text.RegularExpressions;

namespace PeteRental.Scraper.Extraction.Structured;

/// <summary>The name of a home within its building.</summary>
internal static partial class UnitName
{
    /// <summary>"Apt. 2B", "Unit #204" and "#204" without the word before; null for what is no such name.</summary>
    public static string? Of(string? text)
    {
        var name = Prefix().Replace(text?.Trim() ?? "", "").Trim(' ', ',', '.');
        return name.Length is > 0 and <= 12 && name.Count(char.IsWhiteSpace) <= 1 && Shape().IsMatch(name) && !NoUnit().IsMatch(name) ? name : null;
    }

    /// <summary>The unit that a title says in words: "Unit 204 - 2 bedrooms".</summary>
    public static string? In(string? text) => text is { Length: <= 200 } && Said().Match(text) is { Success: true } said
        ? Of(said.Groups[1].Value) : null;

    /// <summary>The 4 of "4/115 Savannah Road".</summary>
    public static string? BeforeStreet(string address) => Slash().Match(address) is { Success: true } match ? match.Groups["unit"].Value : null;

    [GeneratedRegex(@"^(?<unit>\d{1,4}[A-Za-z]?)/\d{1,5} [A-Za-z]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Slash();

    [GeneratedRegex(@"^(?:(?:apartment|apt|unit|suite|ste|number|no|num|lot|room|rm)\b\.?[ \t]*(?:no\.?|number)?[ \t]*:?[ \t]*)?#?[ \t]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9 ./&-]*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Shape();

    [GeneratedRegex(@"^(?:n/?a|none|null|sq\.? ?ft|sqft|sf|ft|usd|month|apartments?|houses?|homes?|units?|true|false|0|studio|.*\b(?:bed|bd|br|bath|ba)s?)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NoUnit();

    [GeneratedRegex(@"(?:\b(?:apartment|apt|unit|suite|ste)\b\.?[ ]?#?|#)[ ]?([A-Za-z]?-?\d{1,5}-?[A-Za-z]?|[A-Za-z])\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Said();
}
