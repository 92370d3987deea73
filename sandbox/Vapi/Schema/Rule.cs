using System.Collections.Frozen;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PeteRental.Sandbox.Vapi.Schema;

/// <summary>What one value may be. Values in, refusals out: nothing here knows of HTTP or of what is stored.</summary>
internal abstract record Rule
{
    /// <summary>The refusals of <paramref name="body"/>, none when it is good.</summary>
    public IReadOnlyList<string> Check(JsonElement body)
    {
        var refusals = new List<string>();
        Check(body, Place.Body, refusals);
        return refusals;
    }

    public abstract void Check(JsonElement value, Place at, List<string> refusals);
}

/// <summary>Anything: what Vapi takes without a look inside, such as metadata.</summary>
internal sealed record AnyRule : Rule
{
    public override void Check(JsonElement value, Place at, List<string> refusals)
    {
    }
}

internal sealed record TextRule(
    int Min = 0, int Max = int.MaxValue, Regex? Pattern = null, FrozenSet<string>? OneOf = null, Func<string, bool>? Accepts = null, string? Says = null) : Rule
{
    public override void Check(JsonElement value, Place at, List<string> refusals)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            refusals.Add(at.Says(OneOf is null ? "must be a string" : OneOfThese));
            return;
        }

        var text = value.GetString()!;
        if (OneOf is not null && !OneOf.Contains(text))
        {
            refusals.Add(at.Says(OneOfThese));
        }

        if (text.Length < Min)
        {
            refusals.Add(at.Says($"must be longer than or equal to {Min} characters"));
        }

        if (text.Length > Max)
        {
            refusals.Add(at.Says($"must be shorter than or equal to {Max} characters"));
        }

        // Not IsMatch: a $ of .NET also stands before a last line break.
        if (Pattern is not null && Pattern.Match(text).Value != text)
        {
            refusals.Add(at.Says($"must match {Pattern} regular expression"));
        }

        if (Accepts is not null && !Accepts(text))
        {
            refusals.Add(at.Says(Says!));
        }
    }

    private string OneOfThese => $"must be one of the following values: {string.Join(", ", OneOf!.Order(StringComparer.Ordinal))}";
}

internal sealed record NumberRule(double Min = double.MinValue, double Max = double.MaxValue) : Rule
{
    public override void Check(JsonElement value, Place at, List<string> refusals)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number) || !double.IsFinite(number))
        {
            refusals.Add(at.Says("must be a number conforming to the specified constraints"));
        }
        else if (number < Min)
        {
            refusals.Add(at.Says(FormattableString.Invariant($"must not be less than {Min}")));
        }
        else if (number > Max)
        {
            refusals.Add(at.Says(FormattableString.Invariant($"must not be greater than {Max}")));
        }
    }
}

internal sealed record FlagRule : Rule
{
    public override void Check(JsonElement value, Place at, List<string> refusals)
    {
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            refusals.Add(at.Says("must be a boolean value"));
        }
    }
}

/// <summary>A list of values that all follow one rule.</summary>
internal sealed record ListRule(Rule Of) : Rule
{
    public override void Check(JsonElement value, Place at, List<string> refusals)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            refusals.Add(at.Says("must be an array"));
            return;
        }

        var index = 0;
        var found = new List<string>();
        foreach (var item in value.EnumerateArray())
        {
            Of.Check(item, Of is ShapeRule or ChoiceRule ? at.Item(index) : at.Item(), found);
            index++;
        }

        // Plain values are refused once for the list, as the real one does.
        refusals.AddRange(found.Distinct(StringComparer.Ordinal));
    }
}

/// <summary>An object of names to values that all follow one rule, such as headers.</summary>
internal sealed record MapRule(Rule Of) : Rule
{
    public override void Check(JsonElement value, Place at, List<string> refusals)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            refusals.Add(at.Says("must be an object"));
            return;
        }

        foreach (var member in value.EnumerateObject())
        {
            Of.Check(member.Value, at.Member(member.Name), refusals);
        }
    }
}

/// <summary>One of several rules; the first one's refusals are told when none fits.</summary>
internal sealed record EitherRule(Rule First, Rule Second) : Rule
{
    public override void Check(JsonElement value, Place at, List<string> refusals)
    {
        var first = new List<string>();
        First.Check(value, at, first);
        var second = new List<string>();
        Second.Check(value, at, second);
        if (first.Count > 0 && second.Count > 0)
        {
            refusals.AddRange(first);
        }
    }
}
