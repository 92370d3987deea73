using System.Text.Json;
using System.Text.Json.Nodes;
using static PeteRental.Sandbox.Sites.SiteText;

namespace PeteRental.Sandbox.Sites.Themes;

/// <summary>A WordPress site with a theme for property: posts of the type property, also told by the REST API under <c>wp-json</c>.</summary>
internal sealed class WordPressTheme : SiteTheme
{
    private const string Posts = "wp-json/wp/v2/property";

    public override string Kind => "wordpress";

    public override string RentalsPath => "properties";

    public override SiteListing AsShown(SiteListing listing) => listing with { PriceMax = null, Photos = [.. (listing.Photos ?? []).Take(1)] };

    public override string PathOf(Site site, SiteListing listing) => $"property/{listing.Slug}/";

    protected override SitePage? RenderOwn(SiteView view, string path, IQueryCollection query) => path switch
    {
        "properties" => SitePage.Html(List(view)),
        "wp-json/wp/v2/types" => Json(new JsonObject
        {
            ["page"] = Type("page", "pages", "Pages"),
            ["property"] = Type("property", "property", "Properties"),
        }),
        Posts => Json(new JsonArray([.. view.Listings.Select(listing => Post(view, AsShown(listing)))])),
        _ => Find(view, path) is { } listing ? SitePage.Html(Detail(view, listing)) : null,
    };

    private string List(SiteView view) => Layout(view, "Properties", $"""
        <h1 class="entry-title">Properties</h1>
        {(view.Listings.Count == 0 ? "<p class=\"no-results\">No properties found. All of our homes are leased at this time.</p>" : "")}
        <div class="property-listing grid">{string.Concat(view.Listings.Select(listing => Card(view, AsShown(listing))))}</div>
        """, Head(view), "archive post-type-archive post-type-archive-property wp-theme-homestead");

    private string Card(SiteView view, SiteListing listing) => $"""

        <article id="post-{Id(view, listing)}" class="post-{Id(view, listing)} property type-property status-publish has-post-thumbnail hentry">
          {(listing.Photos is [var photo, ..] ? $"<a href=\"{view.Path(PathOf(view.Site, listing))}\">{Image(view, photo, Street(listing), "attachment-medium wp-post-image")}</a>" : "")}
          <h2 class="entry-title"><a href="{view.Path(PathOf(view.Site, listing))}" rel="bookmark">{Encode(Address(listing))}</a></h2>
          <div class="property-price">{Encode(Rent(listing, suffix: "/month"))}</div>
          <ul class="property-meta">{Items(Facts(listing))}</ul>
        </article>
        """;

    private static string Detail(SiteView view, SiteListing listing) => Layout(view, Address(listing), $"""
        <article id="post-{Id(view, listing)}" class="post-{Id(view, listing)} property type-property status-publish hentry">
          <h1 class="entry-title">{Encode(Address(listing))}</h1>
          <div class="property-price">{Encode(Rent(listing, suffix: "/month"))}</div>
          {(listing.Photos is [var photo, ..] ? Image(view, photo, Street(listing), "attachment-large wp-post-image") : "")}
          <ul class="property-meta">{Items(Facts(listing))}</ul>
          <div class="entry-content">{Content(listing)}</div>
        </article>
        """, Head(view), "single single-property wp-theme-homestead");

    private static string Content(SiteListing listing) =>
        (listing.Description is { } description ? $"<p>{Encode(description)}</p>\n" : "")
        + (listing.Amenities is { Count: > 0 } amenities ? $"<h3>Amenities</h3>\n<ul>{Items(amenities)}</ul>\n" : "")
        + (listing.Pets is { } pets ? $"<h3>Pets</h3>\n<p>{Encode(pets)}</p>\n" : "");

    private JsonObject Post(SiteView view, SiteListing listing) => new()
    {
        ["id"] = Id(view, listing),
        ["slug"] = listing.Slug,
        ["status"] = "publish",
        ["type"] = "property",
        ["link"] = new Uri(view.Home, view.Path(PathOf(view.Site, listing))).AbsoluteUri,
        ["title"] = new JsonObject { ["rendered"] = Encode(Address(listing)) },
        ["content"] = new JsonObject { ["rendered"] = Content(listing), ["protected"] = false },
        ["meta"] = new JsonObject
        {
            ["property_price"] = listing.Price is { } price ? Number(price) : "",
            ["property_bedrooms"] = $"{listing.Bedrooms}",
            ["property_bathrooms"] = listing.Bathrooms is { } baths ? Number(baths) : "",
            ["property_size"] = $"{listing.SquareFeet}",
            ["property_type"] = listing.PropertyType ?? "",
            ["property_available"] = Available(listing, "Now", "yyyy-MM-dd") ?? "",
        },
    };

    private static JsonObject Type(string slug, string rest, string name) =>
        new() { ["slug"] = slug, ["name"] = name, ["rest_base"] = rest, ["rest_namespace"] = "wp/v2" };

    private static string Head(SiteView view) =>
        $"<meta name=\"generator\" content=\"WordPress 6.8\"><link rel=\"https://api.w.org/\" href=\"{view.Path("wp-json/")}\">";

    private static long Id(SiteView view, SiteListing listing) => listing.Number(view.Site.Name) % 100_000;

    private static IEnumerable<string> Facts(SiteListing listing) => new[]
    {
        Beds(listing.Bedrooms, "Bedroom", "Bedrooms"), Baths(listing.Bathrooms, "Bathroom", "Bathrooms"),
        listing.SquareFeet is { } feet ? $"{Thousands(feet)} Sq Ft" : null, listing.PropertyType is { } type ? Capital(type) : null,
        Available(listing, "Available Now", "'Available' MMMM d, yyyy"),
    }.OfType<string>();

    private static SitePage Json(JsonNode json) => SitePage.Text("application/json; charset=UTF-8", json.ToJsonString(JsonSerializerOptions.Web));
}
