using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PeteRental.Agents.Sync;

/// <summary>Compares what we want Vapi to have with what was sent and with what is there. Pure.</summary>
internal static class VapiDocument
{
    /// <summary>SHA-256 of each top-level field. Enough to know what to send again, and says nothing of the content.</summary>
    public static IReadOnlyDictionary<string, string> Fingerprints(JsonObject document) =>
        document.ToDictionary(field => field.Key, field => Convert.ToHexStringLower(Fingerprint(field.Value)), StringComparer.Ordinal);

    /// <summary>SHA-256 of a document, whatever the order of its members.</summary>
    public static byte[] Fingerprint(JsonNode? node) => SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(node)));

    /// <summary>The fields whose content is not what was sent last.</summary>
    public static IReadOnlyList<string> Changed(JsonObject wanted, IReadOnlyDictionary<string, string> sent) =>
        [.. Fingerprints(wanted).Where(field => sent.GetValueOrDefault(field.Key) != field.Value).Select(field => field.Key)];

    /// <summary>The fields in which Vapi's side lacks something of ours. What Vapi has beyond that, such as its defaults, is its own.</summary>
    public static IReadOnlyList<string> Differing(JsonObject wanted, JsonElement actual) =>
        [.. wanted.Where(field => !Holds(field.Value, Member(actual, field.Key), field.Key)).Select(field => field.Key)];

    /// <summary>Some fields of a document, to be sent.</summary>
    public static JsonObject Only(JsonObject document, IEnumerable<string> fields) =>
        new(fields.Select(field => KeyValuePair.Create(field, document[field]?.DeepClone())));

    private static bool Holds(JsonNode? wanted, JsonElement? actual, string path) => (wanted, actual) switch
    {
        // A vendor that keeps a secret to itself has not lost it.
        (_, null) => path == "server.headers",
        (null, { } value) => value.ValueKind == JsonValueKind.Null,
        (JsonObject members, { ValueKind: JsonValueKind.Object } value) =>
            members.All(member => Holds(member.Value, Member(value, member.Key), $"{path}.{member.Key}")),
        (JsonArray items, { ValueKind: JsonValueKind.Array } value) => HoldsAll(items, value, path),
        (JsonValue scalar, { } value) => Canonical(scalar) == Canonical(JsonNode.Parse(value.GetRawText())),
        _ => false,
    };

    private static bool HoldsAll(JsonArray wanted, JsonElement actual, string path)
    {
        if (wanted.Count != actual.GetArrayLength())
        {
            return false;
        }

        // Lists of names, such as ids of tools, have no order.
        return wanted.All(item => item is JsonValue)
            ? wanted.Select(Canonical).Order(StringComparer.Ordinal).SequenceEqual(
                actual.EnumerateArray().Select(item => Canonical(JsonNode.Parse(item.GetRawText()))).Order(StringComparer.Ordinal))
            : wanted.Zip(actual.EnumerateArray()).All(pair => Holds(pair.First, pair.Second, path));
    }

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;

    private static string Canonical(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject members =>
            $"{{{string.Join(',', members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{JsonSerializer.Serialize(member.Key)}:{Canonical(member.Value)}"))}}}",
        JsonArray items => $"[{string.Join(',', items.Select(Canonical))}]",
        JsonValue value when value.GetValueKind() == JsonValueKind.Number =>
            // 600, 600.0 and 6e2 are one number.
            double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
        _ => node.ToJsonString(),
    };
}
