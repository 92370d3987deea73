using System.Text.Json;
using System.Text.Json.Nodes;

namespace PeteRental.Scraper.Extraction.Structured.Json;

/// <summary>Nuxt 3 writes its state as one array in which objects and arrays name their members by position.</summary>
/// <remarks><c>[["Reactive",1],{"units":2},[3],{"rent":4,"city":5},1200,"Springfield"]</c></remarks>
internal static class DevaluedJson
{
    private const int MaxDepth = 24;
    private const int MaxNodes = 60_000;

    /// <summary>The state with the values in place; null when it is not written so.</summary>
    public static JsonElement? Restore(JsonElement values)
    {
        if (values.ValueKind != JsonValueKind.Array || values.GetArrayLength() < 2)
        {
            return null;
        }

        var nodes = 0;
        var all = values.EnumerateArray().ToArray();
        return Node(all, 0, 0, ref nodes) is { } root ? JsonSerializer.SerializeToElement(root) : null;
    }

    private static JsonNode? Node(JsonElement[] all, int index, int depth, ref int nodes)
    {
        if (index < 0 || index >= all.Length || depth > MaxDepth || ++nodes > MaxNodes)
        {
            return null;
        }

        var value = all[index];
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new JsonObject();
                foreach (var member in value.EnumerateObject())
                {
                    members[member.Name] = Position(member.Value) is { } at ? Node(all, at, depth + 1, ref nodes) : null;
                }

                return members;
            case JsonValueKind.Array:
                return Items(all, value, depth, ref nodes);
            default:
                return JsonSerializer.SerializeToNode(value);
        }
    }

    private static JsonNode? Items(JsonElement[] all, JsonElement value, int depth, ref int nodes)
    {
        var items = value.EnumerateArray().ToArray();
        if (items is [{ ValueKind: JsonValueKind.String }, ..])
        {
            // ["Reactive", 1], ["Ref", 1], ["Date", "2026-08-01T00:00:00Z"]
            return items.Length < 2 ? null : Position(items[1]) is { } wrapped ? Node(all, wrapped, depth + 1, ref nodes)
                : JsonSerializer.SerializeToNode(items[1]);
        }

        var list = new JsonArray();
        foreach (var item in items)
        {
            list.Add(Position(item) is { } at ? Node(all, at, depth + 1, ref nodes) : null);
        }

        return list;
    }

    private static int? Position(JsonElement element) => element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var at) ? at : null;
}
