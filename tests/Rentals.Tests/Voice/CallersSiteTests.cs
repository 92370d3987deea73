using System.Text.Json.Nodes;
using PeteRental.Contracts.Events;

namespace PeteRental.Rentals.Tests.Voice;

/// <summary>Websites that callers name: their homes are answered with where the website is asked for, and are nobody's offer.</summary>
public sealed class CallersSiteTests(RentalsHost host)
{
    private const string Site = "localhost:8090/sites/other";

    [Fact]
    public async Task Another_site_on_the_same_host_is_not_answered_with_the_first_ones_homes()
    {
        var workspace = host.NewWorkspace();
        var first = await workspace.AddSourceAsync("localhost:8090/sites/first", RentalsHost.Monday);
        await workspace.ReadAsync(first, Listings.Of("1 First St"));

        await NameAsync(workspace, Site, Listings.Of("1 Other St"), Listings.Of("2 Other St"));

        Assert.Equal(["1 First St"], Addresses(await workspace.AskAsync("search", new { website = "http://localhost:8090/sites/first" })));
        Assert.Equal(["1 Other St", "2 Other St"], Addresses(await workspace.AskAsync("search", new { website = $"http://{Site}/" })));
        Assert.Equal(3, (await workspace.AskAsync("search", new { website = "localhost:8090" }))["total"]!.GetValue<int>());
        Assert.Equal(["1 First St"], await workspace.ListAsync("?website=localhost:8090/sites/first"));
        Assert.Equal(["1 Other St", "2 Other St"], (await workspace.ListAsync($"?website={Site}&q=other")).Order());
        Assert.Equal(["1 First St", "1 Other St", "2 Other St"], (await workspace.ListAsync("?website=localhost:8090")).Order());
        Assert.Empty(await workspace.ListAsync("?website=localhost:8090/sites/third"));
        Assert.Equal(1, await CountAsync(workspace, "http:%2F%2Flocalhost:8090%2Fsites%2Ffirst"));
        Assert.Equal(2, await CountAsync(workspace, $"http:%2F%2F{Uri.EscapeDataString(Site)}"));
        Assert.Equal(3, await CountAsync(workspace, "localhost:8090"));
    }

    [Fact]
    public async Task Homes_of_a_site_that_a_caller_named_are_seen_only_by_who_asks_for_that_site()
    {
        var workspace = host.NewWorkspace();
        var source = await NameAsync(workspace, Site, Listings.Of("1 Other St"), Listings.Of("2 Other St"));
        Assert.Equal("empty", Outcome(await workspace.AskAsync("search", new { })));
        await workspace.AddAsync(new { property_address = "9 Own St", price = 1200 });

        Assert.Equal(["9 Own St"], Addresses(await workspace.AskAsync("search", new { max_price = 1500 })));
        Assert.Equal("not_found", Outcome(await workspace.AskAsync("match", new { words = "1 Other Street" })));
        Assert.Equal("not_found", Outcome(await workspace.AskAsync("details", new { address = "1 Other Street" })));
        Assert.Equal("found", Outcome(await workspace.AskAsync("match", new { words = "1 Other Street", website = Site })));
        Assert.Equal("found", Outcome(await workspace.AskAsync("match", new { words = "9 Own Street", website = Site })));
        Assert.Equal(["9 Own St"], await workspace.ListAsync());
        Assert.Empty(await workspace.ListAsync("?q=other"));
        Assert.DoesNotContain("Other", await workspace.TextAsync("/rentals/export.csv"), StringComparison.Ordinal);
        Assert.Contains("Other", await workspace.TextAsync($"/rentals/export.csv?website={Site}"), StringComparison.Ordinal);
        var stats = (await workspace.GetAsync("/database/status"))["database_stats"]!;
        Assert.Equal((1, 0), (stats["total_rentals"]!.GetValue<int>(), stats["websites_tracked"]!.GetValue<int>()));
        Assert.Equal(1, (await workspace.GetAsync("/database/available"))["total_available"]!.GetValue<int>());
        Assert.Equal(("caller", 2), (await SourceAsync(workspace, source)) is var kept ? (kept["added_by"]!.GetValue<string>(), kept["rental_count"]!.GetValue<int>()) : default);
        await RentalsHost.UntilAsync(
            () => Task.FromResult(host.Events.Of<RentalSourceChanged>(workspace.Id).Any(fact => fact.Change == "scraped") && host.Events.Of<RentalsChanged>(workspace.Id).Count > 0), "it is told");
        Assert.All(host.Events.Of<RentalSourceChanged>(workspace.Id), fact => Assert.Equal(0, fact.Totals.Total));
        Assert.Equal(1, Assert.Single(host.Events.Of<RentalsChanged>(workspace.Id)).Totals.Total);
    }

    [Fact]
    public async Task A_caller_can_neither_put_homes_before_a_managers_nor_change_them()
    {
        var workspace = host.NewWorkspace();
        await NameAsync(workspace, Site, Listings.Of("1 Oak St", price: 1), Listings.Of("2 Oak St", price: 1));
        var own = await workspace.AddAsync(new { property_address = "1 Oak St" });
        var source = await workspace.AddSourceAsync("birchwood.test", RentalsHost.Monday);
        await workspace.ReadAsync(source, Listings.Of("2 Oak St", price: 1100));
        await ReadAgainAsync(workspace, Site, Listings.Of("1 Oak St", price: 2), Listings.Of("2 Oak St", price: 2));

        Assert.Null((await workspace.FindAsync(own))["price"]);
        var rents = (await workspace.GetAsync("/rentals?sort=price"))["rentals"]!.AsArray().Select(home => (string)home!["property_address"]! + " " + home["price"]);
        Assert.Equal(["2 Oak St 1100", "1 Oak St "], rents);
    }

    [Fact]
    public async Task A_manager_who_adds_the_site_has_its_homes()
    {
        var workspace = host.NewWorkspace();
        var source = await NameAsync(workspace, Site, Listings.Of("1 Other St"), Listings.Of("2 Other St"), Listings.Of("3 Other St"));
        await workspace.AddAsync(new { property_address = "1 Other St", price = 950 });

        var added = await workspace.SendAsync(HttpMethod.Post, "/rentals/sources", new { website_url = $"http://{Site}/" });

        Assert.Equal((201, source, "manager", true), (added.Status, added.Body["source_id"]!.GetValue<Guid>(), added.Body["added_by"]!.GetValue<string>(), added.Body["is_active"]!.GetValue<bool>()));
        Assert.Equal(["1 Other St", "2 Other St", "3 Other St"], (await workspace.ListAsync()).Order());
        Assert.Equal("found", Outcome(await workspace.AskAsync("match", new { words = "2 Other Street" })));
        await RentalsHost.UntilAsync(() => Task.FromResult(host.Events.Of<RentalsChanged>(workspace.Id).Any(fact => fact is { Added.Count: 2, Totals.Total: 3 })), "the homes are told of");
        Assert.Equal(409, (await workspace.SendAsync(HttpMethod.Post, "/rentals/sources", new { website_url = $"http://{Site}/" })).Status);
        await FinishAsync(workspace, source, Listings.Of("1 Other St", price: 1), Listings.Of("2 Other St"), Listings.Of("3 Other St"));
        Assert.Equal(3, (await workspace.ListAsync()).Length);
        Assert.Equal(["950"], (await workspace.GetAsync("/rentals?q=1 other"))["rentals"]!.AsArray().Select(home => home!["price"]!.ToString()));
    }

    [Fact]
    public async Task A_site_that_is_switched_on_is_the_managers_and_one_that_is_removed_leaves_nothing()
    {
        var workspace = host.NewWorkspace();
        var (kept, dropped) = (await NameAsync(workspace, Site, Listings.Of("1 Other St")), await NameAsync(workspace, "third.test", Listings.Of("1 Third St")));

        var changed = await workspace.SendAsync(HttpMethod.Patch, $"/rentals/sources/{kept}", new { is_active = true });
        Assert.Equal((200, "manager"), (changed.Status, changed.Body["added_by"]!.GetValue<string>()));
        Assert.Equal(204, (await workspace.SendAsync(HttpMethod.Delete, $"/rentals/sources/{dropped}")).Status);

        Assert.Equal(["1 Other St"], await workspace.ListAsync("?include_gone=true"));
        Assert.Equal(0, await host.QueryAsync<long>("SELECT count(*) FROM homes WHERE workspace_id = @Id AND property_address = '1 Third St'", new { workspace.Id }));
    }

    // A caller asks for the site, and the Scraper reads it.
    private async Task<Guid> NameAsync(Workspace workspace, string site, params ScrapedListing[] listings)
    {
        Assert.Equal("reading", Outcome(await workspace.AskAsync("search", new { website = $"http://{site}" })));
        var source = (await workspace.GetAsync("/rentals/sources"))["sources"]!.AsArray().Single(each => each!["website_url"]!.GetValue<string>() == $"http://{site}{(site.Contains('/', StringComparison.Ordinal) ? "" : "/")}");
        await FinishAsync(workspace, source!["source_id"]!.GetValue<Guid>(), listings);
        return source["source_id"]!.GetValue<Guid>();
    }

    private async Task ReadAgainAsync(Workspace workspace, string site, params ScrapedListing[] listings)
    {
        var source = (await workspace.GetAsync("/rentals/sources"))["sources"]!.AsArray().Single(each => each!["website_url"]!.GetValue<string>() == $"http://{site}")!["source_id"]!.GetValue<Guid>();
        Assert.Equal(202, (await workspace.SendAsync(HttpMethod.Post, $"/rentals/sources/{source}/scrape")).Status);
        await FinishAsync(workspace, source, listings);
    }

    private async Task FinishAsync(Workspace workspace, Guid source, params ScrapedListing[] listings)
    {
        var scrape = (await SourceAsync(workspace, source))["current_scrape_id"]!.GetValue<Guid>();
        await host.Events.PublishAsync(new ScrapeCompleted(
            workspace.Id, RentalsHost.Monday, scrape, source, 0, true, listings, listings.Length, "json_ld", 1, 0, SaysNoneAvailable: false, IsPartial: false, "http://read.test/", []));
        await RentalsHost.UntilAsync(async () => (await SourceAsync(workspace, source))["current_scrape_id"] is null, "the site is read");
    }

    private static Task<JsonObject> SourceAsync(Workspace workspace, Guid source) => workspace.GetAsync($"/rentals/sources/{source}");

    private static async Task<int> CountAsync(Workspace workspace, string website) =>
        (await workspace.GetAsync($"/database/rentals/{website}")) is var reply && reply["rentals"]!.AsArray().Count == reply["rental_count"]!.GetValue<int>() ? reply["rental_count"]!.GetValue<int>() : -1;

    private static string Outcome(JsonObject reply) => reply["outcome"]!.GetValue<string>();

    private static string[] Addresses(JsonObject reply) => [.. reply["rentals"]!.AsArray().Select(home => home!["property_address"]!.GetValue<string>()).Order()];
}
