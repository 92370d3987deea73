namespace PeteRental.Scraper.Extraction.Merging;

/// <summary>A home as one reader found it.</summary>
/// <param name="Listing">What it says.</param>
/// <param name="IsToRent">False when the page says that it is for sale, let, or no home: then nobody else's reading of it counts either.</param>
internal sealed record FoundHome(ExtractedListing Listing, bool IsToRent = true);
