using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace PeteRental.Sandbox.Vapi.Schema;

/// <summary>The words that the shapes are written in.</summary>
internal static class Rules
{
    public static Rule Any { get; } = new AnyRule();

    public static Rule Flag { get; } = new FlagRule();

    public static Rule Number { get; } = new NumberRule();

    public static Rule Text { get; } = new TextRule();

    public static Rule Uuid { get; } = new TextRule(Accepts: text => Guid.TryParseExact(text, "D", out _), Says: "must be a UUID");

    /// <summary>An absolute http or https address.</summary>
    public static Rule Url { get; } = new TextRule(
        Accepts: text => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https",
        Says: "must be a URL address");

    /// <summary>An object whose members are not looked at.</summary>
    public static Rule Anything { get; } = new MapRule(Any);

    /// <summary>Names to texts.</summary>
    public static Rule Texts { get; } = new MapRule(Text);

    public static Rule NotEmpty { get; } = new TextRule(Accepts: text => text.Length > 0, Says: "should not be empty");

    public static Rule UpTo(int max) => new TextRule(Max: max);

    public static Rule Length(int min, int max) => new TextRule(min, max);

    public static Rule Matching(Regex pattern) => new TextRule(Pattern: pattern);

    public static Rule Between(double min, double max) => new NumberRule(min, max);

    public static Rule AtLeast(double min) => new NumberRule(min);

    /// <param name="values">Separated by spaces.</param>
    public static Rule OneOf(string values) =>
        new TextRule(OneOf: values.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal));

    public static Rule ListOf(Rule rule) => new ListRule(rule);

    public static Rule Either(Rule first, Rule second) => new EitherRule(first, second);

    public static ShapeRule Shape(params (string Name, Rule Rule)[] members) => new(members);

    /// <summary>Members that exist and are not looked into; names separated by spaces.</summary>
    public static (string Name, Rule Rule)[] Unchecked(string names) =>
        [.. names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => (name, Any))];
}
