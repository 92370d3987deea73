using PeteRental.Contracts.Events;

namespace PeteRental.Rentals.Rentals;

/// <summary>All that a reading of a site found.</summary>
/// <param name="SourceId">What was read.</param>
/// <param name="Website">Its host, for people.</param>
/// <param name="Listings">The homes.</param>
/// <param name="IsPartial">The reading ended early: a home that is missing is not gone, and a field that is missing is not empty.</param>
/// <param name="NamedByCaller">The site is no manager's: what is read of it says nothing about what the workspace offers.</param>
internal sealed record SourceReading(Guid SourceId, string Website, IReadOnlyList<ScrapedListing> Listings, bool IsPartial, bool NamedByCaller = false);

/// <summary>A home as a reading shows it, with its key.</summary>
internal sealed record ReadHome(string Key, Rental Shown, ScrapedListing Listing)
{
    /// <summary>Makes it of a listing that fits.</summary>
    public static ReadHome Of(ScrapedListing listing)
    {
        var shown = new Rental
        {
            Id = Guid.Empty,
            WorkspaceId = Guid.Empty,
            SourceType = SourceType.Scraped,
            Url = listing.Url,
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
            Availability = listing.Availability,
            Pets = listing.Pets,
            Description = listing.Description,
            Amenities = [.. listing.Amenities],
            Photos = [.. listing.Photos],
            Evidence = listing.Evidence,
        }.Identified();
        return new ReadHome(shown.Identity, shown, listing);
    }

    /// <summary>How many fields are said.</summary>
    public int Fullness => RentalField.All.Count(each => !each.IsEmpty(Shown));

    /// <summary>
    /// Whether two listings of one reading under one key are two homes: what both say differs. Kinds of home of one building are often
    /// listed under its address without a unit.
    /// </summary>
    public bool IsOther(ReadHome other) =>
        !Shown.Place.MayBe(other.Shown.Place)
        || Differ(Shown.Bedrooms, other.Shown.Bedrooms) || Differ(Shown.Bathrooms, other.Shown.Bathrooms) || Differ(Shown.SquareFeet, other.Shown.SquareFeet)
        || Differ(Shown.Price, other.Shown.Price) || Differ(Shown.AvailableDate, other.Shown.AvailableDate)
        || (Shown.Url is { } url && other.Shown.Url is { } otherUrl && url != otherUrl);

    /// <summary>How well it fits a home that is known under its key; null when it is another.</summary>
    public int? LikenessTo(Rental known, Guid source)
    {
        var isOwn = known.SourceId == source;
        // Its site may show another town than a person has corrected it to.
        var isPlaced = Shown.Place.MayBe(known.Place)
            || (isOwn && known.Reading is { } read && Shown.Place.MayBe(Addresses.Place.Of(read.City, read.State, read.PostalCode)));
        return isPlaced
            ? (isOwn ? 100 : 0) + Alike(Shown.Url, known.Url, 8, 4) + Alike(Shown.Bedrooms, known.Bedrooms, 6, 6) + Alike(Shown.Bathrooms, known.Bathrooms, 3, 3)
                + Alike(Shown.SquareFeet, known.SquareFeet, 5, 3) + Alike(Shown.Price, known.Price, 2, 0) + (Shown.Place.Known > 0 && Shown.Place == known.Place ? 4 : 0)
            : null;
    }

    private static bool Differ<T>(T? one, T? other)
        where T : struct => one is { } left && other is { } right && !left.Equals(right);

    private static int Alike(object? one, object? other, int gain, int loss) => one is null || other is null ? 0 : one.Equals(other) ? gain : -loss;
}
