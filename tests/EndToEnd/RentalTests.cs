using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.Testing;

namespace PeteRental.EndToEnd;

/// <summary>Homes from a property company's website to a caller's ear.</summary>
public sealed class RentalTests(Deployment deployment)
{
    [Theory]
    [InlineData("harbor-row")]
    [InlineData("juniper-park")]
    [InlineData("skyline-lofts")]
    [InlineData("fern-hill")]
    [InlineData("willow-bend")]
    [InlineData("old-mill")]
    public async Task A_site_is_read_to_exactly_its_homes(string site)
    {
        var workspace = await deployment.CreateWorkspaceAsync();

        var scrape = await ReadAsync(workspace, site);

        Assert.Equal("completed", scrape["status"]!.GetValue<string>());
        Assert.Equal((await TruthAsync(site)).Select(Facts).Order(), (await HomesAsync(workspace)).Select(Facts).Order());
    }

    [Fact]
    public async Task A_changed_rent_has_a_history_a_removed_home_is_kept_and_callers_hear_what_is_true_now()
    {
        var workspace = await deployment.CreateWorkspaceAsync();
        await ReadAsync(workspace, "prairie-homes");
        var truth = await TruthAsync("prairie-homes");
        try
        {
            var changed = new JsonArray([.. truth.Skip(1).Select(home => home!.DeepClone())]);
            changed[0]!["price"] = 1234;
            await ListAsync("prairie-homes", changed);

            var scrape = await ReadAsync(workspace, "prairie-homes");

            Assert.Equal((0, 1, 1), (scrape["added"]!.GetValue<int>(), scrape["changed"]!.GetValue<int>(), scrape["removed"]!.GetValue<int>()));
            var dearer = (await HomesAsync(workspace)).Single(home => home!["price"]?.GetValue<decimal>() == 1234)!;
            var history = await workspace.GetAsync($"/rentals/{dearer["rental_id"]}/history");
            Assert.Contains(history["history"]!.AsArray(), entry => entry!["changes"]!.AsArray().Any(change =>
                change!["field"]!.GetValue<string>() == "price" && change["to"]!.GetValue<decimal>() == 1234));
            Assert.Equal(truth.Count - 1, (await HomesAsync(workspace)).Count);
            Assert.Equal(truth.Count, (await workspace.GetAsync("/rentals?include_gone=true"))["rentals"]!.AsArray().Count);

            var heard = await workspace.CallAsync("search_rentals", new JsonObject { ["query"] = dearer["property_address"]!.GetValue<string>() });
            Assert.Contains("$1,234 a month", heard.Words, StringComparison.Ordinal);
            await Eventually.HoldsAsync(
                async () => (await workspace.GetAsync("/dashboard/stats"))["rentals"]!["total"]!.GetValue<int>() == truth.Count - 1, "the dashboard counts them");
        }
        finally
        {
            await ListAsync("prairie-homes", truth);
        }
    }

    [Fact]
    public async Task A_site_that_forbids_it_is_not_read()
    {
        var scrape = await ReadAsync(await deployment.CreateWorkspaceAsync(), "larkspur-gate");

        Assert.Equal(("failed", "blocked_by_robots"), (scrape["status"]!.GetValue<string>(), scrape["error_code"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("http://127.0.0.1:5432/", "refused_address")]
    [InlineData("http://[::ffff:10.0.0.1]/", "refused_address")]
    [InlineData("http://169.254.169.254/latest/meta-data/", "refused_address")]
    [InlineData("http://2130706433/", "refused_address")]
    [InlineData("https://www.zillow.com/homes/", "refused_host")]
    public async Task Addresses_that_nobody_may_read_are_refused(string address, string code)
    {
        var scrape = await ReadAddressAsync(await deployment.CreateWorkspaceAsync(), address);

        Assert.Equal(("failed", code), (scrape["status"]!.GetValue<string>(), scrape["error_code"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_scraper_that_is_killed_in_the_middle_does_its_job_once()
    {
        var workspace = await deployment.CreateWorkspaceAsync();
        using var slow = await deployment.Sandbox.PostAsJsonAsync("/control/faults", new { target = "sites/cedar-grove", delay_ms = 700, times = 8 });
        slow.EnsureSuccessStatusCode();
        var source = await AddAsync(workspace, await AddressAsync("cedar-grove"));
        await Eventually.HoldsAsync(async () => (await ScrapeAsync(workspace, source))["pages_seen"]!.GetValue<int>() >= 2, "the reading is under way");

        await deployment.App.KillAsync("scraper");

        await Eventually.HoldsAsync(async () => (await ScrapeAsync(workspace, source))["finished_at"] is not null, "the reading is over");
        var scrape = await ScrapeAsync(workspace, source);
        Assert.Equal(("completed", 250), (scrape["status"]!.GetValue<string>(), scrape["added"]!.GetValue<int>()));
        Assert.Equal(250, await deployment.QueryAsync<long>("rentalsdb", "SELECT count(*) FROM rental_history WHERE workspace_id = @Id", new { workspace.Id }));
    }

    private async Task<JsonObject> ReadAsync(Workspace workspace, string site) => await ReadAddressAsync(workspace, await AddressAsync(site));

    private static async Task<JsonObject> ReadAddressAsync(Workspace workspace, string address)
    {
        var sources = (await workspace.GetAsync("/rentals/sources"))["sources"]!.AsArray();
        var known = sources.FirstOrDefault(source => source!["website_url"]!.GetValue<string>() == address);
        var id = known?["source_id"]!.GetValue<Guid>() ?? await AddAsync(workspace, address);
        if (known is not null)
        {
            await workspace.SendAsync(HttpMethod.Post, $"/rentals/sources/{id}/scrape", null);
        }

        await Eventually.HoldsAsync(async () => (await ScrapeAsync(workspace, id))["finished_at"] is not null, "the reading is over");
        return await ScrapeAsync(workspace, id);
    }

    private static async Task<Guid> AddAsync(Workspace workspace, string address) =>
        (await workspace.SendAsync(HttpMethod.Post, "/rentals/sources", new { website_url = address }))["source_id"]!.GetValue<Guid>();

    private static async Task<JsonObject> ScrapeAsync(Workspace workspace, Guid source) =>
        (await workspace.GetAsync($"/rentals/sources/{source}/scrapes"))["scrapes"]![0]!.AsObject();

    private static async Task<JsonArray> HomesAsync(Workspace workspace) => (await workspace.GetAsync("/rentals?limit=200"))["rentals"]!.AsArray();

    private async Task<string> AddressAsync(string site) => (await SiteAsync(site))["url"]!.GetValue<string>();

    private async Task<JsonArray> TruthAsync(string site) => (await SiteAsync(site))["listings"]!.AsArray();

    private async Task<JsonObject> SiteAsync(string site) => (await deployment.Sandbox.GetFromJsonAsync<JsonObject>($"/control/sites/{site}"))!;

    private async Task ListAsync(string site, JsonArray listings)
    {
        using var response = await deployment.Sandbox.PostAsJsonAsync($"/control/sites/{site}", new JsonObject { ["listings"] = listings.DeepClone() });
        response.EnsureSuccessStatusCode();
    }

    private static string Facts(JsonNode? home) => string.Join(" | ", new[]
    {
        "property_address", "unit", "city", "state", "postal_code", "price", "price_max", "bedrooms", "bathrooms", "square_feet", "available_date", "amenities",
    }.Select(field => home![field]?.ToJsonString().Replace(".0", "", StringComparison.Ordinal) ?? "null"));
}
