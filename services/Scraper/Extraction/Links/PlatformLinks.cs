using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace PeteRental.Scraper.Extraction.Links;

/// <summary>
/// Finds the platform behind a company's page: AppFolio and Buildium in frames and scripts, RentCafe and Entrata behind links, the data
/// of Propertyware's widget and of WordPress.
/// </summary>
internal static partial class PlatformLinks
{
    private static readonly string[] AppFolioItself = ["www.appfolio.com", "help.appfolio.com", "passport.appfolio.com"];

    /// <summary>The platforms' lists and data.</summary>
    public static IEnumerable<PageLink> Of(PageDocument page)
    {
        var found = new List<PageLink>();
        foreach (var element in page.Html.QuerySelectorAll("iframe, frame, embed, script[src], a[href], link[rel]").Take(4_000))
        {
            var href = element.GetAttribute("src") ?? element.GetAttribute("data-src") ?? element.GetAttribute("data-lazy-src") ?? element.GetAttribute("href");
            if (page.Resolve(href) is { } url)
            {
                found.AddRange(Of(element, url));
            }
        }

        foreach (var script in page.Scripts.Where(script => script.Type.Length == 0))
        {
            found.AddRange(InScript(script.Text));
        }

        return found;
    }

    /// <summary>Whether an address is a platform's where homes are listed.</summary>
    public static bool IsPlatform(Uri url) => ListOf(url) is not null;

    private static IEnumerable<PageLink> Of(IElement element, Uri url)
    {
        if (ListOf(url) is { } list)
        {
            yield return new PageLink(list, LinkKind.Listings);
        }
        else if (element.LocalName is "iframe" or "frame" && IsPromisingFrame(url))
        {
            yield return new PageLink(url, LinkKind.Listings);
        }

        if (PropertywareFeed(url) is { } feed)
        {
            yield return new PageLink(feed, LinkKind.Feed);
        }

        // <link rel="https://api.w.org/" href="https://example.test/wp-json/">
        if (element.LocalName == "link" && element.GetAttribute("rel") == "https://api.w.org/" && Uri.TryCreate(url, "wp/v2/types", out var types))
        {
            yield return new PageLink(types, LinkKind.Feed);
        }
    }

    private static IEnumerable<PageLink> InScript(string code)
    {
        foreach (Match match in HostInScript().Matches(code.Length > 200_000 ? code[..200_000] : code))
        {
            var text = match.Value.Replace("\\/", "/", StringComparison.Ordinal).TrimStart('/');
            if (Uri.TryCreate(text.StartsWith("http", StringComparison.OrdinalIgnoreCase) ? text : "https://" + text, UriKind.Absolute, out var url))
            {
                if (PropertywareFeed(url) is { } feed)
                {
                    yield return new PageLink(feed, LinkKind.Feed);
                }
                else if (ListOf(new Uri(url.GetLeftPart(UriPartial.Path))) is { } list)
                {
                    yield return new PageLink(list, LinkKind.Listings);
                }
            }
        }
    }

    // The page of the platform that lists, whatever of the platform is linked: its portal for residents says whose account it is.
    private static Uri? ListOf(Uri url)
    {
        var host = url.Host.ToLowerInvariant();
        if (host.EndsWith(".appfolio.com", StringComparison.Ordinal) && !AppFolioItself.Contains(host))
        {
            return AppFolioList().IsMatch(url.AbsolutePath) ? url : new Uri($"https://{host}/listings");
        }

        if (host.EndsWith(".managebuilding.com", StringComparison.Ordinal) && host != "signin.managebuilding.com")
        {
            return new Uri($"https://{host}/Resident/public/rentals");
        }

        return (host.EndsWith(".securecafe.com", StringComparison.Ordinal) || host.EndsWith(".rentcafe.com", StringComparison.Ordinal))
            && RentCafePage().IsMatch(url.AbsolutePath)
            || (host.EndsWith(".prospectportal.com", StringComparison.Ordinal) && url.AbsolutePath.Contains("conventional",
                StringComparison.OrdinalIgnoreCase))
            ? url : null;
    }

    private static bool IsPromisingFrame(Uri url) => FrameHost().IsMatch(url.Host) || FramePath().IsMatch(url.AbsolutePath);

    // <script src="https://app.propertyware.com/pw/website/widgets/config.jsp?wid=123&sid=456">
    private static Uri? PropertywareFeed(Uri url)
    {
        if (!url.Host.EndsWith("propertyware.com", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (url.AbsolutePath.Contains("/api/marketing/listings", StringComparison.OrdinalIgnoreCase))
        {
            return url;
        }

        var website = Argument(url, "website_id") ?? Argument(url, "sid");
        var widget = Argument(url, "widget_id") ?? Argument(url, "wid");
        return website is null || widget is null
            ? null
            : new Uri($"https://connect.propertyware.com/api/marketing/listings?website_id={website}&widget_id={widget}&include_for_rent=true");
    }

    private static string? Argument(Uri url, string name) => url.Query.TrimStart('?').Split('&').Select(pair => pair.Split('=', 2))
        .FirstOrDefault(pair => pair.Length == 2 && pair[0].Equals(name, StringComparison.OrdinalIgnoreCase)
            && pair[1].Length is > 0 and < 40 && pair[1].All(char.IsAsciiLetterOrDigit))?[1];

    [GeneratedRegex(@"(?:https?:)?(?:\\?/\\?/)?[a-z0-9-]{1,60}\.(?:appfolio|managebuilding|propertyware)\.com[^\s""'<>()]{0,300}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex HostInScript();

    [GeneratedRegex(@"^/listings/?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex AppFolioList();

    [GeneratedRegex(@"floorplans|availableunits|/onlineleasing/", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex RentCafePage();

    [GeneratedRegex(@"(?:^|\.)(?:showmojo|rentvine|tenantturner|rently|sightmap|realpage|knck|rentmanager|propertyware|innago|turbotenant|hemlane|rentredi|doorloop|buildium|rentec|resman)\.", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex FrameHost();

    [GeneratedRegex(@"(?:^|/|-|_)(?:rentals?|listings?|vacanc(?:y|ies)|available|availability|floor-?plans?|units|apartments|properties)(?:/|-|_|\.|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex FramePath();
}
