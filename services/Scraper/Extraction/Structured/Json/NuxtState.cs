using System.Text.Json;
using System.Text.RegularExpressions;

namespace PeteRental.Scraper.Extraction.Structured.Json;

/// <summary>The state that Nuxt 2 writes as a function of the values that occur more than once.</summary>
/// <remarks><c>window.__NUXT__=(function(a,b){return {data:[{units:[{rent:a,city:b}]}]}}(1200,"Springfield"));</c></remarks>
internal static partial class NuxtState
{
    /// <summary>The state with the values in place; null when the script has none.</summary>
    public static JsonElement? Read(string code)
    {
        if (!code.Contains("__NUXT__", StringComparison.Ordinal) || Head().Match(code) is not { Success: true } head)
        {
            return null;
        }

        var start = head.Index + head.Length - 1;
        LenientJson.ParseAt(code, start, out var end);
        var call = code.IndexOf('(', end);
        if (call < 0 || LenientJson.Parse(JsLiteral.ReadArguments(code, call)) is not { } values)
        {
            return null;
        }

        var names = head.Groups["names"].Value.Split(',', StringSplitOptions.TrimEntries)
            .Zip(values.EnumerateArray(), (name, value) => (name, value))
            .DistinctBy(pair => pair.name)
            .ToDictionary(pair => pair.name, pair => pair.value.GetRawText(), StringComparer.Ordinal);
        return LenientJson.ParseAt(code, start, out _, names);
    }

    [GeneratedRegex(@"__NUXT__\s*=\s*\(?function\((?<names>[\w$, ]*)\)\s*\{\s*return\s*\{", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Head();
}
