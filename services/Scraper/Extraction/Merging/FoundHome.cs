namespace PeteRental.Scraper.Extraction.Merging;

/// <summary>A home as one reader found it.</summary>
/// <param name="Listing">What it says.</param>
/// <param name="IsToRent">False when the page says that it is for sale, let, or no home: then nobody else's reading of it counts either.</param>
/// <param name="IsBuilding">It is a whole building: a home only when nothing within it is found, and where it is holds for what is.</param>
internal sealed record FoundHome(ExtractedListing Listing, bool IsToRent = true, bool IsBuilding = false);
