using System.Text.Json;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using PeteRental.Scraper.Extraction.Merging;

namespace PeteRental.Scraper.Extraction.Structured.Schema;

/// <summary>
/// Reads schema.org in microdata and RDFa Lite as the same things that JSON-LD writes.
/// </summary>
/// <remarks>
/// <c>&lt;div itemscope itemtype="https://schema.org/Apartment"&gt;&lt;span itemprop="numberOfBedrooms"&gt;2&lt;/span&gt;…</c>,
/// <c>&lt;div vocab="https://schema.org/" typeof="Apartment"&gt;&lt;span property="numberOfBedrooms"&gt;2&lt;/span&gt;…</c>
/// </remarks>
internal static class Microdata
{
    private const int MaxItems = 2_000;
    private const int MaxText = 10_000;

    /// <summary>The homes.</summary>
    public static IReadOnlyList<FoundHome> Read(PageDocument page)
    {
        var items = Items(page.Html.QuerySelectorAll("[itemscope]"), new Vocabulary("itemscope", "itemtype", "itemprop"));
        var typed = Items(page.Html.QuerySelectorAll("[typeof]"), new Vocabulary("typeof", "typeof", "property"));
        return SchemaHomes.In(page, [.. items.Concat(typed).Select(item => JsonSerializer.SerializeToElement(item))], ReadingMethod.Microdata);
    }

    private static List<JsonObject> Items(IHtmlCollection<IElement> scopes, Vocabulary names)
    {
        var made = new Dictionary<IElement, JsonObject>();
        var tops = new List<JsonObject>();
        foreach (var scope in scopes.Take(MaxItems))
        {
            var item = new JsonObject();
            made[scope] = item;
            if (scope.GetAttribute(names.Type) is { Length: > 0 } types)
            {
                item["@type"] = new JsonArray([.. types.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                    .Select(type => JsonValue.Create(type))]);
            }

            if (!scope.HasAttribute(names.Property))
            {
                tops.Add(item);
            }
        }

        // In order of the page: an item exists before the properties within it.
        foreach (var element in made.Count == 0 ? [] : scopes[0]!.Owner!.QuerySelectorAll($"[{names.Property}]").Take(MaxItems * 10))
        {
            if (ScopeAround(element, made) is { } owner)
            {
                var value = made.TryGetValue(element, out var inner) ? inner : (JsonNode?)ValueOf(element);
                Add(owner, element.GetAttribute(names.Property)!, value, inner is not null);
            }
        }

        return tops;
    }

    private static JsonObject? ScopeAround(IElement element, Dictionary<IElement, JsonObject> made)
    {
        for (var at = element.ParentElement; at is not null; at = at.ParentElement)
        {
            if (made.TryGetValue(at, out var item))
            {
                return item;
            }
        }

        return null;
    }

    private static void Add(JsonObject owner, string properties, JsonNode? value, bool isItem)
    {
        foreach (var name in properties.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(4)
            .Select(name => name.StartsWith("schema:", StringComparison.Ordinal) ? name[7..] : name))
        {
            if (value is null || (isItem && value.Parent is not null))
            {
                continue;
            }

            var own = isItem ? value : value.DeepClone();
            if (owner[name] is JsonArray several)
            {
                several.Add(own);
            }
            else
            {
                owner[name] = new JsonArray(own);
            }
        }
    }

    private static JsonValue? ValueOf(IElement element)
    {
        var attribute = element.HasAttribute("content") ? "content" : element.LocalName switch
        {
            "a" or "link" or "area" => "href",
            "img" or "source" or "iframe" or "embed" => "src",
            "time" => "datetime",
            "data" or "meter" => "value",
            _ => null,
        };
        var value = (attribute is null ? null : element.GetAttribute(attribute)) ?? VisibleText.Of(element, MaxText);

        // <a itemprop="name" href="…"> names the home with its text.
        if (attribute == "href" && element.GetAttribute("itemprop") is { } property
            && !property.Contains("url", StringComparison.OrdinalIgnoreCase) && element.TextContent.Trim().Length > 0
            && !SchemaHref(value))
        {
            value = VisibleText.Of(element, MaxText);
        }

        return value.Trim().Length == 0 ? null : JsonValue.Create(value.Trim());
    }

    private static bool SchemaHref(string value) => value.Contains("schema.org", StringComparison.OrdinalIgnoreCase)
        || value.Contains("goodrelations", StringComparison.OrdinalIgnoreCase);

    private readonly record struct Vocabulary(string Scope, string Type, string Property);
}
