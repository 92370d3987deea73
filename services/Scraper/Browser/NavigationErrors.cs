namespace PeteRental.Scraper.Browser;

/// <summary>What Chromium's error names mean to whoever wanted the page.</summary>
internal static class NavigationErrors
{
    private static readonly (string Name, string Code)[] Codes =
    [
        ("net::ERR_TOO_MANY_REDIRECTS", Fetching.FetchCodes.HttpError),
        ("net::ERR_HTTP_RESPONSE_CODE_FAILURE", Fetching.FetchCodes.HttpError),
        ("net::ERR_UNSAFE", Fetching.FetchCodes.RefusedAddress),
        ("net::ERR_UNKNOWN_URL_SCHEME", Fetching.FetchCodes.RefusedAddress),
        ("net::ERR_DISALLOWED_URL_SCHEME", Fetching.FetchCodes.RefusedAddress),
        ("net::ERR_BLOCKED", Fetching.FetchCodes.RefusedAddress),
        ("net::ERR_TIMED_OUT", Fetching.FetchCodes.Timeout),
        // A download, or a page that went on before it was there.
        ("net::ERR_ABORTED", Fetching.FetchCodes.UnsupportedContent),
        ("Download is starting", Fetching.FetchCodes.UnsupportedContent),
        ("interrupted by another navigation", Fetching.FetchCodes.HttpError),
        ("net::ERR_", Fetching.FetchCodes.Unreachable),
        ("Cannot navigate to invalid URL", Fetching.FetchCodes.RefusedAddress),
    ];

    /// <summary>The code of a navigation that failed; null when it was the browser that did.</summary>
    public static string? CodeOf(string message)
    {
        foreach (var (name, code) in Codes)
        {
            if (message.Contains(name, StringComparison.Ordinal))
            {
                return code;
            }
        }

        return null;
    }
}
