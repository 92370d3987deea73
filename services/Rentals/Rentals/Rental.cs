using PeteRental.Contracts.Events;
using PeteRental.Rentals.Addresses;

namespace PeteRental.Rentals.Rentals;

/// <summary>Where a home comes from.</summary>
internal static class SourceType
{
    public const string Scraped = "scraped";
    public const string Manual = "manual";
}

/// <summary>From when a home can be had, as it is said; before today's date is looked at.</summary>
internal static class Availability
{
    public const string Now = "now";
    public const string Date = "date";
    public const string Waitlist = "waitlist";
    public const string Unknown = "unknown";

    public static readonly IReadOnlyList<string> All = [Now, Date, Waitlist, Unknown];
}

/// <summary>
/// A home of a workspace: a row of <c>rentals</c>, in names and values. What a person or a site says of it are the fields that
/// <see cref="RentalField"/> lists; everything else is kept about it.
/// </summary>
internal sealed record Rental
{
    public required Guid Id { get; init; }

    public required Guid WorkspaceId { get; init; }

    /// <summary>The source whose readings it follows; null for one that was entered by hand.</summary>
    public Guid? SourceId { get; init; }

    /// <summary>One of <see cref="SourceType"/>.</summary>
    public required string SourceType { get; init; }

    /// <summary>Key of <see cref="RentalIdentity"/> by the address that is shown.</summary>
    public string Identity { get; init; } = "";

    /// <summary>Tells homes of one key apart: those of different towns, or several kinds of home under one address.</summary>
    public int Variant { get; init; }

    /// <summary>The key by the address that its site shows, which a person may have corrected.</summary>
    public string? ReadIdentity { get; init; }

    /// <summary>Host of its site.</summary>
    public string? Website { get; init; }

    public string? Url { get; init; }

    public string? PropertyAddress { get; init; }

    public string? Unit { get; init; }

    public string? City { get; init; }

    public string? State { get; init; }

    public string? PostalCode { get; init; }

    /// <summary>US dollars a month; the lower end of a range.</summary>
    public decimal? Price { get; init; }

    public decimal? PriceMax { get; init; }

    /// <summary>0 is a studio.</summary>
    public decimal? Bedrooms { get; init; }

    public decimal? Bathrooms { get; init; }

    public int? SquareFeet { get; init; }

    public string? PropertyType { get; init; }

    /// <summary>Only with availability <c>date</c>.</summary>
    public DateOnly? AvailableDate { get; init; }

    /// <summary>One of <see cref="Rentals.Availability"/>.</summary>
    public string Availability { get; init; } = Rentals.Availability.Unknown;

    public string? Pets { get; init; }

    public string? Description { get; init; }

    public string[] Amenities { get; init; } = [];

    public string[] Photos { get; init; } = [];

    /// <summary>How each field was read.</summary>
    public IReadOnlyList<FieldEvidence> Evidence { get; init; } = [];

    /// <summary>What its site said last, so that an edited field can be handed back to it.</summary>
    public ScrapedListing? Reading { get; init; }

    /// <summary>Fields that a person has set: no reading overwrites them.</summary>
    public string[] EditedFields { get; init; } = [];

    /// <summary>No longer on its site since then: kept, not offered.</summary>
    public DateTimeOffset? MissingSince { get; init; }

    public DateTimeOffset FirstSeenAt { get; init; }

    public DateTimeOffset LastSeenAt { get; init; }

    public Guid? CreatedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>A person does not want to see it again, whatever its site shows.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Of a site that a caller named: kept apart from what the workspace offers, until a manager adds that site.</summary>
    public bool NamedByCaller { get; init; }

    /// <summary>Whether callers hear of it.</summary>
    public bool IsOffered => MissingSince is null && DeletedAt is null;

    /// <summary>Where it is.</summary>
    public Place Place => RentalIdentity.Of(PropertyAddress, Unit, City, State, PostalCode)?.Place ?? Place.Of(City, State, PostalCode);

    /// <summary>Addressed anew: its key follows the address.</summary>
    public Rental Identified() => this with { Identity = KeyOf(PropertyAddress, Unit, Url) };

    /// <summary>The key of a home. One without an address is told by its page.</summary>
    public static string KeyOf(string? address, string? unit, string? url) =>
        RentalIdentity.Of(address, unit)?.Key ?? $"{url}|{RentalIdentity.UnitKey(AddressWords.Split(unit))}";
}
