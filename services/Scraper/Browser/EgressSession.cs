using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace PeteRental.Scraper.Browser;

/// <summary>What one page may move through <see cref="EgressProxy"/>, and what was refused to it. Its end cuts all of its connections.</summary>
internal sealed class EgressSession : IDisposable
{
    /// <summary>
    /// How long a connection waits for the one that the page has to the same host already. A tunnel stays open as long as the browser likes, and a
    /// page may follow events that never end: then there is a second one.
    /// </summary>
    private static readonly TimeSpan TurnLimit = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _isQuiet = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _refusals = new(StringComparer.Ordinal);
    private readonly Action<EgressSession> _onEnd;
    private readonly long _maxBytes;
    private readonly int _maxConnections;
    private long _bytes;
    private int _connections;
    private int _open;
    private int _isOver;

    public EgressSession(long maxBytes, int maxConnections, Action<EgressSession> onEnd)
    {
        _maxBytes = maxBytes;
        _maxConnections = maxConnections;
        _onEnd = onEnd;
        Ended = _end.Token;
    }

    /// <summary>User name of the proxy's credential. A new one for each page.</summary>
    public string Name { get; } = RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>Password of the proxy's credential.</summary>
    public string Password { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Cancelled when the page is over, or has used up what it may.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Bytes moved so far, both ways.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Whether more bytes were wanted than a page may have. Connections too many are refused, and the page lives on.</summary>
    public bool IsUsedUp => Bytes > _maxBytes;

    /// <summary>Why a host and port were refused; null when they were not.</summary>
    public string? RefusalOf(string host, int port) => _refusals.GetValueOrDefault($"{host}:{port}");

    /// <summary>Notes a refusal.</summary>
    public void Refuse(string host, int port, string code)
    {
        // A page may try as many as it likes; it need not fill our memory with them.
        if (_refusals.Count < 1000)
        {
            _refusals[$"{host}:{port}"] = code;
        }
    }

    /// <summary>Whether one more connection may be made. Then its end is told by <see cref="Leave"/>.</summary>
    public bool TryConnect()
    {
        Interlocked.Increment(ref _open);
        if (Interlocked.Increment(ref _connections) <= _maxConnections && !Ended.IsCancellationRequested)
        {
            return true;
        }

        Leave();
        return false;
    }

    /// <summary>Waits for the turn at a host: it is asked one thing at a time, as by all of us. The turn ends when it is disposed of.</summary>
    public async Task<IDisposable> EnterAsync(string host, int port, TimeProvider time, CancellationToken cancellationToken)
    {
        var turns = _turns.GetOrAdd($"{host}:{port}", _ => new SemaphoreSlim(1, 1));
        using var patience = new CancellationTokenSource(TurnLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await turns.WaitAsync(either.Token);
            return new Turn(turns);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Turn(null);
        }
    }

    /// <summary>A connection that was allowed is over.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _open) == 0 && Ended.IsCancellationRequested)
        {
            _isQuiet.TrySetResult();
        }
    }

    /// <summary>Cuts all connections, and is done when they are.</summary>
    public Task EndAsync()
    {
        Dispose();
        return Volatile.Read(ref _open) == 0 ? Task.CompletedTask : _isQuiet.Task;
    }

    /// <summary>Counts what was moved. The end is cut off at the limit.</summary>
    public void Count(int bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) > _maxBytes)
        {
            _end.Cancel();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0)
        {
            _onEnd(this);
            // Not disposed of: the last bytes may be counted after it, and it holds no timer.
            _end.Cancel();
        }
    }

    private sealed class Turn(SemaphoreSlim? turns) : IDisposable
    {
        public void Dispose() => turns?.Release();
    }
}
