using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using static PeteRental.Sandbox.Sites.SiteText;

namespace PeteRental.Sandbox.Sites.Themes;

/// <summary>How a kind of website shows its listings. What every site has is here: home, contact, pictures, sitemap.</summary>
internal abstract partial class SiteTheme
{
    /// <summary>Such as appfolio.</summary>
    public abstract string Kind { get; }

    /// <summary>The page to read, relative to the home page.</summary>
    public abstract string RentalsPath { get; }

    /// <summary>The listing without what the site's pages leave out.</summary>
    public abstract SiteListing AsShown(SiteListing listing);

    /// <summary>The path of a home's own page; null where homes have none.</summary>
    public virtual string? PathOf(Site site, SiteListing listing) => null;

    /// <summary>How many pages the list takes.</summary>
    public virtual int Pages(int listings) => 1;

    /// <summary>A page of the list, counted from 1.</summary>
    public virtual string ListPath(int page) => RentalsPath;

    /// <summary>A page or file of the site; null when it has none at this path.</summary>
    public SitePage? Render(SiteView view, string path, IQueryCollection query) => path switch
    {
        "" => Home(view),
        "contact" => Contact(view),
        "styles.css" => Resource("site.css", "text/css; charset=utf-8"),
        "logo.svg" => Logo(view),
        "sitemap.xml" => Sitemap(view),
        _ when Picture().Match(path) is { Success: true } picture =>
            new SitePage("image/png", HousePicture.Draw(picture.Groups["name"].Value)),
        _ => RenderOwn(view, path, query),
    };

    /// <summary>What only this kind has.</summary>
    protected abstract SitePage? RenderOwn(SiteView view, string path, IQueryCollection query);

    /// <summary>The frame of every page. The office's address and number stand at its top and bottom, as on the real ones.</summary>
    public static string Layout(SiteView view, string title, string content, string head = "", string bodyClass = "") => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>{Encode(title)} | {Encode(view.Site.Title)}</title>
          <link rel="icon" type="image/svg+xml" href="{view.Path("logo.svg")}">
          <link rel="stylesheet" href="{view.Path("styles.css")}">
          <style>:root {"{"} --accent: {view.Site.Accent}; {"}"}</style>
          {head}
        </head>
        <body class="{bodyClass}">
        <header class="site-header">
          <a class="brand" href="{view.Path("")}"><img src="{view.Path("logo.svg")}" alt="" width="40" height="40"><span>{Encode(view.Site.Title)}</span></a>
          <nav aria-label="Main">
            <a href="{view.Path("")}">Home</a>
            <a href="{view.Path(view.Site.Theme.RentalsPath)}">Available rentals</a>
            <a href="{view.Path("contact")}">Contact</a>
          </nav>
          <p class="office">{Encode(view.Site.Office)}<br><a href="tel:{Digits(view.Site.Phone)}">{Encode(view.Site.Phone)}</a></p>
        </header>
        <main>
        {content}
        </main>
        <footer class="site-footer">
          <p><strong>{Encode(view.Site.Title)}</strong> · {Encode(view.Site.Office)} · {Encode(view.Site.Phone)}</p>
          <p>Application fee $50 per adult. Equal housing opportunity. Service and assistance animals are always welcome.</p>
        </footer>
        </body>
        </html>

        """;

    /// <summary>The listing with this path; null when none has it.</summary>
    protected SiteListing? Find(SiteView view, string path) =>
        view.Listings.FirstOrDefault(listing => PathOf(view.Site, listing) == path) is { } found ? AsShown(found) : null;

    /// <summary>A file that is part of the sandbox.</summary>
    protected static SitePage Resource(string name, string contentType)
    {
        using var stream = typeof(SiteTheme).Assembly.GetManifestResourceStream("Pages/" + name)!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return new SitePage(contentType, memory.ToArray());
    }

    /// <summary>The number of a page of the list; null when there is no such page.</summary>
    protected int? PageOf(string? text, SiteView view) =>
        text is null or "" ? 1
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page >= 1 && page <= Pages(view.Listings.Count) ? page
        : null;

    /// <summary>Links to the pages of the list.</summary>
    protected string Pager(SiteView view, int page)
    {
        var pages = Pages(view.Listings.Count);
        if (pages == 1)
        {
            return "";
        }

        var links = string.Concat(Enumerable.Range(1, pages).Select(number => number == page
            ? $"<span class=\"current\" aria-current=\"page\">{number}</span>"
            : $"<a href=\"{view.Path(ListPath(number))}\">{number}</a>"));
        var previous = page > 1 ? $"<a class=\"prev\" rel=\"prev\" href=\"{view.Path(ListPath(page - 1))}\">« Previous</a>" : "";
        var next = page < pages ? $"<a class=\"next\" rel=\"next\" href=\"{view.Path(ListPath(page + 1))}\">Next »</a>" : "";
        return $"<nav class=\"pagination\" aria-label=\"Pages\">{previous}{links}{next}</nav>";
    }

    /// <summary>A picture of the list.</summary>
    protected static string Image(SiteView view, string photo, string alt, string css) =>
        $"<img class=\"{css}\" src=\"{Encode(view.Photo(photo))}\" alt=\"{Encode(alt)}\" width=\"480\" height=\"320\" loading=\"lazy\">";

    private static SitePage Home(SiteView view) => SitePage.Html(Layout(view, "Home", $"""
        <section class="hero">
          <h1>{Encode(view.Site.Title)}</h1>
          <p>We have looked after homes and the people in them for a long time. Our office is open on weekdays from nine to five.</p>
          <p><a class="button" href="{view.Path(view.Site.Theme.RentalsPath)}">See available rentals</a></p>
        </section>
        """));

    private static SitePage Contact(SiteView view) => SitePage.Html(Layout(view, "Contact", $"""
        <h1>Contact</h1>
        <p>Come by at {Encode(view.Site.Office)}, or call {Encode(view.Site.Phone)}.</p>
        <p>Owners: we look after homes like yours as well, from 8% of the rent.</p>
        """));

    private static SitePage Logo(SiteView view) => SitePage.Text("image/svg+xml", $"""
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" rx="8" fill="{view.Site.Accent}"/><path fill="#fff" d="M20 8 7 19h4v12h7v-8h4v8h7V19h4z"/></svg>
        """);

    private SitePage Sitemap(SiteView view)
    {
        var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
        var paths = Enumerable.Range(1, Pages(view.Listings.Count)).Select(ListPath)
            .Concat(view.Listings.Select(listing => PathOf(view.Site, listing)).OfType<string>());
        foreach (var path in paths.Prepend("contact").Prepend(""))
        {
            var address = Encode(new Uri(view.Home, view.Path(path)).AbsoluteUri);
            text.Append(CultureInfo.InvariantCulture, $"  <url><loc>{address}</loc><lastmod>{view.ChangedAt:yyyy-MM-dd}</lastmod></url>\n");
        }

        return SitePage.Text("application/xml; charset=utf-8", text.Append("</urlset>\n").ToString());
    }

    private static string Digits(string phone) => "+1" + string.Concat(phone.Where(char.IsAsciiDigit));

    [GeneratedRegex(@"\Aimages/(?<name>[a-z0-9-]{1,100})\.png\z", RegexOptions.CultureInvariant)]
    private static partial Regex Picture();
}
