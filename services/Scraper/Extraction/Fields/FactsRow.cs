using System.Globalization;
using System.Text.RegularExpressions;

namespace PeteRental.Scraper.Extraction.Fields;

/// <summary>Bedrooms, bathrooms and floor area in a row, without a word: <c>3 / 2 / 1,450</c>, <c>2 | 1.5 | 980 sf</c>. Everybody writes them in this order; what ends in a year is a day.</summary>
internal static partial class FactsRow
{
    private const int LongestText = 40;

    /// <summary>The three numbers; null when the text is anything else.</summary>
    public static (decimal Bedrooms, decimal Bathrooms, int SquareFeet)? Read(string text)
    {
        if (text.Length is < 7 or > LongestText || Row().Match(text) is not { Success: true } row || Numerals.Value(row.Groups["ba"].Value) is not { } baths)
        {
            return null;
        }
        return (decimal.Parse(row.Groups["bd"].ValueSpan, CultureInfo.InvariantCulture), Math.Round(baths * 2, MidpointRounding.AwayFromZero) / 2,
            int.Parse(row.Groups["area"].ValueSpan, NumberStyles.AllowThousands, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("""^[ ]*(?<bd>[0-8])[ ]?[/|·•,–-][ ]?(?<ba>[1-6](?:\.\d{1,2}|[ ]?½)?)[ ]?[/|·•,–-][ ]?(?<area>[1-9],\d{3}|[2-9]\d{2}|(?!19|20)[1-9]\d{3})(?:[ ]?(?:sq\.?[ ]?ft\.?|sf|sqft))?[ ]*$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Row();
}
