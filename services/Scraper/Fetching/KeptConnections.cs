using System.Collections.Concurrent;
using System.Net.Sockets;

namespace PeteRental.Scraper.Fetching;

/// <summary>The connections that the HTTP client keeps for the next request, one a host, so that they can be given up before somebody else connects to it.</summary>
internal sealed class KeptConnections
{
    private readonly ConcurrentDictionary<string, Kept> _kept = new(StringComparer.Ordinal);

    /// <summary>Connections that are open now.</summary>
    public int Count => _kept.Count;

    /// <summary>A connection to keep track of, until it is disposed of.</summary>
    public Stream Keep(string host, int port, Socket socket)
    {
        var key = KeyOf(host, port);
        return _kept[key] = new Kept(socket, ended => _kept.TryRemove(new KeyValuePair<string, Kept>(key, ended)));
    }

    /// <summary>Says goodbye to a host that is not being asked anything. Whoever asks next connects anew.</summary>
    public void Drop(Uri url)
    {
        if (_kept.TryRemove(KeyOf(AddressGuard.HostOf(url), url.Port), out var kept))
        {
            kept.SayGoodbye();
        }
    }

    private static string KeyOf(string host, int port) => $"{HostNames.Normalise(host)}:{port}";

    private sealed class Kept(Socket socket, Action<Kept> onEnd) : NetworkStream(socket, ownsSocket: true)
    {
        // To the HTTP client it looks as if the host had ended it, which hosts do.
        public void SayGoodbye()
        {
            try
            {
                Socket.Shutdown(SocketShutdown.Both);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                Dispose();
            }
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            onEnd(this);
        }
    }
}
