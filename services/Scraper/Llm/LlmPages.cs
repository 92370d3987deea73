using System.Text.RegularExpressions;
using PeteRental.Scraper.Crawling;

namespace PeteRental.Scraper.Llm;

/// <summary>Chooses what is worth a model's price.</summary>
internal static partial class LlmPages
{
    private const int ShortestText = 80;

    /// <summary>The page with the most signs of homes; null when none has enough of them.</summary>
    public static ReadPage? MostPromising(IReadOnlyList<ReadPage> pages) => pages
        .Where(page => page.Extraction is { Text.Length: >= ShortestText })
        .Select(page => (Page: page, Signs: SignsOf(page.Extraction!.Text)))
        .Where(candidate => candidate.Signs > 0)
        .OrderByDescending(candidate => candidate.Signs)
        .Select(candidate => candidate.Page)
        .FirstOrDefault();

    /// <summary>Amounts of money and words about rooms; without either of them a page shows no homes.</summary>
    private static int SignsOf(string text)
    {
        var (amounts, rooms) = (Amount().Count(text), Rooms().Count(text));
        return amounts > 0 && rooms > 0 ? amounts + rooms : 0;
    }

    [GeneratedRegex(@"\$\s?\d|\b\d{3,5}\s?(dollars|usd|a month|per month|/\s?mo)|\bhundred\b", RegexOptions.IgnoreCase)]
    private static partial Regex Amount();

    [GeneratedRegex(@"\b(bed(room)?s?|br|bd|bath(room)?s?|studio|efficiency|sq\.?\s?ft|square feet)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Rooms();
}
