using PeteRental.Scraper.Extraction;

namespace PeteRental.Scraper.Crawling;

/// <summary>Tells pages apart by their addresses.</summary>
internal static class PageKey
{
    private static readonly string[] Tracking = ["utm_", "fbclid", "gclid", "msclkid", "mc_cid", "mc_eid", "_ga", "sessionid", "phpsessid", "jsessionid"];

    /// <summary>
    /// The same for addresses of the same page: besides scheme, www, fragment and a slash at the end, neither the order of a query's
    /// parts nor marks of visitors make a difference.
    /// </summary>
    public static string Of(Uri url)
    {
        var parts = url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(part => !Tracking.Any(mark => part.StartsWith(mark, StringComparison.OrdinalIgnoreCase)))
            .Order(StringComparer.Ordinal);
        var bare = Addresses.KeyOf(new UriBuilder(url) { Query = "", Fragment = "" }.Uri);
        return $"{bare}?{string.Join('&', parts)}".TrimEnd('?');
    }
}
