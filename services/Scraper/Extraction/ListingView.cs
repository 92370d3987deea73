using System.Text.Json.Serialization;
using PeteRental.Contracts.Events;

namespace PeteRental.Scraper.Extraction;

/// <summary>A home as the API shows it, of one page alone: no ids, and whatever the page does not say is null.</summary>
internal sealed record ListingView
{
    /// <summary>Street and number.</summary>
    public string? PropertyAddress { get; init; }

    /// <summary>Such as 2B.</summary>
    public string? Unit { get; init; }

    /// <summary>City.</summary>
    public string? City { get; init; }

    /// <summary>Two letters.</summary>
    public string? State { get; init; }

    /// <summary>ZIP code.</summary>
    public string? PostalCode { get; init; }

    /// <summary>US dollars a month; the lower end of a range.</summary>
    public decimal? Price { get; init; }

    /// <summary>The upper end of a range.</summary>
    public decimal? PriceMax { get; init; }

    /// <summary>0 is a studio.</summary>
    public decimal? Bedrooms { get; init; }

    /// <summary>In steps of a half.</summary>
    public decimal? Bathrooms { get; init; }

    /// <summary>Floor area.</summary>
    public int? SquareFeet { get; init; }

    /// <summary>apartment, house, townhouse, condo, duplex, mobile_home, room or loft.</summary>
    public string? PropertyType { get; init; }

    /// <summary>From when, if the page names a day.</summary>
    public DateOnly? AvailableDate { get; init; }

    /// <summary>available, coming_soon (a day after today), waitlist or unknown.</summary>
    public string AvailabilityStatus { get; init; } = "unknown";

    /// <summary>In the site's words.</summary>
    public string? Pets { get; init; }

    /// <summary>The text about the home.</summary>
    public string? Description { get; init; }

    /// <summary>As the site names them.</summary>
    public IReadOnlyList<string> Amenities { get; init; } = [];

    /// <summary>Absolute, in order.</summary>
    public IReadOnlyList<string> Photos { get; init; } = [];

    /// <summary>The page of this home; null when it has none of its own.</summary>
    public string? Url { get; init; }

    /// <summary>For each field how it was read; only where somebody asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, FieldReading>? Evidence { get; init; }

    /// <param name="listing">What was read.</param>
    /// <param name="today">The day where the homes are.</param>
    /// <param name="withEvidence">Whether to say how each field was read.</param>
    public static ListingView Of(ExtractedListing listing, DateOnly today, bool withEvidence = false) => new()
    {
        PropertyAddress = listing.PropertyAddress?.Value,
        Unit = listing.Unit?.Value,
        City = listing.City?.Value,
        State = listing.State?.Value,
        PostalCode = listing.PostalCode?.Value,
        Price = listing.Price?.Value,
        PriceMax = listing.PriceMax?.Value,
        Bedrooms = listing.Bedrooms?.Value,
        Bathrooms = listing.Bathrooms?.Value,
        SquareFeet = listing.SquareFeet?.Value,
        PropertyType = listing.PropertyType?.Value,
        AvailableDate = listing.Availability?.Value.Date,
        AvailabilityStatus = StatusOf(listing.Availability?.Value, today),
        Pets = listing.Pets?.Value,
        Description = listing.Description?.Value,
        Amenities = listing.Amenities?.Value ?? [],
        Photos = [.. (listing.Photos?.Value ?? []).Select(photo => photo.AbsoluteUri)],
        Url = listing.Url?.Value.AbsoluteUri,
        Evidence = withEvidence ? EvidenceOf(listing) : null,
    };

    /// <param name="listing">A home of a whole site.</param>
    /// <param name="today">The day where the homes are.</param>
    public static ListingView Of(ScrapedListing listing, DateOnly today) => new()
    {
        PropertyAddress = listing.PropertyAddress,
        Unit = listing.Unit,
        City = listing.City,
        State = listing.State,
        PostalCode = listing.PostalCode,
        Price = listing.Price,
        PriceMax = listing.PriceMax,
        Bedrooms = listing.Bedrooms,
        Bathrooms = listing.Bathrooms,
        SquareFeet = listing.SquareFeet,
        PropertyType = listing.PropertyType,
        AvailableDate = listing.AvailableDate,
        AvailabilityStatus = StatusOf(new Availability(listing.Availability, listing.AvailableDate), today),
        Pets = listing.Pets,
        Description = listing.Description,
        Amenities = listing.Amenities,
        Photos = listing.Photos,
        Url = listing.Url,
    };

    private static string StatusOf(Availability? availability, DateOnly today) => availability switch
    {
        null => "unknown",
        { Date: { } date } => date > today ? "coming_soon" : "available",
        { Kind: "now" } => "available",
        { Kind: "waitlist" } => "waitlist",
        _ => "unknown",
    };

    private static Dictionary<string, FieldReading> EvidenceOf(ExtractedListing listing)
    {
        var evidence = new Dictionary<string, FieldReading>();
        Note("property_address", listing.PropertyAddress);
        Note("unit", listing.Unit);
        Note("city", listing.City);
        Note("state", listing.State);
        Note("postal_code", listing.PostalCode);
        Note("price", listing.Price);
        Note("price_max", listing.PriceMax);
        Note("bedrooms", listing.Bedrooms);
        Note("bathrooms", listing.Bathrooms);
        Note("square_feet", listing.SquareFeet);
        Note("property_type", listing.PropertyType);
        Note("availability_status", listing.Availability);
        Note("pets", listing.Pets);
        Note("description", listing.Description);
        Note("amenities", listing.Amenities);
        Note("photos", listing.Photos);
        Note("url", listing.Url);
        return evidence;

        void Note<T>(string field, Reading<T>? reading)
        {
            if (reading is not null)
            {
                evidence[field] = new FieldReading(reading.Method, Math.Round(reading.Confidence, 2));
            }
        }
    }
}

/// <summary>How a field was read.</summary>
/// <param name="Method">By what.</param>
/// <param name="Confidence">0 to 1.</param>
internal sealed record FieldReading(ReadingMethod Method, double Confidence);
