using System.Text.Json;

namespace PeteRental.Scraper.Llm;

/// <summary>What the endpoint sent.</summary>
/// <param name="Content">The model's words; null when there are none.</param>
/// <param name="Cost">What it cost in US dollars; null when the endpoint does not say.</param>
/// <param name="IsFault">The provider failed: with status 200 and an error inside, too.</param>
internal sealed record LlmReply(string? Content, decimal? Cost, bool IsFault)
{
    /// <summary>Reads a chat completion as OpenRouter and its like send it. Whatever is not as described is a fault.</summary>
    public static LlmReply Read(BinaryData body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Read(document.RootElement);
        }
        catch (JsonException)
        {
            return new LlmReply(null, null, IsFault: true);
        }
    }

    private static LlmReply Read(JsonElement root)
    {
        var cost = CostOf(root);
        if (root.ValueKind != JsonValueKind.Object || root.TryGetProperty("error", out var error) && error.ValueKind != JsonValueKind.Null
            || !root.TryGetProperty("choices", out var choices) || choices.ValueKind != JsonValueKind.Array || choices.GetArrayLength() == 0)
        {
            return new LlmReply(null, cost, IsFault: true);
        }

        var choice = choices[0];
        var finish = Text(choice, "finish_reason");
        if (choice.ValueKind != JsonValueKind.Object || finish is "error" or "content_filter" || choice.TryGetProperty("error", out error) && error.ValueKind != JsonValueKind.Null)
        {
            return new LlmReply(null, cost, IsFault: true);
        }

        return new LlmReply(choice.TryGetProperty("message", out var message) ? Text(message, "content") : null, cost, IsFault: false);
    }

    private static decimal? CostOf(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object
        && usage.TryGetProperty("cost", out var cost) && cost.ValueKind == JsonValueKind.Number && cost.TryGetDecimal(out var dollars) && dollars >= 0
            ? dollars
            : null;

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
