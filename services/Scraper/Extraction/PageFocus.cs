using PeteRental.Scraper.Extraction.General;
using PeteRental.Scraper.Extraction.Merging;
using PeteRental.Scraper.Extraction.Structured.Json;
using PeteRental.Scraper.Extraction.Structured.Schema;

namespace PeteRental.Scraper.Extraction;

/// <summary>What a page is about: a list, or one home with others beside it.</summary>
/// <param name="Kind">What the page is.</param>
/// <param name="Listings">The homes it is about.</param>
/// <param name="OtherHomes">Homes that it only points to, such as similar ones.</param>
internal sealed record PageFocus(PageKind Kind, IReadOnlyList<ExtractedListing> Listings, IReadOnlyList<ExtractedListing> OtherHomes)
{
    /// <summary>Decides from what was found.</summary>
    public static PageFocus Of(PageDocument page, MergedHomes merged, GeneralReading general)
    {
        var listings = merged.Listings;
        if (listings.Count == 0)
        {
            var isEmpty = general.Kind == PageKind.NoneAvailable || merged.LeftOut > 0 || EmbeddedJson.IsEmptyFeed(page);
            return new PageFocus(isEmpty ? PageKind.NoneAvailable : PageKind.Other, [], []);
        }

        var own = listings.FirstOrDefault(listing => Addresses.AreSamePage(listing.Url?.Value, page.Url));
        var isDetail = general.Kind == PageKind.Detail || (own is not null && general.Kind != PageKind.List)
            || (listings.Count == 1 && general.Kind == PageKind.Other && own is not null);
        if (!isDetail)
        {
            return listings is [{ Url: null } only] && general.Kind != PageKind.List
                ? new PageFocus(PageKind.Detail, [only with { Url = OwnUrl(page) }], [])
                : new PageFocus(PageKind.List, listings, []);
        }

        var main = own ?? MainOf(listings, general);
        var beside = listings.Where(listing => !ReferenceEquals(listing, main) && listing.Url is { } url
            && !Addresses.AreSamePage(url.Value, page.Url)).ToArray();
        var about = listings.Except(beside).Select(listing => listing.Url is null
            ? listing with { Url = OwnUrl(page) } : listing).ToArray();
        return new PageFocus(PageKind.Detail, about is [var alone] ? [OpenGraph.Fill(page, alone)] : about, beside);
    }

    // The address that the page gives itself is without what was added to follow a visitor.
    private static Reading<Uri> OwnUrl(PageDocument page)
    {
        var canonical = page.Resolve(page.Html.QuerySelector("link[rel=canonical][href]")?.GetAttribute("href"));
        var isOwn = canonical is not null && canonical.Host == page.Url.Host && canonical.AbsolutePath.Length > 1;
        return new Reading<Uri>(isOwn ? canonical! : page.Url, ReadingMethod.Pattern, 1);
    }

    private static ExtractedListing MainOf(IReadOnlyList<ExtractedListing> listings, GeneralReading general) =>
        listings.FirstOrDefault(listing => general.Listings.Any(found => HomeIdentity.AreSame(listing, found))) ?? listings[0];
}
