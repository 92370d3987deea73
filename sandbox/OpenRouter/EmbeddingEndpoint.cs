using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PeteRental.Sandbox.OpenRouter;

/// <summary>Makes vectors.</summary>
internal static class EmbeddingEndpoint
{
    private const int MostTexts = 2_048;

    public static async Task<IResult> EmbedAsync(HttpRequest http, LlmAccounts accounts)
    {
        if (await LlmEndpoints.ReadAsync(http) is not { } request)
        {
            return LlmReply.BadRequest("Invalid JSON body");
        }

        if (TextOf(request["model"]) is not { Length: > 0 } id)
        {
            return LlmReply.BadRequest("No models provided");
        }

        if (LlmModels.Find(id, embeds: true) is not { } model)
        {
            return LlmReply.NotFound($"No endpoints found for {id}.");
        }

        if (Texts(request["input"]) is not { Count: > 0 and <= MostTexts } texts || texts.Any(text => text.Length == 0))
        {
            return LlmReply.BadRequest("Input must be a text or a list of texts, none of them empty.");
        }

        var dimensions = request["dimensions"] is null ? model.Dimensions : WholeNumber(request["dimensions"]);
        if (dimensions is null || dimensions < 1 || dimensions > model.Dimensions)
        {
            return LlmReply.BadRequest($"dimensions is from 1 to {model.Dimensions}.");
        }

        return TextOf(request["encoding_format"]) is { } format and not ("float" or "base64")
            ? LlmReply.BadRequest($"encoding_format is float or base64, not {format}.")
            : Answer(model, texts, dimensions.Value, TextOf(request["encoding_format"]) == "base64", LlmAccounts.KeyOf(http)!, accounts);
    }

    private static LlmReply Answer(LlmModel model, IReadOnlyList<string> texts, int dimensions, bool isBase64, string key, LlmAccounts accounts)
    {
        var tokens = texts.Sum(LlmEndpoints.Tokens);
        accounts.Spend(key, tokens * model.Prompt);
        return LlmReply.Ok(new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. texts.Select((text, index) => new JsonObject
            {
                ["object"] = "embedding",
                ["index"] = index,
                ["embedding"] = Write(WordVector.Of(text, dimensions), isBase64),
            })]),
            ["model"] = model.Id,
            ["provider"] = LlmModels.Provider,
            ["usage"] = new JsonObject { ["prompt_tokens"] = tokens, ["total_tokens"] = tokens, ["cost"] = tokens * model.Prompt },
        });
    }

    // Little-endian singles, as the clients decode them.
    private static JsonNode Write(float[] vector, bool isBase64) => isBase64
        ? JsonValue.Create(Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan())))
        : new JsonArray([.. vector.Select(value => JsonValue.Create(value))]);

    private static IReadOnlyList<string>? Texts(JsonNode? input) => input switch
    {
        JsonArray list when list.All(item => TextOf(item) is not null) => [.. list.Select(item => TextOf(item)!)],
        _ => TextOf(input) is { } text ? [text] : null,
    };

    private static string? TextOf(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;

    private static int? WholeNumber(JsonNode? node) => node is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;
}
