using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace PeteRental.Scraper.Extraction.Links;

/// <summary>Finds where to go on from a page: next pages, platforms in frames and scripts, data behind it, pages that promise rentals.</summary>
internal static partial class SiteLinks
{
    private const int MaxLinks = 400;
    private const int MaxOfKind = 120;

    /// <summary>The links in order of promise, each address once.</summary>
    /// <param name="page">The page.</param>
    /// <param name="homes">Pages of homes that the readers found.</param>
    /// <param name="general">What patterns found.</param>
    /// <param name="hasHomes">Whether the page itself has homes: then its next part comes first, else what may have some.</param>
    public static IReadOnlyList<PageLink> Of(PageDocument page, IEnumerable<Uri> homes, IReadOnlyList<PageLink> general, bool hasHomes)
    {
        var found = new List<PageLink>();
        found.AddRange(homes.Select(url => new PageLink(url, LinkKind.Detail)));
        found.AddRange(Pagination.Of(page));
        found.AddRange(PlatformLinks.Of(page));
        found.AddRange(Promising(page));
        found.AddRange(general);
        LinkKind[] order = hasHomes
            ? [LinkKind.NextPage, LinkKind.OtherPage, LinkKind.Detail, LinkKind.Feed, LinkKind.Listings]
            : [LinkKind.Feed, LinkKind.Listings, LinkKind.NextPage, LinkKind.OtherPage, LinkKind.Detail];
        var own = Addresses.KeyOf(page.Url);
        return
        [
            .. found.Where(link => Addresses.KeyOf(link.Url) != own)
                .DistinctBy(link => Addresses.KeyOf(link.Url))
                .GroupBy(link => link.Kind)
                .OrderBy(kind => Array.IndexOf(order, kind.Key))
                .SelectMany(kind => kind.Take(MaxOfKind))
                .Take(MaxLinks),
        ];
    }

    private static IEnumerable<PageLink> Promising(PageDocument page)
    {
        var scored = new List<(Uri Url, int Score)>();
        foreach (var anchor in page.Html.QuerySelectorAll("a[href]").Take(3_000))
        {
            if (page.Resolve(anchor.GetAttribute("href")) is { } url && IsOfSite(url, page.Url) && Promise(anchor, url) is > 0 and var score)
            {
                scored.Add((url, score));
            }
        }

        return scored.OrderByDescending(link => link.Score).Take(20).Select(link => new PageLink(link.Url, LinkKind.Listings));
    }

    private static int Promise(IElement anchor, Uri url)
    {
        var words = anchor.TextContent.Length < 200 ? anchor.TextContent.Trim() : "";
        if (words.Length is 0 or > 60 || NoPromise().IsMatch(words) || NoPromise().IsMatch(url.AbsolutePath) || OtherFile().IsMatch(url.AbsolutePath))
        {
            return 0;
        }

        var score = Strong().IsMatch(words) ? 6 : Weak().IsMatch(words) ? 3 : 0;
        return score + (Path().IsMatch(url.AbsolutePath) ? score > 0 ? 2 : 1 : 0) + (score > 0 && url.Segments.Length > 3 ? -1 : 0);
    }

    private static bool IsOfSite(Uri url, Uri page) => Site(url) == Site(page) || PlatformLinks.IsPlatform(url);

    private static string Site(Uri url) => string.Join('.', url.Host.Split('.').TakeLast(2)).ToLowerInvariant();

    [GeneratedRegex(@"\b(?:available|current|our|view|see|browse|search|find|all)\b.{0,24}\b(?:rentals?|homes?|apartments?|propert(?:y|ies)|listings?|units?|vacanc(?:y|ies)|houses)\b|\b(?:rental|property)[ ](?:listings?|search|homes?|properties)|\b(?:homes?|houses?|apartments?|properties)[ ]for[ ](?:rent|lease)|\bfor[ ]rent\b|\bavailab(?:le|ility)\b(?:[ ]now)?$|^(?:rentals?|listings?|vacancies|floor[ ]?plans?|availabilit(?:y|ies))$|\b(?:en[ ](?:renta|alquiler)|rentas?[ ]disponibles|propiedades[ ]disponibles|casas[ ]en[ ]renta|buscar[ ](?:casa|vivienda))\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Strong();

    [GeneratedRegex(@"\b(?:rent(?:als?|ing)?|homes|apartments|listings?|vacanc(?:y|ies)|floor[ ]?plans?|properties|find[ ](?:a|your)[ ](?:home|place)|tenants|renta|alquiler|propiedades|vivienda)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Weak();

    [GeneratedRegex(@"(?:^|/|-)(?:rentals?|listings?|available|availability|vacanc(?:y|ies)|for-rent|homes-for-rent|apartments|floor-?plans?|properties|search|propiedades|renta)(?:/|-|\.|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Path();

    [GeneratedRegex(@"\b(?:criteria|application|apply|owners?|pay|payment|portal|login|log[ -]in|sign[ -]in|blog|news|faq|contact|about|careers?|team|maintenance|request|policy|privacy|terms|insurance|commercial|for[ -]sale|buy|sell|management|services?|reviews?|testimonials?|resources?|forms?|guide|tips|evaluation|analysis|free|list your|calculator|relocation|requirements|process|handbook|resident|accessibility|storage|parking)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NoPromise();

    [GeneratedRegex(@"\.(?:pdf|docx?|jpe?g|png|gif|svg|zip|xml|ics|mp4)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OtherFile();
}
