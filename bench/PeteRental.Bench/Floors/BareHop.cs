using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
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

    private readonly Process _target;
    private readonly Process _proxy;

    private BareHop(Process target, Process proxy, Uri address)
    {
        _target = target;
        _proxy = proxy;
        Address = address;
    }

    /// <summary>Where to post; <c>/{n}</c> below it answers a GET with the first n bytes of the reply.</summary>
    public Uri Address { get; }

    /// <summary>Starts both processes; the reply has <paramref name="replyBytes"/> bytes.</summary>
    public static async Task<BareHop> StartAsync(int replyBytes)
    {
        var (target, targetAddress) = await LaunchAsync(TargetCommand, replyBytes.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var (proxy, proxyAddress) = await LaunchAsync(ProxyCommand, targetAddress);
        return new BareHop(target, proxy, new Uri(proxyAddress));
    }

    /// <summary>Runs as the Kestrel behind the hop.</summary>
    public static async Task RunTargetAsync(int replyBytes)
    {
        var reply = new byte[replyBytes];
        Array.Fill(reply, (byte)'x');
        var app = Bare().Build();
        app.MapPost("/", async (HttpRequest request) =>
        {
            var body = new byte[request.ContentLength ?? 0];
            await request.Body.ReadExactlyAsync(body);
            return Results.Bytes(reply, "application/json");
        });
        app.MapGet("/{bytes:int}", (int bytes) => Results.Bytes(reply.AsMemory(0, bytes), "application/json"));
        await AnnounceAndRunAsync(app);
    }

    /// <summary>Runs as the YARP of the hop.</summary>
    public static async Task RunProxyAsync(string target)
    {
        var builder = Bare();
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "target", Match = new RouteMatch { Path = "{**all}" } }],
            [new ClusterConfig { ClusterId = "target", Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = target } } }]);
        var app = builder.Build();
        app.MapReverseProxy();
        await AnnounceAndRunAsync(app);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in new[] { _proxy, _target })
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    private static WebApplicationBuilder Bare()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        return builder;
    }

    private static async Task AnnounceAndRunAsync(WebApplication app)
    {
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync();
        Console.WriteLine(app.Urls.First());
        await app.WaitForShutdownAsync();
    }

    private static async Task<(Process Process, string Address)> LaunchAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(BareHop).Assembly.Location);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("The floor could not be started.");
        var address = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The floor ended before it was ready.");
        return (process, address);
    }
}
