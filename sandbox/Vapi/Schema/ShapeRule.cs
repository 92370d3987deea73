using System.Collections.Frozen;
using System.Text.Json;

namespace PeteRental.Sandbox.Vapi.Schema;

/// <summary>An object with the members named here and no others. Null counts as left out, as it does with the real one.</summary>
internal sealed record ShapeRule(FrozenDictionary<string, Rule> Members, FrozenSet<string> Required) : Rule
{
    public ShapeRule(params (string Name, Rule Rule)[] members)
        : this(members.ToFrozenDictionary(member => member.Name, member => member.Rule, StringComparer.Ordinal), FrozenSet<string>.Empty)
    {
    }

    public ShapeRule Needs(params string[] names) => this with { Required = Required.Union(names).ToFrozenSet(StringComparer.Ordinal) };

    /// <summary>Nothing has to be there: the rule for a PATCH.</summary>
    public ShapeRule NeedsNothing() => this with { Required = FrozenSet<string>.Empty };

    /// <summary>This and more; what is named again is replaced.</summary>
    public ShapeRule With(params (string Name, Rule Rule)[] members)
    {
        var all = new Dictionary<string, Rule>(Members, StringComparer.Ordinal);
        foreach (var (name, rule) in members)
        {
            all[name] = rule;
        }

        return this with { Members = all.ToFrozenDictionary(StringComparer.Ordinal) };
    }

    public override void Check(JsonElement value, Place at, List<string> refusals)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            refusals.Add(at.Says("must be an object"));
            return;
        }

        foreach (var member in value.EnumerateObject())
        {
            if (!Members.TryGetValue(member.Name, out var rule))
            {
                refusals.Add(at.Unknown(member.Name));
            }
            else if (member.Value.ValueKind != JsonValueKind.Null)
            {
                rule.Check(member.Value, at.Member(member.Name), refusals);
            }
        }

        foreach (var name in Required.Where(name => !value.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null))
        {
            refusals.Add(at.Member(name).Says("should not be null or undefined"));
        }
    }
}

/// <summary>An object whose shape depends on one of its members, such as a voice on its provider.</summary>
internal sealed record ChoiceRule(string By, FrozenDictionary<string, Rule> Shapes) : Rule
{
    public ChoiceRule(string by, params (string Value, Rule Shape)[] shapes)
        : this(by, shapes.ToFrozenDictionary(shape => shape.Value, shape => shape.Shape, StringComparer.Ordinal))
    {
    }

    public override void Check(JsonElement value, Place at, List<string> refusals)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            refusals.Add(at.Says("must be an object"));
        }
        else if (value.TryGetProperty(By, out var choice) && choice.ValueKind == JsonValueKind.String
            && Shapes.TryGetValue(choice.GetString()!, out var shape))
        {
            shape.Check(value, at, refusals);
        }
        else
        {
            refusals.Add(at.Member(By).Says($"must be one of the following values: {string.Join(", ", Shapes.Keys.Order(StringComparer.Ordinal))}"));
        }
    }
}
