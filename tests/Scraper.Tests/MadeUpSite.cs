using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace PeteRental.Scraper.Tests;

/// <summary>A website of <see cref="TestWeb"/>.</summary>
public sealed class MadeUpSite(Uri origin)
{
    private readonly ConcurrentDictionary<string, Func<HttpContext, Task>> _pages = new();
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was asked for, robots.txt left out.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Who is connected to it.</summary>
    public ConnectionCount Connections { get; } = new();

    /// <summary>An address of the site.</summary>
    public Uri At(string path) => new(origin, path);

    /// <summary>A page that stays as it is: who has it already is told so.</summary>
    public MadeUpSite With(string path, string body, string contentType = "text/html")
    {
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)).AsSpan(0, 8))}\"";
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
    public MadeUpSite With(string path, Func<HttpContext, Task> answer)
    {
        _pages[path] = answer;
        return this;
    }

    /// <summary>A page that does not come before <see cref="Open"/>, nor after its reader has gone.</summary>
    public MadeUpSite WithClosed(string path, string body) => With(path, async context =>
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
