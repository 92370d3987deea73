
namespace PeteRental.Scraper.Extraction;

/// <summary>Tells a page that a browser's scripts have yet to fill.</summary>
internal static class Rendering
{
    private const int LittleText = 400;

    private static readonly string[] Builders = ["innerHTML", "insertAdjacentHTML", "customElements.define", "attachShadow", "fetch(",
        "XMLHttpRequest", "createApp(", "createRoot("];

    private static readonly string[] Roots =
        ["#root", "#app", "#__next", "#__nuxt", "#___gatsby", "app-root", "#svelte", "[data-reactroot]", "#q-app", "[ng-app]",
            "[data-server-rendered]", "#main-app", "#application"];

    /// <summary>Whether the page has next to nothing to read, and scripts that would bring it.</summary>
    public static bool IsNeeded(PageDocument page)
    {
        if (page.IsJson || page.Html.QuerySelector("script") is null)
        {
            return false;
        }

        var text = page.MainText.Length;
        if (text < LittleText && (HasEmptyRoot(page) || HasBundles(page)))
        {
            return true;
        }

        return HasOpenTemplates(page) || (text < LittleText && BuildsItself(page)) || (text < LittleText * 5 && (SaysNeedsScript(page)
            || IsLoading(page)));
    }

    // {{ listing.address }} in the text, or a template that a script fills.
    private static bool HasOpenTemplates(PageDocument page) =>
        (page.MainText.Contains("{{", StringComparison.Ordinal) && page.MainText.Contains("}}", StringComparison.Ordinal))
        || page.Scripts.Any(script => script.Type.Contains("template", StringComparison.Ordinal) || script.Type.Contains("handlebars",
            StringComparison.Ordinal) || script.Type.Contains("mustache", StringComparison.Ordinal))
        || page.Html.QuerySelectorAll("template").Any(template => template.InnerHtml.Contains("{{", StringComparison.Ordinal)
            || template.InnerHtml.Contains("${", StringComparison.Ordinal));

    // A script of the page's own writes what is to be read, or an element of its own draws itself.
    private static bool BuildsItself(PageDocument page) =>
        page.Scripts.Any(script => script.Type.Length == 0 && Builders.Any(builder => script.Text.Contains(builder, StringComparison.Ordinal)));

    private static bool HasEmptyRoot(PageDocument page) =>
        Roots.Any(root => page.Html.QuerySelector(root) is { } element && VisibleText.Of(element, LittleText).Length < LittleText / 2);

    private static bool HasBundles(PageDocument page) =>
        page.Html.QuerySelectorAll("script[src]").Any(script => script.GetAttribute("type") == "module" || IsBundle(script.GetAttribute("src")!));

    private static bool IsBundle(string source) =>
        source.Contains("bundle", StringComparison.OrdinalIgnoreCase) || source.Contains("chunk", StringComparison.OrdinalIgnoreCase)
            || source.Contains("/_next/", StringComparison.Ordinal) || source.Contains("/_nuxt/", StringComparison.Ordinal)
        || source.Contains("main.", StringComparison.OrdinalIgnoreCase) || source.Contains("app.", StringComparison.OrdinalIgnoreCase)
            || source.Contains("runtime", StringComparison.OrdinalIgnoreCase) || source.Contains("/static/js/", StringComparison.Ordinal)
            || source.Contains("/assets/index", StringComparison.Ordinal);

    private static bool SaysNeedsScript(PageDocument page) =>
        page.Html.QuerySelectorAll("noscript").Any(noscript => noscript.TextContent.Contains("JavaScript", StringComparison.OrdinalIgnoreCase)
            && (noscript.TextContent.Contains("enable", StringComparison.OrdinalIgnoreCase) || noscript.TextContent.Contains("need",
                StringComparison.OrdinalIgnoreCase) || noscript.TextContent.Contains("require", StringComparison.OrdinalIgnoreCase)));

    private static bool IsLoading(PageDocument page) =>
        page.MainText.Contains("Loading listings", StringComparison.OrdinalIgnoreCase) || page.MainText.Contains("Loading rentals",
            StringComparison.OrdinalIgnoreCase) || page.MainText.Contains("Loading properties", StringComparison.OrdinalIgnoreCase)
        || page.MainText.Contains("Loading available", StringComparison.OrdinalIgnoreCase)
            || page.Html.QuerySelector("[class*=skeleton], [class*=loading-spinner], [class*=spinner-border]") is not null;
}
