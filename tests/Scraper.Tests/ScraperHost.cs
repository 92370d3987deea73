using System.Security.Cryptography;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Dapper;
using MassTransit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using PeteRental.Contracts.Events;
using PeteRental.Scraper.Jobs;

namespace PeteRental.Scraper.Tests;

/// <summary>The tests that need the service share one, and come one after another.</summary>
[CollectionDefinition(Name)]
public sealed class ScraperService : ICollectionFixture<ScraperHost>
{
    public const string Name = "Scraper service";
}

/// <summary>The end of a scrape: the chunks of its result, or its failure.</summary>
public sealed record ScrapeOutcome(IReadOnlyList<ScrapeCompleted> Chunks, ScrapeFailed? Failure)
{
    /// <summary>The homes of all chunks.</summary>
    public IReadOnlyList<ScrapedListing> Listings => [.. Chunks.SelectMany(chunk => chunk.Listings)];

    /// <summary>What the whole result says of itself; fails when there is none.</summary>
    public ScrapeCompleted Result => Failure is null ? Chunks[0] : throw new InvalidOperationException($"The scrape failed: {Failure.Code} {string.Join(' ', Failure.Warnings)}");
}

/// <summary>
/// The service over real servers, with websites, search engine and language model played for it. A second database, <see cref="Apart"/>, is
/// for tests that start and stop replicas of their own, which have no broker: what they have to tell stays in the outbox.
/// </summary>
public sealed class ScraperHost : IAsyncLifetime
{
    private readonly SiteSandbox _sandbox = new();
    private readonly string _identityKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private TestServers _servers = null!;
    private Replica _service = null!;

    /// <summary>The sandbox's control API.</summary>
    public HttpClient Sandbox { get; private set; } = null!;

    /// <summary>Websites of the tests' own.</summary>
    public TestWeb Web { get; private set; } = null!;

    /// <summary>Where the service's language model is.</summary>
    public MadeUpSite Model { get; private set; } = null!;

    /// <summary>What was published.</summary>
    public ScrapeRecorder Events { get; private set; } = null!;

    /// <summary>The service's database.</summary>
    public NpgsqlDataSource Database { get; private set; } = null!;

    /// <summary>The database of the tests' own replicas.</summary>
    public NpgsqlDataSource Apart { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var serving = TestWeb.StartAsync();
        _servers = await TestServers.StartAsync(builder =>
        {
            var postgres = builder.AddPostgres("postgres");
            postgres.AddDatabase("scraperdb");
            postgres.AddDatabase("apartdb");
            builder.AddRedis("cache");
            builder.AddRabbitMQ("messaging");
        });
        Web = await serving;
        Model = Web.NewSite();
        Sandbox = _sandbox.Start();
        Database = NpgsqlDataSource.Create(_servers.ConnectionString("scraperdb"));
        Apart = NpgsqlDataSource.Create(_servers.ConnectionString("apartdb"));
        Events = await ScrapeRecorder.StartAsync(_servers.ConnectionString("messaging"));
        await using (StartApart())
        {
            // Its tables are there from now on, whichever test comes first.
        }

        _service = new Replica(this, []);
        await _service.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromSeconds(30));
    }

    public async ValueTask DisposeAsync()
    {
        await Web.DisposeAsync();
        await _service.DisposeAsync();
        await Events.DisposeAsync();
        await Database.DisposeAsync();
        await Apart.DisposeAsync();
        Sandbox.Dispose();
        await _sandbox.DisposeAsync();
        await _servers.DisposeAsync();
    }

    /// <summary>A part of the running service.</summary>
    internal T Part<T>()
        where T : notnull => _service.Services.GetRequiredService<T>();

    /// <summary>A replica over <see cref="Apart"/>.</summary>
    internal WebApplicationFactory<JobOptions> StartApart(params (string Name, string Value)[] settings)
    {
        var replica = new Replica(
            this,
            [("ConnectionStrings:scraperdb", _servers.ConnectionString("apartdb")), ("ConnectionStrings:messaging", "amqp://guest:guest@127.0.0.1:9"), .. settings]);
        _ = replica.Services;
        return replica;
    }

    /// <summary>A scrape as Rentals would ask for it.</summary>
    public static ScrapeRequested Request(string url, ScrapeConfig? config = null, Guid? source = null, Guid? workspace = null) => new(
        workspace ?? Guid.CreateVersion7(), TimeProvider.System.GetUtcNow(), Guid.CreateVersion7(), source ?? Guid.CreateVersion7(), url, "user",
        config ?? new ScrapeConfig());

    /// <summary>Asks for a scrape.</summary>
    public async Task<ScrapeRequested> AskAsync(string url, ScrapeConfig? config = null, Guid? source = null, Guid? workspace = null)
    {
        var request = Request(url, config, source, workspace);
        await Events.PublishAsync(request);
        return request;
    }

    /// <summary>Asks for a scrape and waits for its end.</summary>
    public async Task<ScrapeOutcome> ScrapeAsync(string url, ScrapeConfig? config = null, Guid? source = null, Guid? workspace = null) =>
        await EndOfAsync((await AskAsync(url, config, source, workspace)).ScrapeId);

    /// <summary>Waits for the end of a scrape: all chunks, or the failure.</summary>
    public async Task<ScrapeOutcome> EndOfAsync(Guid scrape)
    {
        await UntilAsync(
            () => Task.FromResult(Events.Failures(scrape).Count > 0 || (Events.Chunks(scrape) is { Count: > 0 } chunks && chunks[^1].IsLast && chunks.Count == chunks[^1].Chunk + 1)),
            "the scrape ended");
        return new ScrapeOutcome(Events.Chunks(scrape), Events.Failures(scrape).SingleOrDefault());
    }

    /// <summary>Puts a job into the table of <see cref="Apart"/>.</summary>
    public async Task<ScrapeRequested> AddApartAsync(string url, int priority = 0)
    {
        var request = Request(url);
        await using var connection = await Apart.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            INSERT INTO jobs (scrape_id, workspace_id, source_id, host, request, priority) VALUES (@ScrapeId, @WorkspaceId, @SourceId, @host, @body::jsonb, @priority)
            """,
            new { request.ScrapeId, request.WorkspaceId, request.SourceId, host = JobHost.Of(url), body = JsonSerializer.Serialize(request), priority });
        return request;
    }

    /// <summary>Forgets what earlier tests left in <see cref="Apart"/>.</summary>
    public Task ClearApartAsync() => ExecuteAsync(Apart, "TRUNCATE jobs, finished_scrapes, pages, llm_spending, outbox");

    /// <summary>Changes what is stored.</summary>
    public static async Task ExecuteAsync(NpgsqlDataSource database, string sql, object? parameters = null)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, parameters);
    }

    /// <summary>One value of what is stored.</summary>
    public static async Task<T?> QueryAsync<T>(NpgsqlDataSource database, string sql, object? parameters = null)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<T>(sql, parameters);
    }

    /// <summary>Waits until a fact holds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, string fact)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        try
        {
            while (!await holds())
            {
                await look.WaitForNextTickAsync(patience.Token);
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"It never came about that {fact}.");
        }
    }

    private sealed class Replica(ScraperHost host, (string Name, string Value)[] settings) : WebApplicationFactory<JobOptions>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            foreach (var (name, value) in host._servers.Configuration)
            {
                builder.UseSetting(name, value);
            }

            builder.UseSetting("Clerk:Issuer", "https://clerk.peterental.test");
            builder.UseSetting("Clerk:JwksUrl", "http://127.0.0.1:9/jwks.json");
            builder.UseSetting("Identity:Key", host._identityKey);
            builder.UseSetting("Scraper:AllowedOrigins:0", host.Sandbox.BaseAddress!.GetLeftPart(UriPartial.Authority));
            foreach (var (origin, index) in host.Web.Origins.Select((origin, index) => (origin, index)))
            {
                builder.UseSetting($"Scraper:AllowedOrigins:{index + 1}", origin.GetLeftPart(UriPartial.Authority));
            }

            builder.UseSetting("Scraper:Jobs:LookEvery", "00:00:00.1");
            builder.UseSetting("Scraper:Jobs:TellEvery", "00:00:00.02");
            builder.UseSetting("Scraper:Jobs:RetryPause", "00:00:00.1");
            builder.UseSetting("Scraper:Crawling:MostPages", "30");
            builder.UseSetting("Scraper:Search:Address", $"{host.Sandbox.BaseAddress}duckduckgo/html/");
            builder.UseSetting("Scraper:Llm:Endpoint", host.Model.At("/llm/v1").AbsoluteUri);
            builder.UseSetting("Scraper:Llm:ApiKey", "sk-tests");
            builder.UseSetting("Scraper:Llm:Model", "tests/reader");
            builder.UseSetting("Scraper:Llm:Limit", "00:00:05");
            builder.UseSetting("Scraper:Llm:MonthlyBudget", "0.10");
            builder.UseSetting("Scraper:Llm:Retries", "0");
            foreach (var (name, value) in settings)
            {
                builder.UseSetting(name, value);
            }

            builder.ConfigureLogging(logging => logging.ClearProviders());
        }
    }
}
