using System.Text.RegularExpressions;
using AngleSharp.Dom;
using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Extraction.General;

/// <summary>Finds the page of each home among the links of its part: the one around its title or photo, or one that says "Details".</summary>
internal static partial class HomeLinks
{
    private const int MostCandidates = 12;

    /// <summary>The homes' own pages, in the order of the homes; null where a home has none. A page that several homes link to is none's own.</summary>
    public static IReadOnlyList<Uri?> Read(IReadOnlyList<Home> homes, PageDocument page)
    {
        var candidates = homes.Select(home => Candidates(home, page)).ToList();
        var uses = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        for (var i = 0; i < homes.Count; i++)
        {
            foreach (var key in candidates[i].Select(Addresses.KeyOf).Distinct())
            {
                if (!uses.TryGetValue(key, out var users))
                {
                    uses[key] = users = [];
                }
                users.Add(KeyOf(homes[i], i));
            }
        }
        return [.. candidates.Select(urls => urls.Find(url => uses[Addresses.KeyOf(url)].Count == 1))];
    }

    /// <summary>Whether a home's title, photo or "Details" leads to its own page: then this page is a list.</summary>
    public static bool LeadsOn(Home home, PageDocument page) => Scored(home, page).Any(candidate => candidate.Score >= 5);

    // Copies of a home (for small screens, for a slider) share its page.
    private static string KeyOf(Home home, int index) =>
        home.Signals.Street is null && home.Signals.Unit is null ? $"#{index}" : $"{home.Signals.Street}/{home.Signals.Unit}";

    private static List<Uri> Candidates(Home home, PageDocument page) =>
        [.. Scored(home, page).OrderByDescending(candidate => candidate.Score).Select(candidate => candidate.Url).Take(MostCandidates)];

    private static List<(Uri Url, int Score)> Scored(Home home, PageDocument page)
    {
        var scored = new List<(Uri Url, int Score)>();
        foreach (var (anchor, score) in Anchors(home).Take(MostCandidates * 4))
        {
            if (page.Resolve(anchor.GetAttribute("href")) is { } url && !Addresses.AreSamePage(url, page.Url) && !IsSite(url, page) && !ElsewhereHref().IsMatch(url.AbsoluteUri))
            {
                var text = PlainText.OneLine(PlainText.Cut(anchor.TextContent, 200));
                var label = text.Length > 0 ? text : anchor.GetAttribute("aria-label") ?? anchor.GetAttribute("title") ?? "";
                if (!ElsewhereText().IsMatch(label))
                {
                    scored.Add((url, score + (DetailsText().IsMatch(label) ? 3 : 0) + (url.Host == page.Url.Host ? 1 : 0)));
                }
            }
        }
        return scored;
    }

    private static bool IsSite(Uri url, PageDocument page) => url.Host == page.Url.Host && url.PathAndQuery == "/";

    private static IEnumerable<(IElement Anchor, int Score)> Anchors(Home home)
    {
        if (home.Blocks.Count == 1 && home.Blocks[0].Element.Closest("a[href]") is { } around)
        {
            yield return (around, 5);
        }
        foreach (var anchor in home.Blocks.SelectMany(Anchors))
        {
            yield return anchor;
        }
    }

    private static IEnumerable<(IElement Anchor, int Score)> Anchors(Block block)
    {
        if (block.Anchor is { } around)
        {
            yield return (around, block.Signals.Kinds > 1 ? 5 : block.Signals.Street is not null || block.Line?.Heading > 0 ? 4 : block.IsImage ? 2 : 1);
        }
        if (block.Line is { } line)
        {
            foreach (var anchor in line.Anchors)
            {
                // Beside a street a link has to be the street, not what leads there.
                var isTitle = line.Heading > 0 || ((line.Signals.Street is not null || line.Signals.Unit is not null) && anchor.TextContent.AsSpan().IndexOfAnyInRange('0', '9') >= 0);
                yield return (anchor, isTitle ? 4 : 1);
            }
        }
        foreach (var anchor in block.Children.SelectMany(Anchors))
        {
            yield return anchor;
        }
    }

    [GeneratedRegex("""\b(?:details?|more|view|learn|see|full listing|info|m[aá]s|ver|detalles|this (?:home|unit|property))\b|[»›→]""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DetailsText();

    [GeneratedRegex("""\b(?:appl(?:y|ication)|lease (?:now|online|this)|reserve|schedul(?:e|ing)|(?:virtual |video |3d )?tours?|showings?|contact|inquir(?:e|y|ies)|e-?mail|maps?|directions|share|print|favorites?|save|call|text us|log ?in|facebook|tweet|brochure|video|solicitar|aplicar|back to|view all|see all|all (?:rentals|listings|homes)|request|wait ?list|join)\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ElsewhereText();

    [GeneratedRegex("""//(?:www\.)?(?:maps\.|google\.|goo\.gl|facebook|twitter|x\.com|instagram|youtube|youtu\.be|pinterest|linkedin|zillow|apartments\.com|craigslist|yelp)|google\.[a-z.]+/maps|/maps/|[?&]q=|\.(?:jpe?g|png|gif|webp|avif|pdf|mp4)(?:[?#]|$)|/(?:apply|application|rental_applications|contact|login|schedule|showing|share)(?:[-/?_.]|$)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ElsewhereHref();
}
