using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PeteRental.Scraper.Tests;

/// <summary>Websites that tests make up as they go, each at an origin of its own, since politeness goes by hosts.</summary>
public sealed class TestWeb : IAsyncDisposable
{
    private const int MostSites = 80;
    private readonly ConcurrentDictionary<int, MadeUpSite> _sites = new();
    private WebApplication _server = null!;
    private ConcurrentQueue<Uri> _free = null!;

    /// <summary>All origins, also of sites that nobody has made yet.</summary>
    public IReadOnlyList<Uri> Origins { get; private set; } = [];

    public static async Task<TestWeb> StartAsync()
    {
        var web = new TestWeb();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            for (var site = 0; site < MostSites; site++)
            {
                kestrel.Listen(IPAddress.Loopback, 0, listening => listening.Use(next => connection =>
                    web._sites.TryGetValue(((IPEndPoint)connection.LocalEndPoint!).Port, out var made) ? made.Connections.CountAsync(() => next(connection)) : next(connection)));
            }
        });
        web._server = builder.Build();
        web._server.Run(web.AnswerAsync);
        await web._server.StartAsync();
        web.Origins = [.. web._server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address))];
        web._free = new ConcurrentQueue<Uri>(web.Origins);
        return web;
    }

    /// <summary>A site without pages.</summary>
    public MadeUpSite NewSite()
    {
        Assert.True(_free.TryDequeue(out var origin), "There are not enough origins for the tests.");
        return _sites[origin.Port] = new MadeUpSite(origin);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var site in _sites.Values)
        {
            site.Open();
        }

        await _server.DisposeAsync();
    }

    private Task AnswerAsync(HttpContext context) =>
        _sites.TryGetValue(context.Connection.LocalPort, out var site) ? site.AnswerAsync(context) : Task.CompletedTask;
}
