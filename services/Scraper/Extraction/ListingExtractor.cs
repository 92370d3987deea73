using PeteRental.Scraper.Extraction.General;
using PeteRental.Scraper.Extraction.Merging;

namespace PeteRental.Scraper.Extraction;

/// <summary>
/// Reads everything that a page says about homes to rent. Pure: the same page on the same day gives the same answer, and no page makes
/// it throw or run long.
/// </summary>
internal static class ListingExtractor
{
    /// <summary>Reads a page, or a feed in JSON.</summary>
    /// <param name="html">What the site sent.</param>
    /// <param name="url">Where the page is, after redirects.</param>
    /// <param name="today">The day where the homes are.</param>
    public static PageExtraction Extract(string html, Uri url, DateOnly today)
    {
        var page = PageDocument.Parse(html, url, today);
        var general = GeneralListings.Read(page);
        var listings = ListingMerge.Merge(page, [], general);
        return new PageExtraction(general.Kind, listings, general.Links, NeedsRendering: false, page.MainText);
    }
}
