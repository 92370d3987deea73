using PeteRental.Sandbox.Sites.Themes;

namespace PeteRental.Sandbox.Sites;

/// <summary>A property company with a website.</summary>
/// <param name="Name">In paths.</param>
/// <param name="Title">The company's name.</param>
/// <param name="Office">Its address, which stands in header and footer of every page and is not for rent.</param>
/// <param name="Phone">Its number.</param>
/// <param name="Accent">Its colour.</param>
/// <param name="Theme">How its pages are made.</param>
/// <param name="IsForbidden">Its robots.txt asks everybody to stay away.</param>
internal sealed record Site(string Name, string Title, string Office, string Phone, string Accent, SiteTheme Theme, bool IsForbidden = false);

/// <summary>A site as it is at one moment.</summary>
/// <param name="Site">Whose.</param>
/// <param name="Listings">What it lists, in its order.</param>
/// <param name="ChangedAt">When that changed last, in whole seconds.</param>
/// <param name="Origin">Where the sandbox is reached.</param>
internal sealed record SiteView(Site Site, IReadOnlyList<SiteListing> Listings, DateTimeOffset ChangedAt, string Origin)
{
    /// <summary>The address of the site's home page.</summary>
    public Uri Home => new($"{Origin}{Path("")}");

    /// <summary>A path of the site as links on its pages say it.</summary>
    public string Path(string relative) => $"{SiteEndpoints.Prefix}/{Site.Name}/{relative}";

    /// <summary>A picture's address as pages say it.</summary>
    public string Photo(string photo) => Uri.TryCreate(photo, UriKind.Absolute, out var absolute) && absolute.Scheme is "http" or "https" ? photo : Path(photo);

    /// <summary>What a reader who misses nothing finds on the pages, with addresses in full.</summary>
    public SiteListing Truth(SiteListing listing)
    {
        var shown = Site.Theme.AsShown(listing);
        return shown with
        {
            Availability = shown.Availability ?? "unknown",
            Amenities = shown.Amenities ?? [],
            Photos = [.. (shown.Photos ?? []).Select(photo => new Uri(Home, Photo(photo)).AbsoluteUri)],
            Url = Site.Theme.PathOf(Site, listing) is { } path ? new Uri(Home, Path(path)).AbsoluteUri : null,
        };
    }
}

/// <summary>A page or a file of a site.</summary>
internal sealed record SitePage(string ContentType, ReadOnlyMemory<byte> Body)
{
    public static SitePage Html(string html) => new("text/html; charset=utf-8", System.Text.Encoding.UTF8.GetBytes(html));

    public static SitePage Text(string contentType, string text) => new(contentType, System.Text.Encoding.UTF8.GetBytes(text));
}
