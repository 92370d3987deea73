namespace PeteRental.Scraper.Extraction.Merging;

/// <summary>Makes one listing of two readings of the same home: the more trusted wins, the other fills what it leaves open.</summary>
internal static class FieldMerge
{
    private const double Doubtful = 0.5;

    /// <summary>The fields of both.</summary>
    public static ExtractedListing Merge(ExtractedListing trusted, ExtractedListing other) => trusted with
    {
        Url = Better(trusted.Url, other.Url),
        SiteKey = trusted.SiteKey ?? other.SiteKey,
        PropertyAddress = Better(trusted.PropertyAddress, other.PropertyAddress),
        Unit = Better(trusted.Unit, other.Unit),
        City = Better(trusted.City, other.City),
        State = Better(trusted.State, other.State),
        PostalCode = Better(trusted.PostalCode, other.PostalCode),
        Price = Better(trusted.Price, other.Price),
        PriceMax = trusted.Price is null || trusted.Price.Value == other.Price?.Value ? Better(trusted.PriceMax, other.PriceMax) : trusted.PriceMax,
        Bedrooms = Better(trusted.Bedrooms, other.Bedrooms),
        Bathrooms = Better(trusted.Bathrooms, other.Bathrooms),
        SquareFeet = Better(trusted.SquareFeet, other.SquareFeet),
        PropertyType = Better(trusted.PropertyType, other.PropertyType),
        Availability = Better(trusted.Availability, other.Availability),
        Pets = Better(trusted.Pets, other.Pets),
        Description = Whole(trusted.Description, other.Description),
        Amenities = Better(trusted.Amenities, other.Amenities),
        Photos = Gallery(trusted.Photos, other.Photos),
    };

    private static Reading<T>? Better<T>(Reading<T>? trusted, Reading<T>? other) =>
        trusted is null || (trusted.Confidence < Doubtful && other?.Confidence > trusted.Confidence) ? other ?? trusted : trusted;

    // Data for search engines often has but the beginning of the text, and one of the photos.
    private static Reading<string>? Whole(Reading<string>? trusted, Reading<string>? other)
    {
        if (trusted is null || other is null)
        {
            return trusted ?? other;
        }

        var beginning = Letters(trusted.Value.TrimEnd('.', '…', ' '));
        return other.Value.Length > trusted.Value.Length && Letters(other.Value).StartsWith(beginning, StringComparison.OrdinalIgnoreCase)
            ? other : trusted;
    }

    private static Reading<IReadOnlyList<Uri>>? Gallery(Reading<IReadOnlyList<Uri>>? trusted, Reading<IReadOnlyList<Uri>>? other) =>
        trusted is null || (trusted.Value.Count == 1 && other?.Value.Count > 1) ? other ?? trusted : trusted;

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit));
}
