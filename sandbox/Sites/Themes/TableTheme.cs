using static PeteRental.Sandbox.Sites.SiteText;

namespace PeteRental.Sandbox.Sites.Themes;

/// <summary>Made by hand long ago: a table without classes, and a page of prose for each home.</summary>
internal sealed class TableTheme : SiteTheme
{
    public override string Kind => "table";

    public override string RentalsPath => "rentals.html";

    public override SiteListing AsShown(SiteListing listing) => listing with
    {
        PropertyType = null,
        Amenities = null,
        Photos = [.. (listing.Photos ?? []).Take(1)],
    };

    public override string PathOf(Site site, SiteListing listing) => $"{listing.Slug}.html";

    protected override SitePage? RenderOwn(SiteView view, string path, IQueryCollection query) =>
        path == RentalsPath ? SitePage.Html(List(view))
        : Find(view, path) is { } listing ? SitePage.Html(Detail(view, listing))
        : null;

    private string List(SiteView view)
    {
        if (view.Listings.Count == 0)
        {
            return Layout(view, "Houses for rent", "<h1>Houses and apartments for rent</h1><p>Sorry, everything is rented at this time.</p>");
        }

        var rows = string.Concat(view.Listings.Select(AsShown).Select(listing => $"""

            <tr><td><a href="{view.Path(PathOf(view.Site, listing))}">{Encode(Street(listing, ", Apt "))}</a></td><td>{Encode(Town(listing))}</td><td>{Encode(listing.Bedrooms is 0 ? "Studio" : $"{listing.Bedrooms}")}</td><td>{(listing.Bathrooms is { } baths ? Number(baths) : "")}</td><td align="right">{Encode(Rent(listing, "Call"))}</td><td>{Encode(Free(listing))}</td></tr>
            """));
        return Layout(view, "Houses for rent", $"""
            <h1>Houses and apartments for rent</h1>
            <p>Click an address to read more. Rents are by the month.</p>
            <table border="1" cellpadding="6" cellspacing="0">
            <tr><th>Address</th><th>Town</th><th>Bedrooms</th><th>Baths</th><th>Rent</th><th>Available</th></tr>{rows}
            </table>
            """);
    }

    private string Detail(SiteView view, SiteListing listing) => Layout(view, Street(listing, ", Apt "), $"""
        <h1>{Encode(Address(listing, ", Apt "))}</h1>
        {(listing.Photos is [var photo, ..] ? $"<p><img src=\"{Encode(view.Photo(photo))}\" alt=\"{Encode(Street(listing, ", Apt "))}\" width=\"480\" height=\"320\"></p>" : "")}
        <p>{Encode(listing.Description)}</p>
        <p>{Encode(Facts(listing))}</p>
        {(listing.Pets is { } pets ? $"<p>Pets: {Encode(pets)}</p>" : "")}
        <p>{(listing.Price is { } price ? $"A deposit of {Money(price)} is due when the lease is signed. " : "")}Call {Encode(view.Site.Phone)} to see it.</p>
        <p><a href="{view.Path(RentalsPath)}">Back to the list</a></p>
        """);

    private static string Facts(SiteListing listing) => string.Join(' ', new[]
    {
        (Beds(listing.Bedrooms, "bedroom", "bedrooms"), Baths(listing.Bathrooms, "bath", "baths")) switch
        {
            (null, null) => null,
            var (beds, baths) => $"{Join(" and ", beds, baths)}.",
        },
        listing.SquareFeet is { } feet ? $"About {Thousands(feet)} square feet." : null,
        $"{Rent(listing, "Call us for the rent", " a month")}.",
        listing.Availability is "waitlist" ? "There is a waitlist for this one."
        : Available(listing, "Available now.", "'Available' MMMM d, yyyy.") is { } free ? free
        : null,
    }.OfType<string>());

    private static string? Free(SiteListing listing) => Available(listing, "Now", "MMMM d, yyyy");
}
