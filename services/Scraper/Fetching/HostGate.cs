using Microsoft.Extensions.Options;

namespace PeteRental.Scraper.Fetching;

/// <summary>
/// Lets one request at a time through to each host, with a pause after each, in the order of asking. Hosts that nobody asks for
/// and whose pause is over are forgotten, so that thousands of them cost nothing.
/// </summary>
internal sealed class HostGate(IOptions<ScraperOptions> options, AddressGuard guard, TimeProvider time)
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(10);

    private readonly PolitenessOptions _politeness = options.Value.Politeness;
    private readonly TimeProvider _time = time;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _hosts = new(StringComparer.Ordinal);
    private DateTimeOffset _nextSweep = DateTimeOffset.MinValue;

    /// <summary>Hosts that are remembered now.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _hosts.Count;
            }
        }
    }

    /// <summary>Waits for the host's turn. The turn ends when it is disposed of.</summary>
    public async Task<Turn> EnterAsync(Uri url, CancellationToken cancellationToken)
    {
        var isOwn = guard.IsAllowedOrigin(url);
        var entry = Take(KeyOf(url));
        try
        {
            await entry.Semaphore.WaitAsync(cancellationToken);
        }
        catch
        {
            GiveBack(entry);
            throw;
        }

        var turn = new Turn(this, entry, isOwn);
        try
        {
            var wait = entry.NotBefore - _time.GetUtcNow();
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, _time, cancellationToken);
            }

            return turn;
        }
        catch
        {
            turn.Leave(pause: null);
            throw;
        }
    }

    /// <summary>Keeps everybody away from a host that asked for it. Ends by itself.</summary>
    public void Close(Uri url, TimeSpan duration)
    {
        var entry = Take(KeyOf(url));
        entry.ClosedUntil = _time.GetUtcNow() + (duration < _politeness.LongestPause ? duration : _politeness.LongestPause);
        GiveBack(entry);
    }

    /// <summary>How long the host still wants to be left alone; null when it does not.</summary>
    public TimeSpan? ClosedFor(Uri url)
    {
        lock (_lock)
        {
            return _hosts.TryGetValue(KeyOf(url), out var entry) && entry.ClosedUntil - _time.GetUtcNow() is var left && left > TimeSpan.Zero ? left : null;
        }
    }

    // The ports of a public host belong to one server; ours are different ones.
    private string KeyOf(Uri url) => guard.IsAllowedOrigin(url) ? url.Authority : AddressGuard.HostOf(url);

    private Entry Take(string host)
    {
        lock (_lock)
        {
            Sweep();
            if (!_hosts.TryGetValue(host, out var entry))
            {
                _hosts[host] = entry = new Entry();
            }

            entry.Users++;
            return entry;
        }
    }

    private void GiveBack(Entry entry)
    {
        lock (_lock)
        {
            entry.Users--;
        }
    }

    // Now and then, by whoever comes: no timer is left to run when nothing is read.
    private void Sweep()
    {
        var now = _time.GetUtcNow();
        if (now < _nextSweep)
        {
            return;
        }

        _nextSweep = now + SweepEvery;
        foreach (var (host, entry) in _hosts)
        {
            if (entry.Users == 0 && entry.NotBefore <= now && entry.ClosedUntil <= now)
            {
                _hosts.Remove(host);
            }
        }
    }

    private TimeSpan PauseAfter(bool isOwn, TimeSpan? crawlDelay)
    {
        if (isOwn)
        {
            return _politeness.OwnDelay;
        }

        var span = _politeness.LongestDelay - _politeness.ShortestDelay;
        var pause = _politeness.ShortestDelay + span * Random.Shared.NextDouble();
        var asked = crawlDelay < _politeness.LongestCrawlDelay ? crawlDelay.Value : crawlDelay is null ? TimeSpan.Zero : _politeness.LongestCrawlDelay;
        return pause > asked ? pause : asked;
    }

    /// <summary>The right to ask one host, until it is disposed of.</summary>
    internal sealed class Turn : IDisposable
    {
        private readonly HostGate _gate;
        private readonly Entry _entry;
        private readonly bool _isOwn;
        private bool _hasLeft;

        internal Turn(HostGate gate, Entry entry, bool isOwn)
        {
            _gate = gate;
            _entry = entry;
            _isOwn = isOwn;
        }

        /// <summary>What the site's robots.txt asks for between requests.</summary>
        public TimeSpan? CrawlDelay { get; set; }

        /// <summary>Waits as long as between two turns, and goes on: a robots.txt that was asked for on the way is a request, too.</summary>
        public Task PauseAsync(CancellationToken cancellationToken) => Task.Delay(_gate.PauseAfter(_isOwn, CrawlDelay), _gate._time, cancellationToken);

        /// <inheritdoc/>
        public void Dispose() => Leave(_gate.PauseAfter(_isOwn, CrawlDelay));

        internal void Leave(TimeSpan? pause)
        {
            if (_hasLeft)
            {
                return;
            }

            _hasLeft = true;
            _entry.NotBefore = pause is { } length ? _gate._time.GetUtcNow() + length : _entry.NotBefore;
            _entry.Semaphore.Release();
            _gate.GiveBack(_entry);
        }
    }

    internal sealed class Entry
    {
        public SemaphoreSlim Semaphore { get; } = new(1, 1);

        public int Users { get; set; }

        public DateTimeOffset NotBefore { get; set; }

        public DateTimeOffset ClosedUntil { get; set; }
    }
}
