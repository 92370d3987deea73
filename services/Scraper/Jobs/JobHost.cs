using PeteRental.Scraper.Crawling;

namespace PeteRental.Scraper.Jobs;

/// <summary>The host that a job keeps others away from.</summary>
internal static class JobHost
{
    private const int MostName = 200;

    /// <summary>Of what is asked for; a company whose website is yet to be found has a place of its own.</summary>
    public static string Of(string start)
    {
        if (ReadingStart.Of(start).Url is { } url)
        {
            return Of(url);
        }

        var name = start.Trim().ToLowerInvariant();
        return $"company:{(name.Length > MostName ? name[..MostName] : name)}";
    }

    /// <summary>Host and, unless it is the usual one, port; www makes no difference.</summary>
    public static string Of(Uri url) => SiteBoundary.HostOf(url);
}
