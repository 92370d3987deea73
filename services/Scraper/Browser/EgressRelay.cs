using System.Buffers;
using System.Net.Sockets;

namespace PeteRental.Scraper.Browser;

/// <summary>Moves bytes between the browser and a site, and counts them.</summary>
internal static class EgressRelay
{
    /// <summary>Moves bytes both ways until both sides are done, or either breaks.</summary>
    public static async Task BothWaysAsync(NetworkStream browser, NetworkStream site, EgressSession session, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var up = CopyAsync(browser, site, session, either.Token);
        var down = CopyAsync(site, browser, session, either.Token);
        // A browser that is gone needs nothing more; a site that has said all may still be written to.
        if (await Task.WhenAny(up, down) == down)
        {
            await either.CancelAsync();
        }

        await Task.WhenAll(Settle(up), Settle(down));
    }

    /// <summary>One request and its answer, after which both connections close.</summary>
    public static async Task ExchangeAsync(NetworkStream browser, NetworkStream site, ProxyHead head, EgressTarget target, EgressSession session, CancellationToken cancellationToken)
    {
        await site.WriteAsync(head.ToNextHop($"{target.Method} {target.Path} HTTP/1.1", target.Authority), cancellationToken);
        await site.WriteAsync(head.Rest, cancellationToken);
        session.Count(head.Rest.Length);

        using var answered = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var up = CopyAsync(browser, site, session, answered.Token);
        try
        {
            await AnswerAsync(browser, site, session, answered.Token);
        }
        finally
        {
            await answered.CancelAsync();
            await Settle(up);
        }
    }

    private static async Task AnswerAsync(NetworkStream browser, NetworkStream site, EgressSession session, CancellationToken cancellationToken)
    {
        var rest = ReadOnlyMemory<byte>.Empty;
        while (true)
        {
            var answer = await ProxyHead.ReadAsync(site, rest, cancellationToken);
            if (answer is null)
            {
                await browser.WriteAsync("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), cancellationToken);
                return;
            }

            rest = answer.Rest;
            // An interim answer (RFC 9110, 15.2) is followed by the real one. Nothing is upgraded: web sockets come by CONNECT.
            if (answer.StartLine.Split(' ') is [_, ['1', _, _], ..])
            {
                continue;
            }

            await browser.WriteAsync(answer.ToNextHop(answer.StartLine), cancellationToken);
            await browser.WriteAsync(rest, cancellationToken);
            session.Count(rest.Length);
            await CopyAsync(site, browser, session, cancellationToken);
            return;
        }
    }

    private static async Task CopyAsync(NetworkStream from, NetworkStream to, EgressSession session, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(32 * 1024);
        try
        {
            while (await from.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                session.Count(count);
                await to.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }

            to.Socket.Shutdown(SocketShutdown.Send);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static Task Settle(Task task) => task.ContinueWith(_ => { }, TaskScheduler.Default);
}
