using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
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
    private const int MostSites = 40;
    private readonly ConcurrentDictionary<int, TestSite> _sites = new();
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
                kestrel.Listen(IPAddress.Loopback, 0);
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
    public TestSite NewSite()
    {
        Assert.True(_free.TryDequeue(out var origin), "There are not enough origins for the tests.");
        return _sites[origin.Port] = new TestSite(origin);
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

/// <summary>One of them.</summary>
public sealed class TestSite(Uri origin)
{
    private readonly ConcurrentDictionary<string, Func<HttpContext, Task>> _pages = new();
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was asked for, robots.txt left out.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>An address of the site.</summary>
    public Uri At(string path) => new(origin, path);

    /// <summary>A page that stays as it is: who has it already is told so.</summary>
    public TestSite With(string path, string body, string contentType = "text/html")
    {
        var tag = $"\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(body)).AsSpan(0, 8))}\"";
        _pages[path] = context =>
        {
            context.Response.Headers.ETag = tag;
            if (context.Request.Headers.IfNoneMatch == tag)
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }

            context.Response.ContentType = contentType;
            return context.Response.WriteAsync(body);
        };
        return this;
    }

    /// <summary>A page that is made for each request.</summary>
    public TestSite With(string path, Func<HttpContext, Task> answer)
    {
        _pages[path] = answer;
        return this;
    }

    /// <summary>A page that does not come before <see cref="Open"/>, nor after its reader has gone.</summary>
    public TestSite WithClosed(string path, string body) => With(path, async context =>
    {
        await _gate.Task.WaitAsync(context.RequestAborted);
        context.Response.ContentType = "text/html";
        await context.Response.WriteAsync(body);
    });

    /// <summary>Lets the closed pages come.</summary>
    public void Open() => _gate.TrySetResult();

    internal async Task AnswerAsync(HttpContext context)
    {
        var path = $"{context.Request.Path}{context.Request.QueryString}";
        if (path != "/robots.txt")
        {
            Requests.Enqueue(path);
        }

        if (_pages.TryGetValue(path, out var page) || _pages.TryGetValue($"{context.Request.Path}?*", out page))
        {
            try
            {
                await page(context);
            }
            catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
            {
                context.Abort();
            }
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }
}
