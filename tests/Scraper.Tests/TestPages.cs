using System.Globalization;
using System.Text.Json;

namespace PeteRental.Scraper.Tests;

/// <summary>A home of a made-up site.</summary>
public sealed record TestHome(string Street, string? Unit = null, decimal? Price = 1200, int? Beds = 2, decimal? Baths = 1, int? SquareFeet = 800, string? Url = null, string Available = "2027-04-01");

/// <summary>Pages that say what they mean in schema.org's words: tests of crawling are not about reading words.</summary>
public static class TestPages
{
    /// <summary>A list of homes.</summary>
    public static string List(IEnumerable<TestHome> homes, string links = "")
    {
        var things = new Dictionary<string, object> { ["@context"] = "https://schema.org", ["@graph"] = homes.Select(Thing).ToArray() };
        return Page(
            "Available rentals",
            $"""<script type="application/ld+json">{JsonSerializer.Serialize(things)}</script>""",
            $"<h1>Available rentals</h1>{Cards(homes)}{links}");
    }

    /// <summary>The page of one home.</summary>
    public static string Detail(TestHome home) => Page(
        home.Street,
        $"""<script type="application/ld+json">{JsonSerializer.Serialize(Thing(home))}</script>""",
        $"<h1>{home.Street}</h1>{Cards([home])}");

    /// <summary>A page with whatever it has.</summary>
    public static string Page(string title, string head, string body) =>
        $"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body><main>{body}</main></body></html>";

    /// <summary>Links to the next part of a list.</summary>
    public static string Next(string href) => $"""<nav class="pagination"><a rel="next" class="next" href="{href}">Next »</a></nav>""";

    /// <summary>Different homes, counted from <paramref name="first"/>.</summary>
    public static IReadOnlyList<TestHome> Homes(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(n => new TestHome($"{100 + (2 * n)} Alder Street", Price: 1000 + n, Url: $"/homes/{n}"))];

    private const string Words = "A bright and quiet home with large windows, a new kitchen and a garden behind the house, close to shops and the park.";

    private static Dictionary<string, object?> Thing(TestHome home) => new()
    {
        ["@context"] = "https://schema.org",
        ["@type"] = "Apartment",
        ["name"] = home.Unit is null ? home.Street : $"{home.Street}, Unit {home.Unit}",
        ["url"] = home.Url,
        ["description"] = Words,
        ["address"] = new Dictionary<string, object?>
        {
            ["@type"] = "PostalAddress",
            ["streetAddress"] = home.Unit is null ? home.Street : $"{home.Street}, Unit {home.Unit}",
            ["addressLocality"] = "Fairhaven",
            ["addressRegion"] = "IL",
            ["postalCode"] = "60651",
        },
        ["numberOfBedrooms"] = home.Beds,
        ["numberOfBathroomsTotal"] = home.Baths,
        ["floorSize"] = home.SquareFeet is { } area ? new Dictionary<string, object?> { ["@type"] = "QuantitativeValue", ["value"] = area, ["unitCode"] = "FTK" } : null,
        ["offers"] = home.Price is { } price
            ? new Dictionary<string, object?>
            {
                ["@type"] = "Offer",
                ["price"] = price,
                ["priceCurrency"] = "USD",
                ["businessFunction"] = "http://purl.org/goodrelations/v1#LeaseOut",
                ["availabilityStarts"] = home.Available,
            }
            : null,
    };

    private static string Cards(IEnumerable<TestHome> homes) => string.Concat(homes.Select(home =>
    {
        var title = home.Unit is null ? home.Street : $"{home.Street}, Unit {home.Unit}";
        string?[] facts =
        [
            "Fairhaven, IL 60651",
            home.Price is { } price ? string.Create(CultureInfo.InvariantCulture, $"${price:N0}/mo") : null,
            home.Beds is { } beds ? $"{beds} bd" : null,
            home.Baths is { } baths ? string.Create(CultureInfo.InvariantCulture, $"{baths} ba") : null,
            home.SquareFeet is { } area ? $"{area} sq. ft." : null,
            $"Available {home.Available}",
            Words,
        ];
        var heading = home.Url is null ? title : $"<a href=\"{home.Url}\">{title}</a>";
        return $"<div class=\"listing\"><h3>{heading}</h3>{string.Concat(facts.OfType<string>().Select(fact => $"<p>{fact}</p>"))}</div>";
    }));
}
