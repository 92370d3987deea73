using System.Globalization;
using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace PeteRental.Scraper.Extraction.Links;

/// <summary>Finds the other parts of a list.</summary>
internal static partial class Pagination
{
    /// <summary>The next part, then the others that are linked, in order.</summary>
    public static IEnumerable<PageLink> Of(PageDocument page)
    {
        var next = new List<Uri>();
        var others = new List<(Uri Url, int Number)>();
        foreach (var link in page.Html.QuerySelectorAll("a[href], link[rel][href]").Take(4_000))
        {
            if (page.Resolve(link.GetAttribute("href")) is not { } url || url.Host != page.Url.Host || Addresses.AreSamePage(url, page.Url))
            {
                continue;
            }

            if (IsNext(link))
            {
                next.Add(url);
            }
            else if (NumberOf(link, url) is { } number)
            {
                others.Add((url, number));
            }
        }

        var current = NumberIn(page.Url) ?? 1;
        if (next.Count == 0)
        {
            next.AddRange(others.Where(other => other.Number == current + 1).Select(other => other.Url).Take(1));
        }

        return next.Take(1).Select(url => new PageLink(url, LinkKind.NextPage))
            .Concat(others.Where(other => other.Number != current).OrderBy(other => other.Number)
                .Select(other => new PageLink(other.Url, LinkKind.OtherPage)));
    }

    private static bool IsNext(IElement link)
    {
        var rel = $" {link.GetAttribute("rel")?.ToLowerInvariant()} ";
        if (rel.Contains(" next ", StringComparison.Ordinal))
        {
            return true;
        }

        if (link.LocalName != "a" || link.GetAttribute("aria-disabled") == "true" || link.ClassList.Contains("disabled"))
        {
            return false;
        }

        var words = link.TextContent.Length > 60 ? "" : link.TextContent.Trim();
        return NextWords().IsMatch(words)
            || (words.Length <= 2 && NextWords().IsMatch(link.GetAttribute("aria-label") ?? link.GetAttribute("title") ?? ""))
            || (words is "›" or "»" or ">" or "→" && IsInPagination(link));
    }

    // The number itself is linked, and either the address or what is around it says that it is of pages.
    private static int? NumberOf(IElement link, Uri url)
    {
        var words = link.LocalName == "a" && link.TextContent.Length <= 24 ? link.TextContent.Trim() : "";
        var text = words.StartsWith("Page ", StringComparison.OrdinalIgnoreCase) ? words[5..] : words;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 1_000
            && (NumberIn(url) == number || IsInPagination(link)) ? number : null;
    }

    private static int? NumberIn(Uri url) =>
        PageNumber().Match(url.PathAndQuery) is { Success: true } match && int.TryParse(match.Groups["n"].Value, NumberStyles.None,
            CultureInfo.InvariantCulture, out var number) ? number : null;

    private static bool IsInPagination(IElement link)
    {
        var around = link.ParentElement;
        for (var depth = 0; around is not null && depth < 5; depth++, around = around.ParentElement)
        {
            if (Around().IsMatch($"{around.ClassName} {around.Id} {around.GetAttribute("aria-label")}"))
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(@"^\W*(?:next(?:[ ](?:page|results?|\d+))?|load more|show more|view more|more (?:results|listings|rentals|homes)|older (?:posts|listings)|siguiente(?: p[aá]gina)?|pr[oó]xima|m[aá]s resultados)\W*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NextWords();

    [GeneratedRegex(@"(?:[?&](?:page|paged|pg|p|pagenum|page_?number|sf_paged|paged-1|currentpage)=|/page/|/p/|/page-|/p)(?<n>\d{1,3})(?:/|&|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PageNumber();

    [GeneratedRegex(@"\b(?:pagination|paginator|pager|pages|page-numbers|paging|wp-pagenavi|nav-links)\b|pagination", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Around();
}
