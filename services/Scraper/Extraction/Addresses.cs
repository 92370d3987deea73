namespace PeteRental.Scraper.Extraction;

/// <summary>Web addresses as pages write them.</summary>
internal static class Addresses
{
    private const int MaxLength = 2_048;

    /// <summary>The absolute http or https address, or null: a page of a hostile site may write anything into an href.</summary>
    public static Uri? Resolve(string? href, Uri page)
    {
        var trimmed = href?.Trim();
        if (string.IsNullOrEmpty(trimmed) || trimmed.Length > MaxLength || trimmed[0] == '#'
            || !Uri.TryCreate(page, trimmed.Replace("\\/", "/", StringComparison.Ordinal), out var url))
        {
            return null;
        }

        return url is { IsAbsoluteUri: true, Scheme: "http" or "https", Host.Length: > 0 } ? url : null;
    }

    /// <summary>Whether two addresses are one page: fragment, a slash at the end, www and http or https make no difference.</summary>
    public static bool AreSamePage(Uri? one, Uri? other) => one is not null && other is not null && KeyOf(one) == KeyOf(other);

    /// <summary>The same for addresses of the same page.</summary>
    public static string KeyOf(Uri url)
    {
        var host = url.Host.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? url.Host[4..] : url.Host;
        return $"{host.ToLowerInvariant()}:{(url.IsDefaultPort ? 0 : url.Port)}{url.AbsolutePath.TrimEnd('/')}{url.Query}";
    }
}
