using System.Text;
using System.Text.Json;

namespace PeteRental.Scraper.Tests;

/// <summary>A home of a made-up site.</summary>
public sealed record TestHome(string Street, string? Unit = null, decimal? Price = 1200, int? Beds = 2, decimal? Baths = 1, int? SquareFeet = 800, string? Url = null, string Available = "2027-04-01");

/// <summary>Pages that say what they mean in schema.org's words: tests of crawling are not about reading words.</summary>
public static class TestPages
{
    /// <summary>A list of homes.</summary>
    public static string List(IEnumerable<TestHome> homes, string links = "") => Page(
        "Available rentals",
        $"""<script type="application/ld+json">{JsonSerializer.Serialize(new { @context = "https://schema.org", graph = homes.Select(Thing).ToArray() }).Replace("\"graph\"", "\"@graph\"").Replace("\"context\"", "\"@context\"")}</script>""",
        $"<h1>Available rentals</h1>{Cards(homes)}{links}");

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

    private static string Cards(IEnumerable<TestHome> homes)
    {
        var cards = new StringBuilder();
        foreach (var home in homes)
        {
            var title = home.Unit is null ? home.Street : $"{home.Street}, Unit {home.Unit}";
            cards.Append($"""<div class="listing"><h3>{(home.Url is null ? title : $"<a href=\"{home.Url}\">{title}</a>")}</h3><p>Fairhaven, IL 60651</p>""");
            cards.Append(home.Price is null ? "" : $"<p>${home.Price:N0}/mo</p>").Append(home.Beds is null ? "" : $"<p>{home.Beds} bd</p>");
            cards.Append(home.Baths is null ? "" : $"<p>{home.Baths} ba</p>").Append(home.SquareFeet is null ? "" : $"<p>{home.SquareFeet} sq. ft.</p>")
                .Append($"<p>Available {home.Available}</p><p class=\"description\">{Words}</p></div>");
        }

        return cards.ToString();
    }
}
