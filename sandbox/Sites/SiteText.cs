using System.Globalization;
using System.Text.Encodings.Web;

namespace PeteRental.Sandbox.Sites;

/// <summary>How property websites write things.</summary>
internal static class SiteText
{
    private static readonly CultureInfo English = CultureInfo.InvariantCulture;

    /// <summary>For text and attributes of HTML.</summary>
    public static string Encode(string? text) => HtmlEncoder.Default.Encode(text ?? "");

    /// <summary>$1,695, with cents where there are any.</summary>
    public static string Money(decimal amount) => "$" + amount.ToString(amount == decimal.Truncate(amount) ? "#,0" : "#,0.00", English);

    /// <summary>$1,500 - $1,700, or what stands for an unknown rent.</summary>
    public static string Rent(SiteListing listing, string unknown = "Call for rent", string suffix = "") => (listing.Price, listing.PriceMax) switch
    {
        (null, _) => unknown,
        ({ } price, null) => Money(price) + suffix,
        ({ } price, { } max) => $"{Money(price)} - {Money(max)}{suffix}",
    };

    /// <summary>1.5, or 2 without a point.</summary>
    public static string Number(decimal value) => value.ToString("0.##", English);

    /// <summary>1,480.</summary>
    public static string Thousands(int value) => value.ToString("#,0", English);

    /// <summary>By a pattern, in English.</summary>
    public static string Date(DateOnly date, string pattern) => date.ToString(pattern, English);

    /// <summary>When a home is free, in the site's words; null when it does not say.</summary>
    public static string? Available(SiteListing listing, string now, string pattern, string waitlist = "Waitlist") => listing switch
    {
        { AvailableDate: { } date } => Date(date, pattern),
        { Availability: "now" } => now,
        { Availability: "waitlist" } => waitlist,
        _ => null,
    };

    /// <summary>Studio, 1 bed, 2 beds.</summary>
    public static string? Beds(int? bedrooms, string one, string many) => bedrooms switch
    {
        null => null,
        0 => "Studio",
        1 => $"1 {one}",
        { } count => $"{count} {many}",
    };

    /// <summary>1 bath, 1.5 baths.</summary>
    public static string? Baths(decimal? bathrooms, string one, string many) => bathrooms switch
    {
        null => null,
        1 => $"1 {one}",
        { } count => $"{Number(count)} {many}",
    };

    /// <summary>Fairhaven, IL 60651, of which any part may be missing.</summary>
    public static string Town(SiteListing listing)
    {
        var region = string.Join(' ', new[] { listing.State, listing.PostalCode }.Where(part => part is not null));
        return string.Join(", ", new[] { listing.City, region.Length == 0 ? null : region }.Where(part => part is not null));
    }

    /// <summary>412 Alder Street, Unit 3B, Fairhaven, IL 60651; <paramref name="beforeUnit"/> stands between street and unit.</summary>
    public static string Address(SiteListing listing, string beforeUnit = ", Unit ") =>
        string.Join(", ", new[] { Street(listing, beforeUnit), Town(listing) }.Where(part => part.Length > 0));

    /// <summary>412 Alder Street, Unit 3B.</summary>
    public static string Street(SiteListing listing, string beforeUnit = ", Unit ") =>
        listing.Unit is null ? listing.PropertyAddress! : listing.PropertyAddress + beforeUnit + listing.Unit;

    /// <summary>With a capital letter at its beginning.</summary>
    public static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>Each as an item of a list.</summary>
    public static string Items(IEnumerable<string> texts) => string.Concat(texts.Select(text => $"<li>{Encode(text)}</li>"));

    /// <summary>The parts that there are.</summary>
    public static string Join(string separator, params string?[] parts) => string.Join(separator, parts.Where(part => part is not null));
}
