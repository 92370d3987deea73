using System.Text.Json;

namespace PeteRental.Scraper.Extraction.Structured.Json;

/// <summary>A value of a record and what it is about.</summary>
/// <param name="Meaning">What its name says.</param>
/// <param name="Rank">How well; lower is better.</param>
/// <param name="Words">The words of its name.</param>
/// <param name="Value">The value.</param>
internal readonly record struct JsonField(KeyMeaning Meaning, int Rank, IReadOnlyList<string> Words, JsonElement Value);

/// <summary>An object with its nested objects laid flat, as far as they are about the same thing.</summary>
internal sealed class JsonRecord
{
    private const int MaxDepth = 4;
    private const int MaxFields = 400;

    private readonly Func<string, JsonElement?> _resolve;
    private readonly KeyReader _keys;
    private readonly List<JsonField> _fields = [];

    private JsonRecord(Func<string, JsonElement?> resolve, KeyReader keys) => (_resolve, _keys) = (resolve, keys);

    /// <summary>Its values by meaning, the best named first.</summary>
    public ILookup<KeyMeaning, JsonField> Fields { get; private set; } = null!;

    /// <summary>Whether the object itself, not only what is nested in it, says something about a home.</summary>
    public bool SaysSomethingItself { get; private set; }

    /// <summary>Lays an object flat.</summary>
    /// <param name="value">The object.</param>
    /// <param name="resolve">Finds what a reference (<c>{"__ref":"Address:7"}</c>) means.</param>
    /// <param name="keys">Understands its names.</param>
    public static JsonRecord Of(JsonElement value, Func<string, JsonElement?> resolve, KeyReader keys)
    {
        var record = new JsonRecord(resolve, keys);
        record.Add(value, "", 0);
        record.Fields = record._fields.OrderBy(field => field.Rank).ToLookup(field => field.Meaning);
        return record;
    }

    private void Add(JsonElement value, string around, int depth)
    {
        var isBrief = BriefKeys.Has(value);
        foreach (var member in value.EnumerateObject())
        {
            if (_fields.Count >= MaxFields)
            {
                return;
            }

            if (isBrief && BriefKeys.Of(member.Name, member.Value) is not KeyMeaning.None and var meaning)
            {
                AddField(new KnownKey([member.Name], meaning, 1, false), member.Value, depth);
                SaysSomethingItself |= depth == 0;
            }
            else
            {
                Add(member.Name, around, member.Value, depth);
            }
        }
    }

    private void Add(string name, string around, JsonElement value, int depth)
    {
        var key = _keys.Read(name, around);
        var content = value.ValueKind == JsonValueKind.Object && value.TryGetProperty("__ref", out var reference)
            && reference.ValueKind == JsonValueKind.String
            ? _resolve(reference.GetString()!) ?? value
            : value;
        if (content.ValueKind == JsonValueKind.Object)
        {
            if (depth < MaxDepth && !key.IsAboutOthers && !IsMap(content))
            {
                if (key.Meaning is KeyMeaning.Photos or KeyMeaning.Amenities)
                {
                    // {"photo":{"large":"…"}} is read as a whole.
                    AddField(key, content, depth);
                }

                Add(content, name, depth + 1);
            }
        }
        else if (key.Meaning != KeyMeaning.None && content.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
        {
            AddField(key, content, depth);
            SaysSomethingItself |= depth == 0 && key.Meaning is not (KeyMeaning.Photos or KeyMeaning.State or KeyMeaning.Description
                or KeyMeaning.PropertyType);
        }
    }

    // What is nearer is more about this home.
    private void AddField(KnownKey key, JsonElement value, int depth) => _fields.Add(new JsonField(key.Meaning, (key.Rank * 8) + depth,
        key.Words, value));

    /// <summary>Whether the members of an object are many of one kind: <c>{"7":{…},"8":{…}}</c>, <c>{"elm-12":{"rent":…},"oak-40":{"rent":…}}</c>.</summary>
    public static bool IsMap(JsonElement value)
    {
        var members = value.EnumerateObject().Take(4).ToArray();
        if (members.Length == 0 || members.Any(member => member.Value.ValueKind != JsonValueKind.Object))
        {
            return false;
        }

        if (members.All(member => KeyReader.IsKeyOfOne(member.Name)))
        {
            return true;
        }

        var names = members[0].Value.EnumerateObject().Select(member => member.Name).ToHashSet(StringComparer.Ordinal);
        return members.Length > 1 && names.Count >= 4 && members.Skip(1).All(member => member.Value.EnumerateObject().Count(inner =>
            names.Contains(inner.Name)) * 10 >= names.Count * 7);
    }
}
