using System.Text.Json;
using PeteRental.Scraper.Extraction.Structured.Json;

namespace PeteRental.Scraper.Extraction.Structured.Schema;

/// <summary>
/// A thing of schema.org. A property is one value, several, or a reference to a thing elsewhere on the page; types and names come with
/// or without the address of the vocabulary.
/// </summary>
internal readonly struct SchemaNode(JsonElement element, SchemaGraph graph)
{
    /// <summary>Its types without the vocabulary, such as Apartment.</summary>
    public IEnumerable<string> Types => Values("@type").Select(JsonValues.Text).OfType<string>().Select(LastPart);

    /// <summary>The object.</summary>
    public JsonElement Element => element;

    /// <summary>Whether it is of one of these types.</summary>
    public bool Is(IReadOnlySet<string> types) => Types.Any(types.Contains);

    /// <summary>Whether it says this at all.</summary>
    public bool Has(string name) => Values(name).Any();

    /// <summary>The things that a property names.</summary>
    public IEnumerable<SchemaNode> Nodes(string name)
    {
        var owner = graph;
        return Values(name).Where(value => value.ValueKind == JsonValueKind.Object).Select(value => owner.Node(value));
    }

    /// <summary>The values of a property, each alone.</summary>
    public IEnumerable<JsonElement> Values(string name)
    {
        if (element.ValueKind != JsonValueKind.Object || (!element.TryGetProperty(name, out var value)
            && !element.TryGetProperty("schema:" + name, out value)))
        {
            return [];
        }

        return value.ValueKind switch
        {
            JsonValueKind.Array => value.EnumerateArray().Where(item => item.ValueKind != JsonValueKind.Null),
            JsonValueKind.Null or JsonValueKind.Undefined => [],
            _ => [value],
        };
    }

    /// <summary>The first value of a property as text; of a thing its name or value.</summary>
    public string? Text(string name)
    {
        foreach (var value in Values(name))
        {
            var text = value.ValueKind == JsonValueKind.Object
                ? graph.Node(value) is var thing
                    ? thing.PlainText("@value") ?? thing.PlainText("value") ?? thing.PlainText("name") ?? thing.PlainText("minValue") : null
                : JsonValues.Text(value);
            if (!string.IsNullOrWhiteSpace(text))
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>The text of a property that is no thing.</summary>
    public string? PlainText(string name) => Values(name).Select(JsonValues.Text).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));

    /// <summary>http://schema.org/InStock, schema:InStock and InStock are the same.</summary>
    public static string LastPart(string name) => name[(name.AsSpan().TrimEnd('/').LastIndexOfAny('/', '#', ':') + 1)..].TrimEnd('/');
}

/// <summary>The things of a page by their @id.</summary>
internal sealed class SchemaGraph
{
    private const int MaxThings = 20_000;
    private readonly Dictionary<string, JsonElement> _things = new(StringComparer.Ordinal);

    /// <summary>Remembers the things of a block, so that others may refer to them.</summary>
    public void Add(JsonElement block, int depth = 0)
    {
        if (depth > 24 || _things.Count >= MaxThings)
        {
            return;
        }

        if (block.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in block.EnumerateArray())
            {
                Add(item, depth + 1);
            }
        }
        else if (block.ValueKind == JsonValueKind.Object)
        {
            if (IdOf(block) is { } id && !IsReference(block))
            {
                _things.TryAdd(id, block);
            }

            foreach (var member in block.EnumerateObject())
            {
                Add(member.Value, depth + 1);
            }
        }
    }

    /// <summary>The thing itself, where the value is but a reference to it.</summary>
    public SchemaNode Node(JsonElement value) =>
        new(IsReference(value) && IdOf(value) is { } id && _things.TryGetValue(id, out var thing) ? thing : value, this);

    private static bool IsReference(JsonElement value) => value.EnumerateObject().All(member => member.Name is "@id" or "@type");

    private static string? IdOf(JsonElement value) => value.TryGetProperty("@id", out var id) && id.ValueKind == JsonValueKind.String
        ? id.GetString() : null;
}
