using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using PeteRental.Contracts.Events;

namespace PeteRental.Rentals.Rentals;

/// <summary>A home as REST clients see it. Null wherever nobody says it.</summary>
/// <param name="RentalId">Its id, which stays however its address is corrected.</param>
/// <param name="WorkspaceId">Its workspace.</param>
/// <param name="SourceId">The source whose readings it follows.</param>
/// <param name="SourceType">scraped or manual.</param>
/// <param name="Website">Host of its site.</param>
/// <param name="Url">Its page.</param>
/// <param name="PropertyAddress">Street and number.</param>
/// <param name="Unit">The home within the building.</param>
/// <param name="City">City.</param>
/// <param name="State">Two letters.</param>
/// <param name="PostalCode">ZIP code.</param>
/// <param name="Price">US dollars a month; the lower end of a range.</param>
/// <param name="PriceMax">The upper end of a range.</param>
/// <param name="Bedrooms">0 is a studio.</param>
/// <param name="Bathrooms">In steps of a half.</param>
/// <param name="SquareFeet">Floor area.</param>
/// <param name="PropertyType">apartment, house, townhouse, condo, duplex, mobile_home, room or loft.</param>
/// <param name="AvailableDate">From when, with availability date.</param>
/// <param name="Availability">now, date, waitlist or unknown: what is said.</param>
/// <param name="AvailabilityStatus">available, coming_soon, waitlist, unknown or gone, today in the workspace's zone.</param>
/// <param name="DaysUntilAvailable">0 when it can be had today; null when nobody can say.</param>
/// <param name="Pets">What is said about pets.</param>
/// <param name="Description">The text about the home.</param>
/// <param name="Amenities">As they are named.</param>
/// <param name="Photos">Addresses of pictures.</param>
/// <param name="EditedFields">Fields that a person has set: readings leave them alone.</param>
/// <param name="MissingSince">Since when its site no longer shows it.</param>
/// <param name="FirstSeenAt">When it was first seen.</param>
/// <param name="LastSeenAt">When it was last seen.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="UpdatedAt">When it last changed.</param>
internal sealed record RentalReply(
    Guid RentalId, Guid WorkspaceId, Guid? SourceId, string SourceType, string? Website, string? Url, string? PropertyAddress, string? Unit, string? City,
    string? State, string? PostalCode, decimal? Price, decimal? PriceMax, decimal? Bedrooms, decimal? Bathrooms, int? SquareFeet, string? PropertyType,
    DateOnly? AvailableDate, string Availability, string AvailabilityStatus, int? DaysUntilAvailable, string? Pets, string? Description,
    IReadOnlyList<string> Amenities, IReadOnlyList<string> Photos, IReadOnlyList<string> EditedFields, DateTimeOffset? MissingSince,
    DateTimeOffset FirstSeenAt, DateTimeOffset LastSeenAt, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>How each field was read; not in lists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FieldEvidence>? Evidence { get; init; }

    public static RentalReply From(Rental rental, DateOnly today) => new(
        rental.Id, rental.WorkspaceId, rental.SourceId, rental.SourceType, rental.Website, rental.Url, rental.PropertyAddress, rental.Unit, rental.City,
        rental.State, rental.PostalCode, rental.Price, rental.PriceMax, rental.Bedrooms, rental.Bathrooms, rental.SquareFeet, rental.PropertyType,
        rental.AvailableDate, rental.Availability, Rentals.AvailabilityStatus.Of(rental, today), Rentals.AvailabilityStatus.DaysUntil(rental, today),
        rental.Pets, rental.Description, rental.Amenities, rental.Photos, rental.EditedFields, rental.MissingSince, rental.FirstSeenAt, rental.LastSeenAt,
        rental.CreatedAt, rental.UpdatedAt);

    /// <summary>With everything that is known.</summary>
    public static RentalReply InFull(Rental rental, DateOnly today) => From(rental, today) with { Evidence = rental.Evidence };
}

/// <summary>A page of homes.</summary>
internal sealed record RentalListReply(IReadOnlyList<RentalReply> Rentals, string? NextCursor);

/// <summary>Who changed a home.</summary>
/// <param name="Kind">user or scrape.</param>
/// <param name="UserId">The member; null once they were erased.</param>
/// <param name="ScrapeId">The reading.</param>
internal sealed record RentalActorReply(string Kind, Guid? UserId, Guid? ScrapeId);

/// <summary>A change of a home.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">added, changed, gone, back, deleted or restored.</param>
/// <param name="By">Who.</param>
/// <param name="Changes">The fields, each with <c>field</c>, <c>from</c> and <c>to</c>; long texts are cut.</param>
internal sealed record RentalHistoryEntry(DateTimeOffset At, string Kind, RentalActorReply By, JsonNode Changes);

/// <summary>What happened to a home, newest first.</summary>
internal sealed record RentalHistoryReply(Guid RentalId, IReadOnlyList<RentalHistoryEntry> History, string? NextCursor);
