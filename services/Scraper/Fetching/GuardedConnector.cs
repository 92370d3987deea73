using System.Net;
using System.Net.Sockets;

namespace PeteRental.Scraper.Fetching;

/// <summary>Asks the DNS for all addresses of a host.</summary>
internal delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancellationToken);

/// <summary>A connection was asked for that may not be made.</summary>
internal sealed class AddressRefusedException(string code) : IOException("The address is closed to readers of sites.")
{
    /// <summary>One of <see cref="FetchCodes"/>.</summary>
    public string Code => code;
}

/// <summary>
/// Opens connections to checked addresses only. A name is resolved once: the addresses that were checked are those that are connected to, so
/// that a name server which answers differently the next time gains nothing.
/// </summary>
internal sealed class GuardedConnector(AddressGuard guard, ResolveHost resolve)
{
    /// <summary>Connects, or says why not.</summary>
    /// <param name="scheme">http or https: an allowed origin has one.</param>
    /// <param name="host">A name or an address.</param>
    /// <param name="port">TCP port.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="AddressRefusedException">The host, or any of its addresses, is closed.</exception>
    /// <exception cref="SocketException">There is no such host, or nobody answers.</exception>
    public async Task<Socket> ConnectAsync(string scheme, string host, int port, CancellationToken cancellationToken)
    {
        var name = HostNames.Normalise(host);
        if (guard.RefuseHost(scheme, name, port) is { } code)
        {
            throw new AddressRefusedException(code);
        }

        var addresses = IPAddress.TryParse(name, out var literal) ? [literal] : await resolve(name, cancellationToken);
        if (addresses.Length == 0)
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        // One closed address among open ones is a name server that plays a game.
        if (!guard.IsAllowedOrigin(scheme, name, port) && !addresses.All(NetworkRanges.IsPublic))
        {
            throw new AddressRefusedException(FetchCodes.RefusedAddress);
        }

        return await ConnectAsync(addresses, port, cancellationToken);
    }

    private static async Task<Socket> ConnectAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
