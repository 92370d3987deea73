using System.Collections.Concurrent;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Dapper;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;
using PeteRental.ServiceDefaults.Postgres;

namespace PeteRental.ServiceDefaults.Tests;

/// <summary>A service with an outbox, a database and a broker, and a consumer of what it publishes.</summary>
public sealed class MessagingHost : IAsyncLifetime
{
    private TestServers _servers = null!;
    private WebApplication _service = null!;
    private IBusControl _consumer = null!;

    /// <summary>The servers, for faults.</summary>
    public DistributedApplication Servers => _servers.App;

    /// <summary>Where the broker is.</summary>
    public Uri Broker => new(_servers.ConnectionString("messaging"));

    /// <summary>The service's database.</summary>
    public NpgsqlDataSource Database => _service.Services.GetRequiredService<NpgsqlDataSource>();

    /// <summary>What reached the consumer.</summary>
    public ConcurrentQueue<WorkspaceUpdated> Received { get; } = new();

    internal Outbox Outbox => _service.Services.GetRequiredService<Outbox>();

    public async ValueTask InitializeAsync()
    {
        _servers = await TestServers.StartAsync(builder =>
        {
            builder.AddPostgres("postgres").AddDatabase("testdb");
            builder.AddRabbitMQ("messaging");
        });
        _service = CreateService();
        await _service.StartAsync();
        _consumer = Bus.Factory.CreateUsingRabbitMq(broker =>
        {
            broker.Host(new Uri(_servers.ConnectionString("messaging")));
            broker.ReceiveEndpoint("listener", endpoint =>
            {
                endpoint.SetQuorumQueue();
                endpoint.Handler<WorkspaceUpdated>(context =>
                {
                    Received.Enqueue(context.Message);
                    return Task.CompletedTask;
                });
            });
        });
        await _consumer.StartAsync(TimeSpan.FromSeconds(30));
    }

    public async ValueTask DisposeAsync()
    {
        await _consumer.StopAsync(TimeSpan.FromSeconds(5));
        await _service.DisposeAsync();
        await _servers.DisposeAsync();
    }

    /// <summary>A process of the service, so to speak.</summary>
    public WebApplication CreateService(Action<IBusRegistrationConfigurator>? consumers = null, params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        foreach (var (key, value) in _servers.Configuration)
        {
            builder.Configuration[key] = value;
        }

        foreach (var (name, value) in settings)
        {
            builder.Configuration[name] = value;
        }

        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddNpgsqlDataSource("testdb");
        builder.AddMigrations();
        builder.AddMessaging("messaging", consumers);
        return builder.Build();
    }
}

/// <summary>The outbox and the inbox against a real database and a real broker. Each test leaves the outbox empty.</summary>
public sealed class MessagingTests(MessagingHost host) : IClassFixture<MessagingHost>
{
    [Fact]
    public async Task What_is_committed_is_published_under_the_id_of_its_row_and_what_is_rolled_back_is_not()
    {
        var (kept, dropped) = (Guid.CreateVersion7(), Guid.CreateVersion7());

        await WriteAsync(kept, commit: true);
        await WriteAsync(dropped, commit: false);

        await EventuallyAsync(() => host.Received.Any(message => message.WorkspaceId == kept));
        await EventuallyAsync(() => CountOutbox() == 0);
        Assert.DoesNotContain(host.Received, message => message.WorkspaceId == dropped);
    }

    [Fact]
    public async Task Events_wait_while_the_broker_is_dead_and_all_arrive_when_it_is_back()
    {
        await host.Servers.StopResourceAsync("messaging");
        var workspaces = Enumerable.Range(0, 50).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var workspace in workspaces)
        {
            await WriteAsync(workspace, commit: true);
        }

        Assert.Equal(50, CountOutbox());
        await host.Servers.StartResourceAsync("messaging");

        await EventuallyAsync(() => workspaces.All(workspace => host.Received.Any(message => message.WorkspaceId == workspace)));
        await EventuallyAsync(() => CountOutbox() == 0);
    }

    [Fact]
    public async Task A_bus_that_stays_down_although_the_broker_answers_ends_its_process()
    {
        await using var line = new BrokerLine(host.Broker);
        var address = new UriBuilder(host.Broker) { Port = line.Port }.Uri.AbsoluteUri;
        await using var hung = host.CreateService(bus => bus.AddConsumer<Listener>(), ("ConnectionStrings:messaging", address), ("Messaging:HungAfter", "00:00:02"));
        await hung.StartAsync();
        var watch = hung.Services.GetServices<IHostedService>().OfType<BusWatch>().Single();
        await EventuallyAsync(() => watch.HasBeenUp);
        Assert.False(hung.Lifetime.ApplicationStopping.IsCancellationRequested);

        await line.GoDeadAsync();

        await EventuallyAsync(() => hung.Lifetime.ApplicationStopping.IsCancellationRequested);
        Assert.Equal(1, Environment.ExitCode);
        Environment.ExitCode = 0;
    }

    [Fact]
    public async Task Two_relays_publish_each_row_once()
    {
        await using var replica = host.CreateService();
        await replica.StartAsync();
        var workspaces = Enumerable.Range(0, 500).Select(_ => Guid.CreateVersion7()).ToHashSet();

        await Parallel.ForEachAsync(workspaces, async (workspace, _) => await WriteAsync(workspace, commit: true));

        await EventuallyAsync(() => CountOutbox() == 0 && host.Received.Select(message => message.WorkspaceId).Where(workspaces.Contains).Distinct().Count() == 500);
        Assert.Equal(500, host.Received.Count(message => workspaces.Contains(message.WorkspaceId)));
    }

    [Fact]
    public async Task A_row_that_nobody_can_read_stays_and_does_not_hold_up_the_others()
    {
        await using (var connection = await host.Database.OpenConnectionAsync())
        {
            await connection.ExecuteAsync("INSERT INTO outbox (id, type, payload) VALUES (@id, 'FromTheFuture', '{}')", new { id = Guid.CreateVersion7() });
        }

        var workspace = Guid.CreateVersion7();
        await WriteAsync(workspace, commit: true);

        await EventuallyAsync(() => host.Received.Any(message => message.WorkspaceId == workspace));
        await EventuallyAsync(() => CountOutbox() == 1);
        await using var end = await host.Database.OpenConnectionAsync();
        await end.ExecuteAsync("DELETE FROM outbox");
    }

    [Fact]
    public async Task A_message_has_its_effect_once_however_often_and_however_parallel_it_comes()
    {
        var message = Guid.CreateVersion7();

        var effects = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            await using var connection = await host.Database.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            var isNew = await Inbox.TryRecordAsync(connection, transaction, message, "test", default);
            await transaction.CommitAsync();
            return isNew;
        }));

        Assert.Single(effects, isNew => isNew);
    }

    [Fact]
    public async Task A_message_whose_effect_was_rolled_back_may_come_again()
    {
        var message = Guid.CreateVersion7();
        await using var connection = await host.Database.OpenConnectionAsync();
        await using (var lost = await connection.BeginTransactionAsync())
        {
            Assert.True(await Inbox.TryRecordAsync(connection, lost, message, "test", default));
        }

        await using var transaction = await connection.BeginTransactionAsync();
        Assert.True(await Inbox.TryRecordAsync(connection, transaction, message, "test", default));
    }

    private sealed class Listener : IConsumer<WorkspaceUpdated>
    {
        public Task Consume(ConsumeContext<WorkspaceUpdated> context) => Task.CompletedTask;
    }

    private async Task WriteAsync(Guid workspace, bool commit)
    {
        await using var connection = await host.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await host.Outbox.AddAsync(connection, transaction, new WorkspaceUpdated(workspace, DateTimeOffset.UnixEpoch, ["name"]), default);
        if (commit)
        {
            await transaction.CommitAsync();
            host.Outbox.Wake();
        }
    }

    private long CountOutbox()
    {
        using var connection = host.Database.OpenConnection();
        return connection.ExecuteScalar<long>("SELECT count(*) FROM outbox");
    }

    private static async Task EventuallyAsync(Func<bool> fact)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!fact())
        {
            await look.WaitForNextTickAsync(patience.Token);
        }
    }
}
