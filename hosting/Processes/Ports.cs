using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.Processes;

/// <summary>
/// Chooses ports on 127.0.0.1. They lie below the range the kernel takes for outgoing connections: otherwise, while a
/// server is down, somebody's outgoing connection could take its port and keep the server from coming back.
/// A lock file per port keeps two applications on one machine from choosing the same one at the same moment.
/// </summary>
internal sealed class Ports : IDisposable
{
    private const int Lowest = 15000;
    private const int Attempts = 500;

    private static readonly string LockFolder =
        Path.Combine(Path.GetTempPath(), $"peterental-ports-{Environment.UserName}");

    private readonly Lock _gate = new();
    private readonly Dictionary<int, FileStream> _reserved = [];

    public int Choose()
    {
        var highest = FirstEphemeralPort() - 1;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var port = Random.Shared.Next(Lowest, highest + 1);
            if (TryReserve(port))
            {
                return port;
            }
        }

        throw new DistributedApplicationException($"No free port was found on 127.0.0.1 between {Lowest} and {highest}.");
    }

    /// <summary>Takes the port for this application; false when another one has it or something listens on it.</summary>
    public bool TryReserve(int port)
    {
        lock (_gate)
        {
            if (_reserved.ContainsKey(port) || !IsFree(port))
            {
                return false;
            }

            try
            {
                Directory.CreateDirectory(LockFolder);
                _reserved[port] = new FileStream(
                    Path.Combine(LockFolder, port.ToString(CultureInfo.InvariantCulture)),
                    FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    public static bool IsFree(int port)
    {
        // Kestrel and the servers set SO_REUSEADDR, so connections in TIME_WAIT do not count as taken.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen(1);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var file in _reserved.Values)
            {
                file.Dispose();
            }

            _reserved.Clear();
        }
    }

    private static int FirstEphemeralPort()
    {
        const string Setting = "/proc/sys/net/ipv4/ip_local_port_range";
        return File.Exists(Setting)
            && int.TryParse(File.ReadAllText(Setting).Split('\t')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && first > Lowest + Attempts
            ? first
            : 32768;
    }
}
