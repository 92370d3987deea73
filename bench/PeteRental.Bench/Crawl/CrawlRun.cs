using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Npgsql;
using PeteRental.Scraper.Tests;

namespace PeteRental.Bench.Crawl;

/// <summary>The rounds of one running system.</summary>
internal sealed class CrawlRun : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    /// <summary>The demo workspace has a source, too.</summary>
    private const string Ours = "website LIKE '127.77.%'";

    private const string OfOurs = $"source_id IN (SELECT id FROM sources WHERE {Ours})";

    private readonly DistributedApplication _app;
    private readonly CrawlPlan _plan;
    private readonly SiteWeb _web;
    private readonly Action<string> _say;
    private readonly NpgsqlDataSource _rentals;
    private readonly NpgsqlDataSource _scraper;
    private readonly ScrapeRecorder _events;
    private readonly ScraperWatch _watch;

    private CrawlRun(DistributedApplication app, CrawlPlan plan, SiteWeb web, Action<string> say, string rentals, string scraper, ScrapeRecorder events)
    {
        (_app, _plan, _web, _say, _events) = (app, plan, web, say, events);
        (_rentals, _scraper, _watch) = (NpgsqlDataSource.Create(rentals), NpgsqlDataSource.Create(scraper), new ScraperWatch(app));
    }

    /// <summary>Jobs that were in work when the Scraper was killed.</summary>
    public int JobsLostToTheKill { get; private set; }

    /// <summary>Signs people in and gives them sources, none of which is due yet.</summary>
    public static async Task<CrawlRun> PrepareAsync(DistributedApplication app, CrawlPlan plan, SiteWeb web, Action<string> say, CancellationToken cancellationToken)
    {
        say("making workspaces");
        var run = new CrawlRun(
            app, plan, web, say,
            (await app.GetConnectionStringAsync("rentalsdb", cancellationToken))!,
            (await app.GetConnectionStringAsync("scraperdb", cancellationToken))!,
            await ScrapeRecorder.StartAsync((await app.GetConnectionStringAsync("messaging", cancellationToken))!));
        var workspaces = new List<Guid>();
        for (var index = 0; index < plan.Workspaces; index++)
        {
            workspaces.Add(await run.SignInAsync(index, cancellationToken));
        }

        await run.AddSourcesAsync(workspaces, cancellationToken);
        return run;
    }

    /// <summary>All sources at once.</summary>
    public Task<CrawlRound> ReadAllAsync(CancellationToken cancellationToken) => RoundAsync("all at once", "added", _ => Task.FromResult(true), cancellationToken);

    /// <summary>The same with other rents, and a Scraper that is killed when a third is done.</summary>
    public Task<CrawlRound> ReadAllThroughAKillAsync(CancellationToken cancellationToken)
    {
        _web.Edition++;
        return RoundAsync("with a kill", "changed", async done =>
        {
            JobsLostToTheKill = done < _plan.Sources / 3
                ? 0
                : await CountAsync(_scraper, "SELECT count(*) FROM jobs WHERE lease_owner IS NOT NULL AND lease_until > now()", cancellationToken);
            if (JobsLostToTheKill == 0)
            {
                return false;
            }

            await _app.KillAsync("scraper", cancellationToken);
            return true;
        }, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _watch.Dispose();
        await _events.DisposeAsync();
        await _rentals.DisposeAsync();
        await _scraper.DisposeAsync();
    }

    /// <param name="name">Of the round.</param>
    /// <param name="change">The kind of line that each home gets in the history.</param>
    /// <param name="interrupt">Is asked as it goes on until it has done what it wants.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private async Task<CrawlRound> RoundAsync(string name, string change, Func<int, Task<bool>> interrupt, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var before = _web.Reads.ToArray();
        var samples = new List<ScraperSample>();
        var since = Stopwatch.GetTimestamp();
        var started = TimeProvider.System.GetUtcNow();
        _watch.Look(0, 0);
        await ExecuteAsync($"UPDATE sources SET next_scrape_at = now() WHERE {Ours}", patience.Token);
        var isInterrupted = false;
        using var looks = new PeriodicTimer(LookEvery);
        for (var done = 0; done < _plan.Sources; await looks.WaitForNextTickAsync(patience.Token))
        {
            done = await CountAsync(_rentals, $"SELECT count(*) FROM scrapes WHERE finished_at >= @started AND {OfOurs}", patience.Token, started);
            _say($"{name}: {done} of {_plan.Sources}");
            isInterrupted = isInterrupted || await interrupt(done);
            if (_watch.Look(done, Stopwatch.GetElapsedTime(since).TotalSeconds) is { } sample)
            {
                samples.Add(sample);
            }
        }

        return await CountedAsync(name, change, started, Stopwatch.GetElapsedTime(since), samples, before, patience.Token);
    }

    private async Task<CrawlRound> CountedAsync(
        string name, string change, DateTimeOffset started, TimeSpan took, IReadOnlyList<ScraperSample> samples, int[] before, CancellationToken cancellationToken)
    {
        var scrapes = await IdsAsync($"SELECT id FROM scrapes WHERE created_at >= @started AND {OfOurs}", started, cancellationToken);
        return new CrawlRound(
            name,
            took.TotalSeconds,
            samples,
            scrapes.Sum(scrape => _events.Chunks(scrape).Count + _events.Failures(scrape).Count),
            await CountAsync(_rentals, $"SELECT count(DISTINCT source_id) FROM scrapes WHERE created_at >= @started AND status = 'completed' AND {OfOurs}", cancellationToken, started),
            await CountAsync(_rentals, $"SELECT count(*) FROM rental_history WHERE occurred_at >= @started AND kind = '{change}' AND rental_id IN (SELECT id FROM rentals WHERE {OfOurs})", cancellationToken, started),
            _plan.Sources * SiteWeb.HomesOfASource,
            _web.Reads.Zip(before).Where((reads, source) => reads.First - reads.Second > _web.VisitsOf(source)).Count(),
            [.. scrapes.SelectMany(_events.Failures).GroupBy(failure => failure.Code).Select(group => $"{group.Count()} {group.Key}")]);
    }

    private async Task<Guid> SignInAsync(int index, CancellationToken cancellationToken)
    {
        using var sandbox = _app.CreateHttpClient("sandbox");
        using var gateway = _app.CreateHttpClient("gateway");
        using var answer = await sandbox.PostAsJsonAsync("/clerk/tokens", new { email = $"owner-{index}@crawl.test", name = "Owner" }, cancellationToken);
        answer.EnsureSuccessStatusCode();
        var token = (await answer.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!["token"]!.GetValue<string>();
        gateway.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var me = await gateway.GetFromJsonAsync<JsonObject>("/users/me", cancellationToken);
        return Guid.Parse(me!["workspace_id"]!.GetValue<string>());
    }

    // By way of the table: the API would have each read as it is added.
    private Task AddSourcesAsync(List<Guid> workspaces, CancellationToken cancellationToken)
    {
        var addresses = Enumerable.Range(0, _plan.Sources).Select(_web.AddressOf).ToList();
        return ExecuteAsync(
            """
            INSERT INTO sources (id, workspace_id, website, website_url, url_key, created_at, updated_at)
            SELECT gen_random_uuid(), workspace, host, url, url, now(), now() FROM unnest(@workspaces, @hosts, @urls) AS added (workspace, host, url)
            """,
            cancellationToken,
            ("workspaces", addresses.Select((_, index) => workspaces[index % workspaces.Count]).ToArray()),
            ("hosts", addresses.Select(address => address.Authority).ToArray()),
            ("urls", addresses.Select(address => address.AbsoluteUri).ToArray()));
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken, params (string Name, object Value)[] parameters)
    {
        await using var command = _rentals.CreateCommand(sql);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<int> CountAsync(NpgsqlDataSource database, string sql, CancellationToken cancellationToken, DateTimeOffset? started = null)
    {
        await using var command = database.CreateCommand(sql);
        if (started is { } since)
        {
            command.Parameters.AddWithValue("started", since);
        }

        return (int)(long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<IReadOnlyList<Guid>> IdsAsync(string sql, DateTimeOffset started, CancellationToken cancellationToken)
    {
        var ids = new List<Guid>();
        await using var command = _rentals.CreateCommand(sql);
        command.Parameters.AddWithValue("started", started);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }
}
