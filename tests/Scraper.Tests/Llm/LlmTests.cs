using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PeteRental.Contracts.Events;
using PeteRental.Scraper.Crawling;
using PeteRental.Scraper.Llm;

namespace PeteRental.Scraper.Tests.Llm;

/// <summary>When the model is asked, what it is told, and what it may cost.</summary>
[Collection(ScraperService.Name)]
public sealed class LlmTests(ScraperHost host)
{
    private const string Completions = "/llm/v1/chat/completions";
    private const string Words =
        "<p>We have something to let just now. People ask us about Alder Street a lot: number 412 Alder Street in Fairhaven comes with two bedrooms, "
        + "a bath and a garden, and we would like $1,695 a month for it.</p>";

    private readonly ConcurrentQueue<JsonElement> _asked = new();

    [Fact]
    public async Task A_page_that_rules_cannot_read_is_read_by_the_model_and_paid_for()
    {
        Answers("""{"listings":[{"property_address":"412 Alder Street","city":"Fairhaven","price":1695},{"property_address":"1 Made Up Road","price":900}]}""", cost: 0.0021m);
        var workspace = Guid.CreateVersion7();

        var outcome = await host.ScrapeAsync(Prose().AbsoluteUri, workspace: workspace);

        var home = Assert.Single(outcome.Listings);
        Assert.Equal(("412 Alder Street", 1695m, "llm", 0.0021m), (home.PropertyAddress, home.Price, outcome.Result.Method, outcome.Result.Cost));
        Assert.All(home.Evidence, evidence => Assert.True(evidence is { Method: "llm", Confidence: <= 0.6 }));
        Assert.Equal(0.0021m, await SpentAsync(workspace));
        var asked = Assert.Single(_asked);
        Assert.Equal("tests/reader", asked.GetProperty("model").GetString());
        Assert.True(asked.GetProperty("response_format").GetProperty("json_schema").GetProperty("strict").GetBoolean());
        Assert.Contains("412 Alder Street", asked.GetProperty("messages")[1].GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.False(asked.TryGetProperty("tools", out _));
    }

    [Fact]
    public async Task Where_rules_find_homes_or_the_source_does_not_want_it_the_model_is_not_asked()
    {
        Answers("""{"listings":[]}""", cost: 0.01m);
        var site = host.Web.NewSite().With("/rentals", TestPages.List(TestPages.Homes(0, 2)));

        await host.ScrapeAsync(site.At("/rentals").AbsoluteUri);
        Assert.Equal("no_listings", (await host.ScrapeAsync(Prose().AbsoluteUri, new ScrapeConfig(UseLlm: false))).Failure?.Code);

        Assert.Empty(_asked);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_read_is_asked_for_once_more()
    {
        Answers("No homes, sorry!", cost: 0.01m);

        var outcome = await host.ScrapeAsync(Prose().AbsoluteUri);

        Assert.Equal(2, _asked.Count);
        Assert.Equal(("no_listings", 0.02m), (outcome.Failure!.Code, outcome.Failure.Cost));
        Assert.Equal(["llm_unavailable"], outcome.Failure.Warnings);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_model_that_does_not_answer_costs_nothing_and_is_a_warning(int status)
    {
        host.Model.With(Completions, context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsJsonAsync(new { error = new { code = status, message = "no" } });
        });
        var workspace = Guid.CreateVersion7();

        var outcome = await host.ScrapeAsync(Prose().AbsoluteUri, workspace: workspace);

        Assert.Equal("no_listings", outcome.Failure?.Code);
        Assert.Equal(["llm_unavailable"], outcome.Failure!.Warnings);
        Assert.Equal(0m, await SpentAsync(workspace));
    }

    [Fact]
    public async Task When_the_months_budget_is_used_up_the_model_is_not_asked()
    {
        Answers("""{"listings":[]}""", cost: 0.07m);
        var workspace = Guid.CreateVersion7();

        await host.ScrapeAsync(Prose().AbsoluteUri, workspace: workspace);
        var second = await host.ScrapeAsync(Prose().AbsoluteUri, workspace: workspace);

        Assert.Single(_asked);
        Assert.Equal(["llm_budget"], second.Failure!.Warnings);
        Assert.Equal(0.07m, await SpentAsync(workspace));
    }

    [Fact]
    public async Task Readings_side_by_side_cannot_spend_the_same_dollar()
    {
        await host.ClearApartAsync();
        await using var replica = host.StartApart(("Scraper:Jobs:MostAtOnce", "0"), ("Scraper:Llm:MonthlyBudget", "0.5"), ("Scraper:Llm:MostPerCall", "0.05"));
        var budget = replica.Services.GetRequiredService<LlmBudget>();
        var workspace = Guid.CreateVersion7();

        var reserved = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => budget.TryReserveAsync(workspace, CancellationToken.None)));

        Assert.Equal(10, reserved.Count(month => month is not null));
        await budget.SettleAsync(workspace, reserved.First(month => month is not null)!.Value, 0.001m);
        Assert.Null(await budget.TryReserveAsync(workspace, CancellationToken.None));
        Assert.NotNull(await budget.TryReserveAsync(Guid.CreateVersion7(), CancellationToken.None));
    }

    [Fact]
    public async Task The_request_is_one_that_OpenRouter_takes()
    {
        await host.ClearApartAsync();
        await using var replica = host.StartApart(
            ("Scraper:Jobs:MostAtOnce", "0"), ("Scraper:Llm:Endpoint", $"{host.Sandbox.BaseAddress}llm/v1"), ("Scraper:Llm:ApiKey", "sk-or-v1-tests"),
            ("Scraper:Llm:Model", "openai/gpt-4o-mini"), ("Scraper:Llm:Limit", "00:01:00"));
        var order = new ReadingOrder(Guid.CreateVersion7(), Guid.CreateVersion7(), "https://birchwood.test/", new ScrapeConfig(), new DateOnly(2027, 3, 1));

        var reading = await replica.Services.GetRequiredService<LlmExtractor>().ReadAsync(
            order, "Homes for rent\n412 Alder Street, Fairhaven, IL 60651\n$1,695 per month\n2 bedrooms, 1.5 bathrooms\n1,150 square feet\n", CancellationToken.None);

        var home = Assert.Single(reading.Listings);
        Assert.Equal(("412 Alder Street", 1695m, 2m, 1.5m), (home.PropertyAddress!.Value, home.Price!.Value, home.Bedrooms!.Value, home.Bathrooms!.Value));
        Assert.InRange(reading.Cost, 0.00001m, 0.01m);
    }

    private Uri Prose() => host.Web.NewSite().With("/rentals", TestPages.Page("Birchwood", "", Words)).At("/rentals");

    private void Answers(string content, decimal cost) => host.Model.With(Completions, async context =>
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        _asked.Enqueue(body.RootElement.Clone());
        await context.Response.WriteAsJsonAsync(new
        {
            id = "gen-1",
            choices = new[] { new { index = 0, finish_reason = "stop", message = new { role = "assistant", content } } },
            usage = new { prompt_tokens = 100, completion_tokens = 20, total_tokens = 120, cost },
        });
    });

    private async Task<decimal> SpentAsync(Guid workspace) =>
        await ScraperHost.QueryAsync<decimal>(host.Database, "SELECT cost FROM llm_spending WHERE workspace_id = @workspace", new { workspace });
}
