using System.Text.Json.Nodes;
using PeteRental.Contracts.Events;

namespace PeteRental.Rentals.Tests.Voice;

public sealed class VoiceRentalTests(RentalsHost host)
{
    [Fact]
    public async Task A_caller_hears_what_fits_and_else_what_nearly_does()
    {
        var workspace = host.NewWorkspace();
        Assert.Equal("empty", Outcome(await workspace.AskAsync("search", new { query = "anything" })));
        await workspace.AddAsync(new { property_address = "1 Oak St", price = 900, bedrooms = 1, city = "Atlanta" });
        await workspace.AddAsync(new { property_address = "2 Oak St", price = 1100, bedrooms = 2, city = "Atlanta", available_date = "2027-04-15" });
        await workspace.AddAsync(new { property_address = "3 Elm Ave", price = 1500, bedrooms = 3, pets = "Dogs and cats" });

        Assert.Equal(["1 Oak St", "2 Oak St"], Addresses(await workspace.AskAsync("search", new { city = "atlanta" })));
        Assert.Equal(["2 Oak St"], Addresses(await workspace.AskAsync("search", new { query = "a two bedroom near Oak Street" })));
        Assert.Equal(["3 Elm Ave"], Addresses(await workspace.AskAsync("search", new { query = "something for my dogs" })));
        Assert.Equal(["2 Oak St"], Addresses(await workspace.AskAsync("search", new { min_bedrooms = 2, available_by = "next month", max_price = 1200 })));
        var near = await workspace.AskAsync("search", new { min_bedrooms = 2, max_price = 1000 });
        Assert.Equal(("none", 0), (Outcome(near), near["total"]!.GetValue<int>()));
        Assert.Equal(["1 Oak St", "2 Oak St"], near["near"]!.AsArray().Select(home => home!["property_address"]!.GetValue<string>()).Order());
    }

    [Fact]
    public async Task A_home_is_found_by_loose_words_among_many()
    {
        var workspace = host.NewWorkspace();
        var source = await workspace.AddSourceAsync("birchwood.test");
        await workspace.ReadAsync(source, [
            .. Enumerable.Range(100, 300).Select(number => Listings.Of($"{number} Oak St")),
            Listings.Of("1118 Birchwood Ave"), Listings.Of("705 Ponce de Leon Ave", "B"),
        ]);
        Assert.Equal("1118 Birchwood Ave", Address(await workspace.AskAsync("match", new { words = "eleven eighteen burchwood" })));
        Assert.Equal("705 Ponce de Leon Ave", Address(await workspace.AskAsync("match", new { words = "unit B" })));
        Assert.Equal("118 Oak St", Address(await workspace.AskAsync("details", new { address = "one eighteen oak" })));
        var several = await workspace.AskAsync("match", new { words = "the place on Oak" });
        Assert.Equal(("several", 4), (Outcome(several), several["candidates"]!.AsArray().Count));
        Assert.Equal("not_found", Outcome(await workspace.AskAsync("match", new { words = "nine Willow Lane" })));
        var id = (await workspace.GetAsync("/rentals?q=1118 Birchwood"))["rentals"]![0]!["rental_id"]!.GetValue<string>();
        Assert.Equal("1118 Birchwood Ave", Address(await workspace.AskAsync("details", new { rental_id = id })));
        Assert.Equal("not_found", Outcome(await host.NewWorkspace().AskAsync("details", new { rental_id = id })));
    }

    [Fact]
    public async Task Of_very_many_homes_the_cheapest_that_can_be_had_come_first_by_whatever_words()
    {
        var workspace = host.NewWorkspace();
        var source = await workspace.AddSourceAsync("birchwood.test");
        await workspace.ReadAsync(source, [
            .. Enumerable.Range(1, 1_600).Select(number => Listings.Of($"{number} Oak St", price: 3000 - number)),
            Listings.Of("1 Elm St", price: 100) with { Availability = "date", AvailableDate = new DateOnly(2027, 9, 1) },
            Listings.Of("2 Elm St", price: null), Listings.Of("3 Elm St", price: 5000),
        ]);
        foreach (var search in new object[] { new { }, new { query = "oak" }, new { query = "oak street" } })
        {
            var reply = await workspace.AskAsync("search", search);
            Assert.Equal(["1600 Oak St", "1599 Oak St", "1598 Oak St"], Addresses(reply));
            Assert.True(reply["total"]!.GetValue<int>() > 100);
        }

        // A rare word beside one that all have.
        Assert.Equal(["1 Elm St", "2 Elm St", "3 Elm St"], Addresses(await workspace.AskAsync("search", new { query = "elm street" })).Order());

        Assert.Equal(["1 Elm St"], Addresses(await workspace.AskAsync("search", new { max_price = 1000 })));
        Assert.Equal(["3 Elm St", "2 Elm St", "1 Elm St"], Addresses(await workspace.AskAsync("search", new { query = "elm" })));
        Assert.Equal(["3 Elm St"], Addresses(await workspace.AskAsync("search", new { query = "elm", min_price = 4000 })));
        Assert.Equal(["1600 Oak St", "1 Elm St"], Addresses(await workspace.AskAsync("search", new { query = "street", max_price = 1400 })));
    }

    [Fact]
    public async Task A_site_that_is_not_known_is_read_and_one_that_was_read_long_ago_again()
    {
        var workspace = host.NewWorkspace();
        var reading = await workspace.AskAsync("search", new { website = "https://www.New-Homes.test/list" });
        Assert.Equal(("reading", "new-homes.test", 30), (Outcome(reading), reading["website"]!.GetValue<string>(), reading["ask_again_seconds"]!.GetValue<int>()));
        Assert.Equal("reading", Outcome(await workspace.AskAsync("search", new { website = "new-homes.test" })));
        await RentalsHost.UntilAsync(() => Task.FromResult(host.Events.Of<ScrapeRequested>(workspace.Id).Count == 1), "a reading was asked for, once");

        var source = await workspace.AddSourceAsync("birchwood.test", RentalsHost.Monday.AddHours(-30));
        await workspace.ReadAsync(source, Listings.Of("1 Oak St"));
        foreach (var words in new[] { "birchwood.test", "birchwood dot test", "Birchwood" })
        {
            var stale = await workspace.AskAsync("search", new { website = words });
            Assert.Equal(("found", "birchwood.test", true), (Outcome(stale), stale["website"]!.GetValue<string>(), stale["is_stale"]!.GetValue<bool>()));
        }

        await host.QueryAsync<int>("UPDATE sources SET last_scraped_at = NULL, last_error_code = 'refused_host' WHERE id = @source", new { source });
        Assert.Equal("unreadable", Outcome(await workspace.AskAsync("search", new { website = "birchwood.test" })));
    }

    [Fact]
    public async Task Callers_name_only_so_many_sites()
    {
        var workspace = host.NewWorkspace();
        for (var site = 0; site < 20; site++)
        {
            Assert.Equal("reading", Outcome(await workspace.AskAsync("search", new { website = $"site-{site}.test" })));
        }

        Assert.Equal("unreadable", Outcome(await workspace.AskAsync("search", new { website = "one-more.test" })));
    }

    private static string Outcome(JsonObject reply) => reply["outcome"]!.GetValue<string>();

    private static string[] Addresses(JsonObject reply) => [.. reply["rentals"]!.AsArray().Select(home => home!["property_address"]!.GetValue<string>())];

    private static string? Address(JsonObject reply) => reply["rental"]?["property_address"]?.GetValue<string>();
}
