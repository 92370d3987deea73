using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;
using PeteRental.Rentals.Rentals;
using PeteRental.Rentals.Workspaces;
using PeteRental.ServiceDefaults;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Rentals.Tests;

/// <summary>A status and a body.</summary>
public sealed record Answer(int Status, JsonObject Body)
{
    public string Code => Body["code"]?.GetValue<string>() ?? "";

    public JsonObject Errors => Body["errors"]?.AsObject() ?? [];
}

/// <summary>A workspace as its members, its callers and the readings of its sites use it.</summary>
public sealed class Workspace(RentalsHost host, Guid id)
{
    public Guid Id => id;

    /// <summary>The person that the methods act as.</summary>
    public Guid OwnerId { get; } = Guid.CreateVersion7();

    public HttpClient Member(WorkspaceRole role = WorkspaceRole.Owner) => host.As(id, OwnerId, role);

    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, string? idempotencyKey = null, WorkspaceRole role = WorkspaceRole.Owner)
    {
        // So that one thing is later than the one before.
        host.Clock.Advance(TimeSpan.FromMilliseconds(2));
        using var client = Member(role);
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : body as HttpContent ?? JsonContent.Create(body) };
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer((int)response.StatusCode, text.Length == 0 || text[0] != '{' ? [] : JsonNode.Parse(text)!.AsObject());
    }

    public async Task<JsonObject> GetAsync(string path)
    {
        var answer = await SendAsync(HttpMethod.Get, path);
        Assert.True(answer.Status == 200, $"GET {path} answered {answer.Status}: {answer.Body}");
        return answer.Body;
    }

    public async Task<string> TextAsync(string path)
    {
        using var client = Member();
        return await client.GetStringAsync(path);
    }

    /// <summary>Adds a home by hand and answers with its id.</summary>
    public async Task<Guid> AddAsync(object home)
    {
        var added = await SendAsync(HttpMethod.Post, "/rentals", home);
        Assert.True(added.Status == 201, $"POST /rentals answered {added.Status}: {added.Body}");
        return added.Body["rental_id"]!.GetValue<Guid>();
    }

    public Task<Answer> ChangeAsync(Guid rental, object change) => SendAsync(HttpMethod.Patch, $"/rentals/{rental}", change);

    public Task<JsonObject> FindAsync(Guid rental) => GetAsync($"/rentals/{rental}");

    /// <summary>What the history says happened, oldest first.</summary>
    public async Task<string[]> KindsAsync(Guid rental) =>
        [.. (await GetAsync($"/rentals/{rental}/history"))["history"]!.AsArray().Select(entry => entry!["kind"]!.GetValue<string>()).Reverse()];

    /// <summary>The addresses of a list, in its order.</summary>
    public async Task<string[]> ListAsync(string query = "") =>
        [.. (await GetAsync($"/rentals{query}"))["rentals"]!.AsArray().Select(rental => rental!["property_address"]!.GetValue<string>())];

    public Task<Answer> ImportAsync(string csv, bool isDryRun = false) =>
        SendAsync(HttpMethod.Post, $"/rentals/import{(isDryRun ? "?dry_run=true" : "")}", new StringContent(csv, Encoding.UTF8, new MediaTypeHeaderValue("text/csv")));

    /// <summary>A site that is read.</summary>
    public async Task<Guid> AddSourceAsync(string website, DateTimeOffset? lastScrapedAt = null)
    {
        var source = Guid.CreateVersion7();
        await host.QueryAsync<int>(
            """
            INSERT INTO sources (id, workspace_id, website, website_url, url_key, is_active, last_scraped_at, created_by, created_at, updated_at)
            VALUES (@source, @id, split_part(@website, '/', 1), 'https://' || @website, @website, true, @lastScrapedAt, @OwnerId, @now, @now)
            """,
            new { source, id, website, lastScrapedAt, OwnerId, now = RentalsHost.Monday.ToUniversalTime() });
        return source;
    }

    /// <summary>Applies a reading of a site.</summary>
    internal async Task<AppliedChanges> ReadAsync(Guid source, bool isPartial, params ScrapedListing[] listings)
    {
        host.Clock.Advance(TimeSpan.FromMilliseconds(2));
        var services = host.Service.Services;
        var workspace = new WorkspaceId(id);
        var moment = await services.GetRequiredService<WorkspaceZones>().NowInAsync(workspace, default);
        await using var connection = await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var applied = await services.GetRequiredService<RentalWriter>().ApplyAsync(
            connection, transaction, workspace, new SourceReading(source, "birchwood.test", listings, isPartial), RentalActor.Scrape(Guid.CreateVersion7(), source), moment, default);
        await transaction.CommitAsync();
        services.GetRequiredService<Outbox>().Wake();
        return applied;
    }

    internal Task<AppliedChanges> ReadAsync(Guid source, params ScrapedListing[] listings) => ReadAsync(source, isPartial: false, listings);

    /// <summary>Asks as VoiceWebhook does.</summary>
    public async Task<JsonObject> AskAsync(string question, object body)
    {
        using var client = host.AsVoice(id);
        using var response = await client.PostAsJsonAsync($"/internal/voice/{question}", body, JsonDefaults.Options);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize<JsonObject>(text)!;
    }
}

/// <summary>Listings as readings find them.</summary>
internal static class Listings
{
    public static ScrapedListing Of(string? address, string? unit = null, decimal? price = 1200, decimal? bedrooms = 2, string? city = null, string? url = null) => new(
        url, address, unit, city, null, null, price, null, bedrooms, 1, 850, "apartment", null, "now", null, null, [], [], [new FieldEvidence("price", "json_ld", 0.9)]);
}
