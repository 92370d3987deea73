using static PeteRental.Sandbox.Sites.SiteText;

namespace PeteRental.Sandbox.Sites.Themes;

/// <summary>As Buildium's public site: cards that are links and carry their facts as data attributes; a page for each under its number.</summary>
internal sealed class BuildiumTheme : SiteTheme
{
    private const string Rentals = "Resident/public/rentals";

    public override string Kind => "buildium";

    public override string RentalsPath => Rentals;

    public override SiteListing AsShown(SiteListing listing) => listing with { PriceMax = null, Pets = null };

    public override string PathOf(Site site, SiteListing listing) => $"{Rentals}/{listing.Number(site.Name)}";

    protected override SitePage? RenderOwn(SiteView view, string path, IQueryCollection query) => path switch
    {
        Rentals => SitePage.Html(List(view)),
        _ => Find(view, path) is { } listing ? SitePage.Html(Detail(view, listing)) : null,
    };

    private string List(SiteView view)
    {
        var content = view.Listings.Count == 0
            ? """<p class="rentals__empty text--muted">There are no available rentals at this time</p>"""
            : string.Concat(view.Listings.Select(listing => Card(view, AsShown(listing))));
        return Layout(view, "Available Rentals", $"""
            <h1 class="title">Available rentals</h1>
            <div class="filters"><label>Bedrooms <select><option>Any</option><option>1+</option><option>2+</option></select></label></div>
            <div id="rentals-container" class="rentals">
            {content}
            </div>
            """, bodyClass: "buildium");
    }

    private string Card(SiteView view, SiteListing listing) => $"""

        <a class="featured-listing accent-color-border-on-hover" href="{view.Path(PathOf(view.Site, listing))}"
           data-bedrooms="{listing.Bedrooms}" data-bathrooms="{(listing.Bathrooms is { } baths ? Number(baths) : "")}" data-rent="{(listing.Price is { } rent ? Number(rent) : "")}"
           data-square-feet="{listing.SquareFeet ?? 0}" data-type="{Encode(DataType(listing))}" data-location="{Encode($"{listing.City},{listing.State}|{listing.PostalCode}")}">
          <div class="featured-listing__image-container">{Photo(view, listing)}</div>
          <div class="featured-listing__content">
            <div class="featured-listing__description-container">
              <h3 class="featured-listing__title">{Encode(Street(listing, " - "))}</h3>
              <p class="featured-listing__address">{Encode(Town(listing))}</p>
              <p class="featured-listing__features">{Encode(string.Join(" | ", Features(listing)))}</p>
              <p class="featured-listing__description">{Encode(listing.Description)}</p>
            </div>
            <div class="featured-listing__price-container">
              <div class="featured-listing__price accent-color">{Encode(Rent(listing))}</div>
              <p class="featured-listing__availability hide--mobile">{Encode(Free(listing))}</p>
            </div>
          </div>
        </a>
        """;

    private string Detail(SiteView view, SiteListing listing) => Layout(view, Street(listing, " - "), $"""
        <div class="unit-detail">
          <p><a href="{view.Path(RentalsPath)}">« Back to available rentals</a></p>
          <h1 class="title title--medium">{Encode(Street(listing, " - "))}</h1>
          <span class="text--muted">{Encode(Town(listing))}</span>
          <div class="unit-detail__gallery">{string.Concat((listing.Photos ?? []).Select(photo => Image(view, photo, Street(listing, " - "), "unit-detail__gallery-thumbnail")))}</div>
          <div class="unit-detail__price title title--small">{Encode(Rent(listing, suffix: " / month"))}</div>
          <div class="unit-detail__available-date text--muted">{Encode(Free(listing))}</div>
          <ul class="unit-detail__unit-info">{string.Concat(Features(listing).Select(feature => $"<li class=\"unit-detail__unit-info-item\">{Encode(feature)}</li>"))}</ul>
          <p class="unit-detail__description">{Encode(listing.Description)}</p>
          {(listing.Amenities is { Count: > 0 } amenities ? $"<h3>Rental features</h3><ul class=\"unit-detail__features-list\">{Items(amenities)}</ul>" : "")}
          {(listing.Price is { } price ? $"<h3>Lease terms</h3><p>{Money(price)} security deposit</p>" : "")}
          <p><a class="btn btn--primary" rel="nofollow" href="{view.Path("contact")}">Apply now</a></p>
        </div>
        """, bodyClass: "buildium");

    private static string Photo(SiteView view, SiteListing listing) =>
        listing.Photos is [var first, ..] ? Image(view, first, Street(listing, " - "), "featured-listing__image") : "";

    private static IReadOnlyList<string> Features(SiteListing listing) =>
    [
        .. new[]
        {
            Beds(listing.Bedrooms, "Bed", "Bed"), Baths(listing.Bathrooms, "Bath", "Bath"),
            listing.SquareFeet is { } feet ? $"{Thousands(feet)} sqft" : null,
            listing.PropertyType is { } type ? Capital(type) : null,
        }.OfType<string>(),
    ];

    private static string? Free(SiteListing listing) => Available(listing, "Available Now", "'Available' MM/dd/yyyy", "Join the waitlist");

    private static string? DataType(SiteListing listing) => listing.PropertyType switch
    {
        null => null,
        "house" => "SingleFamily",
        var type => Capital(type),
    };
}
