using FsCheck;
using FsCheck.Fluent;
using PeteRental.Scraper.Crawling;
using PeteRental.Scraper.Extraction;

namespace PeteRental.Scraper.Tests.Crawling;

/// <summary>Which showings are one home.</summary>
public sealed class HomeCollectionTests
{
    private static readonly Uri List = new("https://birchwood.test/rentals");

    [Fact]
    public void The_same_page_is_the_same_home_and_knows_all_that_both_say()
    {
        var homes = new HomeCollection(10);
        homes.Add(List, [Home("12 Alder Street", url: "/a", price: 1200)]);

        Assert.Equal(0, homes.Add(new Uri("https://birchwood.test/rentals?page=2"), [Home("12 Alder St", url: "/a?utm_source=x", beds: 2)]));

        Assert.Equal((1200m, 2m), (Assert.Single(homes.All).Listing.Price!.Value, homes.All[0].Listing.Bedrooms!.Value));
    }

    [Fact]
    public void Two_units_are_never_one_home()
    {
        var homes = new HomeCollection(10);

        Assert.Equal(3, homes.Add(List, [Home("12 Alder Street", "A", "/building"), Home("12 Alder Street", "B", "/building"), Home("12 Alder Street", "C")]));
    }

    [Fact]
    public void Homes_without_pages_are_told_apart_by_their_address()
    {
        var homes = new HomeCollection(10);

        Assert.Equal(2, homes.Add(List, [Home("12 Alder Street", price: 900), Home("14 Alder Street", price: 900), Home("12 ALDER ST.", price: 900)]));
    }

    [Fact]
    public void Homes_with_pages_of_their_own_are_apart_though_their_building_is_one()
    {
        var homes = new HomeCollection(10);

        Assert.Equal(2, homes.Add(List, [Home("12 Alder Street", url: "/a", price: 900), Home("12 Alder Street", url: "/b", price: 950)]));
    }

    [Fact]
    public void A_sites_own_key_is_its_own()
    {
        var homes = new HomeCollection(10);
        homes.Add(List, [Home("12 Alder Street") with { SiteKey = "7" }]);

        Assert.Equal(1, homes.Add(new Uri("https://elsewhere.test/"), [Home("14 Birch Road") with { SiteKey = "7" }]));
        Assert.Equal(0, homes.Add(List, [Home(null, price: 800) with { SiteKey = "7" }]));
    }

    [Fact]
    public void The_page_of_a_building_gives_its_units()
    {
        var homes = new HomeCollection(10);
        homes.Add(List, [Home("12 Alder Street", url: "/building")]);

        Assert.True(homes.Improve(0, new Uri("https://birchwood.test/building"), [Home("12 Alder Street", "A", price: 900), Home("12 Alder Street", "B", price: 950)]));

        Assert.Equal(["A", "B"], homes.All.Select(home => home.Listing.Unit?.Value));
    }

    [Fact]
    public void The_page_of_a_home_does_not_bring_in_its_neighbours()
    {
        var homes = new HomeCollection(10);
        homes.Add(List, [Home("12 Alder Street", url: "/a")]);

        homes.Improve(0, new Uri("https://birchwood.test/a"), [Home("12 Alder Street", url: "/a", price: 900), Home("99 Elm Road", url: "/z", price: 700)]);

        Assert.Equal(900m, Assert.Single(homes.All).Listing.Price?.Value);
    }

    [Fact]
    public void Of_two_readings_the_surer_one_counts()
    {
        var sure = Home("12 Alder Street", url: "/a") with { Price = new Reading<decimal>(1200, ReadingMethod.JsonLd, 0.95) };
        var guess = Home("12 Alder Street", url: "/a") with { Price = new Reading<decimal>(1350, ReadingMethod.Text, 0.4) };

        foreach (var order in new[] { new[] { sure, guess }, [guess, sure] })
        {
            var homes = new HomeCollection(10);
            homes.Add(List, order);
            Assert.Equal(1200m, Assert.Single(homes.All).Listing.Price!.Value);
        }
    }

    [Fact]
    public void More_than_are_kept_are_not_kept()
    {
        var homes = new HomeCollection(3);
        homes.Add(List, [.. Enumerable.Range(1, 5).Select(n => Home($"{n} Alder Street"))]);

        Assert.Equal((3, true), (homes.All.Count, homes.IsFull));
    }

    [Fact]
    public void Showing_a_list_again_adds_nothing() => Prop.ForAll(
        ArbMap.Default.ArbFor<(byte Street, byte Unit, bool HasPage)[]>(),
        seeds =>
        {
            var listings = seeds.Select(seed => Home($"{seed.Street % 8} Alder Street", seed.Unit % 3 == 0 ? null : $"{seed.Unit % 3}", seed.HasPage ? $"/{seed.Street % 8}-{seed.Unit % 3}" : null)).ToArray();
            var homes = new HomeCollection(1_000);
            homes.Add(List, listings);
            return homes.Add(List, listings) == 0;
        }).QuickCheckThrowOnFailure();

    private static ExtractedListing Home(string? street, string? unit = null, string? url = null, decimal? price = null, decimal? beds = null) => new()
    {
        Url = url is null ? null : Sure(new Uri(List, url)),
        PropertyAddress = street is null ? null : Sure(street),
        Unit = unit is null ? null : Sure(unit),
        Price = price is { } rent ? Sure(rent) : null,
        Bedrooms = beds is { } count ? Sure(count) : null,
    };

    private static Reading<T> Sure<T>(T value) => new(value, ReadingMethod.Pattern, 0.8);
}
