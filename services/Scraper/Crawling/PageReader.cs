using PeteRental.Scraper.Browser;
using PeteRental.Scraper.Extraction;
using PeteRental.Scraper.Fetching;

namespace PeteRental.Scraper.Crawling;

/// <summary>A page that was read, or why it was not.</summary>
/// <param name="Url">Where it was in the end.</param>
/// <param name="Extraction">What it says; null on an error.</param>
/// <param name="Error">Why it was not read.</param>
/// <param name="IsRendered">A browser ran its scripts.</param>
/// <param name="HasScripts">It has scripts that may show more.</param>
internal sealed record ReadPage(Uri Url, PageExtraction? Extraction, FetchError? Error, bool IsRendered, bool HasScripts);

/// <summary>Fetches a page and reads it. One that has not changed since the last reading is neither sent nor read again.</summary>
internal sealed class PageReader(PageFetcher fetcher, PageRenderer renderer, PageMemory? memory = null)
{
    /// <summary>Reads a page as the site sends it.</summary>
    public async Task<ReadPage> ReadAsync(Uri url, ReadingOrder order, CancellationToken cancellationToken)
    {
        var remembered = memory is null ? null : await memory.FindAsync(order.SourceId, url, cancellationToken);
        var result = await fetcher.FetchAsync(url, remembered?.Validators, cancellationToken);
        if (result.Page is not { } page)
        {
            ScraperMetrics.Page("failed");
            return new ReadPage(url, null, result.Error, IsRendered: false, HasScripts: false);
        }

        if (page.IsNotModified && remembered is not null)
        {
            ScraperMetrics.Page("not_modified");
            await memory!.SeenAsync(order.SourceId, url, cancellationToken);
            return new ReadPage(remembered.Url, remembered.Extraction, null, IsRendered: false, remembered.HasScripts);
        }

        ScraperMetrics.Page("sent");
        var read = await ExtractAsync(page, order, cancellationToken);
        if (memory is not null && page.Validators is not { ETag: null, LastModified: null })
        {
            await memory.KeepAsync(order.SourceId, url, new RememberedPage(page.Url, page.Validators, read.Extraction!, read.HasScripts), cancellationToken);
        }

        return read;
    }

    /// <summary>Reads a page as a browser shows it.</summary>
    public async Task<ReadPage> RenderAsync(Uri url, ReadingOrder order, CancellationToken cancellationToken)
    {
        var result = await renderer.RenderAsync(url, cancellationToken);
        ScraperMetrics.Page(result.Page is null ? "failed" : "rendered");
        return result.Page is { } page
            ? await ExtractAsync(page, order, cancellationToken)
            : new ReadPage(url, null, result.Error, IsRendered: true, HasScripts: false);
    }

    /// <summary>Reads a file that is no page, such as a sitemap; null when it cannot be had.</summary>
    public async Task<string?> FetchTextAsync(Uri url, CancellationToken cancellationToken) =>
        (await fetcher.FetchAsync(url, null, cancellationToken)).Page?.Text;

    /// <summary>Where the site says that its sitemaps are.</summary>
    public Task<IReadOnlyList<Uri>> SitemapsAsync(Uri site, CancellationToken cancellationToken) => fetcher.SitemapsAsync(site, cancellationToken);

    // On a thread that may be left behind: no page is worth waiting for when the reading's time is up.
    private static async Task<ReadPage> ExtractAsync(FetchedPage page, ReadingOrder order, CancellationToken cancellationToken)
    {
        var extraction = await Task.Run(() => ListingExtractor.Extract(page.Text, page.Url, order.Today), cancellationToken).WaitAsync(cancellationToken);
        return new ReadPage(page.Url, extraction, null, page.IsRendered, page.Text.Contains("<script", StringComparison.OrdinalIgnoreCase));
    }
}
