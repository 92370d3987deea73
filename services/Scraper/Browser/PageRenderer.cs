using Microsoft.Extensions.Options;
using Microsoft.Playwright;
using PeteRental.Scraper.Fetching;

namespace PeteRental.Scraper.Browser;

/// <summary>Reads a page as a browser shows it, after its scripts ran. Safe to call from many threads; at most as many pages as configured are open.</summary>
internal sealed partial class PageRenderer(WarmBrowser browsers, EgressProxy egress, SiteAccess access, SiteClient client, IOptions<ScraperOptions> options, TimeProvider time, ILogger<PageRenderer> logger)
{
    private const int Attempts = 2;

    /// <summary>Opens a page in the browser. Checked like <see cref="PageFetcher.FetchAsync"/>, robots.txt and the pace of the host included.</summary>
    /// <param name="url">An absolute address from anybody.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<FetchResult> RenderAsync(Uri url, CancellationToken cancellationToken)
    {
        using var clock = new FetchClock(options.Value.Fetch.WholeLimit, time, cancellationToken);
        try
        {
            var (turn, error) = await access.EnterAsync(url, clock);
            if (turn is null)
            {
                return new FetchResult(null, error);
            }

            clock.Hold();
            FetchResult result;
            using (turn)
            {
                // The browser connects by itself, and a host has one connection of ours.
                client.Leave(url);
                result = await OpenAsync(url, html: null, cancellationToken);
            }

            return result.Page is { } page && page.Url != url && await access.CheckLandingAsync(page.Url, clock) is { } closed
                ? new FetchResult(null, closed)
                : result;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return FetchResult.Failed(FetchCodes.Timeout);
        }
    }

    /// <summary>Runs the scripts of a page that is at hand, as if it came from <paramref name="url"/>, without any network.</summary>
    /// <param name="html">The page.</param>
    /// <param name="url">Its address, http or https. Nothing is asked of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<FetchResult> RenderOfflineAsync(string html, Uri url, CancellationToken cancellationToken) =>
        url is { IsAbsoluteUri: true, Scheme: "http" or "https" }
            ? OpenAsync(url, html, cancellationToken)
            : Task.FromResult(FetchResult.Failed(FetchCodes.RefusedAddress));

    // A browser that dies takes all its pages with it, mostly for the fault of one: each is tried once more.
    private async Task<FetchResult> OpenAsync(Uri url, string? html, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var result = await TryOpenAsync(url, html, cancellationToken);
            if (result is not null || attempt == Attempts)
            {
                return result ?? FetchResult.Failed(FetchCodes.Internal);
            }
        }
    }

    private async Task<FetchResult?> TryOpenAsync(Uri url, string? html, CancellationToken cancellationToken)
    {
        try
        {
            await using var lease = await browsers.RentAsync(cancellationToken);
            using var session = egress.Open();
            await using var visit = new PageVisit(lease, session, egress.Address, options.Value, time);
            try
            {
                var result = await visit.ReadAsync(url, html, cancellationToken);
                return result.Page is not null || lease.Browser.IsConnected ? result : null;
            }
            catch (PlaywrightException exception)
            {
                LogLost(exception);
                lease.Retire();
                // What a page does ends as a result; mostly this is the browser's own end.
                return PageScripts.IsPagesOwn(exception) && lease.Browser.IsConnected ? FetchResult.Failed(FetchCodes.Internal) : null;
            }
        }
        catch (PlaywrightException exception)
        {
            LogNotStarted(exception, options.Value.Browser.ExecutablePath);
            return FetchResult.Failed(FetchCodes.Internal);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The browser was lost under a page")]
    private partial void LogLost(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The browser {Path} did not start")]
    private partial void LogNotStarted(Exception exception, string path);
}
