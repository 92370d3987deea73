using FsCheck;
using FsCheck.Fluent;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;
using PeteRental.Rentals.Rentals;

namespace PeteRental.Rentals.Tests.Rentals;

public sealed class ReadingPlanTests
{
    private static readonly WorkspaceId Tenant = new(Guid.CreateVersion7());
    private static readonly Guid Site = Guid.CreateVersion7();
    private static readonly Moment Now = new(RentalsHost.Monday, new DateOnly(2027, 3, 1));

    [Fact]
    public void The_same_reading_twice_changes_nothing() => Prop.ForAll(Readings().ToArbitrary(), listings =>
    {
        var homes = Apply([], listings);
        return Plan(homes, listings).Changes.Count == 0;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_order_of_listings_makes_no_difference() => Prop.ForAll(Readings().ToArbitrary(), Readings().ToArbitrary(), (before, listings) =>
    {
        var homes = Apply([], before);
        return Shown(Apply(homes, listings)) == Shown(Apply(homes, [.. listings.Reverse()]));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void After_a_reading_just_its_homes_are_offered() => Prop.ForAll(Readings().ToArbitrary(), Readings().ToArbitrary(), (before, listings) =>
        Apply(Apply([], before), listings).Count(home => home.IsOffered) == ReadingPlan.HomesOf(new SourceReading(Site, "", listings, false)).Count)
        .QuickCheckThrowOnFailure();

    [Fact]
    public void No_two_homes_share_a_key_and_variant() => Prop.ForAll(Readings().ToArbitrary(), Readings().ToArbitrary(), (before, listings) =>
    {
        var homes = Apply(Apply([], before), listings);
        return homes.DistinctBy(home => (home.Identity, home.Variant)).Count() == homes.Count;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_edited_field_stays_whatever_is_read() => Prop.ForAll(Readings().ToArbitrary(), Readings().ToArbitrary(), (before, listings) =>
    {
        var edited = Apply([], before).Select(home => home with { Price = 777, PriceMax = null, EditedFields = ["price", "price_max"] }).ToList();
        return Apply(edited, listings).Where(home => edited.Exists(one => one.Id == home.Id)).All(home => home is { Price: 777, PriceMax: null });
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_partial_reading_takes_nothing_away()
    {
        var homes = Apply([], [Listings.Of("1 Oak St"), Listings.Of("2 Oak St")]);
        var after = Apply(homes, [Listings.Of("1 Oak St", price: null)], isPartial: true);
        Assert.All(after, home => Assert.True(home is { IsOffered: true, Price: 1200 }));
    }

    [Fact]
    public void A_rent_that_is_no_longer_said_is_on_request() =>
        Assert.Null(Assert.Single(Apply(Apply([], [Listings.Of("1 Oak St")]), [Listings.Of("1 Oak St", price: null)])).Price);

    [Fact]
    public void Kinds_of_home_under_one_address_are_homes_of_their_own_and_stay_what_they_are()
    {
        ScrapedListing[] kinds = [Listings.Of("1 Oak St", price: 900, bedrooms: 1), Listings.Of("1 Oak St", price: 1200, bedrooms: 2), Listings.Of("1 Oak St", price: 1500, bedrooms: 3)];
        var homes = Apply([], kinds);
        var after = Apply(homes, [kinds[2] with { Price = 1600 }]);
        Assert.Equal(3, homes.Count);
        Assert.Equal(homes.Single(home => home.Bedrooms == 3).Id, Assert.Single(after, home => home.IsOffered).Id);
        Assert.Equal(1600, after.Single(home => home.IsOffered).Price);
    }

    [Fact]
    public void A_home_without_its_town_is_the_home_of_the_same_street()
    {
        var homes = Apply([], [Listings.Of("1 Oak St", city: "Atlanta")]);
        Assert.Equal("Atlanta", Assert.Single(Apply(homes, [Listings.Of("1 Oak Street")])).City);
        Assert.Equal(2, Apply(homes, [Listings.Of("1 Oak Street", city: "Decatur")]).Count);
    }

    [Fact]
    public void A_corrected_address_still_is_the_home_that_its_site_shows()
    {
        var home = Assert.Single(Apply([], [Listings.Of("1 Oak St", city: "Atlanta")]));
        var corrected = (home with { PropertyAddress = "10 Oak St", City = "Decatur", EditedFields = ["city", "property_address"] }).Identified();
        var after = Assert.Single(Apply([corrected], [Listings.Of("1 Oak St", city: "Atlanta", price: 1300)]));
        Assert.Equal(("10 Oak St", "Decatur", 1300), (after.PropertyAddress, after.City, after.Price));
    }

    [Fact]
    public void A_home_entered_by_hand_is_completed_and_not_taken_over()
    {
        var manual = (Assert.Single(Apply([], [Listings.Of("1 Oak St", bedrooms: null)])) with
        {
            SourceType = SourceType.Manual,
            SourceId = null,
            Reading = null,
            ReadIdentity = null,
            EditedFields = ["price", "price_max"],
        }).Identified();
        var read = Assert.Single(Apply([manual], [Listings.Of("1 Oak St", price: 5000, bedrooms: 3)]));
        Assert.Equal((1200m, 3m, SourceType.Manual), (read.Price, read.Bedrooms, read.SourceType));
        Assert.True(Assert.Single(Apply([read], [])).IsOffered);
    }

    [Fact]
    public void A_deleted_home_does_not_come_back()
    {
        var deleted = Assert.Single(Apply([], [Listings.Of("1 Oak St")])) with { DeletedAt = Now.Now };
        Assert.Empty(Plan([deleted], [Listings.Of("1 Oak St", price: 5)]).Changes);
    }

    [Fact]
    public void What_cannot_be_kept_is_left_out()
    {
        var listing = Listings.Of("1 Oak St\u0007") with { Price = -5, SquareFeet = 0, State = "Georgia", Url = "javascript:alert(1)", Availability = "soon", PostalCode = "x" };
        var home = Assert.Single(Apply([], [listing, Listings.Of(null)]));
        Assert.Equal(("1 Oak St", null, null, null, null, "unknown"), (home.PropertyAddress, home.Price, home.SquareFeet, home.State, home.Url, home.Availability));
    }

    [Fact]
    public void Events_carry_a_hundred_ids_and_each_once()
    {
        Guid[] Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];
        var all = new AppliedChanges(Ids(150), Ids(70), Ids(31), [], null);
        var parts = RentalAnnouncer.Divide(all);
        Assert.Equal(3, parts.Count);
        Assert.All(parts, part => Assert.InRange(part.Added.Count + part.Changed.Count + part.Removed.Count, 1, 100));
        Assert.Equal(all.Added.Concat(all.Changed).Concat(all.Removed), parts.SelectMany(part => part.Added.Concat(part.Changed).Concat(part.Removed)));
    }

    private static Gen<ScrapedListing[]> Readings() => Gen.ArrayOf(
        from street in Gen.Elements("1 Oak St", "2 Oak Street", "3 Elm Ave", null)
        from unit in Gen.Elements(null, "1", "B")
        from city in Gen.Elements(null, "Atlanta", "Decatur")
        from price in Gen.Elements<decimal?>(null, 900, 1200)
        from bedrooms in Gen.Elements<decimal?>(null, 1, 2)
        select Listings.Of(street, unit, price, bedrooms, city, street is null ? "https://birchwood.test/home" : null));

    private static (IReadOnlyList<RentalChange> Changes, IReadOnlyCollection<Guid> Seen) Plan(IReadOnlyList<Rental> known, ScrapedListing[] listings, bool isPartial = false)
    {
        var reading = new SourceReading(Site, "birchwood.test", listings, isPartial);
        return ReadingPlan.Make(Tenant, known, ReadingPlan.HomesOf(reading), reading, Now);
    }

    private static List<Rental> Apply(IReadOnlyList<Rental> known, ScrapedListing[] listings, bool isPartial = false)
    {
        var changed = Plan(known, listings, isPartial).Changes.ToDictionary(change => change.After.Id, change => change.After);
        return [.. known.Where(home => !changed.ContainsKey(home.Id)), .. changed.Values];
    }

    private static string Shown(IEnumerable<Rental> homes) => string.Join(
        '\n', homes.Where(home => home.IsOffered).Select(home => $"{home.PropertyAddress?.Replace("Street", "St", StringComparison.Ordinal)} {home.Unit} {home.City} {home.Price} {home.Bedrooms}").Order(StringComparer.Ordinal));
}
