using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PeteRental.Scraper.Tests.Fetching;

/// <summary>A site on a port of its own that answers as a test tells it to, however badly.</summary>
public sealed class TestSite : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, RequestDelegate> _pages = new();
    private readonly WebApplication _app;

    private TestSite()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxResponseBufferSize = 64 * 1024;
        });
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public Uri Origin { get; private set; } = null!;

    /// <summary>Requests so far, with their headers.</summary>
    public ConcurrentQueue<(string Path, IHeaderDictionary Headers)> Requests { get; } = new();

    public static async Task<TestSite> StartAsync()
    {
        var site = new TestSite();
        await site._app.StartAsync();
        site.Origin = new Uri(site._app.Urls.Single());
        return site;
    }

    /// <summary>The address of a path.</summary>
    public Uri this[string path] => new(Origin, path);

    public int Hits(string path) => Requests.Count(request => request.Path == path);

    public TestSite On(string path, RequestDelegate answer)
    {
        _pages[path] = answer;
        return this;
    }

    public TestSite Html(string path, string body) => Body(path, "text/html; charset=utf-8", body);

    public TestSite Body(string path, string type, string body) => On(path, context =>
    {
        context.Response.ContentType = type;
        return context.Response.WriteAsync(body);
    });

    public TestSite Redirect(string path, string location, int status = 302) => On(path, context =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = location;
        return Task.CompletedTask;
    });

    public TestSite Status(string path, int status) => On(path, context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    });

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Requests.Enqueue((context.Request.Path.Value!, new HeaderDictionary(context.Request.Headers.ToDictionary())));
        if (_pages.TryGetValue(context.Request.Path.Value!, out var answer))
        {
            await answer(context);
        }
        else
        {
            context.Response.StatusCode = 404;
        }
    }
}
