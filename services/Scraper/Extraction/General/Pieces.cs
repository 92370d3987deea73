using System.Text.RegularExpressions;
using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Extraction.General;

/// <summary>
/// Puts together what a page builder keeps in an element for each piece: "$" "1,540" "/ month", "44" "Agate Street" "#204", "Portola" "," "CO" "80999".
/// None of the pieces says anything alone.
/// </summary>
internal static partial class Pieces
{
    private const int MostPieces = 7;
    private const int LongestPiece = 40;

    /// <summary>The one line that neighbouring lines are pieces of; null when they are lines of their own.</summary>
    public static string? Join(IReadOnlyList<string> lines)
    {
        if (lines.Count is < 2 or > MostPieces || lines.Any(line => line.Length > LongestPiece) || !(IsAmount(lines) || IsStreet(lines) || IsPlace(lines)))
        {
            return null;
        }
        return Gap().Replace(string.Join(' ', lines), "");
    }

    private static bool IsAmount(IReadOnlyList<string> lines) =>
        (lines[0] == "$" && Digits().IsMatch(lines[1])) || (Amount().IsMatch(lines[0]) && Period().IsMatch(lines[1]) && lines.Count == 2);

    private static bool IsStreet(IReadOnlyList<string> lines)
    {
        var name = " " + lines[1];
        return Number().IsMatch(lines[0]) && StreetName.Length(name, out var certain) == name.Length && certain;
    }

    private static bool IsPlace(IReadOnlyList<string> lines) =>
        States.Code(lines[^1]) is not null && lines[^1].Length == 2 && lines.Count == 2 && lines[0].EndsWith(',')
        || (Zip().IsMatch(lines[^1]) && States.Code(lines[^2]) is not null && lines[^2].Length == 2)
        || (lines.Count > 2 && lines.Contains(",") && States.Code(lines[^1]) is not null);

    [GeneratedRegex("""(?<=\$)[ ](?=\d)|[ ](?=,(?:[ ]|$))""", RegexOptions.CultureInvariant)]
    private static partial Regex Gap();

    [GeneratedRegex("""^\d[\d,.]{1,8}$""", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();

    [GeneratedRegex("""^\$[ ]?\d[\d,.]{1,8}$""", RegexOptions.CultureInvariant)]
    private static partial Regex Amount();

    [GeneratedRegex("""^(?:/|per\b|a\b)[ ]?(?:mo|month|wk|week|night|day|year|yr)\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Period();

    [GeneratedRegex("""^\d{1,6}[A-Z]?$""", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex("""^\d{5}(?:-\d{4})?$""", RegexOptions.CultureInvariant)]
    private static partial Regex Zip();
}
