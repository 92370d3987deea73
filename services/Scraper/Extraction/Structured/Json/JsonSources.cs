using System.Text;
using System.Text.Json;

namespace PeteRental.Scraper.Extraction.Structured.Json;

/// <summary>Finds the data that a page carries for its own scripts.</summary>
/// <remarks>
/// <c>&lt;script id="__NEXT_DATA__" type="application/json"&gt;{…}</c>, <c>window.__INITIAL_STATE__ = {…};</c>, <c>var units = [{rent: 1200}]</c>,
/// <c>JSON.parse("[{\"rent\":1200}]")</c>, <c>self.__next_f.push([1,"5:[…]"])</c>, <c>&lt;div data-units='[{"rent":1200}]'&gt;</c>.
/// </remarks>
internal static class JsonSources
{
    private const int MaxSources = 60;
    private const int ShortestLiteral = 24;
    private const int MaxStreamed = 4_000_000;

    /// <summary>The values in order of the page.</summary>
    public static IEnumerable<JsonElement> Of(PageDocument page) => OfScripts(page).Concat(OfAttributes(page)).Take(MaxSources);

    private static IEnumerable<JsonElement> OfScripts(PageDocument page)
    {
        var streamed = new List<string>();
        foreach (var script in page.Scripts)
        {
            if (script.Type.Length == 0)
            {
                foreach (var value in OfCode(script.Text, streamed))
                {
                    yield return value;
                }
            }
            else if (IsJson(script.Type) && LenientJson.Parse(script.Text) is { } value)
            {
                yield return script.Id == "__NUXT_DATA__" ? DevaluedJson.Restore(value) ?? value : value;
            }
        }

        foreach (var value in StreamedRows(string.Concat(streamed)))
        {
            yield return value;
        }
    }

    // JSON-LD is read by its own reader.
    private static bool IsJson(string type) => type.Contains("json", StringComparison.Ordinal) && type != "application/ld+json"
        && !type.Contains("importmap", StringComparison.Ordinal)
        && !type.Contains("speculation", StringComparison.Ordinal);

    private static IEnumerable<JsonElement> OfCode(string code, List<string> streamed)
    {
        if (NuxtState.Read(code) is { } state)
        {
            yield return state;
            yield break;
        }

        // Each attempt may read to the end of the script: what they read together is bounded.
        var left = 3L * code.Length;
        for (var at = 0; at < code.Length && left > 0;)
        {
            at = code.AsSpan(at).IndexOfAny('=', '(') is >= 0 and var next ? at + next + 1 : code.Length;
            var start = SkipSpace(code, at);
            if (start >= code.Length || code[start] is not ('{' or '[' or '"' or '\'' or '`'))
            {
                continue;
            }

            var values = At(code, start, streamed, out var end, out var seen);
            foreach (var value in values)
            {
                yield return value;
            }

            at = end;
            left -= seen - start;
        }
    }

    private static List<JsonElement> At(string code, int start, List<string> streamed, out int end, out int seen)
    {
        if (code[start] is '{' or '[')
        {
            var value = LenientJson.ParseAt(code, start, out end);
            seen = end;
            if (value is null)
            {
                end = start + 1;
                return [];
            }

            if (code[start] == '[' && IsBefore(code, start, "__next_f.push("))
            {
                AddStreamed(value.Value, streamed);
                return [];
            }

            return end - start >= ShortestLiteral ? [value.Value] : [];
        }

        var text = JsLiteral.ReadString(code, start, out end);
        seen = end;
        if (text is null)
        {
            end = start + 1;
            return [];
        }

        text = Decoded(text);
        return text.Length >= ShortestLiteral && text.AsSpan().TrimStart() is ['{' or '[', ..] && LenientJson.Parse(text) is { } parsed
            ? [parsed] : [];
    }

    // decodeURIComponent("%7B%22…") and atob("eyJ…")
    private static string Decoded(string text)
    {
        if (text.StartsWith("%7B", StringComparison.OrdinalIgnoreCase) || text.StartsWith("%5B", StringComparison.OrdinalIgnoreCase))
        {
            return Uri.UnescapeDataString(text);
        }

        var bytes = new byte[text.Length];
        return (text.StartsWith("eyJ", StringComparison.Ordinal) || text.StartsWith("W3si", StringComparison.Ordinal))
            && Convert.TryFromBase64String(text, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : text;
    }

    private static bool IsBefore(string code, int at, string words) => at >= words.Length && string.CompareOrdinal(code, at - words.Length,
        words, 0, words.Length) == 0;

    private static void AddStreamed(JsonElement pushed, List<string> streamed)
    {
        if (pushed.ValueKind == JsonValueKind.Array && pushed.GetArrayLength() == 2 && pushed[1].ValueKind == JsonValueKind.String
            && streamed.Sum(part => part.Length) < MaxStreamed)
        {
            streamed.Add(pushed[1].GetString()!);
        }
    }

    // Rows such as 5:["$","div",null,{"listings":[…]}]
    private static IEnumerable<JsonElement> StreamedRows(string rows)
    {
        foreach (var row in rows.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var start = row.IndexOf(':', StringComparison.Ordinal) + 1;
            if (start > 0 && start < row.Length && row[start] is '[' or '{' && LenientJson.Parse(row[start..]) is { } value)
            {
                yield return value;
            }
        }
    }

    private static int SkipSpace(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at;
    }

    private static IEnumerable<JsonElement> OfAttributes(PageDocument page)
    {
        foreach (var element in page.Html.All)
        {
            foreach (var attribute in element.Attributes)
            {
                if (attribute.Value is { Length: >= 40 } text && text.AsSpan().TrimStart() is ['{' or '[', ..]
                    && !attribute.Name.StartsWith("on", StringComparison.Ordinal) && LenientJson.Parse(text) is { } value)
                {
                    yield return value;
                }
            }
        }
    }
}
