using PeteRental.Scraper.Extraction;

namespace PeteRental.Scraper.Crawling;

/// <summary>A home of a site, as its pages together tell of it.</summary>
/// <param name="FoundOn">The page it was found on first.</param>
/// <param name="Listing">What is known.</param>
internal sealed record Home(Uri FoundOn, ExtractedListing Listing)
{
    /// <summary>Whether its own page may say what the list does not. A list shows one picture and the beginning of a text.</summary>
    public bool SaysTooLittle => Listing is not
    {
        PropertyAddress: not null, Price: not null, Bedrooms: not null, Bathrooms: not null, SquareFeet: not null, Availability: not null, Pets: not null,
        Description: not null, Amenities: not null, Photos.Value.Count: > 1,
    };

    /// <summary>Without address and price nobody can do anything with it.</summary>
    public bool IsUseless => Listing is { PropertyAddress: null, Price: null };

    /// <summary>How many of the fields that matter are known.</summary>
    public int Known =>
        Count(Listing.PropertyAddress) + Count(Listing.Unit) + Count(Listing.City) + Count(Listing.Price) + Count(Listing.Bedrooms) + Count(Listing.Bathrooms)
        + Count(Listing.SquareFeet) + Count(Listing.Availability) + Count(Listing.PropertyType) + Count(Listing.Pets)
        + Count(Listing.Description);

    /// <summary>How much there is of what may be told at greater length: characters of text, amenities and pictures.</summary>
    public int Length => (Listing.Description?.Value.Length ?? 0) + (Listing.Amenities?.Value.Count ?? 0) + (Listing.Photos?.Value.Count ?? 0);

    /// <summary>The same home with what another reading of it adds. Of two readings of a field the surer one counts, then the earlier method.</summary>
    public Home With(ExtractedListing other) => this with
    {
        Listing = new ExtractedListing
        {
            Url = Listing.Url ?? other.Url,
            SiteKey = Listing.SiteKey ?? other.SiteKey,
            PropertyAddress = Surer(Listing.PropertyAddress, other.PropertyAddress),
            Unit = Surer(Listing.Unit, other.Unit),
            City = Surer(Listing.City, other.City),
            State = Surer(Listing.State, other.State),
            PostalCode = Surer(Listing.PostalCode, other.PostalCode),
            Price = Surer(Listing.Price, other.Price),
            PriceMax = Surer(Listing.Price, other.Price) == Listing.Price ? Listing.PriceMax : other.PriceMax,
            Bedrooms = Surer(Listing.Bedrooms, other.Bedrooms),
            Bathrooms = Surer(Listing.Bathrooms, other.Bathrooms),
            SquareFeet = Surer(Listing.SquareFeet, other.SquareFeet),
            PropertyType = Surer(Listing.PropertyType, other.PropertyType),
            Availability = Surer(Listing.Availability, other.Availability),
            Pets = Surer(Listing.Pets, other.Pets),
            Description = Longer(Listing.Description, other.Description, text => text.Length),
            Amenities = Longer(Listing.Amenities, other.Amenities, names => names.Count),
            Photos = Longer(Listing.Photos, other.Photos, photos => photos.Count),
        },
    };

    private static Reading<T>? Surer<T>(Reading<T>? one, Reading<T>? other) => (one, other) switch
    {
        (null, _) => other,
        (_, null) => one,
        _ when one.Confidence != other.Confidence => one.Confidence > other.Confidence ? one : other,
        _ => one.Method <= other.Method ? one : other,
    };

    // The start of a text on a list is the whole of it on the home's own page.
    private static Reading<T>? Longer<T>(Reading<T>? one, Reading<T>? other, Func<T, int> length) => (one, other) switch
    {
        (null, _) => other,
        (_, null) => one,
        _ => length(one.Value) >= length(other.Value) ? one : other,
    };

    private static int Count(object? reading) => reading is null ? 0 : 1;
}
