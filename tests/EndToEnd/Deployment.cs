using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Dapper;
using Npgsql;
using PeteRental.Contracts.Events;

// One for all tests that leave it whole: each has workspaces of its own, so they run side by side.
[assembly: AssemblyFixture(typeof(PeteRental.EndToEnd.Deployment))]

namespace PeteRental.EndToEnd;

/// <summary>The whole system as AppHost describes it: real processes on free ports, in a temporary folder.</summary>
public sealed class Deployment : IAsyncLifetime
{
    private IDistributedApplicationTestingBuilder? _builder;

    /// <summary>The running application, for faults.</summary>
    public DistributedApplication App { get; private set; } = null!;

    /// <summary>The only way in for users.</summary>
    public HttpClient Gateway { get; private set; } = null!;

    /// <summary>Stands for the sign-in provider.</summary>
    public HttpClient Sandbox { get; private set; } = null!;

    /// <summary>Everything that consumers of events see.</summary>
    internal EventRecorder Events { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var appHost = Assembly.Load("PeteRental.AppHost").EntryPoint!.DeclaringType!;
        _builder = await DistributedApplicationTestingBuilder.CreateAsync(appHost);
        App = await _builder.BuildAsync();
        await App.StartAsync();
        await App.WaitForAllHealthyAsync();
        Gateway = App.CreateHttpClient("gateway");
        Gateway.Timeout = TimeSpan.FromSeconds(20);
        Sandbox = App.CreateHttpClient("sandbox");
        Events = await EventRecorder.StartAsync(
            (await App.GetConnectionStringAsync("messaging"))!,
            events => events
                .And<AppointmentBooked>().And<AppointmentRescheduled>().And<AppointmentCancelled>().And<AppointmentConfirmed>()
                .And<AgentRegistered>().And<CallEnded>());
    }

    public async ValueTask DisposeAsync()
    {
        if (Events is not null)
        {
            await Events.DisposeAsync();
        }

        Gateway?.Dispose();
        Sandbox?.Dispose();
        if (App is not null)
        {
            await App.DisposeAsync();
        }
    }

    /// <summary>A session token of a person, good for ten minutes.</summary>
    internal async Task<string> SignInAsync(string email, object? organization = null)
    {
        using var response = await Sandbox.PostAsJsonAsync("/clerk/tokens", new { email, name = "Pat Manager", org = organization, expires_in = 600 });
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!["token"]!.GetValue<string>();
    }

    /// <summary>A new person with a workspace, an agent, a webhook secret and a calendar as given.</summary>
    internal Task<Workspace> CreateWorkspaceAsync(Action<JsonObject>? settings = null) => Workspace.CreateAsync(this, settings);

    /// <summary>Looks into a service's database, as no user can.</summary>
    internal async Task<T> QueryAsync<T>(string database, string sql, object? parameters = null)
    {
        // Not from a pool: a connection to a server that was killed meanwhile fails at its next use.
        await using var connection = new NpgsqlConnection($"{await App.GetConnectionStringAsync(database)};Pooling=false");
        return (await connection.ExecuteScalarAsync<T>(sql, parameters))!;
    }

    /// <summary>Pairs of active appointments of a calendar that overlap: there must never be one.</summary>
    internal Task<long> CountOverlapsAsync() => QueryAsync<long>(
        "calendardb",
        """
        SELECT count(*) FROM appointments a JOIN appointments b
          ON a.calendar_id = b.calendar_id AND a.id < b.id AND a.blocked && b.blocked
        WHERE a.status IN ('held', 'reserved', 'confirmed') AND b.status IN ('held', 'reserved', 'confirmed')
        """);

    /// <summary>Waits until the system says that it is healthy.</summary>
    internal async Task WaitUntilHealthyAsync(TimeSpan atMost)
    {
        using var limit = new CancellationTokenSource(atMost);
        await Eventually.HoldsAsync(async () => await IsHealthyAsync(limit.Token), "the system is healthy", limit.Token);
    }

    private async Task<bool> IsHealthyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Gateway.GetAsync("/health", cancellationToken);
            var health = await response.Content.ReadFromJsonAsync<JsonObject>(cancellationToken);
            return health!["status"]!.GetValue<string>() == "healthy";
        }
        catch (Exception exception) when (exception is HttpRequestException or System.Text.Json.JsonException)
        {
            return false;
        }
    }
}
