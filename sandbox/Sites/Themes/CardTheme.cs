using static PeteRental.Sandbox.Sites.SiteText;

namespace PeteRental.Sandbox.Sites.Themes;

/// <summary>A theme nobody has selectors for: cards by utility classes on many pages, and no page for each home.</summary>
internal sealed class CardTheme : SiteTheme
{
    private const int PageSize = 25;

    public override string Kind => "cards";

    public override string RentalsPath => "homes";

    public override SiteListing AsShown(SiteListing listing) => listing with
    {
        Pets = null,
        Description = null,
        Amenities = null,
        Photos = [.. (listing.Photos ?? []).Take(1)],
    };

    public override int Pages(int listings) => Math.Max(1, (listings + PageSize - 1) / PageSize);

    public override string ListPath(int page) => page == 1 ? RentalsPath : $"homes/page/{page}";

    protected override SitePage? RenderOwn(SiteView view, string path, IQueryCollection query) =>
        path == RentalsPath ? SitePage.Html(List(view, 1))
        : path.StartsWith("homes/page/", StringComparison.Ordinal) && PageOf(path["homes/page/".Length..], view) is { } page ? SitePage.Html(List(view, page))
        : null;

    private string List(SiteView view, int page)
    {
        var cards = string.Concat(view.Listings.Skip((page - 1) * PageSize).Take(PageSize).Select(listing => Card(view, AsShown(listing))));
        return Layout(view, $"Homes for rent, page {page}", $"""
            <h1>Homes for rent</h1>
            {(view.Listings.Count == 0 ? "<p>We have no homes available right now. Please call us to be told of the next one.</p>" : $"<p class=\"muted\">{view.Listings.Count} homes</p>")}
            <div class="grid">{cards}
            </div>
            {Pager(view, page)}
            """);
    }

    private static string Card(SiteView view, SiteListing listing) => $"""

        <div class="card">
          {(listing.Photos is [var photo, ..] ? Image(view, photo, Street(listing, " #"), "w-full") : "")}
          <div class="p-4">
            <div class="text-lg font-bold">{Encode(Rent(listing, suffix: "/mo"))}</div>
            <div class="text-base">{Encode(Street(listing, " #"))}</div>
            <div class="text-sm">{Encode(Town(listing))}</div>
            <div class="text-sm">{Encode(Join(" · ", Beds(listing.Bedrooms, "bed", "beds"), Baths(listing.Bathrooms, "bath", "baths"), listing.SquareFeet is { } feet ? $"{Thousands(feet)} sq ft" : null, listing.PropertyType is { } type ? Capital(type) : null))}</div>
            <div class="text-sm muted">{Encode(Available(listing, "Available now", "'Available' M/d/yyyy", "Waitlist"))}</div>
          </div>
        </div>
        """;
}
