using PeteRental.Scraper.Extraction.General;

namespace PeteRental.Scraper.Extraction.Merging;

/// <summary>The homes of a page, and how many were left out because they are not to rent.</summary>
internal sealed record MergedHomes(IReadOnlyList<ExtractedListing> Listings, int LeftOut);

/// <summary>Makes one listing of what several readers found of the same home.</summary>
internal sealed class ListingMerge
{
    // Beyond this the readings are taken as they are: to compare each with each costs the square.
    private const int MostCompared = 1_500;

    private readonly PageDocument _page;
    private readonly List<Group> _groups = [];

    private ListingMerge(PageDocument page) => _page = page;

    /// <summary>The homes to rent, each once.</summary>
    /// <param name="page">The page.</param>
    /// <param name="readings">What each reader found, the most trusted first.</param>
    /// <param name="general">What patterns found.</param>
    public static MergedHomes Merge(PageDocument page, IReadOnlyList<IReadOnlyList<FoundHome>> readings, GeneralReading general)
    {
        var merge = new ListingMerge(page);
        var all = readings.Append([.. general.Listings.Select(listing => new FoundHome(listing))]).ToArray();
        var buildings = all.SelectMany(homes => homes).Where(home => home.IsBuilding).ToArray();
        foreach (var homes in all)
        {
            merge.Add([.. homes.Where(home => !home.IsBuilding)]);
        }

        if (merge._groups.Count == 0)
        {
            merge.Add([.. buildings.Where(building => building.Listing.Price is not null)]);
        }

        var toRent = merge._groups.Where(group => group.IsToRent).Select(group => InBuilding(group.Listing, buildings)).ToArray();
        return new MergedHomes(toRent, merge._groups.Count - toRent.Length);
    }

    // A complex that the page is about says where its floor plans are.
    private static ExtractedListing InBuilding(ExtractedListing listing, FoundHome[] buildings)
    {
        if (buildings is not [var building] || listing.City is not null || listing.PropertyAddress is not null)
        {
            return listing;
        }

        var where = building.Listing;
        return listing with
        {
            PropertyAddress = where.PropertyAddress,
            City = where.City,
            State = where.State,
            PostalCode = where.PostalCode,
            Pets = listing.Pets ?? where.Pets,
            Amenities = listing.Amenities ?? where.Amenities,
        };
    }

    private void Add(IReadOnlyList<FoundHome> homes)
    {
        var known = _groups.Count;
        foreach (var home in homes)
        {
            var listing = WithOwnPage(home.Listing, homes);
            var group = Match(home with { Listing = listing }, known, homes);
            if (group is not null)
            {
                group.Listing = FieldMerge.Merge(group.Listing, listing);
                group.IsToRent &= home.IsToRent;
            }
            else if (known == 0 || IsAnother(listing))
            {
                _groups.Add(new Group(listing, home.IsToRent));
            }
        }
    }

    // The page of the list is no page of one of its homes.
    private ExtractedListing WithOwnPage(ExtractedListing listing, IReadOnlyList<FoundHome> homes) =>
        homes.Count > 1 && Addresses.AreSamePage(listing.Url?.Value, _page.Url)
            && homes.Count(home => Addresses.AreSamePage(home.Listing.Url?.Value, _page.Url)) > 1
            ? listing with { Url = null }
            : listing;

    private Group? Match(FoundHome home, int known, IReadOnlyList<FoundHome> homes)
    {
        if (_groups.Count > MostCompared)
        {
            return null;
        }

        var listing = home.Listing;
        if (_groups.Find(group => HomeIdentity.AreSame(group.Listing, listing)) is { } same)
        {
            return same;
        }

        // Its own page, which no other home of either reading has.
        var samePage = _groups.Take(known).Where(group => HaveSamePage(group.Listing, listing)).Take(2).ToArray();
        if (samePage.Length == 1 && homes.Count(other => HaveSamePage(other.Listing, listing)) == 1
            && !HomeIdentity.AreOtherPlaces(samePage[0].Listing, listing))
        {
            return samePage[0];
        }

        // One home in each reading: the page is about it.
        if (known == 1 && homes.Count == 1 && _groups.Count == 1 && !HomeIdentity.Contradict(_groups[0].Listing, listing)
            && CouldBeOne(_groups[0].Listing, listing))
        {
            return _groups[0];
        }

        var alike = _groups.Take(known).Where(group => HomeIdentity.LookAlike(group.Listing, listing)).Take(2).ToArray();
        return alike.Length == 1 && homes.Count(other => HomeIdentity.LookAlike(other.Listing, alike[0].Listing)) == 1 ? alike[0] : null;
    }

    private static bool HaveSamePage(ExtractedListing one, ExtractedListing other) => Addresses.AreSamePage(one.Url?.Value, other.Url?.Value);

    private static bool CouldBeOne(ExtractedListing one, ExtractedListing other) =>
        one.PropertyAddress is null || other.PropertyAddress is null || HomeIdentity.AreSameStreet(one.PropertyAddress.Value,
            other.PropertyAddress.Value);

    // What a less trusted reader alone has found has to say where it is and what it costs.
    private bool IsAnother(ExtractedListing listing) =>
        listing.Price is not null && (listing.PropertyAddress is not null || listing.Unit is not null || listing.Url is not null)
        && !_groups.Exists(group => group.Listing.PropertyAddress is { } street && street.Value == listing.PropertyAddress?.Value
            && listing.Unit is null && listing.Url is null);

    private sealed class Group(ExtractedListing listing, bool isToRent)
    {
        public ExtractedListing Listing { get; set; } = listing;

        public bool IsToRent { get; set; } = isToRent;
    }
}
