using System.Net.Http.Json;
using System.Text.Json;
using PeteRental.Contracts.Events;

namespace PeteRental.Scraper.Tests.Crawling;

/// <summary>Each sample site gives what it truly lists: not one home more or less, each field as its pages say it.</summary>
[Collection(ScraperService.Name)]
public sealed class SandboxSiteTests(ScraperHost host)
{
    [Theory]
    [InlineData("maple-court")]
    [InlineData("harbor-row")]
    [InlineData("juniper-park")]
    [InlineData("skyline-lofts")]
    [InlineData("fern-hill")]
    [InlineData("old-mill")]
    [InlineData("prairie-homes")]
    [InlineData("cedar-grove")]
    public async Task A_site_gives_exactly_its_homes(string name)
    {
        var truth = await host.Sandbox.GetFromJsonAsync<JsonElement>($"/control/sites/{name}");

        var outcome = await host.ScrapeAsync(truth.GetProperty("url").GetString()!);

        Assert.Null(outcome.Failure);
        Assert.Equal(truth.GetProperty("listings").EnumerateArray().Select(Line).Order(), outcome.Listings.Select(Line).Order());
        Assert.False(outcome.Result.IsPartial);
    }

    [Fact]
    public async Task A_site_without_homes_says_so()
    {
        var truth = await host.Sandbox.GetFromJsonAsync<JsonElement>("/control/sites/willow-bend");

        var outcome = await host.ScrapeAsync(truth.GetProperty("url").GetString()!);

        Assert.Equal((0, true), (outcome.Listings.Count, outcome.Result.SaysNoneAvailable));
    }

    [Fact]
    public async Task A_site_that_asks_to_stay_away_is_left_alone()
    {
        var truth = await host.Sandbox.GetFromJsonAsync<JsonElement>("/control/sites/larkspur-gate");

        Assert.Equal("blocked_by_robots", (await host.ScrapeAsync(truth.GetProperty("url").GetString()!)).Failure?.Code);
    }

    [Fact]
    public async Task A_company_is_found_by_its_name_and_its_list_from_its_front_page()
    {
        var truth = await host.Sandbox.GetFromJsonAsync<JsonElement>("/control/sites/maple-court");

        var outcome = await host.ScrapeAsync("Maple Court Rentals");

        Assert.Equal(truth.GetProperty("listings").EnumerateArray().Select(Line).Order(), outcome.Listings.Select(Line).Order());
    }

    private static string Line(JsonElement home) => string.Join(
        " | ",
        new[] { "property_address", "unit", "city", "state", "postal_code", "price", "price_max", "bedrooms", "bathrooms", "square_feet", "availability", "available_date" }
            .Select(field => home.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? Plain(value) : "-"));

    private static string Line(ScrapedListing home) => Line(JsonSerializer.SerializeToElement(home));

    private static string Plain(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? value.GetDecimal().ToString("0.##", System.Globalization.CultureInfo.InvariantCulture) : value.ToString();
}
