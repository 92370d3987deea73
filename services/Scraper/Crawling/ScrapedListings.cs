using PeteRental.Contracts.Events;
using PeteRental.Scraper.Extraction;

namespace PeteRental.Scraper.Crawling;

/// <summary>Makes of what was read what is published: bounded, clean, with evidence for each field.</summary>
internal static class ScrapedListings
{
    private const int MostDescription = 4_000;
    private const int MostPhotos = 40;
    private const int MostAmenities = 60;
    private const int MostUrl = 2_048;

    private static readonly HashSet<string> Types = ["apartment", "house", "townhouse", "condo", "duplex", "mobile_home", "room", "loft"];

    /// <summary>A home as an event tells of it.</summary>
    public static ScrapedListing Of(Home home)
    {
        var read = home.Listing;
        var evidence = new List<FieldEvidence>();
        var price = Value(read.Price, "price", value => value is > 0 and <= 1_000_000);
        return new ScrapedListing(
            Text(read.Url, "url") ?? home.FoundOn.AbsoluteUri,
            Words(read.PropertyAddress, "property_address", 200),
            Words(read.Unit, "unit", 40),
            Words(read.City, "city", 100),
            Words(read.State, "state", 2)?.ToUpperInvariant(),
            Words(read.PostalCode, "postal_code", 10),
            price,
            price is null ? null : Value(read.PriceMax, "price_max", value => value > price && value <= 1_000_000),
            Value(read.Bedrooms, "bedrooms", value => value is >= 0 and <= 50),
            Value(read.Bathrooms is { } baths ? baths with { Value = Math.Round(baths.Value * 2, MidpointRounding.AwayFromZero) / 2 } : null, "bathrooms", value => value is >= 0 and <= 50),
            Value(read.SquareFeet, "square_feet", value => value is > 0 and <= 1_000_000),
            read.PropertyType is { } type && Types.Contains(type.Value) ? Words(type, "property_type", 20) : null,
            read.Availability is { Value: { Kind: "date", Date: not null } } dated ? Seen(dated, "available_date", dated.Value.Date) : null,
            KindOf(read.Availability),
            Words(read.Pets, "pets", 500),
            Words(read.Description, "description", MostDescription),
            Many(read.Amenities, "amenities", names => names.Select(name => Clean(name, 200)).Where(name => name.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).Take(MostAmenities)),
            Many(read.Photos, "photos", photos => photos.Select(photo => photo.AbsoluteUri).Where(IsWebAddress).Distinct(StringComparer.Ordinal).Take(MostPhotos)),
            evidence);

        string KindOf(Reading<Availability>? availability) =>
            availability is { Value: { Kind: "now" or "waitlist" } or { Kind: "date", Date: not null } } ? Seen(availability, "availability", availability.Value.Kind)! : "unknown";

        string? Text(Reading<Uri>? reading, string field) =>
            reading is not null && IsWebAddress(reading.Value.AbsoluteUri) ? Seen(reading, field, reading.Value.AbsoluteUri) : null;

        string? Words(Reading<string>? reading, string field, int most) =>
            reading is not null && Clean(reading.Value, most) is { Length: > 0 } clean ? Seen(reading, field, clean) : null;

        T? Value<T>(Reading<T>? reading, string field, Func<T, bool> isSound)
            where T : struct =>
            reading is not null && isSound(reading.Value) ? Seen(reading, field, (T?)reading.Value) : null;

        IReadOnlyList<string> Many<T>(Reading<T>? reading, string field, Func<T, IEnumerable<string>> select) =>
            reading is not null && select(reading.Value).ToArray() is { Length: > 0 } some ? Seen(reading, field, some)! : [];

        TResult Seen<T, TResult>(Reading<T> reading, string field, TResult value)
        {
            evidence.Add(new FieldEvidence(field, MethodName(reading.Method), Math.Round(Math.Clamp(reading.Confidence, 0, 1), 3)));
            return value;
        }
    }

    /// <summary>How most homes were read, by the field that makes them homes.</summary>
    public static string MethodOf(IReadOnlyList<Home> homes) => homes
        .Select(home => home.Listing.PropertyAddress?.Method ?? home.Listing.Price?.Method ?? home.Listing.Bedrooms?.Method)
        .OfType<ReadingMethod>().GroupBy(method => method).OrderByDescending(group => group.Count()).ThenBy(group => group.Key)
        .Select(group => MethodName(group.Key)).FirstOrDefault("none");

    private static string MethodName(ReadingMethod method) => method switch
    {
        ReadingMethod.Feed => "feed",
        ReadingMethod.EmbeddedJson => "embedded_json",
        ReadingMethod.JsonLd => "json_ld",
        ReadingMethod.Platform => "platform",
        ReadingMethod.Microdata => "microdata",
        ReadingMethod.Pattern => "pattern",
        ReadingMethod.Text => "text",
        ReadingMethod.Llm => "llm",
    };

    private static bool IsWebAddress(string url) =>
        url.Length <= MostUrl && (url.StartsWith("https://", StringComparison.Ordinal) || url.StartsWith("http://", StringComparison.Ordinal));

    // Neither a database's text nor JSON takes all that a page may hold: no control characters but line breaks, no half of a surrogate pair.
    private static string Clean(string text, int most)
    {
        var clean = string.Concat(text.EnumerateRunes().Where(rune => rune.Value is '\n' or '\t' || !System.Text.Rune.IsControl(rune)).Select(rune => rune.ToString())).Trim();
        if (clean.Length <= most)
        {
            return clean;
        }

        return clean[..(char.IsHighSurrogate(clean[most - 1]) ? most - 1 : most)].TrimEnd();
    }
}
