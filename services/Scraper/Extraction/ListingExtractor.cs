using PeteRental.Scraper.Extraction.General;
using PeteRental.Scraper.Extraction.Links;
using PeteRental.Scraper.Extraction.Merging;
using PeteRental.Scraper.Extraction.Platforms;
using PeteRental.Scraper.Extraction.Structured.Json;
using PeteRental.Scraper.Extraction.Structured.Schema;

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
        var general = page.IsJson ? new GeneralReading(PageKind.Other, [], []) : GeneralListings.Read(page);
        var merged = ListingMerge.Merge(page, Structured(page), general);
        var focus = PageFocus.Of(page, merged, general);
        var homePages = focus.Listings.Concat(focus.OtherHomes).Select(listing => listing.Url?.Value).OfType<Uri>();
        var links = SiteLinks.Of(page, homePages, general.Links, focus.Listings.Count > 0);
        return new PageExtraction(focus.Kind, focus.Listings, links, focus is { Kind: not PageKind.NoneAvailable, Listings.Count: 0 }
            && Rendering.IsNeeded(page), page.MainText);
    }

    // The most trusted first.
    private static IReadOnlyList<FoundHome>[] Structured(PageDocument page)
    {
        IReadOnlyList<FoundHome>[] readings =
            [EmbeddedJson.ReadFeed(page), EmbeddedJson.ReadEmbedded(page), JsonLd.Read(page), KnownPlatforms.Read(page), Microdata.Read(page)];

        // What a page says of itself for sharing is about one home, if it is about a home at all.
        return readings.Sum(homes => homes.Count) > 2 ? readings : [.. readings, OpenGraph.Read(page)];
    }
}
