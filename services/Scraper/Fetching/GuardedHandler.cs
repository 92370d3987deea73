using System.Net;

namespace PeteRental.Scraper.Fetching;

/// <summary>The HTTP client's own part: connections by <see cref="GuardedConnector"/>, and nothing done behind our back.</summary>
internal static class GuardedHandler
{
    /// <summary>Builds the handler.</summary>
    public static SocketsHttpHandler Create(GuardedConnector connector, KeptConnections kept, FetchOptions options) => new()
    {
        ConnectCallback = async (context, cancellationToken) =>
        {
            var (scheme, host, port) = (context.InitialRequestMessage.RequestUri!.Scheme, context.DnsEndPoint.Host, context.DnsEndPoint.Port);
            return kept.Keep(host, port, await connector.ConnectAsync(scheme, host, port, cancellationToken));
        },
        ConnectTimeout = options.ConnectLimit,
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        MaxConnectionsPerServer = 1,
        MaxResponseHeadersLength = 64,
        // What is left of a body that was given up is not waited for.
        MaxResponseDrainSize = 0,
        // A name is asked for again before long, and thousands of hosts leave nothing behind.
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
        // Sites are no part of our traces, and need not know of them.
        ActivityHeadersPropagator = null,
    };
}
