using PeteRental.Contracts.Events;

namespace PeteRental.Rentals.Tests.Rentals;

public sealed class ReadingTests(RentalsHost host)
{
    [Fact]
    public async Task A_site_is_followed_and_what_a_person_said_stays()
    {
        var workspace = host.NewWorkspace();
        var source = await workspace.AddSourceAsync("birchwood.test");
        var first = await workspace.ReadAsync(source, Listings.Of("1 Oak St"), Listings.Of("2 Oak St"));
        Assert.Equal((2, 0, 0), (first.Added.Count, first.Changed.Count, first.Removed.Count));
        var list = (await workspace.GetAsync("/rentals?q=1 oak"))["rentals"]!.AsArray();
        var id = Assert.Single(list)!["rental_id"]!.GetValue<Guid>();
        Assert.Equal("json_ld", (await workspace.FindAsync(id))["evidence"]![0]!["method"]!.GetValue<string>());

        Assert.Equal(["price", "price_max"], (await workspace.ChangeAsync(id, new { price = 999, bedrooms = 2 })).Body["edited_fields"]!.AsArray().Select(field => field!.GetValue<string>()));
        var second = await workspace.ReadAsync(source, Listings.Of("1 Oak Street", price: 1400, bedrooms: 3));
        Assert.Empty(second.Added);
        Assert.Equal(id, Assert.Single(second.Changed));
        Assert.Single(second.Removed);
        var home = await workspace.FindAsync(id);
        Assert.Equal((999m, 3m), (home["price"]!.GetValue<decimal>(), home["bedrooms"]!.GetValue<decimal>()));

        var back = await workspace.ChangeAsync(id, new { reset_fields = new[] { "price" } });
        Assert.Equal((1400m, 0), (back.Body["price"]!.GetValue<decimal>(), back.Body["edited_fields"]!.AsArray().Count));
        var third = await workspace.ReadAsync(source, Listings.Of("1 Oak Street", price: 1500, bedrooms: 3), Listings.Of("2 Oak St"));
        Assert.Equal(new RentalPriceChange(id, "1 Oak Street", 1400, 1500), Assert.Single(third.PriceChanges));
        Assert.Single(third.Added);
    }

    [Fact]
    public async Task A_home_that_is_gone_is_kept_and_can_be_shown()
    {
        var workspace = host.NewWorkspace();
        var source = await workspace.AddSourceAsync("birchwood.test");
        await workspace.ReadAsync(source, Listings.Of("1 Oak St"), Listings.Of("2 Oak St"));
        var gone = Assert.Single((await workspace.ReadAsync(source, Listings.Of("1 Oak St"))).Removed);
        Assert.Equal(["1 Oak St"], await workspace.ListAsync());
        Assert.Equal(2, (await workspace.ListAsync("?include_gone=true")).Length);
        Assert.Equal(["2 Oak St"], await workspace.ListAsync("?availability_status=gone"));
        Assert.Equal("gone", (await workspace.FindAsync(gone))["availability_status"]!.GetValue<string>());
        Assert.Equal(gone, Assert.Single((await workspace.ReadAsync(source, Listings.Of("1 Oak St"), Listings.Of("2 Oak St"))).Added));
        Assert.Equal(["added", "gone", "back"], await workspace.KindsAsync(gone));
    }

    [Fact]
    public async Task A_deleted_home_stays_away_though_its_site_shows_it()
    {
        var workspace = host.NewWorkspace();
        var source = await workspace.AddSourceAsync("birchwood.test");
        var id = Assert.Single((await workspace.ReadAsync(source, Listings.Of("1 Oak St"))).Added);
        Assert.Equal(409, (await workspace.SendAsync(HttpMethod.Post, "/rentals", new { property_address = "1 Oak Street" })).Status);
        await workspace.SendAsync(HttpMethod.Delete, $"/rentals/{id}");
        Assert.False((await workspace.ReadAsync(source, Listings.Of("1 Oak St", price: 5))).Any);
        Assert.Empty(await workspace.ListAsync("?include_gone=true"));
        Assert.Equal(id, await workspace.AddAsync(new { property_address = "1 Oak Street", price = 1000 }));
        Assert.False((await workspace.ReadAsync(source)).Any);
        Assert.Single(await workspace.ListAsync());
    }

    [Fact]
    public async Task Two_thousand_homes_are_one_change_and_the_same_again_is_none()
    {
        var workspace = host.NewWorkspace();
        var source = await workspace.AddSourceAsync("birchwood.test");
        ScrapedListing[] listings = [.. Enumerable.Range(1, 2000).Select(number => Listings.Of($"{number} Oak St") with { Description = $"Home number {number}, quiet and bright." })];
        var applied = await workspace.ReadAsync(source, listings);
        Assert.Equal((2000, 20L, 2000), (applied.Added.Count, applied.Totals!.Version, applied.Totals.Total));
        Assert.False((await workspace.ReadAsync(source, listings)).Any);
        await RentalsHost.UntilAsync(() => Task.FromResult(host.Events.Of<RentalsChanged>(workspace.Id).Sum(fact => fact.Added.Count) == 2000), "all homes were told");
        Assert.Equal(Enumerable.Range(1, 20).Select(version => (long)version), host.Events.Of<RentalsChanged>(workspace.Id).Select(fact => fact.Totals.Version).Order());
    }

    [Fact]
    public async Task Readings_and_edits_at_once_lose_nothing()
    {
        var workspace = host.NewWorkspace();
        var source = await workspace.AddSourceAsync("birchwood.test");
        var id = Assert.Single((await workspace.ReadAsync(source, Listings.Of("1 Oak St"))).Added);
        await Task.WhenAll(
            workspace.ReadAsync(source, Listings.Of("1 Oak St", price: 1300), Listings.Of("2 Oak St")),
            workspace.ChangeAsync(id, new { pets = "Cats welcome" }),
            workspace.ReadAsync(source, Listings.Of("1 Oak St", price: 1300), Listings.Of("2 Oak St")),
            workspace.SendAsync(HttpMethod.Post, "/rentals", new { property_address = "3 Oak St" }));
        var home = await workspace.FindAsync(id);
        Assert.Equal((1300m, "Cats welcome"), (home["price"]!.GetValue<decimal>(), home["pets"]!.GetValue<string>()));
        Assert.Equal(3, (await workspace.ListAsync()).Length);
    }
}
