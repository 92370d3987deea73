using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PeteRental.Scraper.Tests;

namespace PeteRental.Bench.Crawl;

/// <summary>
/// Made-up websites of hundreds of hosts, each at a loopback address of its own, several sources to a host. Some show their homes only
/// once their script has run.
/// </summary>
internal sealed class SiteWeb : IAsyncDisposable
{
    /// <summary>Homes of one source, on two pages.</summary>
    public const int HomesOfASource = 12;

    private const int Parts = 4;
    private const int AddressesOfARange = 250;

    /// <summary>As long as a near server takes.</summary>
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(30);

    /// <summary>A page of the size that pages have, most of which is not for people.</summary>
    private static readonly string Bulk = $"<!-- {new string('x', 40_000)} -->";

    private readonly int _scripted;
    private readonly WebApplication _server;
    private readonly ConnectionCount[] _hosts;
    private readonly int[] _reads;

    private SiteWeb(int sources, int hosts, int scripted)
    {
        _scripted = scripted;
        _reads = new int[sources];
        _hosts = [.. Enumerable.Range(0, hosts).Select(_ => new ConnectionCount())];
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            for (var host = 0; host < hosts; host++)
            {
                Listen(kestrel, new IPAddress([127, 77, (byte)(host / AddressesOfARange), (byte)((host % AddressesOfARange) + 1)]), _hosts[host]);
            }
        });
        _server = builder.Build();
        _server.MapGet("/robots.txt", () => "User-agent: *\nAllow: /");
        _server.MapGet("/s{source:int}/rentals", AnswerListAsync);
        _server.MapGet("/s{source:int}/homes", AnswerHomesAsync);
        _server.MapGet("/s{source:int}/part{part:int}.js", (int source, int part) => Results.Text($"window.part{part} = {source};", "text/javascript"));
    }

    /// <summary>Where the hosts are.</summary>
    public IReadOnlyList<Uri> Origins { get; private set; } = [];

    /// <summary>A higher one asks for other rents.</summary>
    public int Edition { get; set; }

    /// <summary>The most connections that any host saw at one moment.</summary>
    public int MostConnections => _hosts.Max(host => host.Most);

    /// <summary>Hosts that saw more than one at a moment.</summary>
    public int CrowdedHosts => _hosts.Count(host => host.Most > 1);

    /// <summary>How often the first page of each source was asked for, by whatever means.</summary>
    public IReadOnlyList<int> Reads => _reads;

    public static async Task<SiteWeb> StartAsync(int sources, int hosts, int scripted)
    {
        var web = new SiteWeb(sources, hosts, scripted);
        await web._server.StartAsync();
        web.Origins = [.. web._server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address))];
        return web;
    }

    /// <summary>How often one reading asks for the first page: in a browser once more.</summary>
    public int VisitsOf(int source) => source < _scripted ? 2 : 1;

    /// <summary>Where reading of a source begins.</summary>
    public Uri AddressOf(int source) => new(Origins[source % Origins.Count], $"/s{source}/rentals");

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static void Listen(KestrelServerOptions kestrel, IPAddress address, ConnectionCount count) =>
        kestrel.Listen(address, 0, listening => listening.Use(next => connection => count.CountAsync(() => next(connection))));

    private async Task AnswerListAsync(HttpContext context, int source, int? page)
    {
        if (page is null)
        {
            Interlocked.Increment(ref _reads[source]);
        }

        if (source < _scripted)
        {
            await AnswerAsync(context, Shell(source), tag: null);
            return;
        }

        var half = HomesOfASource / 2;
        var (first, links) = page == 2 ? (half, "") : (0, TestPages.Next($"/s{source}/rentals?page=2"));
        await AnswerAsync(context, TestPages.List(Homes(source).Skip(first).Take(half), links + Bulk), $"\"{source}-{page ?? 1}-{Edition}\"");
    }

    private Task AnswerHomesAsync(HttpContext context, int source) => AnswerAsync(context, TestPages.List(Homes(source), Bulk), tag: null);

    private static string Shell(int source) =>
        $"""
        <!DOCTYPE html><html><head><title>Available rentals</title>{string.Concat(Enumerable.Range(0, Parts).Select(part => $"<script src=\"/s{source}/part{part}.js\"></script>"))}</head>
        <body><div id="root"></div><script>fetch('/s{source}/homes').then(answer => answer.text()).then(html => document.documentElement.innerHTML = html)</script></body></html>
        """;

    private IEnumerable<TestHome> Homes(int source) => TestPages.Homes(source * HomesOfASource, HomesOfASource)
        .Select((home, index) => home with { Price = 900 + (25 * index) + (10 * Edition), Url = $"/s{source}/homes/{index}" });

    private static async Task AnswerAsync(HttpContext context, string html, string? tag)
    {
        await Task.Delay(Latency, context.RequestAborted);
        context.Response.Headers.ETag = tag;
        if (tag is not null && context.Request.Headers.IfNoneMatch == tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(html, context.RequestAborted);
    }
}
