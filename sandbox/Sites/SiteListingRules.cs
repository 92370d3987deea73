namespace PeteRental.Sandbox.Sites;

/// <summary>What a site can be made to list.</summary>
internal static class SiteListingRules
{
    private const int MostListings = 5_000;
    private const int LongestText = 300;
    private const int LongestDescription = 10_000;

    private static readonly string[] Availabilities = ["now", "date", "waitlist", "unknown"];

    /// <summary>What is wrong with these, by field such as <c>listings[2].price</c>.</summary>
    public static Invalid Check(IReadOnlyList<SiteListing>? listings)
    {
        var invalid = new Invalid().When(listings is not { Count: <= MostListings }, "listings", $"A list of at most {MostListings} homes; an empty one for none.");
        if (invalid.Any)
        {
            return invalid;
        }

        var seen = new HashSet<string>();
        foreach (var (index, listing) in listings!.Index())
        {
            var at = $"listings[{index}]";
            if (listing is null)
            {
                invalid.When(true, at, "A home, not null.");
                continue;
            }

            CheckTexts(invalid, at, listing);
            CheckFigures(invalid, at, listing);
            invalid.When(!seen.Add(listing.Identity), $"{at}.property_address", "The same address and unit is there before.");
        }

        return invalid;
    }

    /// <summary>With its availability, where only the date was given.</summary>
    public static SiteListing Complete(SiteListing listing) => listing with
    {
        Availability = listing.Availability ?? (listing.AvailableDate is null ? "unknown" : "date"),
    };

    private static void CheckTexts(Invalid invalid, string at, SiteListing listing)
    {
        invalid
            .When(listing.PropertyAddress is null || listing.Slug.Length is 0 or > 90, $"{at}.property_address", "Number and street, with its unit at most 90 characters.")
            .When(listing.Description is { Length: 0 or > LongestDescription }, $"{at}.description", $"From 1 to {LongestDescription} characters.")
            .When(listing.Amenities?.All(IsText) is false, $"{at}.amenities", $"Each from 1 to {LongestText} characters.")
            .When(listing.Photos?.All(IsPhoto) is false, $"{at}.photos", "Each an http or https address, or images/NAME.png of lower-case letters, digits and -.");
        foreach (var (name, text) in new[]
        {
            ("unit", listing.Unit), ("city", listing.City), ("state", listing.State), ("postal_code", listing.PostalCode),
            ("property_type", listing.PropertyType), ("pets", listing.Pets),
        })
        {
            invalid.When(text is not null && !IsText(text), $"{at}.{name}", $"From 1 to {LongestText} characters, or null.");
        }
    }

    private static void CheckFigures(Invalid invalid, string at, SiteListing listing) => invalid
        .When(listing.Price is < 1 or > 1_000_000, $"{at}.price", "From 1 to 1000000, or null.")
        .When(listing.PriceMax is { } max && !(max >= listing.Price), $"{at}.price_max", "At least price, which it needs.")
        .When(listing.Bedrooms is < 0 or > 20, $"{at}.bedrooms", "From 0, a studio, to 20.")
        .When(listing.Bathrooms is < 0 or > 20 || listing.Bathrooms * 2 % 1 is not (null or 0), $"{at}.bathrooms", "From 0 to 20, in halves.")
        .When(listing.SquareFeet is < 1 or > 100_000, $"{at}.square_feet", "From 1 to 100000.")
        .When(listing.Availability is not null && !Availabilities.Contains(listing.Availability), $"{at}.availability", "One of now, date, waitlist, unknown.")
        .When(
            listing.Availability is not null && listing.Availability == "date" != listing.AvailableDate.HasValue,
            $"{at}.available_date", "Goes with availability date, and only with it.");

    private static bool IsText(string? text) => text is { Length: > 0 and <= LongestText } && !string.IsNullOrWhiteSpace(text);

    private static bool IsPhoto(string? photo) => photo is { Length: <= 2_000 }
        && (Uri.TryCreate(photo, UriKind.Absolute, out var uri) ? uri.Scheme is "http" or "https" : photo.StartsWith("images/", StringComparison.Ordinal));
}
