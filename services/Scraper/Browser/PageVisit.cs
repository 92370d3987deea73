using Microsoft.Playwright;
using PeteRental.Scraper.Fetching;

namespace PeteRental.Scraper.Browser;

/// <summary>One page in a context of its own, from its opening to its text.</summary>
internal sealed class PageVisit : IAsyncDisposable
{
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(5);

    private readonly WarmBrowser.Lease _lease;
    private readonly EgressSession _session;
    private readonly Uri _proxy;
    private readonly ScraperOptions _options;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource _crashed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IBrowserContext? _context;
    private ICDPSession? _inspector;
    private string _lastNavigation = "";
    private int? _lastStatus;

    public PageVisit(WarmBrowser.Lease lease, EgressSession session, Uri proxy, ScraperOptions options, TimeProvider time) =>
        (_lease, _session, _proxy, _options, _time) = (lease, session, proxy, options, time);

    /// <summary>Opens and reads the page.</summary>
    /// <param name="url">Its address, which was checked.</param>
    /// <param name="html">The page itself; null fetches it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PlaywrightException">The browser was lost.</exception>
    public async Task<FetchResult> ReadAsync(Uri url, string? html, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.Browser.WholeLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var reading = ReadAsync(url, html, new PageClock(_options.Browser, _time, either.Token));
            if (await Task.WhenAny(reading, _crashed.Task).WaitAsync(either.Token) == _crashed.Task)
            {
                return FetchResult.Failed(FetchCodes.TooLarge);
            }

            return await reading;
        }
        catch (PlaywrightException exception) when (exception.Message.Contains("crashed", StringComparison.Ordinal))
        {
            // Its scripts wanted more memory than a page may have.
            return FetchResult.Failed(FetchCodes.TooLarge);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return FetchResult.Failed(FetchCodes.Timeout);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // First the network, so that nothing can be said any more on the way out.
        _session.Dispose();
        try
        {
            await (_context?.CloseAsync().WaitAsync(CloseLimit) ?? Task.CompletedTask);
            // Whoever is next at the host finds it free.
            await _session.EndAsync().WaitAsync(CloseLimit, _time);
        }
        catch (Exception exception) when (exception is PlaywrightException or TimeoutException)
        {
            _lease.Retire();
        }
    }

    private async Task<FetchResult> ReadAsync(Uri url, string? html, PageClock clock)
    {
        var page = await OpenAsync(url, html);
        var (response, failure) = await GoAsync(page, url, clock);
        if (failure is not null || (failure = Refused(response!)) is not null)
        {
            return failure;
        }

        var quiet = new QuietPage(page, clock);
        await quiet.WaitAsync(_options.Browser.QuietLimit);
        await new PageUnfolding(page, quiet, clock).UnfoldAsync(_options.Browser.MaxUnfoldings);
        var (text, code) = await PageSnapshot.TakeAsync(page, _inspector!, _options.Browser.MaxCharacters, clock);
        return code == FetchCodes.Unreachable || _session.IsUsedUp ? Failed(FetchCodes.Unreachable)
            : text is null ? FetchResult.Failed(code!)
            : FetchResult.Of(new FetchedPage(AddressOf(page, url), "text/html", text, new Validators(null, null), IsNotModified: false, IsRendered: true));
    }

    private async Task<IPage> OpenAsync(Uri url, string? html)
    {
        _context = await _lease.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            Proxy = new Proxy { Server = _proxy.GetLeftPart(UriPartial.Authority), Bypass = "<-loopback>", Username = _session.Name, Password = _session.Password },
            UserAgent = $"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{_lease.Browser.Version.Split('.')[0]}.0.0.0 Safari/537.36 {SiteClient.UserAgentOf(_options)}",
            ServiceWorkers = ServiceWorkerPolicy.Block,
            AcceptDownloads = false,
            Permissions = [],
            Locale = "en-US",
            ViewportSize = new ViewportSize { Width = 1280, Height = 1600 },
        });
        await _context.RouteAsync("**/*", html is null ? SkipHeavy : route => ServeOffline(route, url, html));
        var page = await _context.NewPageAsync();
        _inspector = await _context.NewCDPSessionAsync(page);
        page.Crash += (_, _) => _crashed.TrySetResult();
        page.Popup += (_, popup) => _ = popup.CloseAsync().ContinueWith(closing => closing.Exception, TaskScheduler.Default);
        page.Request += (_, request) =>
        {
            if (request.IsNavigationRequest && request.Frame == page.MainFrame)
            {
                _lastNavigation = request.Url;
            }
        };
        page.Response += (_, response) =>
        {
            if (response.Request.IsNavigationRequest && response.Frame == page.MainFrame)
            {
                _lastStatus = response.Status;
            }
        };
        return page;
    }

    private async Task<(IResponse? Response, FetchResult? Failure)> GoAsync(IPage page, Uri url, PageClock clock)
    {
        var limit = _options.Browser.NavigationLimit;
        var since = _time.GetTimestamp();
        try
        {
            var response = await page.GotoAsync(url.AbsoluteUri, new PageGotoOptions { WaitUntil = WaitUntilState.Commit, Timeout = (float)limit.TotalMilliseconds }).WaitAsync(clock.Token);
            if (response is null)
            {
                return (null, FetchResult.Failed(FetchCodes.UnsupportedContent));
            }

            await WaitForDocumentAsync(page, limit - _time.GetElapsedTime(since), clock);
            return (response, null);
        }
        catch (TimeoutException)
        {
            return (null, FetchResult.Failed(FetchCodes.Timeout));
        }
        catch (PlaywrightException exception) when (NavigationErrors.CodeOf(exception.Message) is { } code)
        {
            return (null, Failed(code));
        }
    }

    // Scripts that never end keep the document from being complete. What there is of it is read all the same.
    private static async Task WaitForDocumentAsync(IPage page, TimeSpan limit, PageClock clock)
    {
        try
        {
            await page.WaitForLoadStateAsync(LoadState.DOMContentLoaded, new PageWaitForLoadStateOptions { Timeout = Math.Max(1, (float)limit.TotalMilliseconds) }).WaitAsync(clock.Token);
        }
        catch (TimeoutException)
        {
            clock.IsBusy = true;
        }
    }

    // The main document, after its redirects.
    private FetchResult? Refused(IResponse response)
    {
        if (RefusalOf(response.Url) is { } refusal)
        {
            return FetchResult.Failed(refusal);
        }

        var isDowngraded = false;
        for (var request = response.Request; request.RedirectedFrom is { } earlier; request = earlier)
        {
            isDowngraded |= earlier.Url.StartsWith("https:", StringComparison.Ordinal) && !request.Url.StartsWith("https:", StringComparison.Ordinal);
        }

        if (isDowngraded)
        {
            return FetchResult.Failed(FetchCodes.RefusedAddress);
        }

        var type = response.Headers.GetValueOrDefault("content-type")?.Split(';')[0].Trim().ToLowerInvariant();
        return response.Status is < 200 or >= 300 ? FetchResult.Failed(FetchCodes.HttpError, response.Status)
            : type is null or "" or "text/html" or "application/xhtml+xml" ? null
            : FetchResult.Failed(FetchCodes.UnsupportedContent, response.Status);
    }

    // What the proxy knows is truer than what the browser makes of it.
    private FetchResult Failed(string code) =>
        RefusalOf(_lastNavigation) is { } refusal ? FetchResult.Failed(refusal)
        : _session.IsUsedUp ? FetchResult.Failed(FetchCodes.TooLarge)
        : FetchResult.Failed(code, code == FetchCodes.HttpError ? _lastStatus : null);

    private string? RefusalOf(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url) ? _session.RefusalOf(AddressGuard.HostOf(url), url.Port) : null;

    private static Uri AddressOf(IPage page, Uri url) =>
        Uri.TryCreate(page.Url, UriKind.Absolute, out var now) && now.Scheme is "http" or "https" ? new Uri(now.GetLeftPart(UriPartial.Query)) : url;

    private static Task SkipHeavy(IRoute route) => route.Request.ResourceType is "image" or "media" or "font" or "manifest" or "texttrack"
        ? route.AbortAsync()
        : route.ContinueAsync();

    private static Task ServeOffline(IRoute route, Uri url, string html) =>
        route.Request.IsNavigationRequest && route.Request.Frame.ParentFrame is null && route.Request.Url == url.AbsoluteUri
            ? route.FulfillAsync(new RouteFulfillOptions { Status = 200, ContentType = "text/html; charset=utf-8", Body = html })
            : route.AbortAsync();
}
