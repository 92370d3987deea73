namespace PeteRental.Scraper.Fetching;

/// <summary>Reads one page of a site by plain HTTP, as the site allows it. Safe to call from many threads.</summary>
internal sealed class PageFetcher
{
    /// <summary>Fetches a page. Failures are values; only <paramref name="cancellationToken"/> ends it with an exception.</summary>
    /// <param name="url">An absolute address from anybody; it is checked.</param>
    /// <param name="known">What was remembered of the page; null asks for all of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<FetchResult> FetchAsync(Uri url, Validators? known, CancellationToken cancellationToken) => throw new NotSupportedException($"{url} {known} {cancellationToken} {this}");

    /// <summary>The addresses of <c>Sitemap</c> lines in the site's robots.txt; empty when there is none.</summary>
    public Task<IReadOnlyList<Uri>> SitemapsAsync(Uri site, CancellationToken cancellationToken) => throw new NotSupportedException($"{site} {cancellationToken} {this}");
}
