using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace PeteRental.Scraper.Browser;

/// <summary>What one page may move through <see cref="EgressProxy"/>, and what was refused to it. Its end cuts all of its connections.</summary>
internal sealed class EgressSession : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<string, string> _refusals = new(StringComparer.Ordinal);
    private readonly Action<EgressSession> _onEnd;
    private readonly long _maxBytes;
    private readonly int _maxConnections;
    private long _bytes;
    private int _connections;
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

    /// <summary>Whether one more connection may be made.</summary>
    public bool TryConnect() => Interlocked.Increment(ref _connections) <= _maxConnections && !Ended.IsCancellationRequested;

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
}
