using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using PeteRental.Contracts.Events;

namespace PeteRental.Rentals.Tests;

public sealed partial class IsolationTests(RentalsHost host)
{
    [Fact]
    public async Task No_route_shows_or_changes_what_belongs_to_another_workspace()
    {
        var (mine, other) = (host.NewWorkspace(), host.NewWorkspace());
        var source = await mine.AddSourceAsync("unmistakable.test");
        var home = Assert.Single((await mine.ReadAsync(source, Listings.Of("1 Unmistakable St"))).Added);
        var before = (await mine.FindAsync(home)).ToJsonString();
        var walked = 0;
        foreach (var route in host.Routes.Where(route => route.RoutePattern.RawText!.Contains("{id", StringComparison.Ordinal)))
        {
            foreach (var method in route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)
            {
                foreach (var id in new[] { home, source })
                {
                    var path = Parameters().Replace(route.RoutePattern.RawText!, id.ToString());
                    using var client = other.Member();
                    using var request = new HttpRequestMessage(new HttpMethod(method), path);
                    request.Headers.Add("X-Workspace-Id", mine.Id.ToString());
                    request.Content = method is "GET" or "DELETE" ? null : JsonContent.Create(new { });
                    using var response = await client.SendAsync(request);
                    Assert.True((int)response.StatusCode == 404, $"{method} {path} answered {(int)response.StatusCode}");
                    walked++;
                }
            }
        }

        Assert.True(walked >= 10, $"Only {walked} requests were made.");
        Assert.Equal(before, (await mine.FindAsync(home)).ToJsonString());
        Assert.Empty(await other.ListAsync("?q=unmistakable"));
        Assert.DoesNotContain("Unmistakable", await other.TextAsync("/rentals/export.csv"), StringComparison.Ordinal);
        Assert.Equal("not_found", (await other.AskAsync("match", new { words = "1 Unmistakable" }))["outcome"]!.GetValue<string>());
    }

    [Fact]
    public async Task Nobody_reaches_an_endpoint_without_the_right_identity()
    {
        var workspace = host.NewWorkspace();
        foreach (var route in host.Routes.Where(route => route.Metadata.GetMetadata<IAllowAnonymous>() is null))
        {
            var path = Parameters().Replace(route.RoutePattern.RawText!, Guid.CreateVersion7().ToString());
            var method = new HttpMethod(route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]);
            using var stranger = host.Service.CreateClient();
            using var wrong = path.StartsWith("/internal", StringComparison.Ordinal) ? workspace.Member() : host.AsVoice(workspace.Id);
            Assert.Equal((path, 401), (path, await StatusAsync(stranger, method, path)));
            Assert.Equal((path, 403), (path, await StatusAsync(wrong, method, path)));
        }

        using var homeless = host.AsVoice(null);
        Assert.Equal(400, await StatusAsync(homeless, HttpMethod.Post, "/internal/voice/search"));
    }

    [Fact]
    public async Task An_erased_person_is_in_no_row()
    {
        var workspace = host.NewWorkspace();
        await workspace.AddAsync(new { property_address = "1 Oak St" });
        await host.Events.PublishAsync(new UserErased(workspace.Id, RentalsHost.Monday, workspace.OwnerId, IsWorkspaceClosed: false));
        await RentalsHost.UntilAsync(async () => await host.QueryAsync<long>(
            """
            SELECT (SELECT count(*) FROM rentals WHERE created_by = @OwnerId) + (SELECT count(*) FROM rental_history WHERE user_id = @OwnerId)
            """,
            new { workspace.OwnerId }) == 0, "nothing leads to the person");
        Assert.Single(await workspace.ListAsync());
        await host.Events.PublishAsync(new UserErased(workspace.Id, RentalsHost.Monday, workspace.OwnerId, IsWorkspaceClosed: true));
        await RentalsHost.UntilAsync(async () => (await workspace.ListAsync()).Length == 0, "the homes of a closed workspace are gone");
    }

    [Fact]
    public async Task Readings_of_a_workspace_that_is_closed_are_called_off()
    {
        var workspace = host.NewWorkspace();
        var (running, read) = (await workspace.AddSourceAsync("birchwood.test"), await workspace.AddSourceAsync("elm.test"));
        var scrape = (await workspace.SendAsync(HttpMethod.Post, $"/rentals/sources/{running}/scrape")).Body["scrape_id"]!.GetValue<Guid>();
        var over = (await workspace.SendAsync(HttpMethod.Post, $"/rentals/sources/{read}/scrape")).Body["scrape_id"]!.GetValue<Guid>();
        await host.QueryAsync<int>("UPDATE scrapes SET status = 'failed', finished_at = now() WHERE id = @over", new { over });

        await host.Events.PublishAsync(new UserErased(workspace.Id, RentalsHost.Monday, workspace.OwnerId, IsWorkspaceClosed: true));

        await RentalsHost.UntilAsync(
            () => Task.FromResult(host.Events.Of<ScrapeCancelled>(workspace.Id) is [var only] && (only.ScrapeId, only.SourceId) == (scrape, running)), "the Scraper is told");
        Assert.Equal(0, await host.QueryAsync<long>("SELECT (SELECT count(*) FROM sources WHERE workspace_id = @Id) + (SELECT count(*) FROM scrapes WHERE workspace_id = @Id)", new { workspace.Id }));
    }

    private static async Task<int> StatusAsync(HttpClient client, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path) { Content = method == HttpMethod.Get ? null : JsonContent.Create(new { }) };
        using var response = await client.SendAsync(request);
        return (int)response.StatusCode;
    }

    [GeneratedRegex("{[^}]+}")]
    private static partial Regex Parameters();
}
