using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Extraction.General;

/// <summary>
/// A list of one town's homes names the town once, in a sentence above: "All homes are in State College, PA 16801." Where no other such
/// sentence names another, streets without a town are there. An address alone may be the office's.
/// </summary>
internal static class SharedPlace
{
    private const double Sure = 0.55;

    /// <summary>Gives streets without a town the page's only one.</summary>
    public static List<ExtractedListing> Complete(List<ExtractedListing> listings, IReadOnlyList<PageLine> lines)
    {
        if (listings.Count < 2 || listings.Exists(listing => listing.PropertyAddress is null || listing.State is not null) || listings.TrueForAll(listing => listing.City is not null)
            || Only(lines) is not { City: { } city } place)
        {
            return listings;
        }
        // One home of the list may be in the next town.
        return [.. listings.Select(listing => listing.City is not null ? listing with { State = Said(place.State) }
            : listing with { City = Said(city), State = Said(place.State), PostalCode = listing.PostalCode ?? Said(place.PostalCode) })];
    }

    private static Place? Only(IReadOnlyList<PageLine> lines)
    {
        Place? only = null;
        foreach (var line in lines.Where(line => line.Signals.Street is null && !LineSignals.IsOffice(line.Text) && line.Element.Closest("footer,nav,header") is null))
        {
            if (AddressReader.FindPlaceOfHomes(line.Text) is not { } place)
            {
                continue;
            }
            if (only is not null && (only.City != place.City || only.State != place.State))
            {
                return null;
            }
            only = only is null ? place : only with { PostalCode = only.PostalCode ?? place.PostalCode };
        }
        return only;
    }

    private static Reading<string>? Said(string? value) => string.IsNullOrEmpty(value) ? null : new Reading<string>(value, ReadingMethod.Text, Sure);
}
