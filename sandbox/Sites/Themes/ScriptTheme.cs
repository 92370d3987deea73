using System.Text.Json;
using System.Text.Json.Nodes;
using static PeteRental.Sandbox.Sites.SiteText;

namespace PeteRental.Sandbox.Sites.Themes;

/// <summary>How the script gets to the second page of its listings.</summary>
internal enum ScriptPaging
{
    /// <summary>It asks for page after page.</summary>
    ByItself,

    /// <summary>It waits until its "Load more" button is pressed, or scrolled to.</summary>
    LoadMore,
}

/// <summary>The server sends an empty shell; a script asks for the listings and builds the cards. Homes have no pages of their own.</summary>
internal sealed class ScriptTheme(ScriptPaging paging) : SiteTheme
{
    private const int PageSize = 8;

    public override string Kind => paging == ScriptPaging.LoadMore ? "javascript_load_more" : "javascript";

    public override string RentalsPath => "rentals";

    public override SiteListing AsShown(SiteListing listing) => listing;

    protected override SitePage? RenderOwn(SiteView view, string path, IQueryCollection query) => path switch
    {
        "rentals" => SitePage.Html(Shell(view)),
        "app.js" => Resource("app.js", "text/javascript; charset=utf-8"),
        "api/listings.json" => Listings(view, query["page"]),
        _ => null,
    };

    private string Shell(SiteView view) => Layout(view, "Rentals", $"""
        <div id="app" data-api="{view.Path("api/listings.json")}" data-paging="{(paging == ScriptPaging.LoadMore ? "load-more" : "all")}"><noscript>Please turn JavaScript on to see our rentals.</noscript></div>
        <script src="{view.Path("app.js")}" defer></script>
        """);

    private static SitePage? Listings(SiteView view, string? text)
    {
        var pages = Math.Max(1, (view.Listings.Count + PageSize - 1) / PageSize);
        var page = int.TryParse(text ?? "1", out var number) ? number : 0;
        if (page < 1 || page > pages)
        {
            return null;
        }

        var answer = new JsonObject
        {
            ["total"] = view.Listings.Count,
            ["items"] = new JsonArray([.. view.Listings.Skip((page - 1) * PageSize).Take(PageSize).Select(listing => Item(view, listing))]),
            ["next"] = page < pages ? view.Path($"api/listings.json?page={page + 1}") : null,
        };
        return SitePage.Text("application/json; charset=utf-8", answer.ToJsonString(JsonSerializerOptions.Web));
    }

    private static JsonObject Item(SiteView view, SiteListing listing) => new()
    {
        ["id"] = listing.Number(view.Site.Name),
        ["street"] = listing.PropertyAddress,
        ["unit"] = listing.Unit,
        ["city"] = listing.City,
        ["state"] = listing.State,
        ["zip"] = listing.PostalCode,
        ["rent"] = listing.Price,
        ["rentMax"] = listing.PriceMax,
        ["beds"] = listing.Bedrooms,
        ["baths"] = listing.Bathrooms,
        ["sqft"] = listing.SquareFeet,
        ["type"] = listing.PropertyType is { } type ? Capital(type) : null,
        ["available"] = Available(listing, "Now", "yyyy-MM-dd"),
        ["pets"] = listing.Pets,
        ["description"] = listing.Description,
        ["features"] = new JsonArray([.. (listing.Amenities ?? []).Select(text => JsonValue.Create(text))]),
        ["photos"] = new JsonArray([.. (listing.Photos ?? []).Select(photo => JsonValue.Create(view.Photo(photo)))]),
    };
}
