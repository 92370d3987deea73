namespace PeteRental.Scraper.Crawling;

/// <summary>
/// Which hosts belong to a site: those that reading began at, their subdomains, and the site's own place at a platform once a page of the
/// site led there. Everybody else's pages are not this source's to read.
/// </summary>
internal sealed class SiteBoundary
{
    private readonly HashSet<string> _hosts = new(StringComparer.Ordinal);

    /// <summary>Host and, unless it is the usual one, port; www makes no difference.</summary>
    public static string HostOf(Uri url)
    {
        var host = url.IdnHost.TrimEnd('.').ToLowerInvariant();
        host = host.StartsWith("www.", StringComparison.Ordinal) ? host[4..] : host;
        return url.IsDefaultPort ? host : $"{host}:{url.Port}";
    }

    /// <summary>From now on the host of this page belongs to the site.</summary>
    public void Include(Uri page) => _hosts.Add(HostOf(page));

    /// <summary>Whether a page is of the site.</summary>
    public bool Contains(Uri page) => _hosts.Contains(HostOf(page)) || _hosts.Any(host => IsWithin(HostOf(page), host));

    /// <summary>Whether a page may be read that a page of the site leads to as the place of its homes.</summary>
    public bool MayLeadTo(Uri page) => Contains(page) || PlatformHosts.IsTenant(page);

    // A platform's own website is the parent of its tenants' hosts, and none of theirs.
    private static bool IsWithin(string one, string other) =>
        (one.EndsWith($".{other}", StringComparison.Ordinal) && !PlatformHosts.IsPlatform(other))
        || (other.EndsWith($".{one}", StringComparison.Ordinal) && one.Contains('.', StringComparison.Ordinal) && !PlatformHosts.IsPlatform(one));
}
