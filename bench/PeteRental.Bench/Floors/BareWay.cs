using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace PeteRental.Bench.Floors;

/// <summary>
/// The way of a tool call with nothing done on it: a YARP, a Kestrel that passes the body on by HttpClient as VoiceWebhook does, and a Kestrel that answers as
/// Calendar does, for a booking after one plain INSERT. What lies between it and the system is our own work; what lies between it and the other floors is
/// the price of three processes.
/// </summary>
internal sealed class BareWay : IAsyncDisposable
{
    public const string RelayCommand = "floor-relay";
    public const string WriterCommand = "floor-writer";

    private const string DatabaseVariable = "FLOOR_DATABASE";

    private readonly FloorProcess[] _processes;

    private BareWay(params FloorProcess[] processes) => _processes = processes;

    /// <summary>Where to post.</summary>
    public Uri Address => _processes[^1].Address;

    /// <summary>Starts the way; at its end the reply has <paramref name="replyBytes"/> bytes.</summary>
    /// <param name="replyBytes">Length of the reply.</param>
    /// <param name="database">Where each request inserts the row of <see cref="BareInsert"/>; null without.</param>
    public static async Task<BareWay> StartAsync(int replyBytes, string? database)
    {
        var end = database is null
            ? await FloorProcess.StartAsync(BareHop.TargetCommand, $"{replyBytes}")
            : await FloorProcess.StartAsync(WriterCommand, $"{replyBytes}", (DatabaseVariable, database));
        var relay = await FloorProcess.StartAsync(RelayCommand, end.Address.AbsoluteUri);
        return new BareWay(end, relay, await FloorProcess.StartAsync(BareHop.ProxyCommand, relay.Address.AbsoluteUri));
    }

    /// <summary>Runs as the service in the middle.</summary>
    public static async Task RunRelayAsync(string target)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
        var app = FloorProcess.Bare().Build();
        app.MapPost("/", async (HttpRequest request) =>
        {
            var body = new byte[request.ContentLength ?? 0];
            await request.Body.ReadExactlyAsync(body);
            using var content = new ByteArrayContent(body);
            using var response = await http.PostAsync(new Uri(target), content);
            response.EnsureSuccessStatusCode();
            return Results.Bytes(await response.Content.ReadAsByteArrayAsync(), "application/json");
        });
        await FloorProcess.AnnounceAndRunAsync(app);
    }

    /// <summary>Runs as the service at the end, which inserts a row for each request.</summary>
    public static async Task RunWriterAsync(int replyBytes)
    {
        var reply = new byte[replyBytes];
        Array.Fill(reply, (byte)'x');
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Environment.GetEnvironmentVariable(DatabaseVariable))
        {
            MaxAutoPrepare = 5,
            AutoPrepareMinUsages = 1,
        }.ConnectionString);
        var app = FloorProcess.Bare().Build();
        app.MapPost("/", async (HttpRequest request) =>
        {
            var body = new byte[request.ContentLength ?? 0];
            await request.Body.ReadExactlyAsync(body);
            await using var insert = database.CreateCommand(BareInsert.Statement("$1"));
            insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Random.Shared.Next(1, BareInsert.Slots) });
            await insert.ExecuteNonQueryAsync();
            return Results.Bytes(reply, "application/json");
        });
        await FloorProcess.AnnounceAndRunAsync(app);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes.Reverse())
        {
            await process.DisposeAsync();
        }
    }
}
