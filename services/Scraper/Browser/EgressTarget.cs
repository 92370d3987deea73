using PeteRental.Scraper.Fetching;

namespace PeteRental.Scraper.Browser;

/// <summary>Where a request to the proxy wants to go.</summary>
/// <param name="Method">CONNECT, or the method to send.</param>
/// <param name="Scheme">http or https.</param>
/// <param name="Host">Normalised.</param>
/// <param name="Port">TCP port.</param>
/// <param name="Path">Path with query as it was written; empty for a tunnel.</param>
internal sealed record EgressTarget(string Method, string Scheme, string Host, int Port, string Path)
{
    /// <summary>Whether bytes pass as they are.</summary>
    public bool IsTunnel => Method == "CONNECT";

    /// <summary>The Host header.</summary>
    public string Authority => (Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host) + (Port == 80 ? "" : $":{Port}");

    /// <summary>Reads the first line of a request; null when it is none for a proxy.</summary>
    public static EgressTarget? Read(string startLine, AddressGuard guard) => startLine.Split(' ') switch
    {
        ["CONNECT", var authority, _] => ReadTunnel(authority, guard),
        [var method, var target, _] when method.All(char.IsAsciiLetterUpper) && target.StartsWith("http://", StringComparison.Ordinal) => ReadRequest(method, target),
        _ => null,
    };

    // What goes through a tunnel is not seen: TLS, or a web socket without it.
    private static EgressTarget? ReadTunnel(string authority, AddressGuard guard)
    {
        if (!Uri.TryCreate($"https://{authority}/", UriKind.Absolute, out var url) || url.UserInfo.Length > 0 || url.PathAndQuery != "/")
        {
            return null;
        }

        var host = AddressGuard.HostOf(url);
        return new EgressTarget("CONNECT", guard.AllowedScheme(host, url.Port) ?? "https", host, url.Port, "");
    }

    private static EgressTarget? ReadRequest(string method, string target)
    {
        if (!Uri.TryCreate(target, UriKind.Absolute, out var url) || url.UserInfo.Length > 0 || url.Fragment.Length > 0)
        {
            return null;
        }

        var path = target.AsSpan("http://".Length);
        var start = path.IndexOfAny('/', '?');
        var written = start < 0 ? "/" : path[start..].ToString();
        return new EgressTarget(method, "http", AddressGuard.HostOf(url), url.Port, written[0] == '?' ? "/" + written : written);
    }
}
