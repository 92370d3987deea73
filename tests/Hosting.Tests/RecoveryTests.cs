using Aspire.Hosting;
using Aspire.Hosting.Processes;
using Aspire.Hosting.Testing;
using Npgsql;
using RabbitMQ.Client;

namespace PeteRental.Hosting.Tests;

/// <summary>The three servers, started once.</summary>
public sealed class ThreeServers : IAsyncLifetime
{
    private TestServers? _servers;

    public TestServers Servers => _servers ?? throw new InvalidOperationException("The servers are not started yet.");

    public async ValueTask InitializeAsync() => _servers = await TestServers.StartAsync(builder =>
    {
        builder.AddPostgres("postgres").AddDatabase("calendardb");
        builder.AddRedis("cache");
        builder.AddRabbitMQ("messaging");
    });

    public ValueTask DisposeAsync() => _servers?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>The three servers, killed and stopped: they come back by themselves, where they were and with what they knew.</summary>
public sealed class RecoveryTests(ThreeServers fixture) : IClassFixture<ThreeServers>
{
    private readonly TestServers _servers = fixture.Servers;
    private readonly CancellationToken _patience = Patience.OfSeconds(60);

    [Fact]
    public async Task Servers_killed_together_come_back_on_their_ports_with_their_data()
    {
        await WriteEverywhereAsync();
        string[] all = ["postgres", "cache", "messaging"];
        var before = all.Select(name => (Name: name, Port: _servers.App.GetEndpoint(name).Port, Process: _servers.App.GetProcessIds(name).Single())).ToArray();

        await Task.WhenAll(all.Select(name => _servers.App.KillAsync(name, _patience)));
        await Task.WhenAll(all.Select(name => _servers.App.ResourceNotifications.WaitForResourceHealthyAsync(name, _patience)));

        foreach (var (name, port, process) in before)
        {
            Assert.Equal(port, _servers.App.GetEndpoint(name).Port);
            Assert.NotEqual(process, _servers.App.GetProcessIds(name).Single());
        }

        Assert.Equal(("kept", "+kept", "kept"), await ReadEverywhereAsync());
    }

    [Fact]
    public async Task A_stopped_server_stays_down_until_it_is_started()
    {
        await _servers.App.StopResourceAsync("cache", _patience);
        Assert.Empty(_servers.App.GetProcessIds("cache"));
        Assert.True(Ports.IsFree(_servers.App.GetEndpoint("cache").Port));

        await _servers.App.StartResourceAsync("cache", _patience);
        await _servers.App.ResourceNotifications.WaitForResourceHealthyAsync("cache", _patience);
        Assert.Single(_servers.App.GetProcessIds("cache"));
    }

    [Fact]
    public async Task A_server_killed_again_and_again_still_comes_back()
    {
        for (var round = 0; round < 4; round++)
        {
            await _servers.App.KillAsync("postgres", _patience);
            await _servers.App.ResourceNotifications.WaitForResourceHealthyAsync("postgres", _patience);
        }

        await using var connection = new NpgsqlConnection(_servers.ConnectionString("calendardb"));
        await connection.OpenAsync(_patience);
    }

    private async Task WriteEverywhereAsync()
    {
        await using var postgres = NpgsqlDataSource.Create(_servers.ConnectionString("calendardb"));
        await using var command = postgres.CreateCommand("create table words (word text); insert into words values ('kept')");
        await command.ExecuteNonQueryAsync(_patience);
        await RedisAsync("SET word +kept");
        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), _patience);
        await channel.QueueDeclareAsync("words", durable: true, exclusive: false, autoDelete: false, cancellationToken: _patience);
        await channel.BasicPublishAsync("", "words", mandatory: true, new BasicProperties { Persistent = true }, "kept"u8.ToArray(), _patience);
        await WaitUntilDeclaredOnDiskAsync();
    }

    // A confirmed message is safe, but that its queue exists RabbitMQ 3 keeps in Mnesia's log, which it writes up to two seconds later: a
    // broker killed within them has never heard of the queue.
    private async Task WaitUntilDeclaredOnDiskAsync()
    {
        var environment = await File.ReadAllTextAsync($"/proc/{_servers.App.GetProcessIds("messaging").Single()}/environ", _patience);
        var folder = environment.Split('\0').Single(line => line.StartsWith("RABBITMQ_MNESIA_BASE=", StringComparison.Ordinal)).Split('=', 2)[1];
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(IsMnesias).Any(HasQueue))
        {
            Assert.True(await look.WaitForNextTickAsync(_patience));
        }
    }

    private static bool IsMnesias(string path) =>
        Path.GetFileName(path) is "LATEST.LOG" or "rabbit_durable_queue.DCD" or "rabbit_durable_queue.DCL";

    private static bool HasQueue(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var content = new MemoryStream();
            file.CopyTo(content);
            return content.GetBuffer().AsSpan(0, (int)content.Length).IndexOf("words"u8) >= 0;
        }
        catch (FileNotFoundException)
        {
            // Mnesia moves its log on to its tables now and then; the next look finds it there.
            return false;
        }
    }

    private async Task<(string? Postgres, string? Redis, string? RabbitMQ)> ReadEverywhereAsync()
    {
        await using var postgres = NpgsqlDataSource.Create(_servers.ConnectionString("calendardb"));
        await using var command = postgres.CreateCommand("select word from words");
        var word = (string?)await command.ExecuteScalarAsync(_patience);
        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(cancellationToken: _patience);
        var message = await channel.BasicGetAsync("words", autoAck: true, _patience);
        return (word, await RedisAsync("GET word"), message is null ? null : System.Text.Encoding.UTF8.GetString(message.Body.Span));
    }

    private Task<IConnection> ConnectAsync() =>
        new ConnectionFactory { Uri = new Uri(_servers.ConnectionString("messaging")) }.CreateConnectionAsync(_patience);

    /// <summary>One command over a connection of its own; of a bulk answer the second line.</summary>
    private async Task<string?> RedisAsync(string command)
    {
        var (address, password) = _servers.ConnectionString("cache").Split(",password=") is [var a, var p] ? (a.Split(':'), p) : throw new InvalidOperationException();
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(address[0], int.Parse(address[1], System.Globalization.CultureInfo.InvariantCulture), _patience);
        await using var stream = client.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"AUTH {password}\r\n{command}\r\n"), _patience);
        using var reader = new StreamReader(stream);
        Assert.Equal("+OK", await reader.ReadLineAsync(_patience));
        var answer = await reader.ReadLineAsync(_patience);
        return answer is ['$', ..] ? await reader.ReadLineAsync(_patience) : answer;
    }
}
