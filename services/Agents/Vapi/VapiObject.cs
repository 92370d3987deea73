using System.Text.Json;

namespace PeteRental.Agents.Vapi;

/// <summary>The kinds of things in an account that we keep, by their path.</summary>
internal static class VapiResource
{
    public const string Assistant = "assistant";
    public const string File = "file";
    public const string PhoneNumber = "phone-number";
    public const string Tool = "tool";
}

/// <summary>Something in an account, as Vapi describes it. Never echo it: Vapi refuses its own read-only members.</summary>
/// <param name="Id">Vapi's id.</param>
/// <param name="Body">All of it.</param>
internal sealed record VapiObject(string Id, JsonElement Body)
{
    /// <summary>A text somewhere inside; null when it is not there or no text.</summary>
    public string? Text(params ReadOnlySpan<string> path)
    {
        var element = Body;
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
    }

    /// <summary>Reads an answer; null when it is no object with an id.</summary>
    public static VapiObject? Read(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String && id.GetString() is { Length: > 0 and <= 100 } text
            ? new VapiObject(text, element)
            : null;
}
