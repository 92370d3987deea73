using System.Net;
using System.Net.Sockets;

namespace PeteRental.Scraper.Fetching;

/// <summary>Which IP addresses are those of the public internet (IANA's special-purpose registries), with IPv4 unwrapped from IPv6.</summary>
internal static class NetworkRanges
{
    private static readonly IPNetwork[] ClosedIPv4 =
    [
        IPNetwork.Parse("0.0.0.0/8"),           // this network; Linux takes 0.0.0.0 for itself
        IPNetwork.Parse("10.0.0.0/8"),          // private
        IPNetwork.Parse("100.64.0.0/10"),       // carriers' own, and a cloud's metadata
        IPNetwork.Parse("127.0.0.0/8"),         // loopback
        IPNetwork.Parse("168.63.129.16/32"),    // Azure's machines are told secrets here, although the range is public
        IPNetwork.Parse("169.254.0.0/16"),      // link-local, and most clouds' metadata
        IPNetwork.Parse("172.16.0.0/12"),       // private
        IPNetwork.Parse("192.0.0.0/24"),        // protocol assignments, and a cloud's metadata
        IPNetwork.Parse("192.0.2.0/24"),        // documentation
        IPNetwork.Parse("192.31.196.0/24"),     // AS112
        IPNetwork.Parse("192.52.193.0/24"),     // AMT
        IPNetwork.Parse("192.88.99.0/24"),      // 6to4 relays
        IPNetwork.Parse("192.168.0.0/16"),      // private
        IPNetwork.Parse("192.175.48.0/24"),     // AS112
        IPNetwork.Parse("198.18.0.0/15"),       // benchmarks
        IPNetwork.Parse("198.51.100.0/24"),     // documentation
        IPNetwork.Parse("203.0.113.0/24"),      // documentation
        IPNetwork.Parse("224.0.0.0/3"),         // multicast, reserved, broadcast
    ];

    private static readonly IPNetwork GlobalIPv6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] ClosedIPv6 =
    [
        IPNetwork.Parse("2001::/23"),           // protocol assignments; Teredo (2001::/32) hides an IPv4 address that somebody else unwraps
        IPNetwork.Parse("2001:db8::/32"),       // documentation
        IPNetwork.Parse("2620:4f:8000::/48"),   // AS112
        IPNetwork.Parse("3fff::/20"),           // documentation
    ];

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    /// <summary>Whether the address can be reached by anybody, so that reading it shows nothing that is ours.</summary>
    public static bool IsPublic(IPAddress address)
    {
        // First of all: IPNetwork takes a mapped address for the IPv4 address in it, even when it is asked about a range of IPv6.
        if (address.IsIPv4MappedToIPv6)
        {
            return IsPublic(address.MapToIPv4());
        }

        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return !ClosedIPv4.Any(range => range.Contains(address));
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.ScopeId != 0)
        {
            return false;
        }

        return Unwrap(address) is { } inner
            ? IsPublic(inner)
            : GlobalIPv6.Contains(address) && !ClosedIPv6.Any(range => range.Contains(address));
    }

    // A host or a gateway on the way may take the wrapped address out and connect there.
    private static IPAddress? Unwrap(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return Nat64.Contains(address) ? new IPAddress(bytes.AsSpan(12, 4))
            : SixToFour.Contains(address) ? new IPAddress(bytes.AsSpan(2, 4))
            : null;
    }
}
