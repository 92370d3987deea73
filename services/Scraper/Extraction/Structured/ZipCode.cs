using System.Text.RegularExpressions;

namespace PeteRental.Scraper.Extraction.Structured;

/// <summary>A ZIP code.</summary>
internal static partial class ZipCode
{
    /// <summary>43215 or 43215-1234; a number that lost its zero gets it back.</summary>
    public static string? Of(string? text)
    {
        var digits = text?.Trim() ?? "";
        return Shape().IsMatch(digits) ? digits : digits.Length == 4 && digits.All(char.IsAsciiDigit) ? "0" + digits : null;
    }

    [GeneratedRegex(@"^\d{5}(?:-\d{4})?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Shape();
}
