using System.Globalization;
using PeteRental.Rentals.Rentals;

namespace PeteRental.Rentals.Database;

/// <summary>How much is kept, in the shape of the product before this one.</summary>
internal sealed record DatabaseStatusReply(string Status, DatabaseStats DatabaseStats);

/// <summary>Counts.</summary>
/// <param name="TotalRentals">Homes that are offered.</param>
/// <param name="WebsitesTracked">Sites that are read, or that homes are from.</param>
/// <param name="LastUpdated">When a home last changed or a site was last read.</param>
/// <param name="Websites">By site.</param>
internal sealed record DatabaseStats(
    int TotalRentals, int WebsitesTracked, DateTimeOffset? LastUpdated, IReadOnlyDictionary<string, WebsiteStats> Websites);

/// <summary>Counts of a site.</summary>
internal sealed record WebsiteStats(int RentalCount, DateTimeOffset? LastScraped);

/// <summary>Homes of a site.</summary>
internal sealed record WebsiteRentalsReply(string Status, string Website, int RentalCount, IReadOnlyList<WebsiteRental> Rentals, string? NextCursor);

/// <summary>A home as the product before this one kept it, and as we do.</summary>
internal sealed record WebsiteRental(Guid Id, string? Website, string? SourceUrl, DateTimeOffset ScrapedAt, RentalData Data, RentalReply Rental)
{
    public static WebsiteRental From(Rental rental, DateOnly today) =>
        new(rental.Id, rental.Website, rental.Url, rental.LastSeenAt, RentalData.From(rental), RentalReply.From(rental, today));
}

/// <summary>The text that was read of a home.</summary>
internal sealed record RentalData(
    string? Address, string? Price, decimal? Bedrooms, decimal? Bathrooms, string? SquareFeet, string? AvailableDate, string? PropertyType, string? City,
    string? State, string? ZipCode, string? Description, IReadOnlyList<string> Amenities)
{
    public static RentalData From(Rental rental) => new(
        AddressOf(rental), PriceOf(rental), rental.Bedrooms, rental.Bathrooms,
        rental.SquareFeet is { } area ? string.Create(CultureInfo.InvariantCulture, $"{area:N0} sq ft") : null, AvailabilityOf(rental),
        rental.PropertyType, rental.City, rental.State, rental.PostalCode, rental.Description, rental.Amenities);

    public static string? AddressOf(Rental rental) => rental.Unit is null ? rental.PropertyAddress : $"{rental.PropertyAddress}, Unit {rental.Unit}";

    public static string? PriceOf(Rental rental) => (rental.Price, rental.PriceMax) switch
    {
        ({ } low, { } high) => string.Create(CultureInfo.InvariantCulture, $"${low:N0} - ${high:N0}/month"),
        ({ } rent, null) => string.Create(CultureInfo.InvariantCulture, $"${rent:N0}/month"),
        _ => null,
    };

    public static string? AvailabilityOf(Rental rental) => rental.Availability switch
    {
        Availability.Now => "Available now",
        Availability.Date => rental.AvailableDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Availability.Waitlist => "Waitlist",
        _ => null,
    };
}

/// <summary>Homes that can be had, now or from a day that is known.</summary>
/// <param name="Status">success.</param>
/// <param name="TotalAvailable">How many there are, on all pages.</param>
/// <param name="CurrentDate">Today in the workspace's zone.</param>
/// <param name="Rentals">Soonest first.</param>
/// <param name="NextCursor">For the next page.</param>
internal sealed record AvailableReply(string Status, int TotalAvailable, DateOnly CurrentDate, IReadOnlyList<AvailableRental> Rentals, string? NextCursor);

/// <summary>A home that can be had, flat.</summary>
internal sealed record AvailableRental(
    Guid Id, string? Website, string? SourceUrl, string? Address, string? Price, decimal? Bedrooms, decimal? Bathrooms, string? SquareFeet, string? AvailableDate,
    string? PropertyType, string? City, string? State, string? ZipCode, string? Description, IReadOnlyList<string> Amenities, string AvailabilityStatus,
    int? DaysUntilAvailable, RentalReply Rental)
{
    public static AvailableRental From(Rental rental, DateOnly today)
    {
        var data = RentalData.From(rental);
        return new AvailableRental(
            rental.Id, rental.Website, rental.Url, data.Address, data.Price, data.Bedrooms, data.Bathrooms, data.SquareFeet, data.AvailableDate, data.PropertyType,
            data.City, data.State, data.ZipCode, data.Description, data.Amenities, Rentals.AvailabilityStatus.Of(rental, today),
            Rentals.AvailabilityStatus.DaysUntil(rental, today), RentalReply.From(rental, today));
    }
}
