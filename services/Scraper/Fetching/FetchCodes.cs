namespace PeteRental.Scraper.Fetching;

/// <summary>Why a page was not fetched. Public: they are in <see cref="Contracts.Events.ScrapeFailed"/>.</summary>
internal static class FetchCodes
{
    /// <summary>The site's robots.txt says no, or cannot be had.</summary>
    public const string BlockedByRobots = "blocked_by_robots";

    /// <summary>No such host, nobody answers, or what answers speaks no HTTP.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>A portal that forbids it: <see cref="RefusedHosts"/>.</summary>
    public const string RefusedHost = "refused_host";

    /// <summary>A closed address, scheme or port: <see cref="AddressGuard"/>.</summary>
    public const string RefusedAddress = "refused_address";

    /// <summary>The site answered with an error, or with redirects without an end.</summary>
    public const string HttpError = "http_error";

    /// <summary>More than a page may have.</summary>
    public const string TooLarge = "too_large";

    /// <summary>Not a kind of document that is read.</summary>
    public const string UnsupportedContent = "unsupported_content";

    /// <summary>It took too long.</summary>
    public const string Timeout = "timeout";

    /// <summary>Our own fault, such as a browser that does not start.</summary>
    public const string Internal = "internal";
}
