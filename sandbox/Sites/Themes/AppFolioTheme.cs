using System.Text.Json;
using static PeteRental.Sandbox.Sites.SiteText;

namespace PeteRental.Sandbox.Sites.Themes;

/// <summary>
/// As AppFolio's: one list page with a mobile and a desktop copy of what each card says, pictures that a script loads, and the total
/// with fees beside the rent; a page for each home under its UUID.
/// </summary>
internal sealed class AppFolioTheme : SiteTheme
{
    private const decimal Fees = 65;
    private const int BlurbLength = 110;
    private const string Blank = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

    public override string Kind => "appfolio";

    public override string RentalsPath => "listings";

    public override SiteListing AsShown(SiteListing listing) => listing with { PropertyType = null };

    public override string PathOf(Site site, SiteListing listing) => $"listings/detail/{listing.Uid(site.Name)}";

    protected override SitePage? RenderOwn(SiteView view, string path, IQueryCollection query) => path switch
    {
        "listings" => SitePage.Html(List(view)),
        "listings.js" => Resource("listings.js", "text/javascript; charset=utf-8"),
        _ => Find(view, path) is { } listing ? SitePage.Html(Detail(view, listing)) : null,
    };

    private string List(SiteView view)
    {
        var cards = string.Concat(view.Listings.Select((listing, index) => Card(view, AsShown(listing), index + 1)));
        var content = view.Listings.Count == 0
            ? """<div id="result_container" class="js-listings-container"><p class="no-listings">There are no available rentals at this time. Please check back soon.</p></div>"""
            : $"""<div id="result_container" class="js-listings-container">{cards}</div>""";
        return Layout(view, "Available Rentals", $"""
            <h1>Available Rentals</h1>
            <div id="googlemap" class="js-map" aria-hidden="true"></div>
            {content}
            <script>
              var mapConfig = {"{"}
                markers: {Markers(view)},
                zoom: 12
              {"}"};
            </script>
            <script src="{view.Path("listings.js")}" defer></script>
            """, bodyClass: "appfolio");
    }

    private string Card(SiteView view, SiteListing listing, int id)
    {
        var detail = view.Path(PathOf(view.Site, listing));
        var address = Encode(FullAddress(listing));
        return $"""

            <div class="listing-item result js-listing-item" id="listing_{id}" data-listing-id="{id}">
              <div class="listing-item__figure-container">
                <a href="{detail}" target="_blank" rel="noopener">
                  <div class="listing-item__figure">
                    {Photo(view, listing, address)}
                    <div class="rent-banner hand-only">
                      <span class="rent-banner__text js-listing-blurb-rent">{Encode(Rent(listing))}</span>
                      {Span("rent-banner__text js-listing-blurb-bed-bath", BedBath(listing))}
                    </div>
                  </div>
                </a>
              </div>
              <div class="listing-item__body">
                <h2 class="listing-item__title js-listing-title"><a href="{detail}" target="_blank" rel="noopener">{Encode(Headline(listing))}</a></h2>
                <p class="u-space-an">
                  <span class="u-pad-rm js-listing-address">{address}</span>
                  <a class="js-listing-map-view-link hand-only" href="#googlemap" data-listing-id="{id}">Map</a>
                </p>
                <p class="hand-only">
                  {Span("u-space-rm js-listing-square-feet", listing.SquareFeet is { } feet ? $"Square Feet: {Thousands(feet)}" : null)}
                  {Span("js-listing-available", Free(listing) is { } free ? $"Available {free}" : null)}
                </p>
                <p class="js-listing-description">{Encode(Blurb(listing.Description))}</p>
                <p class="listing-item__extras">{Labelled("Amenities", listing.Amenities)}{Pets(listing)}</p>
                {QuickFacts(listing)}
                <div class="listing-item__actions">
                  <a class="btn btn-primary js-listing-apply" href="{view.Path($"listings/rental_applications/new?listable_uid={listing.Uid(view.Site.Name)}")}" rel="nofollow">Apply Now</a>
                  <a class="btn btn-secondary js-link-to-detail" href="{detail}" target="_blank" rel="noopener">View Details</a>
                </div>
              </div>
            </div>
            """;
    }

    private static string QuickFacts(SiteListing listing) => $"""
        <dl class="detail-box js-listing-quick-facts desk-only">
          {Fact("RENT", Rent(listing), "")}
          {Fact("TOTAL MONTHLY PRICE", listing.Price is null ? null : Rent(WithFees(listing)), "")}
          {Fact("Square Feet", listing.SquareFeet is { } feet ? Thousands(feet) : null, "")}
          {Fact("Bed / Bath", BedBath(listing), "")}
          {Fact("Available", Free(listing), " js-listing-available")}
        </dl>
        """;

    private string Detail(SiteView view, SiteListing listing)
    {
        var terms = new[]
        {
            $"Rent: {Rent(listing)}",
            "Application Fee: $50",
            listing.Price is { } price ? $"Security Deposit: {Money(price)}" : null,
            Free(listing) is { } free ? $"Available {free}" : null,
        };
        var photos = string.Concat((listing.Photos ?? []).Select(photo =>
            $"<a class=\"swipebox\" href=\"{Encode(view.Photo(photo))}\">{Image(view, photo, FullAddress(listing), "gallery__small-image")}</a>"));
        return Layout(view, FullAddress(listing), $"""
            <div class="listing-detail">
              <div class="header">
                <h1 class="header__title js-show-title">{Encode(FullAddress(listing))}</h1>
                <p class="header__summary js-show-summary">{Encode(Join(" | ", Rent(listing), BedBath(listing), listing.SquareFeet is { } feet ? $"{Thousands(feet)} Sq. Ft." : null, Free(listing) is { } now ? $"Available {now}" : null))}</p>
              </div>
              <div class="gallery">{photos}</div>
              <h2 class="listing-detail__title">{Encode(Headline(listing))}</h2>
              <p class="listing-detail__description">{Encode(listing.Description)}</p>
              {Section("Amenities", "", listing.Amenities)}
              {Section("Pet Policy", "", listing.Pets?.Split(", "))}
              {Section("Rental Terms", "js-show-rental-terms", [.. terms.OfType<string>()])}
              <div class="contact"><h3>Contact us</h3><p>Call us at {Encode(view.Site.Phone)}</p></div>
              <p><a href="{view.Path(RentalsPath)}">« Back to all listings</a></p>
            </div>
            """, bodyClass: "appfolio");
    }

    private string Markers(SiteView view) => JsonSerializer.Serialize(view.Listings.Select((listing, index) => new
    {
        listing_id = index + 1,
        address = FullAddress(listing),
        rent_range = Rent(listing),
        detail_page_url = view.Path(PathOf(view.Site, listing)),
        unit_specs = BedBath(listing),
        default_photo_url = listing.Photos is [var first, ..] ? view.Photo(first) : null,
        latitude = 41.8 + (index * 0.003),
        longitude = -87.7 - (index * 0.002),
    }));

    private static string Photo(SiteView view, SiteListing listing, string address) => listing.Photos is [var first, ..]
        ? $"<img class=\"listing-item__image is-placeholder lazy js-listing-image\" src=\"{Blank}\" data-original=\"{Encode(view.Photo(first))}\" alt=\"{address}\">"
        : "<div class=\"listing-item__image is-missing\">No photo</div>";

    private static SiteListing WithFees(SiteListing listing) => listing with { Price = listing.Price + Fees, PriceMax = listing.PriceMax + Fees };

    private static string FullAddress(SiteListing listing) => Address(listing, " - ");

    private static string? BedBath(SiteListing listing) => (Beds(listing.Bedrooms, "bd", "bd"), Baths(listing.Bathrooms, "ba", "ba")) switch
    {
        (null, null) => null,
        var (beds, baths) => Join(" / ", beds, baths),
    };

    private static string? Free(SiteListing listing) => Available(listing, "NOW", "M/d/yy");

    private static string Headline(SiteListing listing) => listing.Bedrooms switch
    {
        null => $"Home in {listing.City ?? "town"}",
        0 => $"Studio in {listing.City ?? "town"}",
        { } beds => $"{beds} Bedroom Home in {listing.City ?? "town"}",
    };

    private static string? Blurb(string? description) => description is { Length: > BlurbLength }
        ? description[..description.LastIndexOf(' ', BlurbLength)] + "..."
        : description;

    private static string Span(string css, string? text) => text is null ? "" : $"<span class=\"{css}\">{Encode(text)}</span>";

    private static string Fact(string label, string? value, string css) => value is null
        ? ""
        : $"<div class=\"detail-box__item\"><dt class=\"detail-box__label\">{label}</dt><dd class=\"detail-box__value{css}\">{Encode(value)}</dd></div>";

    private static string Labelled(string label, IReadOnlyList<string>? values) => values is { Count: > 0 }
        ? $"<span><span class=\"u-bold\">{label}:</span> {Encode(string.Join(", ", values))}</span><br>"
        : "";

    private static string Pets(SiteListing listing) => listing.Pets is null
        ? ""
        : $"<span class=\"js-listing-pet-policy\"><span class=\"u-bold\">Pet Policy:</span> {Encode(listing.Pets)}</span>";

    private static string Section(string title, string css, IReadOnlyList<string>? items) => items is { Count: > 0 }
        ? $"<h3>{title}</h3><ul class=\"list {css}\">{Items(items)}</ul>"
        : "";
}
