using System.Net;
using Microsoft.Extensions.Options;

namespace PeteRental.Scraper.Fetching;

/// <summary>
/// Decides which addresses may be read. Addresses come from strangers, who would like to see what only this machine sees: nothing but
/// public hosts on the web's own ports passes. Pure: names are resolved by <see cref="GuardedConnector"/>, which asks about each address.
/// </summary>
internal sealed class AddressGuard
{
    private readonly HashSet<Origin> _allowed;

    /// <summary>With the allow-list of the configuration.</summary>
    /// <exception cref="OptionsValidationException">An allowed origin is more, or less, than scheme, host and port.</exception>
    public AddressGuard(IOptions<ScraperOptions> options)
    {
        _allowed = [.. options.Value.AllowedOrigins.Where(text => !string.IsNullOrWhiteSpace(text)).Select(ReadOrigin)];
    }

    /// <summary>Whether the address may be asked for at all: null, or a code of <see cref="FetchCodes"/>. Its host has yet to be resolved.</summary>
    public string? Refuse(Uri url)
    {
        if (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0)
        {
            return FetchCodes.RefusedAddress;
        }

        return RefuseHost(url.Scheme, HostOf(url), url.Port);
    }

    /// <summary>As <see cref="Refuse"/>, for a host and port alone.</summary>
    public string? RefuseHost(string scheme, string host, int port)
    {
        if (IsAllowedOrigin(scheme, host, port))
        {
            return null;
        }

        if (port is not (80 or 443))
        {
            return FetchCodes.RefusedAddress;
        }

        if (IPAddress.TryParse(host.Trim('[', ']'), out var address))
        {
            return NetworkRanges.IsPublic(address) ? null : FetchCodes.RefusedAddress;
        }

        return HostNames.IsPublic(host) ? RefusedHosts.Find(host) is null ? null : FetchCodes.RefusedHost : FetchCodes.RefusedAddress;
    }

    /// <summary>Whether this is one of our own origins.</summary>
    public bool IsAllowedOrigin(Uri url) => IsAllowedOrigin(url.Scheme, HostOf(url), url.Port);

    /// <summary>Whether this is one of our own origins.</summary>
    public bool IsAllowedOrigin(string scheme, string host, int port) => _allowed.Contains(new Origin(scheme, host, port));

    /// <summary>Our own origin at this host and port, whatever its scheme: a tunnel does not say what will go through it.</summary>
    public string? AllowedScheme(string host, int port) => _allowed.FirstOrDefault(origin => origin.Host == host && origin.Port == port)?.Scheme;

    /// <summary>The host as it is resolved and compared: punycode, lower case, without the dot of the root.</summary>
    public static string HostOf(Uri url) => HostNames.Normalise(url.IdnHost);

    private static Origin ReadOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url is { UserInfo: "", PathAndQuery: "/", Fragment: "" }
            ? new Origin(url.Scheme, HostOf(url), url.Port)
            : throw new OptionsValidationException(ScraperOptions.Section, typeof(ScraperOptions), [$"{ScraperOptions.Section}:AllowedOrigins holds '{text}', which is not scheme, host and port alone."]);

    private sealed record Origin(string Scheme, string Host, int Port);
}
