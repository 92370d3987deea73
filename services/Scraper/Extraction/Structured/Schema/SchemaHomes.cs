using System.Text.Json;
using PeteRental.Scraper.Extraction.Merging;

namespace PeteRental.Scraper.Extraction.Structured.Schema;

/// <summary>
/// Finds homes among things of schema.org. What is said of one home is spread in many ways: a RealEstateListing about an Apartment, an
/// Offer of an Apartment, an Apartment with offers, a Product that is none, a complex with floor plans.
/// </summary>
internal sealed class SchemaHomes
{
    private const int MaxDepth = 16;
    private const int MaxHomes = 2_000;
    private const int MaxSteps = 40_000;

    private readonly SchemaHome _home;
    private readonly List<FoundHome> _homes = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _path = new(StringComparer.Ordinal);
    private int _steps;

    private SchemaHomes(PageDocument page, ReadingMethod method) => _home = new SchemaHome(page, method);

    /// <summary>The homes of a page's blocks, in order.</summary>
    public static IReadOnlyList<FoundHome> In(PageDocument page, IReadOnlyList<JsonElement> blocks, ReadingMethod method)
    {
        var graph = new SchemaGraph();
        foreach (var block in blocks)
        {
            graph.Add(block);
        }

        var homes = new SchemaHomes(page, method);
        foreach (var block in blocks)
        {
            homes.VisitAll(block.ValueKind == JsonValueKind.Array ? [.. block.EnumerateArray()] : [block], graph, [], null, 0);
        }

        return homes._homes;
    }

    private void VisitAll(IEnumerable<JsonElement> values, SchemaGraph graph, IReadOnlyList<SchemaNode> around, ListingDraft? building, int depth)
    {
        foreach (var value in values.Where(value => value.ValueKind == JsonValueKind.Object))
        {
            Visit(graph.Node(value), graph, around, building, depth);
        }
    }

    private void Visit(SchemaNode node, SchemaGraph graph, IReadOnlyList<SchemaNode> around, ListingDraft? building, int depth)
    {
        // Things may refer to each other in a circle.
        var id = node.PlainText("@id");
        if (depth > MaxDepth || _homes.Count >= MaxHomes || ++_steps > MaxSteps || (id is not null && !_path.Add(id)))
        {
            return;
        }

        VisitKind(node, graph, around, building, depth);
        if (id is not null)
        {
            _path.Remove(id);
        }
    }

    private void VisitKind(SchemaNode node, SchemaGraph graph, IReadOnlyList<SchemaNode> around, ListingDraft? building, int depth)
    {
        if (node.Is(SchemaTypes.Homes) || node.Is(SchemaTypes.Buildings))
        {
            VisitHome(node, graph, around, building, depth);
        }
        else if (node.Is(SchemaTypes.Offers) || (!node.Types.Any() && around.Count > 0))
        {
            VisitOffer(node, graph, around, building, depth);
        }
        else
        {
            // A ListItem says where the home's page is.
            IReadOnlyList<SchemaNode> inner = node.Types.Contains("ListItem") ? [node, .. around] : [];
            foreach (var container in SchemaTypes.Containers)
            {
                VisitAll(node.Values(container), graph, inner, building, depth + 1);
            }
        }
    }

    private void VisitHome(SchemaNode node, SchemaGraph graph, IReadOnlyList<SchemaNode> around, ListingDraft? building, int depth)
    {
        var isBuilding = node.Is(SchemaTypes.Buildings);
        var draft = _home.Read([node, .. around]);
        var before = _homes.Count;
        foreach (var parts in new[] { "accommodationFloorPlan", "containsPlace" })
        {
            VisitAll(node.Values(parts), graph, [], draft, depth + 1);
        }

        foreach (var offer in node.Nodes("offers").Concat(node.Nodes("makesOffer")).Where(offer => offer.Has("itemOffered")))
        {
            Visit(offer, graph, [], draft, depth + 1);
        }

        if (_homes.Count > before)
        {
            return;
        }

        if (isBuilding ? draft.Street is not null : draft.IsHome || draft.Street is not null || (building?.Street is not null
            && draft.Bedrooms is not null))
        {
            Add(node, draft, building, isBuilding);
        }
    }

    private void VisitOffer(SchemaNode node, SchemaGraph graph, IReadOnlyList<SchemaNode> around, ListingDraft? building, int depth)
    {
        var before = _homes.Count;
        foreach (var subject in new[] { "mainEntity", "about", "itemOffered", "object", "item", "itemListElement",
            "accommodationFloorPlan", "containsPlace" })
        {
            VisitAll(node.Values(subject), graph, [node, .. around], building, depth + 1);
        }

        foreach (var offer in node.Nodes("offers").Where(offer => offer.Has("itemOffered")))
        {
            Visit(offer, graph, [node, .. around], building, depth + 1);
        }

        if (_homes.Count > before)
        {
            return;
        }

        var draft = _home.Read([node, .. around]);
        if (draft.IsHome || (node.Types.Contains("RealEstateListing") && draft.Street is not null))
        {
            Add(node, draft, building);
        }
    }

    private void Add(SchemaNode node, ListingDraft draft, ListingDraft? building, bool isBuilding = false)
    {
        // One thing may be reached by several ways.
        if (!_seen.Add(node.Element.GetRawText()))
        {
            return;
        }

        if (building is not null)
        {
            draft.TakeFromBuilding(building);
        }

        _homes.Add(draft.ToHome(isBuilding));
    }
}
