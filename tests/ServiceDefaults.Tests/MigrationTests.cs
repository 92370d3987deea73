using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using PeteRental.ServiceDefaults.Postgres;

namespace PeteRental.ServiceDefaults.Tests;

/// <summary>A server with a database for each test.</summary>
public sealed class MigrationServer : IAsyncLifetime
{
    private TestServers _servers = null!;

    /// <summary>The server, for faults.</summary>
    public DistributedApplication App => _servers.App;

    public async ValueTask InitializeAsync() =>
        _servers = await TestServers.StartAsync(builder => builder.AddPostgres("postgres").AddDatabase("testdb"));

    public ValueTask DisposeAsync() => _servers.DisposeAsync();

    public async Task<NpgsqlDataSource> CreateDatabaseAsync()
    {
        var name = $"test_{Guid.NewGuid():N}";
        // Not from a pool: one of the tests stops the server.
        await using var connection = new NpgsqlConnection($"{_servers.ConnectionString("testdb")};Pooling=false");
        await connection.ExecuteAsync($"CREATE DATABASE {name}");
        return NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_servers.ConnectionString("testdb")) { Database = name });
    }
}

public sealed class MigrationTests(MigrationServer server) : IClassFixture<MigrationServer>, IAsyncLifetime
{
    private static readonly Migration First = new("service", 1, "0001_first", "CREATE TABLE homes (id int PRIMARY KEY)");
    private NpgsqlDataSource _database = null!;

    public async ValueTask InitializeAsync() => _database = await server.CreateDatabaseAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Replicas_that_start_together_apply_each_file_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RunAsync(First)));
        await RunAsync(First, new Migration("service", 2, "0002_second", "ALTER TABLE homes ADD COLUMN city text"));

        await using var connection = await _database.OpenConnectionAsync();
        Assert.Equal(2, await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM schema_migrations"));
        Assert.Equal(0, await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM homes WHERE city IS NULL"));
    }

    [Fact]
    public async Task A_file_that_changed_after_it_was_applied_stops_the_service_and_says_which()
    {
        await RunAsync(First);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(First with { Sql = "CREATE TABLE homes (id bigint PRIMARY KEY)" }));

        Assert.Contains("0001_first", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Line_ends_of_another_system_are_no_change()
    {
        var file = new Migration("service", 1, "0001_lines", "CREATE TABLE homes (\n  id int\n)\n");
        await RunAsync(file);

        await RunAsync(file with { Sql = file.Sql.Replace("\n", "\r\n", StringComparison.Ordinal) });
    }

    [Fact]
    public async Task A_file_that_fails_leaves_nothing_behind()
    {
        await Assert.ThrowsAsync<PostgresException>(() => RunAsync(new Migration("service", 1, "0001_broken", "CREATE TABLE homes (id int); SELECT nonsense")));

        await RunAsync(First);
    }

    [Fact]
    public async Task A_database_that_is_away_is_waited_for()
    {
        await server.App.StopResourceAsync("postgres");
        var running = RunAsync(First);
        Assert.False(running.IsCompleted);

        await server.App.StartResourceAsync("postgres");

        await running.WaitAsync(TimeSpan.FromSeconds(45));
    }

    private Task RunAsync(params Migration[] migrations) =>
        new MigrationRunner(_database, migrations, TimeProvider.System, NullLogger<MigrationRunner>.Instance).StartAsync(default);
}
