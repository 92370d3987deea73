using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Extraction.General;

/// <summary>
/// A list of one town's homes names the town once, in a sentence above: "All homes are in State College, PA 16801." Where the page knows one place
/// only, beside its offices, streets without a town are there.
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
        foreach (var line in lines.Where(line => !line.Signals.HasContact && line.Signals.Street is null && !LineSignals.IsOffice(line.Text) && line.Element.Closest("footer,nav,header") is null))
        {
            // A place on a line of its own is the second line of an office's address.
            if (AddressReader.FindPlace(line.Text) is not { City: { } city, State: not null } place || !line.Text.Contains($" in {city}", StringComparison.OrdinalIgnoreCase))
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
