using System.Globalization;
using System.Text.Json;
using PeteRental.Scraper.Extraction;

namespace PeteRental.Scraper.Llm;

/// <summary>
/// Reads what the model answered, and believes of it what the page says: a home without an address or a rent that literally stand there is
/// dropped, and a field that does not is unknown.
/// </summary>
internal static class LlmAnswer
{
    private const int MostListings = 200;

    /// <summary>Never as sure as what rules read.</summary>
    private const double Confidence = 0.5;

    private static readonly HashSet<string> Types = ["apartment", "house", "townhouse", "condo", "duplex", "mobile_home", "room", "loft"];

    /// <summary>The homes; null when it is no JSON of the schema.</summary>
    public static IReadOnlyList<ExtractedListing>? Read(string answer, string page)
    {
        try
        {
            using var document = JsonDocument.Parse(WithoutFence(answer), new JsonDocumentOptions { MaxDepth = 16 });
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("listings", out var listings) || listings.ValueKind != JsonValueKind.Array)
            {
                return null;
            }

            var words = new PageWords(page);
            return [.. listings.EnumerateArray().Take(MostListings).Where(item => item.ValueKind == JsonValueKind.Object)
                .Select(item => ReadOne(item, words)).OfType<ExtractedListing>()];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ExtractedListing? ReadOne(JsonElement item, PageWords words)
    {
        var address = Words(item, "property_address", words, 200);
        var price = Number(item, "price", words, 200, 30_000);
        if (address is null || (price is null && IsGiven(item, "price")))
        {
            return null;
        }

        return new ExtractedListing
        {
            PropertyAddress = address,
            Unit = Words(item, "unit", words, 20),
            City = Words(item, "city", words, 60),
            State = Words(item, "state", words, 2),
            PostalCode = Words(item, "postal_code", words, 10),
            Price = price,
            PriceMax = Number(item, "price_max", words, price?.Value + 0.01m ?? 200, 30_000),
            Bedrooms = Number(item, "bedrooms", words, 0, 20) ?? StudioOf(item, words),
            Bathrooms = Number(item, "bathrooms", words, 0.5m, 20),
            SquareFeet = Number(item, "square_feet", words, 50, 20_000) is { } area ? Sure((int)area.Value) : null,
            PropertyType = Text(item, "property_type") is { } type && Types.Contains(type) ? Sure(type) : null,
            Availability = AvailabilityOf(item, words),
            Pets = Words(item, "pets", words, 300),
            Description = Words(item, "description", words, 4_000),
        };
    }

    private static Reading<Availability>? AvailabilityOf(JsonElement item, PageWords words) => Text(item, "availability") switch
    {
        "now" when words.Has("now") || words.Has("immediately") || words.Has("available") || words.Has("today") => Sure(new Availability("now", null)),
        "waitlist" when words.Has("waitlist") || words.Has("waiting list") || words.Has("wait list") => Sure(new Availability("waitlist", null)),
        "date" when DateOnly.TryParseExact(Text(item, "available_date"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && words.Has(day) =>
            Sure(new Availability("date", day)),
        _ => null,
    };

    private static Reading<decimal>? StudioOf(JsonElement item, PageWords words) =>
        item.TryGetProperty("bedrooms", out var bedrooms) && bedrooms.ValueKind == JsonValueKind.Number && bedrooms.TryGetDecimal(out var count) && count == 0
        && (words.Has("studio") || words.Has("efficiency") || words.Has("bachelor"))
            ? Sure(0m)
            : null;

    private static Reading<string>? Words(JsonElement item, string name, PageWords words, int most) =>
        Text(item, name)?.Trim() is { Length: > 0 } text && text.Length <= most && words.Has(text) ? Sure(text) : null;

    private static Reading<decimal>? Number(JsonElement item, string name, PageWords words, decimal least, decimal most) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number)
        && number >= least && number <= most && words.Has(number)
            ? Sure(number)
            : null;

    private static bool IsGiven(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static Reading<T> Sure<T>(T value) => new(value, ReadingMethod.Llm, Confidence);

    // Some models put their JSON between ``` although they are asked for nothing else.
    private static string WithoutFence(string answer)
    {
        var (start, end) = (answer.IndexOf('{', StringComparison.Ordinal), answer.LastIndexOf('}'));
        return start >= 0 && end > start ? answer[start..(end + 1)] : answer;
    }
}
