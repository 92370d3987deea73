using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace PeteRental.Sandbox.Sites;

/// <summary>A home on a property website, in the field names of the product's rentals. Null is what a site does not say.</summary>
internal sealed record SiteListing
{
    /// <summary>Number and street, without the unit.</summary>
    public string? PropertyAddress { get; init; }

    /// <summary>Such as 3B, without Apt or #.</summary>
    public string? Unit { get; init; }

    public string? City { get; init; }

    /// <summary>Two letters.</summary>
    public string? State { get; init; }

    public string? PostalCode { get; init; }

    /// <summary>Dollars a month; null for a home whose rent is told on request.</summary>
    public decimal? Price { get; init; }

    /// <summary>The upper end, where a range is asked.</summary>
    public decimal? PriceMax { get; init; }

    /// <summary>0 for a studio.</summary>
    public int? Bedrooms { get; init; }

    /// <summary>In halves.</summary>
    public decimal? Bathrooms { get; init; }

    public int? SquareFeet { get; init; }

    /// <summary>Such as apartment or house.</summary>
    public string? PropertyType { get; init; }

    public DateOnly? AvailableDate { get; init; }

    /// <summary>now, date, waitlist or unknown.</summary>
    public string? Availability { get; init; }

    public string? Pets { get; init; }

    public string? Description { get; init; }

    public IReadOnlyList<string>? Amenities { get; init; }

    /// <summary>Addresses of pictures; those that the site serves itself are relative to its home page.</summary>
    public IReadOnlyList<string>? Photos { get; init; }

    /// <summary>The home's own page; null where it has none.</summary>
    public string? Url { get; init; }

    /// <summary>What makes it this home, whatever is asked for it.</summary>
    [JsonIgnore]
    public string Identity => string.Join('|', PropertyAddress, Unit, City, State, PostalCode).ToUpperInvariant();

    /// <summary>In paths: 412-alder-street-3b.</summary>
    [JsonIgnore]
    public string Slug => Slugs.Of(Unit is null ? PropertyAddress! : $"{PropertyAddress} {Unit}");

    /// <summary>A UUID that stays the same however often the listing changes.</summary>
    public Guid Uid(string site)
    {
        var hash = Hash(site);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }

    /// <summary>A number that stays the same however often the listing changes.</summary>
    public long Number(string site) => (BitConverter.ToUInt32(Hash(site)) % 900_000_000) + 100_000;

    private byte[] Hash(string site) => SHA256.HashData(Encoding.UTF8.GetBytes($"{site}|{Identity}"));
}
