namespace PeteRental.Scraper.Fetching;

/// <summary>The time that one page may take, of which waiting for one's turn is no part.</summary>
internal sealed class FetchClock : IDisposable
{
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _limit;
    private readonly CancellationTokenSource _linked;
    private TimeSpan _left;
    private long _since;
    private bool _isRunning;

    public FetchClock(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        _time = time;
        _left = limit;
        _limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token, cancellationToken);
        Caller = cancellationToken;
    }

    /// <summary>Whoever wants the page.</summary>
    public CancellationToken Caller { get; }

    /// <summary>Ends with the time, or with <see cref="Caller"/>.</summary>
    public CancellationToken Token => _linked.Token;

    /// <summary>Time runs from here.</summary>
    public void Run()
    {
        if (!_isRunning)
        {
            _isRunning = true;
            _since = _time.GetTimestamp();
            _limit.CancelAfter(_left > TimeSpan.Zero ? _left : TimeSpan.Zero);
        }
    }

    /// <summary>Time stands still.</summary>
    public void Hold()
    {
        if (_isRunning)
        {
            _isRunning = false;
            _left -= _time.GetElapsedTime(_since);
            _limit.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _linked.Dispose();
        _limit.Dispose();
    }
}
