using System.Text.Json.Nodes;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Identity;

namespace PeteRental.Rentals.Tests.Sources;

/// <summary>The websites of a workspace, as its managers look after them.</summary>
public sealed class SourceTests(RentalsHost host)
{
    [Fact]
    public async Task A_website_is_added_read_at_once_changed_and_removed()
    {
        var workspace = host.NewWorkspace("America/Chicago");

        var added = await workspace.SendAsync(HttpMethod.Post, "/rentals/sources", new { website_url = "https://www.birchwood.test/rentals", scraping_config = new { max_pages = 5, note = "ours" } });

        Assert.Equal(201, added.Status);
        Assert.Equal("birchwood.test", added.Body["website"]!.GetValue<string>());
        Assert.Equal("scraping", added.Body["status"]!.GetValue<string>());
        Assert.Equal("ours", added.Body["scraping_config"]!["note"]!.GetValue<string>());
        var id = added.Body["source_id"]!.GetValue<Guid>();
        await RentalsHost.UntilAsync(() => Task.FromResult(host.Events.Of<ScrapeRequested>(workspace.Id).Count == 1), "it is asked to be read");
        var request = host.Events.Of<ScrapeRequested>(workspace.Id)[0];
        Assert.Equal((id, "https://www.birchwood.test/rentals", "user", 5, "America/Chicago"), (request.SourceId, request.Url, request.RequestedBy, request.Config.MaxPages, request.Config.Timezone));
        Assert.Equal(added.Body["current_scrape_id"]!.GetValue<Guid>(), request.ScrapeId);

        var changed = await workspace.SendAsync(HttpMethod.Patch, $"/rentals/sources/{id}", new { is_active = false });
        Assert.Equal(200, changed.Status);
        Assert.Null(changed.Body["next_scrape_at"]);
        Assert.Equal(id, Assert.Single((await workspace.GetAsync("/rentals/sources"))["sources"]!.AsArray())!["source_id"]!.GetValue<Guid>());

        Assert.Equal(204, (await workspace.SendAsync(HttpMethod.Delete, $"/rentals/sources/{id}")).Status);
        Assert.Equal(404, (await workspace.SendAsync(HttpMethod.Get, $"/rentals/sources/{id}")).Status);
        await RentalsHost.UntilAsync(
            () => Task.FromResult(host.Events.Of<ScrapeCancelled>(workspace.Id).Count == 1 && Changes(workspace).Order().SequenceEqual(["added", "changed", "removed"])),
            "everybody is told");
    }

    [Fact]
    public async Task The_older_spelling_of_a_website_is_understood() => Assert.Equal(
        201, (await host.NewWorkspace().SendAsync(HttpMethod.Post, "/rentals/sources", new { website = "Birchwood", url = "https://birchwood.test/" })).Status);

    [Theory]
    [InlineData("""{"website_url":"file:///etc/passwd"}""", "website_url")]
    [InlineData("""{}""", "website_url")]
    [InlineData("""{"website_url":"birchwood.test","scraping_config":{"max_pages":0}}""", "scraping_config.max_pages")]
    [InlineData("""{"website_url":"birchwood.test","scraping_config":{"every_minutes":5}}""", "scraping_config.every_minutes")]
    [InlineData("""{"website_url":"birchwood.test","scraping_config":{"render":"yes"}}""", "scraping_config.render")]
    [InlineData("""{"website_url":"birchwood.test","scraping_config":[1]}""", "scraping_config")]
    [InlineData("""{"website_url":"birchwood.test","is_active":"maybe"}""", "is_active")]
    public async Task What_cannot_be_a_website_is_refused_by_field(string body, string field)
    {
        var refused = await host.NewWorkspace().SendAsync(HttpMethod.Post, "/rentals/sources", JsonNode.Parse(body));

        Assert.Equal((400, "validation_failed"), (refused.Status, refused.Code));
        Assert.Contains(field, refused.Errors.Select(error => error.Key));
    }

    [Fact]
    public async Task The_same_website_is_one_source_however_many_add_it_at_once()
    {
        var workspace = host.NewWorkspace();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            workspace.SendAsync(HttpMethod.Post, "/rentals/sources", new { website_url = i % 2 == 0 ? "https://birchwood.test/" : "http://www.birchwood.test" })));

        var made = Assert.Single(answers, answer => answer.Status == 201);
        Assert.All(answers.Where(answer => answer.Status != 201), answer => Assert.Equal(
            (409, "source_exists", made.Body["source_id"]!.GetValue<Guid>()), (answer.Status, answer.Code, answer.Body["source_id"]!.GetValue<Guid>())));
    }

    [Fact]
    public async Task A_viewer_looks_and_does_not_touch()
    {
        var workspace = host.NewWorkspace();
        var id = await workspace.AddSourceAsync("birchwood.test");

        Assert.Equal(200, (await workspace.SendAsync(HttpMethod.Get, "/rentals/sources", role: WorkspaceRole.Viewer)).Status);
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Post, "/rentals/sources"), (HttpMethod.Patch, $"/rentals/sources/{id}"), (HttpMethod.Delete, $"/rentals/sources/{id}"), (HttpMethod.Post, $"/rentals/sources/{id}/scrape"),
        })
        {
            Assert.Equal(403, (await workspace.SendAsync(method, path, new { }, role: WorkspaceRole.Viewer)).Status);
        }
    }

    private string[] Changes(Workspace workspace) => [.. host.Events.Of<RentalSourceChanged>(workspace.Id).Select(fact => fact.Change)];
}
