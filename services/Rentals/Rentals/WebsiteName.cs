using PeteRental.Rentals.Addresses;

namespace PeteRental.Rentals.Rentals;

/// <summary>A website in whatever words somebody has for it. Pure.</summary>
internal static class WebsiteName
{
    private const int Longest = 300;

    /// <summary>
    /// The host in lower case without <c>www.</c>, from a host or an address as they are written or said (<c>birchwood dot test</c>); null
    /// when it is neither.
    /// </summary>
    public static string? HostOf(string? text)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > Longest)
        {
            return null;
        }

        var written = text.Trim().Replace(" dot ", ".", StringComparison.OrdinalIgnoreCase).Replace(" slash ", "/", StringComparison.OrdinalIgnoreCase);
        var address = written.Contains("://", StringComparison.Ordinal) ? written : $"http://{written}";
        if (written.Contains(' ', StringComparison.Ordinal) || !Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            return null;
        }

        var host = url.IdnHost.ToLowerInvariant().TrimEnd('.');
        host = host.StartsWith("www.", StringComparison.Ordinal) ? host["www.".Length..] : host;
        return url.IsDefaultPort ? (host.Contains('.', StringComparison.Ordinal) ? host : null) : $"{host}:{url.Port}";
    }

    /// <summary>Whether a company's name, as somebody says it, may be that of a host: <c>Birchwood Homes</c> is <c>birchwoodhomes.test</c>.</summary>
    public static bool MayBe(string name, string host)
    {
        var said = string.Concat(AddressWords.Split(name));
        var written = string.Concat(AddressWords.Split(host[..Math.Max(0, host.LastIndexOf('.') is var dot and > 0 ? dot : host.Length)]));
        return said.Length >= 3 && written.Length >= 3
            && (written.Contains(said, StringComparison.Ordinal) || said.Contains(written, StringComparison.Ordinal));
    }
}
