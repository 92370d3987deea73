using System.Text.Json;

namespace PeteRental.Agents.Clerk;

/// <summary>
/// What Clerk posts: <c>{"data":{…},"object":"event","type":"user.created","timestamp":1654012591835,"instance_id":"ins_…"}</c>.
/// Anything may be missing or of another type; the sample events of its dashboard are.
/// </summary>
/// <param name="Type">Such as <c>user.updated</c>; empty when it says nothing.</param>
/// <param name="Data">What it is about.</param>
/// <param name="At">When it happened; null when it does not say.</param>
/// <param name="InstanceId">The Clerk instance.</param>
internal sealed record ClerkEvent(string Type, JsonElement Data, DateTimeOffset? At, string? InstanceId)
{
    /// <summary>The event; null when the body is no JSON object.</summary>
    public static ClerkEvent? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            // Cloned out of the document: the elements outlive it, and nothing is left to give back.
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement.Clone();
            return root.ValueKind == JsonValueKind.Object
                ? new ClerkEvent(root.Text("type") ?? "", root.Member("data") ?? default, root.Instant("timestamp"), root.Text("instance_id"))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Reads JSON that may lack anything.</summary>
internal static class TolerantJson
{
    /// <summary>A member that is there and not null.</summary>
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A text, or null.</summary>
    public static string? Text(this JsonElement element, string name)
    {
        if (element.Member(name) is not { ValueKind: JsonValueKind.String } value)
        {
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: valid JSON, and no text.
            return null;
        }
    }

    /// <summary>Milliseconds since 1970, or null when there are none that a date can hold.</summary>
    public static DateTimeOffset? Instant(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var milliseconds)
        && milliseconds >= 0 && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    /// <summary>Whether a member is written at all, null included.</summary>
    public static bool Mentions(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out _);

    /// <summary>The objects of a list; null when it is no list.</summary>
    public static IReadOnlyList<JsonElement>? List(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : null;
}
