using System.Text.Json;
using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Extraction.Structured.Json;

/// <summary>
/// Names of one letter, which data for maps has to be short: <c>{"a":"12 Oak St","c":"Reno","s":"NV","z":"89501","p":1450,"bd":2}</c>. They say nothing by
/// themselves; what they hold does, where one of them holds a street.
/// </summary>
internal static class BriefKeys
{
    private const int LeastRent = 200;
    private const int MostRent = 30_000;

    /// <summary>Whether the object has such names.</summary>
    public static bool Has(JsonElement value) =>
        value.EnumerateObject().Count(member => member.Name.Length == 1) >= 3
        && value.EnumerateObject().Any(member => member.Name.Length == 1 && TextOf(member.Value) is { Length: > 6 and < 120 } text && AddressReader.Read(text) is not null);

    /// <summary>What a name means in an object that has such names.</summary>
    public static KeyMeaning Of(string name, JsonElement value) => (name, TextOf(value)) switch
    {
        ("a", { Length: > 6 } text) when AddressReader.Read(text) is not null => KeyMeaning.FullAddress,
        ("c", { Length: > 2 }) => KeyMeaning.City,
        ("s", { } text) when States.Code(text.Trim()) is not null => KeyMeaning.State,
        ("z", { Length: >= 5 }) => KeyMeaning.PostalCode,
        ("u", { Length: > 0 }) => KeyMeaning.Unit,
        ("p" or "r", _) when value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var rent) && rent is >= LeastRent and <= MostRent => KeyMeaning.Rent,
        ("av", _) => KeyMeaning.Available,
        _ => KeyMeaning.None,
    };

    private static string? TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
