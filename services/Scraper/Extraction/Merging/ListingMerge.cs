using PeteRental.Scraper.Extraction.General;

namespace PeteRental.Scraper.Extraction.Merging;

/// <summary>Makes one listing of what several readers found of the same home.</summary>
internal static class ListingMerge
{
    /// <summary>The homes to rent, each once.</summary>
    /// <param name="page">The page.</param>
    /// <param name="readings">What each reader found, the most trusted first.</param>
    /// <param name="general">What patterns found.</param>
    public static IReadOnlyList<ExtractedListing> Merge(PageDocument page, IReadOnlyList<IReadOnlyList<FoundHome>> readings, GeneralReading general) =>
        [.. readings.SelectMany(homes => homes).Where(home => home.IsToRent).Select(home => home.Listing), .. general.Listings];
}
