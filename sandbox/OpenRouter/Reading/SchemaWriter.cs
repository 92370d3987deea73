using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PeteRental.Sandbox.OpenRouter.Reading;

/// <summary>
/// Writes what was read as a document that is valid for the schema, whatever that is. A list of objects with an address holds all homes;
/// what was not read is null, or where null is not allowed the emptiest value that is.
/// </summary>
internal sealed class SchemaWriter
{
    private const int DeepestNesting = 24;

    private readonly JsonObject _root;
    private readonly IReadOnlyList<Home> _homes;

    private SchemaWriter(JsonObject root, IReadOnlyList<Home> homes) => (_root, _homes) = (root, homes);

    public static string Write(JsonObject schema, IReadOnlyList<Home> homes) =>
        new SchemaWriter(schema, homes).Write(schema, new Place("", null, homes.Count > 0 ? homes[0] : null, 0))?.ToJsonString(JsonSerializerOptions.Web) ?? "null";

    /// <summary>Where in the document: the property, the field that it means, and the home that is being written.</summary>
    private readonly record struct Place(string Name, string? Field, Home? Home, int Depth)
    {
        public string? Value => Field is null ? null : Home?.Value(Field);

        // {"price":{"value":1695,"quote":"$1,695"}}: what is inside of a field is about that field.
        public Place Inside(string name) => new(name, Reading.Home.FieldOf(name) ?? Field, Home, Depth + 1);
    }

    private JsonNode? Write(JsonNode? node, Place place)
    {
        // A schema that has no end has no document either.
        if (place.Depth > 2 * DeepestNesting)
        {
            return null;
        }

        var schema = Resolve(node);
        if (schema["const"] is { } constant)
        {
            return constant.DeepClone();
        }

        if (schema["enum"] is JsonArray choices)
        {
            return Choose(choices, place);
        }

        if ((schema["anyOf"] ?? schema["oneOf"]) is JsonArray { Count: > 0 } branches)
        {
            return Branch(branches, place);
        }

        var types = TypesOf(schema);
        return place.Depth > DeepestNesting && types.Contains("null") ? null : types.FirstOrDefault(type => type != "null") switch
        {
            null => null,
            "object" => types.Contains("null") && IsUnknown(place) ? null : WriteObject(schema, place),
            "array" => WriteArray(schema, place, types.Contains("null")),
            var type => WriteValue(type, schema, place, types.Contains("null")),
        };
    }

    private JsonObject WriteObject(JsonObject schema, Place place)
    {
        var written = new JsonObject();
        foreach (var (name, property) in schema["properties"] as JsonObject ?? [])
        {
            var isRequired = schema["required"] is JsonArray required && required.Any(item => item?.ToString() == name);
            if (isRequired || place.Depth < DeepestNesting)
            {
                written[name] = Write(property, place.Inside(name));
            }
        }

        return written;
    }

    private JsonArray WriteArray(JsonObject schema, Place place, bool canBeNull)
    {
        var items = Resolve(schema["items"]);
        var most = Whole(schema["maxItems"]) ?? int.MaxValue;
        var written = new JsonArray();
        if (place.Depth <= DeepestNesting && IsHome(items))
        {
            foreach (var home in _homes.Take(most))
            {
                written.Add(Write(items, new Place(place.Name, null, home, place.Depth + 1)));
            }
        }

        while (!canBeNull && written.Count < (Whole(schema["minItems"]) ?? 0))
        {
            written.Add(Write(items, new Place(place.Name, null, null, place.Depth + 1)));
        }

        return written;
    }

    private JsonNode? WriteValue(string type, JsonObject schema, Place place, bool canBeNull)
    {
        var (least, most) = (Decimal(schema["minimum"]) ?? Decimal(schema["exclusiveMinimum"]) + 1, Decimal(schema["maximum"]) ?? Decimal(schema["exclusiveMaximum"]) - 1);
        var number = place.Field is null ? null : place.Home?.Number(place.Field);
        JsonNode? known = type switch
        {
            "string" => TextOf(place),
            "integer" when number is { } whole && whole == decimal.Truncate(whole) && InRange(whole) => JsonValue.Create((long)whole),
            "number" when place.Name is "confidence" && place.Home is not null => JsonValue.Create(Math.Clamp(1m, least ?? 0, most ?? 1)),
            "number" when number is { } any && InRange(any) => JsonValue.Create(any),
            "boolean" when Judge(place) is { } judged => JsonValue.Create(judged),
            _ => null,
        };
        return known is not null || canBeNull ? known : type switch
        {
            "string" => JsonValue.Create(new string('-', Whole(schema["minLength"]) ?? 0)),
            "integer" or "number" => JsonValue.Create(Math.Clamp(0m, least ?? decimal.MinValue, most ?? decimal.MaxValue)),
            _ => JsonValue.Create(false),
        };

        bool InRange(decimal value) => !(value < least) && !(value > most);
    }

    private static JsonValue? TextOf(Place place) => place.Name.ToLowerInvariant() switch
    {
        "quote" or "evidence" or "snippet" or "source" or "source_text" => place.Field is not null && place.Home?.Quote(place.Field) is { } quote
            ? JsonValue.Create(quote)
            : null,
        _ => place.Value is { } text ? JsonValue.Create(text) : null,
    };

    // Questions about the page as a whole: does it list anything, does it say that it lists nothing?
    private bool? Judge(Place place)
    {
        var name = place.Name.ToLowerInvariant();
        return name.Contains("empty", StringComparison.Ordinal) || name.StartsWith("no_", StringComparison.Ordinal) || name.Contains("no_listings", StringComparison.Ordinal)
            ? _homes.Count == 0
            : name.StartsWith("has_", StringComparison.Ordinal) || name.StartsWith("is_", StringComparison.Ordinal) ? _homes.Count > 0 : null;
    }

    private static JsonNode? Choose(JsonArray choices, Place place)
    {
        var found = choices.FirstOrDefault(choice => choice is not null && string.Equals(choice.ToString(), place.Value, StringComparison.OrdinalIgnoreCase));
        return found?.DeepClone() ?? (choices.Any(choice => choice is null) ? null
            : choices.FirstOrDefault(choice => choice!.ToString() is "unknown" or "other" or "none")?.DeepClone() ?? choices.FirstOrDefault()?.DeepClone());
    }

    private JsonNode? Branch(JsonArray branches, Place place)
    {
        var canBeNull = branches.Any(branch => TypesOf(Resolve(branch)).Contains("null"));
        if (canBeNull && (IsUnknown(place) || place.Depth > DeepestNesting))
        {
            return null;
        }

        var plain = branches.Where(branch => !TypesOf(Resolve(branch)).Contains("null")).ToList();
        var fitting = plain.FirstOrDefault(branch => place.Field is null || place.Home?.Number(place.Field) is null || TypesOf(Resolve(branch)).Any(type => type is "number" or "integer"));
        return Write(fitting ?? plain.FirstOrDefault() ?? branches[0], place);
    }

    private static bool IsUnknown(Place place) => place.Field is null ? place.Home is null : place.Value is null;

    private static bool IsHome(JsonObject schema) =>
        schema["properties"] is JsonObject properties && properties.Any(pair => Reading.Home.FieldOf(pair.Key) is "property_address" or "address");

    private JsonObject Resolve(JsonNode? node)
    {
        for (var hops = 0; hops < DeepestNesting && node is JsonObject schema && schema["$ref"]?.ToString() is { } reference; hops++)
        {
            node = reference == "#" ? _root : reference.TrimStart('#', '/').Split('/').Aggregate((JsonNode?)_root, (from, name) => (from as JsonObject)?[name]);
        }

        return node as JsonObject ?? [];
    }

    private static List<string> TypesOf(JsonObject schema) => schema["type"] switch
    {
        JsonArray list => [.. list.Select(type => $"{type}")],
        { } type => [type.ToString()],
        null when schema.ContainsKey("properties") => ["object"],
        null when schema.ContainsKey("items") => ["array"],
        null when schema.ContainsKey("enum") || schema.ContainsKey("anyOf") => [],
        null => ["null"],
    };

    private static decimal? Decimal(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.Number && decimal.TryParse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static int? Whole(JsonNode? node) => Decimal(node) is { } value and >= 0 and <= 10_000 ? (int)value : null;
}
