using System.Text.Json;

namespace PeteRental.Scraper.Extraction.Structured.Json;

/// <summary>Values of JSON as readers want them.</summary>
internal static class JsonValues
{
    private static readonly string[] PhotoKeys =
        ["original_image_url", "original", "full", "large", "xlarge", "url", "src", "source_url", "href", "imageUrl", "image_url",
            "photoUrl", "photo_url", "contentUrl", "imageURL", "uri", "medium", "image", "path", "file", "sizes", "attributes", "data"];

    /// <summary>A text or a number as text.</summary>
    public static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.Array when value.GetArrayLength() == 1 => Text(value[0]),
        _ => null,
    };

    /// <summary>A number, also when it is written as a text.</summary>
    public static decimal? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetDecimal(out var number) ? number : null,
        JsonValueKind.String => PlainNumber.Of(value.GetString()),
        _ => null,
    };

    /// <summary>A yes or no in any of its forms.</summary>
    public static bool? Truth(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.GetRawText() switch { "1" => true, "0" => false, _ => null },
        JsonValueKind.String => value.GetString()?.Trim().ToLowerInvariant() switch
        {
            "true" or "yes" or "y" or "1" => true,
            "false"
            or "no" or "n" or "0" => false,
            _ => null
        },
        _ => null,
    };

    /// <summary>Names in a list: texts, objects with a name, or one text with commas.</summary>
    public static IEnumerable<string> Names(JsonElement value, int depth = 0)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return MarkupText.Of(value.GetString()).Split([',', ';', '\n', '•', '|'],
                    StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            case JsonValueKind.Array when depth < 3:
                return value.EnumerateArray().SelectMany(item => item.ValueKind == JsonValueKind.String
                    ? [MarkupText.OnOneLine(item.GetString())] : Names(item, depth + 1));
            case JsonValueKind.Object when depth < 3:
                return NameOf(value) is { } name ? [name] : value.EnumerateObject()
                    .SelectMany(member => member.Value.ValueKind == JsonValueKind.True ? [member.Name]
                    : member.Value.ValueKind is JsonValueKind.Array ? Names(member.Value, depth + 1) : []);
            default:
                return [];
        }
    }

    /// <summary>Addresses of pictures in a list, in objects with several sizes, or in one text with commas.</summary>
    public static IEnumerable<string> Photos(JsonElement value, int depth = 0)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return PhotosIn(value.GetString()!, depth);
            case JsonValueKind.Array when depth < 4:
                return value.EnumerateArray().Take(100).SelectMany(item => Photos(item, depth + 1));
            case JsonValueKind.Object when depth < 4:
                return PhotoKeys.Select(key => value.TryGetProperty(key, out var photo) ? Photos(photo, depth + 1).FirstOrDefault() : null)
                    .FirstOrDefault(photo => photo is not null) is { } best ? [best] : [];
            default:
                return [];
        }
    }

    private static IEnumerable<string> PhotosIn(string text, int depth)
    {
        if (text.AsSpan().TrimStart() is ['[' or '{', ..] && depth < 3 && LenientJson.Parse(text) is { } inner)
        {
            return Photos(inner, depth + 1);
        }

        return text.Split([',', ' ', '|'],
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 1 } several && several.All(IsAddress)
            ? several
            : IsAddress(text) ? [text] : [];
    }

    private static bool IsAddress(string text) => text.Length > 4 && (text.StartsWith("http", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith('/') || (text.Contains('/', StringComparison.Ordinal) && text.Contains('.', StringComparison.Ordinal))
        || text.EndsWith(".jpg", StringComparison.OrdinalIgnoreCase));

    private static string? NameOf(JsonElement value)
    {
        if (value.TryGetProperty("value", out var has) && Truth(has.ValueKind == JsonValueKind.Array && has.GetArrayLength() == 1 ? has[0]
            : has) is false)
        {
            return "";
        }

        foreach (var key in (ReadOnlySpan<string>)["name", "label", "title", "text", "amenity", "description", "displayName", "Name", "AmenityName"])
        {
            if (value.TryGetProperty(key, out var name) && name.ValueKind is JsonValueKind.String or JsonValueKind.Array && Text(name) is { } text)
            {
                return MarkupText.OnOneLine(text);
            }
        }

        return null;
    }
}
