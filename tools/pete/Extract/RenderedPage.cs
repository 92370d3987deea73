using Microsoft.Extensions.DependencyInjection;
using PeteRental.Pete.Scrape;
using PeteRental.Scraper.Browser;

namespace PeteRental.Pete.Extract;

/// <summary>Runs the scripts of a page at hand with the Scraper's own browser.</summary>
internal static class RenderedPage
{
    /// <param name="html">The page as it was saved.</param>
    /// <param name="url">Where its scripts believe to be.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RenderingException">The browser could not show it.</exception>
    public static async Task<string> OfAsync(string html, Uri url, CancellationToken cancellationToken)
    {
        await using var parts = ScraperParts.Build();
        var result = await parts.GetRequiredService<PageRenderer>().RenderOfflineAsync(html, url, cancellationToken);
        return result.Page?.Text ?? throw new RenderingException($"the browser could not show it ({result.Error!.Code}).");
    }
}

/// <summary>The page's scripts could not be run; the message says why.</summary>
internal sealed class RenderingException(string message) : Exception(message);
