using System.Text.Json;
using PeteRental.Sandbox.Vapi.Schema;

namespace PeteRental.Sandbox.Vapi;

/// <summary>A JSON body as it came. Vapi reads anything that is not JSON as an empty object.</summary>
/// <param name="Root">The body.</param>
/// <param name="Unreadable">What is wrong with it when it cannot be read.</param>
internal sealed record VapiBody(JsonElement Root, string? Unreadable)
{
    private const string Secret = "secret";
    private const string SecretIsSet = "isServerUrlSecretSet";

    /// <summary>What a new object is put over.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Nothing { get; } = new Dictionary<string, JsonElement>();

    private static readonly JsonElement Empty = JsonElement.Parse("{}");

    public static async ValueTask<VapiBody> BindAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            return new VapiBody(Empty, null);
        }

        try
        {
            using var document = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
            var root = document.RootElement.Clone();
            return IsText(root) ? new VapiBody(root, null) : new VapiBody(Empty, "Bad escaped character in JSON");
        }
        catch (JsonException malformed)
        {
            return new VapiBody(Empty, $"Unexpected token in JSON at position {malformed.BytePositionInLine ?? 0}");
        }
    }

    /// <summary>Whether a member is there and not null.</summary>
    public bool Has(string member) => Root.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>The text of a member, null when there is none.</summary>
    public string? Text(string member) =>
        Root.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>What <paramref name="rule"/> and JSON itself have against it.</summary>
    public IReadOnlyList<string> Check(Rule rule) => Unreadable is null ? rule.Check(Root) : [Unreadable];

    /// <summary>
    /// The body's members put over <paramref name="before"/>: each as a whole, null takes away. The server's secret is
    /// not kept, only that there is one. What <paramref name="lasting"/> names can be
    /// replaced and not taken away.
    /// </summary>
    public Dictionary<string, JsonElement> Over(IReadOnlyDictionary<string, JsonElement> before, params string[] lasting)
    {
        var fields = new Dictionary<string, JsonElement>(before, StringComparer.Ordinal);
        foreach (var member in Root.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Null)
            {
                fields[member.Name] = member.Value;
            }
            else if (!lasting.Contains(member.Name, StringComparer.Ordinal))
            {
                fields.Remove(member.Name);
            }
        }

        if (Root.TryGetProperty("server", out var server))
        {
            fields.Remove(SecretIsSet);
            if (server.ValueKind == JsonValueKind.Object && server.TryGetProperty(Secret, out var secret))
            {
                fields["server"] = Without(server, Secret);
                fields[SecretIsSet] = JsonSerializer.SerializeToElement(secret.ValueKind == JsonValueKind.String && secret.GetString() is { Length: > 0 });
            }
        }

        return fields;
    }

    private static JsonElement Without(JsonElement value, string name) =>
        JsonSerializer.SerializeToElement(value.EnumerateObject()
            .Where(member => member.Name != name)
            .DistinctBy(member => member.Name, StringComparer.Ordinal)
            .ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal));

    /// <summary>False when a text holds half of a surrogate pair.</summary>
    private static bool IsText(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.Object => value.EnumerateObject().All(member => member.Name is not null && IsText(member.Value)),
                JsonValueKind.Array => value.EnumerateArray().All(IsText),
                JsonValueKind.String => value.GetString() is not null,
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
