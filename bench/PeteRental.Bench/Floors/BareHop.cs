using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;

namespace PeteRental.Bench.Floors;

/// <summary>
/// The floor under everything that goes through the gateway: a YARP that does nothing but forward, to a Kestrel that does nothing
/// but read the body and answer with a fixed one. Two processes of their own, as the gateway and a service are.
/// </summary>
internal sealed class BareHop : IAsyncDisposable
{
    public const string TargetCommand = "floor-target";
    public const string ProxyCommand = "floor-proxy";

    /// <summary>Enough for any reply that is measured beside it.</summary>
    public const int LargestReply = 1 << 20;

    private readonly FloorProcess _target;
    private readonly FloorProcess _proxy;

    private BareHop(FloorProcess target, FloorProcess proxy)
    {
        _target = target;
        _proxy = proxy;
    }

    /// <summary>Where to post; <c>/{n}</c> below it answers a GET with the first n bytes of the reply.</summary>
    public Uri Address => _proxy.Address;

    /// <summary>Starts both processes; the reply has <paramref name="replyBytes"/> bytes.</summary>
    public static async Task<BareHop> StartAsync(int replyBytes)
    {
        var target = await FloorProcess.StartAsync(TargetCommand, $"{replyBytes}");
        return new BareHop(target, await FloorProcess.StartAsync(ProxyCommand, target.Address.AbsoluteUri));
    }

    /// <summary>Runs as the Kestrel behind the hop.</summary>
    public static async Task RunTargetAsync(int replyBytes)
    {
        var reply = new byte[replyBytes];
        Array.Fill(reply, (byte)'x');
        var app = FloorProcess.Bare().Build();
        app.MapPost("/", async (HttpRequest request) =>
        {
            var body = new byte[request.ContentLength ?? 0];
            await request.Body.ReadExactlyAsync(body);
            return Results.Bytes(reply, "application/json");
        });
        app.MapGet("/{bytes:int}", (int bytes) => Results.Bytes(reply.AsMemory(0, bytes), "application/json"));
        await FloorProcess.AnnounceAndRunAsync(app);
    }

    /// <summary>Runs as the YARP of the hop.</summary>
    public static async Task RunProxyAsync(string target)
    {
        var builder = FloorProcess.Bare();
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "target", Match = new RouteMatch { Path = "{**all}" } }],
            [new ClusterConfig { ClusterId = "target", Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = target } } }]);
        var app = builder.Build();
        app.MapReverseProxy();
        await FloorProcess.AnnounceAndRunAsync(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _target.DisposeAsync();
    }
}
