using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using PeteRental.Contracts.Events;

namespace PeteRental.Rentals.Tests.Scrapes;

/// <summary>Readings of websites, with the Scraper's part played by its events.</summary>
public sealed class ScrapeTests(RentalsHost host)
{
    private static readonly ScrapedListing[] Homes = [.. Enumerable.Range(1, 250).Select(number => Listings.Of($"{number} Birchwood Ave", price: 1000 + number, city: "Tulsa"))];

    [Fact]
    public async Task A_source_is_read_once_at_a_time_whoever_asks()
    {
        var workspace = host.NewWorkspace();
        var source = await workspace.AddSourceAsync("birchwood.test");

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => workspace.SendAsync(HttpMethod.Post, $"/rentals/sources/{source}/scrape")));

        Assert.All(answers, answer => Assert.Equal(202, answer.Status));
        var scrape = Assert.Single(answers.Select(answer => answer.Body["scrape_id"]!.GetValue<Guid>()).Distinct());
        await RentalsHost.UntilAsync(() => Task.FromResult(host.Events.Of<ScrapeRequested>(workspace.Id) is [{ RequestedBy: "user" } only] && only.ScrapeId == scrape), "it is asked for once");
    }

    [Fact]
    public async Task Chunks_in_any_order_and_more_than_once_make_one_whole_and_a_changed_rent_has_a_history()
    {
        var (workspace, source) = await NewAsync();
        var scrape = await RequestAsync(workspace, source);
        var chunks = Homes.Chunk(100).Index().Select(chunk => Part(workspace, source, scrape, Homes.Length, chunk.Index, chunk.Index == 2, chunk.Item)).ToList();

        await Task.WhenAll(new[] { 2, 0, 2, 1, 0, 1 }.Select(index => host.Events.PublishAsync(chunks[index])));
        var over = await UntilOverAsync(workspace, scrape);

        Assert.Equal(("completed", 250, 0), (over["status"]!.GetValue<string>(), over["added"]!.GetValue<int>(), over["removed"]!.GetValue<int>()));
        Assert.Equal(250, await CountOfferedAsync(workspace));

        var again = await RequestAsync(workspace, source);
        await host.Events.PublishAsync(Part(workspace, source, again, 249, 0, isLast: false, [.. Homes.Take(100)]));
        await host.Events.PublishAsync(Part(workspace, source, again, 249, 1, isLast: true, [Homes[100] with { Price = 999 }, .. Homes.Skip(101).Take(148)]));
        over = await UntilOverAsync(workspace, again);

        Assert.Equal((0, 1, 1), (over["added"]!.GetValue<int>(), over["changed"]!.GetValue<int>(), over["removed"]!.GetValue<int>()));
        Assert.Equal(249, await CountOfferedAsync(workspace));
        await RentalsHost.UntilAsync(
            () => Task.FromResult(host.Events.Of<RentalsChanged>(workspace.Id).Any(fact => fact is { PriceChanges: [{ PreviousPrice: 1101, Price: 999 }], Removed.Count: 1 })), "everybody is told of the rent");
        var changed = host.Events.Of<RentalsChanged>(workspace.Id).Single(fact => fact.PriceChanges.Count == 1);
        Assert.Equal(["added", "changed"], (await workspace.KindsAsync(changed.PriceChanges[0].RentalId)).Order());
        Assert.Equal(["added", "gone"], (await workspace.KindsAsync(changed.Removed[0])).Order());
    }

    [Fact]
    public async Task No_homes_where_there_were_some_is_a_suspected_break_unless_the_site_says_so_itself()
    {
        var (workspace, source) = await NewAsync();
        await ReadAsync(workspace, source, Homes[0], Homes[1]);

        var broken = await RequestAsync(workspace, source);
        await host.Events.PublishAsync(Part(workspace, source, broken, 0, 0, isLast: true, []));
        var over = await UntilOverAsync(workspace, broken);

        Assert.Equal(("failed", "no_listings"), (over["status"]!.GetValue<string>(), over["error_code"]!.GetValue<string>()));
        Assert.Equal(2, await CountOfferedAsync(workspace));
        Assert.Equal("suspected_break", await StatusAsync(workspace, source));
        await RentalsHost.UntilAsync(() => Task.FromResult(host.Events.Of<RentalSourceChanged>(workspace.Id).Any(fact => fact.Change == "suspected_break")), "everybody is told");

        var failed = await RequestAsync(workspace, source);
        await host.Events.PublishAsync(Failure(workspace, source, failed, "no_listings"));
        await UntilOverAsync(workspace, failed);
        Assert.Equal("suspected_break", await StatusAsync(workspace, source));

        var empty = await RequestAsync(workspace, source);
        await host.Events.PublishAsync(Part(workspace, source, empty, 0, 0, isLast: true, []) with { SaysNoneAvailable = true });
        over = await UntilOverAsync(workspace, empty);
        Assert.Equal(("completed", 2), (over["status"]!.GetValue<string>(), over["removed"]!.GetValue<int>()));
        Assert.Equal(0, await CountOfferedAsync(workspace));
        Assert.Equal("ok", await StatusAsync(workspace, source));
    }

    [Fact]
    public async Task A_reading_that_ended_early_makes_nothing_gone()
    {
        var (workspace, source) = await NewAsync();
        await ReadAsync(workspace, source, Homes[0], Homes[1]);

        var scrape = await RequestAsync(workspace, source);
        await host.Events.PublishAsync(Part(workspace, source, scrape, 1, 0, isLast: true, [Homes[0]]) with { IsPartial = true });
        await UntilOverAsync(workspace, scrape);

        Assert.Equal(2, await CountOfferedAsync(workspace));
    }

    [Fact]
    public async Task A_reading_that_fails_says_why_and_keeps_the_homes()
    {
        var (workspace, source) = await NewAsync();
        await ReadAsync(workspace, source, Homes[0]);

        var scrape = await RequestAsync(workspace, source);
        await host.Events.PublishAsync(Failure(workspace, source, scrape, "blocked_by_robots"));
        var over = await UntilOverAsync(workspace, scrape);

        Assert.Equal("blocked_by_robots", over["error_code"]!.GetValue<string>());
        Assert.Equal("failed", await StatusAsync(workspace, source));
        Assert.Equal(1, await CountOfferedAsync(workspace));
    }

    [Fact]
    public async Task A_cancelled_reading_is_over_and_what_comes_late_changes_nothing()
    {
        var (workspace, source) = await NewAsync();
        var scrape = await RequestAsync(workspace, source);

        var cancelled = await workspace.SendAsync(HttpMethod.Post, $"/scrapes/{scrape}/cancel");
        Assert.Equal("cancelled", cancelled.Body["status"]!.GetValue<string>());
        await host.Events.PublishAsync(Part(workspace, source, scrape, 1, 0, isLast: true, [Homes[0]]));
        await ReadAsync(workspace, source, Homes[1]);

        Assert.Equal(["2 Birchwood Ave"], await workspace.ListAsync());
        Assert.Equal("cancelled", (await workspace.GetAsync($"/scrapes/{scrape}"))["status"]!.GetValue<string>());
        await RentalsHost.UntilAsync(() => Task.FromResult(host.Events.Of<ScrapeCancelled>(workspace.Id) is [var only] && only.ScrapeId == scrape), "the Scraper is told");
        Assert.Equal(2, (await workspace.GetAsync($"/rentals/sources/{source}/scrapes"))["scrapes"]!.AsArray().Count);
    }

    [Fact]
    public async Task Progress_is_streamed_as_it_comes_never_backwards_and_ends_with_the_reading()
    {
        var (workspace, source) = await NewAsync();
        var scrape = await RequestAsync(workspace, source);
        using var client = workspace.Member();
        using var response = await client.GetAsync($"/scrapes/{scrape}/events", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        await using var events = SseParser.Create(await response.Content.ReadAsStreamAsync(), (_, data) => JsonNode.Parse(data)!.AsObject()).EnumerateAsync().GetAsyncEnumerator();

        Assert.Equal("queued", (await NextAsync(events)).Data["status"]!.GetValue<string>());
        await host.Events.PublishAsync(Progress(workspace, source, scrape, 2, pages: 3));
        var seen = await NextAsync(events);
        Assert.Equal(("progress", "running", "reading_list", 3), (seen.EventType, seen.Data["status"]!.GetValue<string>(), seen.Data["phase"]!.GetValue<string>(), seen.Data["pages_seen"]!.GetValue<int>()));
        await host.Events.PublishAsync(Progress(workspace, source, scrape, 1, pages: 1));
        await host.Events.PublishAsync(Part(workspace, source, scrape, 1, 0, isLast: true, [Homes[0]]));

        SseItem<JsonObject> last;
        do
        {
            last = await NextAsync(events);
            Assert.NotEqual(1, last.Data["pages_seen"]!.GetValue<int>());
        }
        while (last.EventType == "progress");
        Assert.Equal(("completed", 1), (last.EventType, last.Data["added"]!.GetValue<int>()));
        Assert.False(await events.MoveNextAsync());
    }

    [Fact]
    public async Task Sources_whose_time_has_come_are_read_and_their_next_hour_is_their_own()
    {
        var workspace = host.NewWorkspace();
        var sources = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => workspace.AddSourceAsync($"site{i}.test")));
        await host.QueryAsync<int>("UPDATE sources SET is_active = false WHERE id = @id", new { id = sources[0] });
        await host.QueryAsync<int>("UPDATE sources SET next_scrape_at = @due WHERE workspace_id = @Id", new { due = RentalsHost.Monday.AddDays(-1).ToUniversalTime(), workspace.Id });

        await RentalsHost.UntilAsync(
            () => Task.FromResult(host.Events.Of<ScrapeRequested>(workspace.Id).Count == 19), "they are asked to be read");

        Assert.All(host.Events.Of<ScrapeRequested>(workspace.Id), request => Assert.Equal("schedule", request.RequestedBy));
        Assert.DoesNotContain(host.Events.Of<ScrapeRequested>(workspace.Id), request => request.SourceId == sources[0]);
        var next = (await workspace.GetAsync("/rentals/sources"))["sources"]!.AsArray()
            .Where(source => source!["is_active"]!.GetValue<bool>()).Select(source => source!["next_scrape_at"]?.GetValue<DateTimeOffset>()).OfType<DateTimeOffset>().ToList();
        Assert.Equal(19, next.Distinct().Count());
        Assert.All(next, at => Assert.InRange(at - host.Clock.GetUtcNow(), TimeSpan.FromHours(21), TimeSpan.FromHours(26.4)));
    }

    private async Task<(Workspace Workspace, Guid Source)> NewAsync()
    {
        var workspace = host.NewWorkspace();
        return (workspace, await workspace.AddSourceAsync("birchwood.test"));
    }

    private static async Task<Guid> RequestAsync(Workspace workspace, Guid source)
    {
        var answer = await workspace.SendAsync(HttpMethod.Post, $"/rentals/sources/{source}/scrape");
        Assert.Equal((int)HttpStatusCode.Accepted, answer.Status);
        return answer.Body["scrape_id"]!.GetValue<Guid>();
    }

    private async Task ReadAsync(Workspace workspace, Guid source, params ScrapedListing[] listings)
    {
        var scrape = await RequestAsync(workspace, source);
        await host.Events.PublishAsync(Part(workspace, source, scrape, listings.Length, 0, isLast: true, listings));
        Assert.Equal("completed", (await UntilOverAsync(workspace, scrape))["status"]!.GetValue<string>());
    }

    private static async Task<JsonObject> UntilOverAsync(Workspace workspace, Guid scrape)
    {
        JsonObject? seen = null;
        await RentalsHost.UntilAsync(
            async () => (seen = await workspace.GetAsync($"/scrapes/{scrape}"))["finished_at"] is not null, "the reading is over");
        return seen!;
    }

    private static async Task<int> CountOfferedAsync(Workspace workspace)
    {
        var sources = await workspace.GetAsync("/rentals/sources");
        return sources["sources"]!.AsArray().Sum(source => source!["rental_count"]!.GetValue<int>());
    }

    private static async Task<string> StatusAsync(Workspace workspace, Guid source) =>
        (await workspace.GetAsync($"/rentals/sources/{source}"))["status"]!.GetValue<string>();

    private static async Task<SseItem<JsonObject>> NextAsync(IAsyncEnumerator<SseItem<JsonObject>> events)
    {
        Assert.True(await events.MoveNextAsync(), "The stream ended.");
        return events.Current;
    }

    private static ScrapeProgressed Progress(Workspace workspace, Guid source, Guid scrape, int sequence, int pages) =>
        new(workspace.Id, RentalsHost.Monday, scrape, source, sequence, "reading_list", pages, 9, 0);

    private static ScrapeCompleted Part(Workspace workspace, Guid source, Guid scrape, int total, int chunk, bool isLast, ScrapedListing[] listings) => new(
        workspace.Id, RentalsHost.Monday, scrape, source, chunk, isLast, listings, total, "json_ld", 4, 0, SaysNoneAvailable: false, IsPartial: false,
        "https://birchwood.test/", ["rendered"]);

    private static ScrapeFailed Failure(Workspace workspace, Guid source, Guid scrape, string code) =>
        new(workspace.Id, RentalsHost.Monday, scrape, source, code, 1, 0, []);
}
