using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using PeteRental.Scraper.Fetching;

namespace PeteRental.Scraper.Browser;

/// <summary>
/// The browser's only way out: a forward proxy on the loopback interface that applies <see cref="AddressGuard"/> to each connection and
/// pins the address it checked. Each page has a credential of its own; without one nothing passes.
/// </summary>
internal sealed partial class EgressProxy : IAsyncDisposable
{
    private const int MostConnections = 1000;
    private static readonly TimeSpan HeadLimit = TimeSpan.FromSeconds(30);

    private readonly AddressGuard _guard;
    private readonly GuardedConnector _connector;
    private readonly ScraperOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<EgressProxy> _logger;
    private readonly ConcurrentDictionary<string, EgressSession> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, bool> _serving = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _accepting;

    public EgressProxy(AddressGuard guard, GuardedConnector connector, IOptions<ScraperOptions> options, TimeProvider time, ILogger<EgressProxy> logger)
    {
        (_guard, _connector, _options, _time, _logger) = (guard, connector, options.Value, time, logger);
        _listener.Start();
        Address = new Uri($"http://{_listener.LocalEndpoint}");
        _accepting = AcceptAsync();
    }

    /// <summary>Where the browser finds it.</summary>
    public Uri Address { get; }

    /// <summary>Lets one page through, until the session is disposed of.</summary>
    public EgressSession Open()
    {
        var session = new EgressSession(_options.Browser.MaxTraffic, _options.Browser.MaxConnections, ended => _sessions.TryRemove(ended.Name, out _));
        _sessions[session.Name] = session;
        return session;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_serving.Keys);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                if (_serving.Count >= MostConnections)
                {
                    socket.Dispose();
                    continue;
                }

                var serving = ServeAsync(socket);
                _serving[serving] = true;
                _ = serving.ContinueWith(done => _serving.TryRemove(done, out _), TaskScheduler.Default);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                LogAccept(exception);
                // Where there are no more sockets to be had, there may be some in a moment.
                await Task.Delay(TimeSpan.FromMilliseconds(100), _time, _stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        // The caller goes on accepting at once.
        await Task.Yield();
        await using var browser = new NetworkStream(socket, ownsSocket: true);
        try
        {
            using var patience = new CancellationTokenSource(HeadLimit, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _stop.Token);
            var head = await ProxyHead.ReadAsync(browser, ReadOnlyMemory<byte>.Empty, either.Token);
            if (head is null)
            {
                return;
            }

            if (Find(head["Proxy-Authorization"]) is not { } session)
            {
                await AnswerAsync(browser, "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"egress\"", _stop.Token);
                return;
            }

            using var ended = CancellationTokenSource.CreateLinkedTokenSource(session.Ended, _stop.Token);
            await PassAsync(browser, head, session, ended.Token);
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            LogCut(exception);
        }
    }

    private async Task PassAsync(NetworkStream browser, ProxyHead head, EgressSession session, CancellationToken cancellationToken)
    {
        if (EgressTarget.Read(head.StartLine, _guard) is not { } target)
        {
            await AnswerAsync(browser, "400 Bad Request", cancellationToken);
            return;
        }

        if (!session.TryConnect())
        {
            await AnswerAsync(browser, "429 Too Many Requests", cancellationToken);
            return;
        }

        try
        {
            using var place = await session.EnterAsync(target.Host, target.Port, _time, cancellationToken);
            await ConnectThroughAsync(browser, head, target, session, cancellationToken);
        }
        finally
        {
            session.Leave();
        }
    }

    private async Task ConnectThroughAsync(NetworkStream browser, ProxyHead head, EgressTarget target, EgressSession session, CancellationToken cancellationToken)
    {
        await using var site = await ConnectAsync(browser, target, session, cancellationToken);
        if (site is null)
        {
            return;
        }

        if (target.IsTunnel)
        {
            await browser.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), cancellationToken);
            await site.WriteAsync(head.Rest, cancellationToken);
            session.Count(head.Rest.Length);
            await EgressRelay.BothWaysAsync(browser, site, session, cancellationToken);
        }
        else
        {
            await EgressRelay.ExchangeAsync(browser, site, head, target, session, cancellationToken);
        }
    }

    private async Task<NetworkStream?> ConnectAsync(NetworkStream browser, EgressTarget target, EgressSession session, CancellationToken cancellationToken)
    {
        try
        {
            using var patience = new CancellationTokenSource(_options.Fetch.ConnectLimit, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            return new NetworkStream(await _connector.ConnectAsync(target.Scheme, target.Host, target.Port, either.Token), ownsSocket: true);
        }
        catch (AddressRefusedException refused)
        {
            session.Refuse(target.Host, target.Port, refused.Code);
            LogRefused(target.Host, target.Port);
            await AnswerAsync(browser, "403 Forbidden", cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is SocketException or OperationCanceledException)
        {
            session.Refuse(target.Host, target.Port, exception is SocketException ? FetchCodes.Unreachable : FetchCodes.Timeout);
            await AnswerAsync(browser, "502 Bad Gateway", cancellationToken);
        }

        return null;
    }

    private EgressSession? Find(string? authorization)
    {
        if (authorization is null || !authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        Span<byte> credential = stackalloc byte[256];
        if (!Convert.TryFromBase64String(authorization["Basic ".Length..], credential, out var length))
        {
            return null;
        }

        var parts = Encoding.Latin1.GetString(credential[..length]).Split(':', 2);
        return parts.Length == 2
            && _sessions.TryGetValue(parts[0], out var session)
            && CryptographicOperations.FixedTimeEquals(Encoding.Latin1.GetBytes(parts[1]), Encoding.Latin1.GetBytes(session.Password))
            ? session : null;
    }

    private static ValueTask AnswerAsync(NetworkStream browser, string status, CancellationToken cancellationToken) =>
        browser.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), cancellationToken);

    [LoggerMessage(Level = LogLevel.Debug, Message = "No more connections are taken, or one was lost")]
    private partial void LogAccept(Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A connection of a page was cut")]
    private partial void LogCut(Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "A page wanted {Host}:{Port}, which is closed")]
    private partial void LogRefused(string host, int port);
}
