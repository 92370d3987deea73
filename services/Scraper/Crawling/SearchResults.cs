using AngleSharp.Html.Parser;

namespace PeteRental.Scraper.Crawling;

/// <summary>A website that the search engine names.</summary>
internal sealed record SearchResult(string Title, Uri Url);

/// <summary>
/// Reads the search engine's result page. A result is
/// <c>&lt;a class="result__a" href="//duckduckgo.com/l/?uddg=https%3A%2F%2Fbirchwood.test%2F&amp;rut=…"&gt;Birchwood Homes&lt;/a&gt;</c>;
/// advertisements have the class <c>result--ad</c> around them.
/// </summary>
internal static class SearchResults
{
    private const string Target = "uddg=";

    /// <summary>The results in their order, advertisements left out.</summary>
    public static IReadOnlyList<SearchResult> Parse(string html)
    {
        var page = new HtmlParser().ParseDocument(html);
        var results = new List<SearchResult>();
        foreach (var link in page.QuerySelectorAll("a.result__a"))
        {
            if (link.Closest(".result--ad") is null && TargetOf(link.GetAttribute("href")) is { } url)
            {
                results.Add(new SearchResult(link.TextContent.Trim(), url));
            }
        }

        return results;
    }

    private static Uri? TargetOf(string? href)
    {
        if (href is null)
        {
            return null;
        }

        var at = href.IndexOf(Target, StringComparison.Ordinal);
        var target = at < 0 ? href : Uri.UnescapeDataString(href[(at + Target.Length)..].Split('&')[0]);
        return Uri.TryCreate(target, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && !SiteBoundary.HostOf(url).EndsWith("duckduckgo.com", StringComparison.Ordinal)
            ? url
            : null;
    }
}
