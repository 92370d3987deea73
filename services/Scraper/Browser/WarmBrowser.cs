using Microsoft.Extensions.Options;
using Microsoft.Playwright;

namespace PeteRental.Scraper.Browser;

/// <summary>
/// One Chromium that is kept ready and shared by the pages that are open. A new one takes its place when it breaks, hangs or has served long
/// enough; without pages it is closed after a while. It ends with us in any case: its driver watches our end of a pipe.
/// </summary>
internal sealed partial class WarmBrowser : IAsyncDisposable
{
    private static readonly TimeSpan LaunchLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(5);

    private readonly BrowserOptions _options;
    private readonly EgressProxy _egress;
    private readonly ILogger<WarmBrowser> _logger;
    private readonly SemaphoreSlim _places;
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly ITimer _idle;
    private Instance? _current;
    private bool _isDisposed;

    public WarmBrowser(IOptions<ScraperOptions> options, EgressProxy egress, TimeProvider time, ILogger<WarmBrowser> logger)
    {
        (_options, _egress, _logger) = (options.Value.Browser, egress, logger);
        _places = new SemaphoreSlim(_options.MaxPages, _options.MaxPages);
        _idle = time.CreateTimer(_ => _ = CloseIdleAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits for a place, and for a browser when there is none.</summary>
    /// <exception cref="PlaywrightException">It cannot be started.</exception>
    public async Task<Lease> RentAsync(CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            await _changing.WaitAsync(cancellationToken);
            try
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                _idle.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                if (_current is { } worn && (worn.IsRetired || !worn.Browser.IsConnected || worn.Pages >= _options.PagesPerBrowser))
                {
                    _current = null;
                    await RetireAsync(worn);
                }

                _current ??= await LaunchAsync();
                _current.Pages++;
                _current.Users++;
                ScraperMetrics.Opened();
                return new Lease(this, _current);
            }
            finally
            {
                _changing.Release();
            }
        }
        catch
        {
            _places.Release();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _idle.DisposeAsync();
        await _changing.WaitAsync();
        _isDisposed = true;
        if (_current is { } last)
        {
            _current = null;
            await CloseAsync(last);
        }

        _changing.Release();
    }

    private async Task<Instance> LaunchAsync()
    {
        var playwright = await Playwright.CreateAsync();
        try
        {
            var browser = await playwright.Chromium.LaunchAsync(ChromiumFlags.For(_options, _egress.Address, LaunchLimit));
            LogLaunched(browser.Version);
            return new Instance(playwright, browser);
        }
        catch
        {
            playwright.Dispose();
            throw;
        }
    }

    private async ValueTask ReturnAsync(Instance instance)
    {
        await _changing.WaitAsync();
        try
        {
            instance.Users--;
            ScraperMetrics.Closed();
            if (instance.IsRetired)
            {
                _current = _current == instance ? null : _current;
                await RetireAsync(instance);
            }
            else if (instance.Users == 0 && !_isDisposed)
            {
                _idle.Change(_options.IdleAfter, Timeout.InfiniteTimeSpan);
            }
        }
        finally
        {
            _changing.Release();
            _places.Release();
        }
    }

    // Pages that are still open in it go on; the last one closes it.
    private async Task RetireAsync(Instance instance)
    {
        instance.IsRetired = true;
        if (instance.Users == 0)
        {
            await CloseAsync(instance);
        }
    }

    private async Task CloseIdleAsync()
    {
        await _changing.WaitAsync();
        try
        {
            if (_current is { Users: 0 } idle)
            {
                _current = null;
                await CloseAsync(idle);
            }
        }
        finally
        {
            _changing.Release();
        }
    }

    private async Task CloseAsync(Instance instance)
    {
        try
        {
            await instance.Browser.CloseAsync().WaitAsync(CloseLimit);
        }
        catch (Exception exception) when (exception is PlaywrightException or TimeoutException)
        {
            // It was gone already, or hangs. Without its driver it ends, too.
            LogClosing(exception.GetType().Name);
        }

        instance.Playwright.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Started Chromium {Version}")]
    private partial void LogLaunched(string version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The browser did not close in order: {Reason}")]
    private partial void LogClosing(string reason);

    /// <summary>The right to open one page.</summary>
    internal sealed class Lease : IAsyncDisposable
    {
        private readonly WarmBrowser _owner;
        private readonly Instance _instance;

        internal Lease(WarmBrowser owner, Instance instance) => (_owner, _instance) = (owner, instance);

        /// <summary>The browser.</summary>
        public IBrowser Browser => _instance.Browser;

        /// <summary>No further page is opened in this browser.</summary>
        public void Retire() => _instance.IsRetired = true;

        /// <inheritdoc/>
        public ValueTask DisposeAsync() => _owner.ReturnAsync(_instance);
    }

    internal sealed class Instance(IPlaywright playwright, IBrowser browser)
    {
        public IPlaywright Playwright => playwright;

        public IBrowser Browser => browser;

        public int Users { get; set; }

        public int Pages { get; set; }

        public bool IsRetired { get; set; }
    }
}
