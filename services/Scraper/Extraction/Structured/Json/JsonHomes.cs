using System.Text.Json;
using PeteRental.Scraper.Extraction.Fields;
using PeteRental.Scraper.Extraction.Merging;

namespace PeteRental.Scraper.Extraction.Structured.Json;

/// <summary>
/// Finds homes in any data, by what its names mean: a home says what it costs or where it is, and how many rooms or how much floor it
/// has. Articles, people, offices and filters do not. What a building says of itself holds for the homes listed within it.
/// </summary>
internal sealed class JsonHomes
{
    private const int MaxDepth = 24;
    private const int MaxNodes = 60_000;
    private const int MaxHomes = 2_000;

    private static readonly HashSet<string> NoPost = new(StringComparer.OrdinalIgnoreCase) { "post", "page", "attachment", "nav_menu_item",
        "wp_block", "product" };

    private static readonly string[] UnitWords = ["unit", "units", "apartment", "apartments"];

    private readonly JsonHome _home;
    private readonly JsonElement _root;
    private readonly KeyReader _keys;
    private readonly bool _isFeed;
    private readonly List<FoundHome> _homes = [];
    private Dictionary<string, JsonElement>? _references;
    private int _nodes;

    private JsonHomes(PageDocument page, JsonElement root, ReadingMethod method, KeyReader keys)
    {
        (_root, _keys, _isFeed) = (root, keys, method == ReadingMethod.Feed);
        _home = new JsonHome(page, method, _isFeed ? 0.98 : 0.95);
    }

    /// <summary>The homes of a value, in its order.</summary>
    public static IReadOnlyList<FoundHome> In(PageDocument page, JsonElement root, ReadingMethod method, KeyReader keys)
    {
        var reader = new JsonHomes(page, root, method, keys);
        reader.Visit(root, null, 0);
        return reader._homes;
    }

    private void Visit(JsonElement value, ListingDraft? building, int depth, string kind = "")
    {
        if (depth > MaxDepth || ++_nodes > MaxNodes || _homes.Count >= MaxHomes)
        {
            return;
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray().Where(IsContainer))
            {
                Visit(item, building, depth + 1, kind);
            }
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            VisitObject(value, building, depth, kind);
        }
    }

    private void VisitObject(JsonElement value, ListingDraft? building, int depth, string kind)
    {
        if (!value.EnumerateObject().Any())
        {
            return;
        }

        var record = JsonRecord.Of(value, Resolve, _keys);
        var draft = _home.Read(record, IsUnit(value, kind));
        var own = record.SaysSomethingItself && draft.Street is not null ? draft : building;
        var before = _homes.Count;
        VisitLists(value, own, depth);
        if (_homes.Count > before)
        {
            return;
        }

        if (record.SaysSomethingItself && IsHome(draft, record, building))
        {
            if (building is not null)
            {
                draft.TakeFromBuilding(building);
            }

            _homes.Add(draft.ToHome());
            return;
        }

        foreach (var member in value.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Object
            && !_keys.IsAboutOthers(member.Name)))
        {
            VisitNested(member.Value, own, depth);
        }
    }

    private void VisitNested(JsonElement value, ListingDraft? building, int depth)
    {
        // Its lists were seen with those of the object around it.
        var record = JsonRecord.Of(value, Resolve, _keys);
        var draft = _home.Read(record);
        if (record.SaysSomethingItself && IsHome(draft, record, building))
        {
            _homes.Add(draft.ToHome());
        }
        else if (depth < MaxDepth && ++_nodes < MaxNodes)
        {
            foreach (var member in value.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Object
                && !_keys.IsAboutOthers(member.Name)))
            {
                VisitNested(member.Value, building, depth + 1);
            }
        }
    }

    // Lists, and objects whose members are many of one kind, at any depth below without a list between.
    private void VisitLists(JsonElement value, ListingDraft? building, int depth)
    {
        if (depth > MaxDepth || ++_nodes > MaxNodes)
        {
            return;
        }

        var isMap = JsonRecord.IsMap(value);
        foreach (var member in value.EnumerateObject())
        {
            if (_keys.IsAboutOthers(member.Name))
            {
                continue;
            }

            if (member.Value.ValueKind == JsonValueKind.Array)
            {
                Visit(member.Value, building, depth + 1, member.Name);
            }
            else if (member.Value.ValueKind == JsonValueKind.Object)
            {
                if (isMap || KeyReader.IsKeyOfOne(member.Name))
                {
                    Visit(member.Value, building, depth + 1, member.Name);
                }
                else
                {
                    VisitLists(member.Value, BuildingOf(member.Value) ?? building, depth + 1);
                }
            }
            else if (member.Value.ValueKind == JsonValueKind.String && member.Value.GetString() is { Length: > 60 } text && text[0] is '[' or '{')
            {
                VisitText(member.Value.GetString()!, building, depth);
            }
        }
    }

    // {"property":{"address":"1 Birch Way","units":[…]}}
    private ListingDraft? BuildingOf(JsonElement value)
    {
        if (!value.EnumerateObject().Any(member => member.Value.ValueKind == JsonValueKind.Array))
        {
            return null;
        }

        var record = JsonRecord.Of(value, Resolve, _keys);
        return record.SaysSomethingItself && _home.Read(record) is { Street: not null } building ? building : null;
    }

    // "units":[{"name":"204"}], "Unit:7":{"name":"204"}, {"__typename":"Unit","name":"204"}
    private static bool IsUnit(JsonElement value, string kind) =>
        KeyWords.Of(kind).Any(UnitWords.Contains) || (value.TryGetProperty("__typename", out var type)
            && type.ValueKind == JsonValueKind.String && KeyWords.Of(type.GetString()!).Any(UnitWords.Contains));

    // JSON within JSON: states often carry answers of services as text.
    private void VisitText(string text, ListingDraft? building, int depth)
    {
        if (LenientJson.Parse(text) is { } inner)
        {
            Visit(inner, building, depth + 8);
        }
    }

    private bool IsHome(ListingDraft draft, JsonRecord record, ListingDraft? building)
    {
        if (record.Fields[KeyMeaning.PropertyType].Select(field => JsonValues.Text(field.Value)).Any(type => type is not null
            && NoPost.Contains(type)))
        {
            return false;
        }

        if (_isFeed && !draft.IsHome && record.Fields[KeyMeaning.Title].Any() && draft.Description is { } description)
        {
            ReadProse(draft, description);
        }

        return draft.IsHome || (building?.Street is not null && draft.Price is not null && draft.Bedrooms is not null);
    }

    // A WordPress post of a kind of its own may say everything in its text.
    private static void ReadProse(ListingDraft draft, string description)
    {
        if (RentReader.Read(description) is { } rent)
        {
            draft.AddRent(rent.Price, rent.Max);
        }

        draft.AddBedrooms(RoomsReader.Bedrooms(description));
        draft.AddBathrooms(RoomsReader.Bathrooms(description));
        draft.AddSquareFeet(AreaReader.Read(description));
        if (draft.Street is null && AddressReader.Read(description) is { State: not null } address)
        {
            draft.AddAddress($"{address.Street}{(address.Unit is null ? "" : $" Unit {address.Unit}")}, {address.City}, {address.State} {address.PostalCode}");
        }

        if (PetsReader.Read(description) is { } pets)
        {
            draft.AddPets(pets);
        }

        draft.AddAvailabilityOf(description);
    }

    private JsonElement? Resolve(string reference)
    {
        _references ??= References();
        return _references.TryGetValue(reference, out var value) ? value : null;
    }

    // A cache of Apollo is one object: {"Listing:7":{"address":{"__ref":"Address:7"}},"Address:7":{…}}, somewhere in the state.
    private Dictionary<string, JsonElement> References()
    {
        var found = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        Collect(_root, found, 0);
        return found;
    }

    private static void Collect(JsonElement value, Dictionary<string, JsonElement> found, int depth)
    {
        if (depth > 6 || value.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var member in value.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Object))
        {
            if (member.Name.Contains(':', StringComparison.Ordinal))
            {
                found.TryAdd(member.Name, member.Value);
            }
            else
            {
                Collect(member.Value, found, depth + 1);
            }
        }
    }

    private static bool IsContainer(JsonElement value) => value.ValueKind is JsonValueKind.Object or JsonValueKind.Array;
}
