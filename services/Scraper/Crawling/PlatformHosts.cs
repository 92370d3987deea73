namespace PeteRental.Scraper.Crawling;

/// <summary>Hosts where property software shows the homes of its customers. A company's page there is the company's.</summary>
internal static class PlatformHosts
{
    private static readonly string[] Platforms =
    [
        "appfolio.com", "managebuilding.com", "rentmanager.com", "twa.rentmanager.com", "propertyware.com", "rentcafe.com", "securecafe.com",
        "securecafenet.com", "prospectportal.com", "showmojo.com", "rentvine.com", "tenantturner.com", "realpage.com", "sightmap.com", "knck.io",
    ];

    /// <summary>These tell their customers apart by the path, so their main host is a customer's place, too.</summary>
    private static readonly string[] ByPath = ["rentcafe.com", "showmojo.com", "tenantturner.com", "sightmap.com"];

    /// <summary>Whether a host is a platform's own.</summary>
    public static bool IsPlatform(string host) => Platforms.Contains(host, StringComparer.Ordinal);

    /// <summary>Whether an address is a customer's place at a platform.</summary>
    public static bool IsTenant(Uri page)
    {
        var host = SiteBoundary.HostOf(page);
        return ByPath.Contains(host, StringComparer.Ordinal)
            ? page.AbsolutePath.Length > 1
            : !IsPlatform(host) && Platforms.Any(platform => host.EndsWith($".{platform}", StringComparison.Ordinal));
    }
}
