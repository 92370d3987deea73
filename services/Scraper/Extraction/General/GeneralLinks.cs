using System.Text.RegularExpressions;
using AngleSharp.Dom;
using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Extraction.General;

/// <summary>Finds where to go on from a page: homes' own pages, the next part of the list, pages that probably list homes.</summary>
internal static partial class GeneralLinks
{
    private const int MostAnchors = 4_000;
    private const int MostLinks = 300;

    /// <summary>Absolute, each once, in order of promise.</summary>
    public static IReadOnlyList<PageLink> Read(PageDocument page, IEnumerable<Uri> details)
    {
        var links = new List<PageLink>();
        var seen = new HashSet<string>(StringComparer.Ordinal) { Addresses.KeyOf(page.Url) };
        void Add(Uri? url, LinkKind kind)
        {
            if (url is not null && links.Count < MostLinks && seen.Add(Addresses.KeyOf(url)))
            {
                links.Add(new PageLink(url, kind));
            }
        }
        foreach (var url in details)
        {
            Add(url, LinkKind.Detail);
        }
        foreach (var (url, kind) in Others(page).OrderBy(link => link.Kind))
        {
            Add(url, kind);
        }
        return links;
    }

    private static IEnumerable<(Uri? Url, LinkKind Kind)> Others(PageDocument page)
    {
        foreach (var element in page.Html.QuerySelectorAll("a[href], link[rel=next], iframe[src]").Take(MostAnchors))
        {
            if (KindOf(element, page) is { } kind)
            {
                yield return (page.Resolve(element.GetAttribute(element.LocalName == "iframe" ? "src" : "href")), kind);
            }
        }
    }

    private static LinkKind? KindOf(IElement element, PageDocument page)
    {
        if (element.LocalName == "iframe")
        {
            return ListingsFrame().IsMatch(element.GetAttribute("src") ?? "") ? LinkKind.Listings : null;
        }
        if (element.GetAttribute("rel")?.Split(' ').Contains("next", StringComparer.OrdinalIgnoreCase) == true)
        {
            return LinkKind.NextPage;
        }
        if (element.LocalName == "link")
        {
            return null;
        }
        var text = PlainText.OneLine(PlainText.Cut(element.TextContent, 120));
        var href = element.GetAttribute("href") ?? "";
        if (text.Length <= 24 && NextText().IsMatch(text.Length > 0 ? text : element.GetAttribute("aria-label") ?? "") && page.Resolve(href)?.Host == page.Url.Host)
        {
            return LinkKind.NextPage;
        }
        if (PageNumber().IsMatch(text) && PageHref().IsMatch(href))
        {
            return LinkKind.OtherPage;
        }
        return text.Length <= 60 && (ListingsText().IsMatch(text) || ListingsHref().IsMatch(href)) && !NotListings().IsMatch(text + " " + href) ? LinkKind.Listings : null;
    }

    [GeneratedRegex("""^(?:(?:next|siguiente|pr[oó]xima|older)(?:[ ](?:page|p[aá]gina|\d+|listings|homes|rentals))?[ ]?[>»›→]*|[>»›→]{1,2}|(?:load|show|see)[ ]more(?:[ ]\w+)?|m[aá]s propiedades)$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NextText();

    [GeneratedRegex("""^(?:page[ ])?\d{1,3}$|^(?:last|first|prev(?:ious)?)\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PageNumber();

    [GeneratedRegex("""(?:page|p|pg|start|offset|paged|from)[=/_-]?\d|\?\d""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PageHref();

    [GeneratedRegex("""\b(?:(?:available|current|our|all|view|see|search|browse|featured|find)[ ](?:\w+[ ])?(?:rentals?|homes|properties|listings|units|apartments|houses|vacancies|floor ?plans)|rentals?\b|vacanc(?:y|ies)|availability|listings|(?:homes|houses|apartments|properties|units)[ ]for (?:rent|lease)|for rent|apartments|floor ?plans|now leasing|propiedades|rentas|en renta|alquileres|casas|disponibles)\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ListingsText();

    [GeneratedRegex("""/(?:available|rentals?|listings?|vacanc|properties|homes-for-rent|houses-for-rent|for-rent|floor-?plans|availability|apartments|units)|appfolio\.com/listings|managebuilding\.com/resident/public/rentals""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ListingsHref();

    [GeneratedRegex("""\b(?:apply|application|login|log in|portal|criteria|owners?|sell|for sale|commercial|management services|blog|news|policy|faq|resources|requirements|pay rent|sold|rented|leased|storage|contact|rental analysis)\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NotListings();

    [GeneratedRegex("""appfolio\.com/listings|managebuilding\.com|rentcafe|securecafe|entrata|prospectportal|rentmanager|propertyware|showmojo|rentvine|tenantturner|knck\.io|realpage|sightmap|/(?:rentals|listings|available|vacanc|units|embed/(?:rentals|listings))""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ListingsFrame();
}
