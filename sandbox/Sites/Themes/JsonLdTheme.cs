using System.Text.Json.Nodes;
using static PeteRental.Sandbox.Sites.SiteText;

namespace PeteRental.Sandbox.Sites.Themes;

/// <summary>A modern site that tells search engines in schema.org's words what it shows: pages of a list, and a page for each home.</summary>
internal sealed class JsonLdTheme : SiteTheme
{
    private const int PageSize = 8;

    public override string Kind => "json_ld";

    public override string RentalsPath => "apartments";

    public override SiteListing AsShown(SiteListing listing) => listing;

    public override string PathOf(Site site, SiteListing listing) => $"apartments/{listing.Slug}";

    public override int Pages(int listings) => Math.Max(1, (listings + PageSize - 1) / PageSize);

    public override string ListPath(int page) => page == 1 ? RentalsPath : $"{RentalsPath}?page={page}";

    protected override SitePage? RenderOwn(SiteView view, string path, IQueryCollection query) =>
        path == RentalsPath ? PageOf(query["page"], view) is { } page ? SitePage.Html(List(view, page)) : null
        : Find(view, path) is { } listing ? SitePage.Html(Detail(view, listing))
        : null;

    private string List(SiteView view, int page)
    {
        var shown = view.Listings.Skip((page - 1) * PageSize).Take(PageSize).Select(AsShown).ToList();
        var list = new JsonObject
        {
            ["@context"] = "https://schema.org",
            ["@type"] = "ItemList",
            ["numberOfItems"] = view.Listings.Count,
            ["itemListElement"] = new JsonArray([.. shown.Select((listing, index) => new JsonObject
            {
                ["@type"] = "ListItem",
                ["position"] = ((page - 1) * PageSize) + index + 1,
                ["item"] = Posting(view, listing),
            })]),
        };
        var next = page < Pages(view.Listings.Count) ? $"<link rel=\"next\" href=\"{view.Path(ListPath(page + 1))}\">" : "";
        var previous = page > 1 ? $"<link rel=\"prev\" href=\"{view.Path(ListPath(page - 1))}\">" : "";
        return Layout(view, $"Apartments, page {page}", $"""
            <h1>Apartments and homes</h1>
            {(shown.Count == 0 ? "<p>No apartments are available at the moment. Join our interest list and we will write to you.</p>" : "")}
            <div class="grid">{string.Concat(shown.Select(listing => Card(view, listing)))}</div>
            {Pager(view, page)}
            """, next + previous + Script(shown.Count == 0 ? Agent(view) : list));
    }

    private string Card(SiteView view, SiteListing listing) => $"""

        <article class="unit">
          {(listing.Photos is [var photo, ..] ? Image(view, photo, Street(listing), "unit__photo") : "")}
          <h2 class="unit__name"><a href="{view.Path(PathOf(view.Site, listing))}">{Encode(Street(listing))}</a></h2>
          <p>{Encode(Town(listing))}</p>
          <p class="unit__rent">{Encode(Rent(listing, suffix: " / month"))}</p>
          <p>{Encode(Facts(listing))}</p>
          <p>{Encode(Free(listing))}</p>
        </article>
        """;

    private string Detail(SiteView view, SiteListing listing)
    {
        var graph = new JsonObject
        {
            ["@context"] = "https://schema.org",
            ["@graph"] = new JsonArray(Without(Agent(view), "@context"), Posting(view, listing)),
        };
        return Layout(view, Street(listing), $"""
            <h1>{Encode(Street(listing))}</h1>
            <p>{Encode(Town(listing))}</p>
            <p class="unit__rent">{Encode(Rent(listing, suffix: " / month"))}</p>
            <p>{Encode(Facts(listing))}</p>
            <p>{Encode(Free(listing))}</p>
            <div class="photos">{string.Concat((listing.Photos ?? []).Select(photo => Image(view, photo, Street(listing), "unit__photo")))}</div>
            <p>{Encode(listing.Description)}</p>
            {(listing.Amenities is { Count: > 0 } amenities ? $"<h2>Amenities</h2><ul>{Items(amenities)}</ul>" : "")}
            {(listing.Pets is { } pets ? $"<h2>Pets</h2><p>{Encode(pets)}</p>" : "")}
            <p><a href="{view.Path(RentalsPath)}">All apartments</a></p>
            """, Script(graph));
    }

    /// <summary>The page about a home, the home and what is asked for it. What is not known is left out.</summary>
    private JsonObject Posting(SiteView view, SiteListing listing)
    {
        var address = new Uri(view.Home, view.Path(PathOf(view.Site, listing))).AbsoluteUri;
        return Without(new JsonObject
        {
            ["@type"] = "RealEstateListing",
            ["@id"] = address,
            ["url"] = address,
            ["name"] = Street(listing),
            ["description"] = listing.Description,
            ["image"] = listing.Photos is { Count: > 0 } photos
                ? new JsonArray([.. photos.Select(photo => JsonValue.Create(new Uri(view.Home, view.Photo(photo)).AbsoluteUri))])
                : null,
            ["mainEntity"] = Home(listing),
            ["offers"] = Offer(listing),
        });
    }

    private static JsonObject Home(SiteListing listing) => Without(new JsonObject
    {
        ["@type"] = listing.PropertyType switch { null => "Accommodation", "apartment" => "Apartment", "house" => "SingleFamilyResidence", _ => "Residence" },
        ["accommodationCategory"] = listing.PropertyType is { } type ? Capital(type) : null,
        ["name"] = Street(listing),
        ["address"] = Without(new JsonObject
        {
            ["@type"] = "PostalAddress",
            ["streetAddress"] = Street(listing),
            ["addressLocality"] = listing.City,
            ["addressRegion"] = listing.State,
            ["postalCode"] = listing.PostalCode,
            ["addressCountry"] = "US",
        }),
        ["numberOfBedrooms"] = listing.Bedrooms,
        ["numberOfBathroomsTotal"] = listing.Bathrooms,
        ["floorSize"] = listing.SquareFeet is { } feet ? new JsonObject { ["@type"] = "QuantitativeValue", ["value"] = feet, ["unitCode"] = "FTK" } : null,
        ["petsAllowed"] = listing.Pets,
        ["amenityFeature"] = listing.Amenities is { Count: > 0 } amenities
            ? new JsonArray([.. amenities.Select(name => new JsonObject { ["@type"] = "LocationFeatureSpecification", ["name"] = name, ["value"] = true })])
            : null,
    });

    private static JsonObject Offer(SiteListing listing) => Without(new JsonObject
    {
        ["@type"] = "Offer",
        ["businessFunction"] = "http://purl.org/goodrelations/v1#LeaseOut",
        ["price"] = listing.PriceMax is null ? listing.Price : null,
        ["priceCurrency"] = "USD",
        ["priceSpecification"] = listing.PriceMax is null ? null : new JsonObject
        {
            ["@type"] = "UnitPriceSpecification",
            ["minPrice"] = listing.Price,
            ["maxPrice"] = listing.PriceMax,
            ["priceCurrency"] = "USD",
            ["unitCode"] = "MON",
        },
        ["availability"] = listing.Availability switch
        {
            "now" => "https://schema.org/InStock",
            "date" => "https://schema.org/PreOrder",
            "waitlist" => "https://schema.org/BackOrder",
            _ => null,
        },
        ["availabilityStarts"] = listing.AvailableDate is { } date ? Date(date, "yyyy-MM-dd") : null,
    });

    private static JsonObject Agent(SiteView view) => new()
    {
        ["@context"] = "https://schema.org",
        ["@type"] = "RealEstateAgent",
        ["name"] = view.Site.Title,
        ["telephone"] = view.Site.Phone,
        ["address"] = view.Site.Office,
        ["url"] = view.Home.AbsoluteUri,
    };

    private static JsonObject Without(JsonObject json, params string[] names)
    {
        foreach (var name in json.Where(pair => pair.Value is null || names.Contains(pair.Key)).Select(pair => pair.Key).ToList())
        {
            json.Remove(name);
        }

        return json;
    }

    // The serializer writes < as \u003C, so no text can end the script.
    private static string Script(JsonObject json) => $"<script type=\"application/ld+json\">{json.ToJsonString()}</script>";

    private static string Facts(SiteListing listing) => Join(
        " · ", Beds(listing.Bedrooms, "bedroom", "bedrooms"), Baths(listing.Bathrooms, "bathroom", "bathrooms"),
        listing.SquareFeet is { } feet ? $"{Thousands(feet)} sq ft" : null, listing.PropertyType is { } type ? Capital(type) : null);

    private static string? Free(SiteListing listing) => Available(listing, "Available now", "'Available' MMMM d, yyyy", "Join the waitlist");
}
