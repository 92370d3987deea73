using PeteRental.Scraper.Extraction;

namespace PeteRental.Scraper.Tests.Extraction;

/// <summary>Pages in tests: short, on one site, on one day.</summary>
internal static class ReadPage
{
    public static readonly Uri Url = new("https://birchwood.test/rentals");

    public static readonly DateOnly Today = new(2026, 11, 21);

    public static PageExtraction Extract(string html, string? url = null) => ListingExtractor.Extract(html, url is null ? Url : new Uri(url), Today);

    /// <summary>The only home of a page with such a body.</summary>
    public static ExtractedListing OnlyHome(string body, string? url = null) => Assert.Single(Extract($"<!doctype html><html><body>{body}</body></html>", url).Listings);

    /// <summary>A page with a script of a type.</summary>
    public static PageExtraction WithScript(string type, string text) => Extract($"<!doctype html><html><body><h1>Homes</h1><script type=\"{type}\">{text}</script></body></html>");

    /// <summary>What is known of a home, in short: street #unit, city state zip | price-max | beds/baths | area | availability.</summary>
    public static string Summary(ExtractedListing home) =>
        FormattableString.Invariant($"{home.PropertyAddress?.Value}{(home.Unit is null ? "" : " #" + home.Unit.Value)}, {home.City?.Value} {home.State?.Value} {home.PostalCode?.Value} | ")
        + FormattableString.Invariant($"{home.Price?.Value}{(home.PriceMax is null ? "" : "-")}{home.PriceMax?.Value} | {home.Bedrooms?.Value}/{home.Bathrooms?.Value} | {home.SquareFeet?.Value} | ")
        + (home.Availability?.Value is { } availability ? availability.Date?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? availability.Kind : "");
}
