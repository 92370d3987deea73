using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using PeteRental.Scraper.Fetching;

namespace PeteRental.Scraper.Tests.Browser;

/// <summary>The browser breaks, rests and ends; each test has one of its own.</summary>
public sealed class BrowserLifeTests : IAsyncLifetime
{
    private Fetching.TestSite _site = null!;

    public async ValueTask InitializeAsync() => _site = (await Fetching.TestSite.StartAsync()).Html("/home", "<p>home</p>");

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task A_browser_that_is_killed_under_a_page_is_replaced_and_the_page_read_again()
    {
        await using var reader = new Fetching.Reader(BrowserSite.Settings(_site));
        var visits = 0;
        _site.On("/kill", async context =>
        {
            if (Interlocked.Increment(ref visits) == 1)
            {
                Kill(reader);
                return;
            }

            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync("<p>again</p>");
        });

        var result = await reader.Renderer.RenderAsync(_site["/kill"], default);
        Assert.Contains("<p>again</p>", result.Page?.Text, StringComparison.Ordinal);
        Assert.Equal(2, visits);
        Assert.Contains("<p>home</p>", (await reader.Renderer.RenderAsync(_site["/home"], default)).Page?.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_more_pages_are_open_than_may_be()
    {
        var sites = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Fetching.TestSite.StartAsync()));
        var settings = Fetching.Reader.Allowing(sites);
        settings["Scraper:Browser:MaxPages"] = "2";
        await using var reader = new Fetching.Reader(settings);
        var areTwo = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (open, most) = (0, 0);
        foreach (var site in sites)
        {
            site.On("/page", async context =>
            {
                most = Math.Max(most, Interlocked.Increment(ref open));
                if (open == 2)
                {
                    areTwo.TrySetResult();
                }

                await areTwo.Task.WaitAsync(context.RequestAborted);
                context.Response.ContentType = "text/html";
                await context.Response.WriteAsync("<p>home</p>");
                Interlocked.Decrement(ref open);
            });
        }

        var results = await Task.WhenAll(sites.Select(site => reader.Renderer.RenderAsync(site["/page"], default)));

        Assert.All(results, result => Assert.Null(result.Error));
        Assert.Equal(2, most);
        foreach (var site in sites)
        {
            await site.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_browser_that_cannot_be_started_is_our_own_fault()
    {
        var settings = BrowserSite.Settings(_site);
        settings["Scraper:Browser:ExecutablePath"] = "/nonexistent/chromium";
        await using var reader = new Fetching.Reader(settings);
        Assert.Equal(FetchCodes.Internal, (await reader.Renderer.RenderAsync(_site["/home"], default)).Error?.Code);
    }

    [Fact]
    public async Task A_browser_that_rests_is_closed_and_started_anew_when_it_is_needed()
    {
        var settings = BrowserSite.Settings(_site);
        settings["Scraper:Browser:IdleAfter"] = "00:00:00.001";
        await using var reader = new Fetching.Reader(settings);
        for (var round = 0; round < 2; round++)
        {
            Assert.Null((await reader.Renderer.RenderAsync(_site["/home"], default)).Error);
            await EndedAsync(reader);
        }
    }

    [Fact]
    public async Task The_browser_ends_with_the_service()
    {
        var reader = new Fetching.Reader(BrowserSite.Settings(_site));
        Assert.Null((await reader.Renderer.RenderAsync(_site["/home"], default)).Error);
        Assert.NotEmpty(ProcessesOf(reader));
        await reader.DisposeAsync();
        await EndedAsync(reader);
    }

    private static void Kill(Fetching.Reader reader)
    {
        foreach (var id in ProcessesOf(reader))
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
    }

    private static async Task EndedAsync(Fetching.Reader reader)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (ProcessesOf(reader).Count > 0)
        {
            await looks.WaitForNextTickAsync(patience.Token);
        }
    }

    // The main processes only, and of this browser only: each knows the port of its own proxy.
    private static List<int> ProcessesOf(Fetching.Reader reader)
    {
        var mark = $"--proxy-server={reader.Proxy.GetLeftPart(UriPartial.Authority)}";
        return [.. from folder in Directory.EnumerateDirectories("/proc")
                   let name = Path.GetFileName(folder)
                   where name.All(char.IsAsciiDigit)
                   let line = CommandLine(folder)
                   where line.Contains(mark, StringComparison.Ordinal) && !line.Contains("--type=", StringComparison.Ordinal)
                   select int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)];
    }

    private static string CommandLine(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline"));
        }
        catch (IOException)
        {
            // It ended as we looked.
            return "";
        }
    }
}
