using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Testing;

/// <summary>
/// Servers for the tests of one service: real ones, on free ports, in a temporary folder, gone when disposed.
/// A class or assembly fixture starts them once:
/// <code>
/// public sealed class CalendarServers : IAsyncLifetime
/// {
///     private TestServers? _servers;
///
///     public async ValueTask InitializeAsync() => _servers = await TestServers.StartAsync(builder =>
///     {
///         builder.AddPostgres("postgres").AddDatabase("calendardb");
///         builder.AddRedis("cache");
///         builder.AddRabbitMQ("messaging");
///     });
///
///     // For the service under test: ConnectionStrings:calendardb, ConnectionStrings:cache, ConnectionStrings:messaging.
///     public IReadOnlyDictionary&lt;string, string?&gt; Configuration => _servers!.Configuration;
///
///     public ValueTask DisposeAsync() => _servers?.DisposeAsync() ?? ValueTask.CompletedTask;
/// }
/// </code>
/// Faults: <c>await servers.App.KillAsync("messaging")</c>, <c>StopResourceAsync</c>, <c>StartResourceAsync</c>, then
/// <c>await servers.App.ResourceNotifications.WaitForResourceHealthyAsync("messaging")</c>.
/// </summary>
public sealed class TestServers : IAsyncDisposable
{
    private TestServers(DistributedApplication app, IReadOnlyDictionary<string, string?> configuration)
    {
        App = app;
        Configuration = configuration;
    }

    /// <summary>The application that holds the servers.</summary>
    public DistributedApplication App { get; }

    /// <summary>The connection strings, as configuration.</summary>
    public IReadOnlyDictionary<string, string?> Configuration { get; }

    /// <summary>Starts servers side by side and waits until all are healthy.</summary>
    /// <param name="describe">Adds the servers.</param>
    /// <param name="durable">
    /// Whether they keep what they acknowledged even when the machine fails. It costs time, and no test can tell the
    /// difference by killing processes; a benchmark of commits can.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<TestServers> StartAsync(
        Action<IDistributedApplicationBuilder> describe, bool durable = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(describe);
        var app = Build(describe, durable);
        try
        {
            await app.StartAsync(cancellationToken);
            await app.WaitForAllHealthyAsync(cancellationToken);
            return new TestServers(app, await ConnectionStringsAsync(app, cancellationToken));
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>The connection string of a server or database.</summary>
    public string ConnectionString(string name) => Configuration[$"ConnectionStrings:{name}"]!;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => App.DisposeAsync();

    private static DistributedApplication Build(Action<IDistributedApplicationBuilder> describe, bool durable)
    {
        var builder = DistributedApplicationTestingBuilder.Create();
        builder.Configuration["Hosting:Volatile"] = durable ? "false" : "true";
        describe(builder);
        return builder.Build();
    }

    private static async Task<Dictionary<string, string?>> ConnectionStringsAsync(DistributedApplication app, CancellationToken cancellationToken)
    {
        var configuration = new Dictionary<string, string?>();
        foreach (var resource in app.Services.GetRequiredService<DistributedApplicationModel>().Resources.OfType<IResourceWithConnectionString>())
        {
            configuration[$"ConnectionStrings:{resource.Name}"] = await resource.GetConnectionStringAsync(cancellationToken);
        }

        return configuration;
    }
}
