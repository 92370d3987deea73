using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace PeteRental.Scraper.Extraction.Fields;

/// <summary>Reads a home's floor area in square feet: <c>1,150 sq. ft.</c>, <c>850 - 900 SF</c> (the lower end), <c>80 m²</c>. The lot is not the home.</summary>
internal static partial class AreaReader
{
    private const int LongestText = 8_000;
    private const int Least = 80;
    private const int Most = 20_000;
    private static readonly SearchValues<string> Hints = PlainText.Hints("sq", "sf", "s.f", "ft", "feet", "m²", "m2", "mt", "met", "pies", "area", "size", "superf");

    private const decimal SquareFeetInSquareMetre = 10.7639m;

    /// <summary>Square feet; null when the text says no area of a home.</summary>
    public static int? Read(string text)
    {
        text = PlainText.Cut(text, LongestText);
        return FactsRow.Read(text) is { } row ? row.SquareFeet : !text.AsSpan().ContainsAny(Hints) ? null : First(NumberFirst(), text) ?? First(LabelFirst(), text);
    }

    private static int? First(Regex pattern, string text)
    {
        for (var match = pattern.Match(text); match.Success; match = match.NextMatch())
        {
            var before = text[Math.Max(0, match.Index - 24)..match.Index];
            var after = text.AsSpan(match.Index + match.Length);
            if (NotHomeBefore().IsMatch(before) || NotHomeAfter().IsMatch(after))
            {
                continue;
            }
            if (decimal.TryParse(match.Groups["n"].Value, NumberStyles.AllowThousands | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
            {
                var feet = Math.Round(match.Groups["metric"].Success ? value * SquareFeetInSquareMetre : value, MidpointRounding.AwayFromZero);
                if (feet is >= Least and <= Most)
                {
                    return (int)feet;
                }
            }
        }
        return null;
    }

    [GeneratedRegex("""(?<![\w$.,/-])(?<n>\d{1,2},\d{3}(?:\.\d{1,2})?|\d{2,5}(?:\.\d{1,2})?)(?:[ ]?(?:-|–|—|to|a)[ ]?(?:\d{1,2},\d{3}|\d{2,5}))?[ \t\n]*\+?/?-?[ ]?(?:(?<metric>m²|m2\b|mts?2\b|sq\.?[ ]?m(?:eters?|etres?)?\b|square[ ]met(?:er|re)s?\b|metros[ ]cuadrados)|(?:sq(?:uare)?\.?[ ]?-?(?:ft|feet|foot|footage)\b|sqft\b|sq\b(?!\.?[ ]?mi)|s\.?f\b|ft²|ft2\b|ft\^2|feet²|pies[ ]cuadrados|pies²))""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NumberFirst();

    [GeneratedRegex("""(?<![a-z])(?:sq(?:uare)?\.?[ ]?(?:ft|feet|foot|footage)\.?s?|sqft|s\.?f\.?|ft²|living[ ]area|floor[ ]area|floor[ ]size|area|size|pies[ ]cuadrados|superficie|(?<metric>m²|m2))[ ]?(?:\([a-z.²2 ]{1,14}\))?[ ]*[:=]?[ \t\n]*(?:approx\.?|about|~)?[ ]?(?<n>\d{1,2},\d{3}|\d{3,5})(?![\d/]|,\d|[ ]?(?:m²|m2|sq\.?[ ]?m\b))""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LabelFirst();

    [GeneratedRegex("""\b(?:lot|land|acres?|yard|garage|storage|basement of|patio|deck|terreno|community|clubhouse|center|gym|retail|office)\b[^\n\d.,;]{0,16}$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NotHomeBefore();

    [GeneratedRegex("""^\.?[ ]?(?:lot|yard|garage|land|storage|of[ ](?:storage|land|yard|garage|office|retail)|fitness|clubhouse|deck|patio|basement|(?:community|fitness)[ ]|gym)\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NotHomeAfter();
}
