using System.Text.RegularExpressions;

namespace PeteRental.Scraper.Crawling;

/// <summary>Guesses from an address alone whether a page is about homes to rent.</summary>
internal static partial class ListingPaths
{
    /// <summary>The pages that promise lists of homes, the most promising first.</summary>
    public static IReadOnlyList<Uri> Lists(IEnumerable<Uri> pages, int most) =>
        [.. pages.Where(page => ListWord().IsMatch(page.AbsolutePath) && !OtherWord().IsMatch(page.AbsolutePath) && DepthOf(page) <= 3)
            .OrderBy(DepthOf).ThenBy(page => page.AbsolutePath.Length).Take(most)];

    /// <summary>The pages that promise one home each.</summary>
    public static IReadOnlyList<Uri> Homes(IEnumerable<Uri> pages, int most) =>
        [.. pages.Where(page => HomeWord().IsMatch(page.AbsolutePath) && !OtherWord().IsMatch(page.AbsolutePath)).Take(most)];

    /// <summary>Whether a sitemap's own name promises homes, such as property-sitemap.xml.</summary>
    public static bool Promise(Uri sitemap) => SitemapWord().IsMatch(sitemap.AbsolutePath);

    private static int DepthOf(Uri page) => page.Segments.Length;

    [GeneratedRegex(
        @"/(available|rentals?|listings?|propert(y|ies)|vacanc(y|ies)|homes?|houses?|apartments?|units?|floor-?plans?|for-rent)([-_]?(for|to|our|all|current|available|rent|rentals?|listings?|homes?|propert(y|ies)|units?))*(\.\w{3,5})?/?$",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex ListWord();

    [GeneratedRegex(
        @"/(available|rentals?|listings?|property|properties|homes?|houses?|apartments?|units?|for-rent)/[^/]*[a-z0-9][^/]*/?$",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex HomeWord();

    [GeneratedRegex("rental|listing|propert|home|unit|apartment|floor", RegexOptions.IgnoreCase)]
    private static partial Regex SitemapWord();

    [GeneratedRegex(
        @"(blog|news|category|tag|author|for-sale|sold|commercial|owners?|tenants?|residents?|apply|application|login|contact|about|faq|management|services?|privacy|terms)\b",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex OtherWord();
}
