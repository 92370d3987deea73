namespace PeteRental.Sandbox.Vapi.Schema;

/// <summary>
/// Where in a body a value stands, in the words that Vapi's refusals use: <c>name must be …</c>,
/// <c>model.temperature must …</c>, <c>model.each value in toolIds must …</c>, <c>model.messages.0.role must …</c>.
/// </summary>
/// <param name="Parents">The path to the object that holds the property, with a dot at its end; empty at the top.</param>
/// <param name="Name">The property; empty for the body itself.</param>
/// <param name="IsItem">It is one of the plain values of a list with that name.</param>
internal readonly record struct Place(string Parents, string Name, bool IsItem = false)
{
    /// <summary>The body itself.</summary>
    public static Place Body { get; } = new("", "");

    private string Within => Name.Length == 0 ? Parents : $"{Parents}{Name}.";

    public Place Member(string name) => new(Within, name);

    public Place Item() => this with { IsItem = true };

    public Place Item(int index) => new(Within, index.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>A refusal of the value, such as <c>must be a string</c>.</summary>
    public string Says(string what) => IsItem ? $"{Parents}each value in {Name} {what}" : $"{Parents}{Name} {what}";

    /// <summary>A refusal of a property that the object here does not have.</summary>
    public string Unknown(string name) => $"{Within}property {name} should not exist";
}
