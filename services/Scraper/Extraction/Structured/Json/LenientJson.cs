using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PeteRental.Scraper.Extraction.Structured.Json;

/// <summary>JSON as pages have it: in comments or CDATA, with entities, with commas too many and brackets too few.</summary>
internal static partial class LenientJson
{
    private static readonly JsonDocumentOptions Options =
        new() { MaxDepth = 64, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>The value; null when the text has none.</summary>
    public static JsonElement? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        // An escape of half a character is valid JSON that nobody can read as text; the loose way mends it.
        return SurrogateEscape().IsMatch(text) ? Loose(text) : Strict(text) ?? Loose(text);
    }

    /// <summary>The literal at a place of a script as JSON.</summary>
    public static JsonElement? ParseAt(string text, int start, out int end, IReadOnlyDictionary<string, string>? names = null) =>
        JsLiteral.Read(text, start, out end, names) is { } json ? Strict(json) : null;

    private static JsonElement? Loose(string text)
    {
        var start = text.AsSpan().IndexOfAny('{', '[');
        if (start < 0)
        {
            return null;
        }

        if (ParseAt(text, start, out _) is { } loose)
        {
            return loose;
        }

        var decoded = text.Contains("&quot;", StringComparison.Ordinal) || text.Contains("&#34;", StringComparison.Ordinal)
            ? WebUtility.HtmlDecode(text) : null;
        return decoded is null || decoded.AsSpan().IndexOfAny('{', '[') is not (>= 0 and var at) ? null : ParseAt(decoded, at, out _);
    }

    private static JsonElement? Strict(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Options);
            return document.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? document.RootElement.Clone() : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or ArgumentException)
        {
            // Broken JSON is common on pages and says nothing about the page's other data.
            return null;
        }
    }

    [GeneratedRegex(@"\\u[dD][89a-fA-F]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SurrogateEscape();
}
