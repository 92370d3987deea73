namespace PeteRental.Scraper.Extraction.General;

/// <summary>Makes one of several readings of a home that a page shows more than once, such as for small screens and for large ones.</summary>
internal static class Copies
{
    /// <summary>Each home once, in order.</summary>
    public static List<ExtractedListing> Merge(IEnumerable<ExtractedListing> listings)
    {
        var merged = new List<ExtractedListing>();
        var byKey = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        foreach (var listing in listings)
        {
            var key = KeyOf(listing);
            if (!byKey.TryGetValue(key, out var earlier))
            {
                byKey[key] = earlier = [];
            }
            var same = earlier.FindIndex(index => AreOne(merged[index], listing));
            if (same >= 0)
            {
                merged[earlier[same]] = Fill(merged[earlier[same]], listing);
            }
            else if (earlier.Count < 50)
            {
                earlier.Add(merged.Count);
                merged.Add(listing);
            }
            else
            {
                merged.Add(listing);
            }
        }
        return merged;
    }

    private static string KeyOf(ExtractedListing listing) =>
        listing.PropertyAddress is { } address ? LineSignals.Key(address.Value) + "/" + LineSignals.Key(listing.Unit?.Value ?? "") : "";

    private static bool AreOne(ExtractedListing one, ExtractedListing other) =>
        Agree(one.Price?.Value, other.Price?.Value) && Agree(one.Bedrooms?.Value, other.Bedrooms?.Value) && Agree(one.SquareFeet?.Value, other.SquareFeet?.Value)
        && (one.Url is null || other.Url is null || one.Url.Value == other.Url.Value || (one.PropertyAddress is not null && one.Unit is not null))
        && Agree(one.Availability?.Value.Date, other.Availability?.Value.Date);

    private static bool Agree<T>(T? one, T? other)
        where T : struct => one is null || other is null || one.Value.Equals(other.Value);

    private static ExtractedListing Fill(ExtractedListing one, ExtractedListing other) => one with
    {
        Url = one.Url ?? other.Url,
        City = one.City ?? other.City,
        State = one.State ?? other.State,
        PostalCode = one.PostalCode ?? other.PostalCode,
        Price = one.Price ?? other.Price,
        PriceMax = one.PriceMax ?? other.PriceMax,
        Bedrooms = one.Bedrooms ?? other.Bedrooms,
        Bathrooms = one.Bathrooms ?? other.Bathrooms,
        SquareFeet = one.SquareFeet ?? other.SquareFeet,
        PropertyType = one.PropertyType ?? other.PropertyType,
        Availability = one.Availability ?? other.Availability,
        Pets = one.Pets ?? other.Pets,
        Description = one.Description ?? other.Description,
        Amenities = one.Amenities ?? other.Amenities,
        Photos = one.Photos ?? other.Photos,
    };
}
