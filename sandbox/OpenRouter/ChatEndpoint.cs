using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using PeteRental.Sandbox.OpenRouter.Reading;

namespace PeteRental.Sandbox.OpenRouter;

/// <summary>Answers a conversation. There is no model behind it: it reads homes for rent out of the text by rules, and nothing else.</summary>
internal static class ChatEndpoint
{
    public static async Task<IResult> CompleteAsync(HttpRequest http, LlmAccounts accounts, TimeProvider time)
    {
        if (await LlmEndpoints.ReadAsync(http) is not { } request)
        {
            return LlmReply.BadRequest("Invalid JSON body");
        }

        var (model, refusal) = ModelOf(request);
        if (model is null)
        {
            return refusal!;
        }

        var messages = (request["messages"] as JsonArray)?.Select(message => (Role: TextOf(message, "role"), Text: ContentOf(message))).ToList();
        if (messages is not { Count: > 0 } || messages.Any(message => message.Role is null || message.Text is null))
        {
            return LlmReply.BadRequest("Input required: specify \"messages\", each with a role and content.");
        }

        var prompt = string.Concat(messages.Select(message => message.Text));
        var promptTokens = LlmEndpoints.Tokens(prompt);
        if (promptTokens > model.Context)
        {
            return LlmReply.BadRequest(
                $"This endpoint's maximum context length is {model.Context} tokens. However, you requested about {promptTokens} tokens.");
        }

        var (schema, complaint) = SchemaOf(request["response_format"] as JsonObject);
        if (complaint is not null)
        {
            return LlmReply.ProviderRefused(complaint);
        }

        var homes = HomeReader.Read(messages.LastOrDefault(message => message.Role == "user").Text ?? "");
        var answer = Cut(schema is null ? InWords(homes) : SchemaWriter.Write(schema, homes), MostTokens(request));
        var completion = new Completion(model, answer.Text, answer.IsWhole, promptTokens, time.GetUtcNow());
        accounts.Spend(LlmAccounts.KeyOf(http)!, completion.Cost);
        return request["stream"] is JsonValue stream && stream.TryGetValue<bool>(out var streams) && streams
            ? new ChatStream(completion)
            : LlmReply.Ok(completion.ToJson());
    }

    // The first that is known of model and models, as OpenRouter falls back.
    private static (LlmModel? Model, IResult? Refusal) ModelOf(JsonObject request)
    {
        var wanted = new[] { TextOf(request, "model") }.Concat((request["models"] as JsonArray ?? []).Select(TextOf)).OfType<string>().ToList();
        return wanted.Count == 0 ? (null, LlmReply.BadRequest("No models provided"))
            : wanted.Select(id => LlmModels.Find(id, embeds: false)).FirstOrDefault(model => model is not null) is { } model ? (model, null)
            : (null, LlmReply.NotFound($"No endpoints found for {wanted[0]}."));
    }

    private static (JsonObject? Schema, string? Complaint) SchemaOf(JsonObject? format) => TextOf(format, "type") switch
    {
        null or "text" => (null, null),
        "json_object" => (HomeReader.DefaultSchema(), null),
        "json_schema" when format!["json_schema"] is JsonObject wrapper => wrapper["schema"] is not JsonObject schema
            ? (null, "Missing required parameter: 'response_format.json_schema.schema'.")
            : (schema, SchemaRules.Complaint(wrapper, schema)),
        "json_schema" => (null, "Missing required parameter: 'response_format.json_schema'."),
        var other => (null, $"Invalid value: '{other}'. Supported values are: 'json_object', 'json_schema', and 'text'."),
    };

    private static string InWords(IReadOnlyList<Home> homes) => homes.Count == 0
        ? "I found no homes for rent in the text."
        : $"I found {homes.Count.ToString(CultureInfo.InvariantCulture)} for rent: {string.Join("; ", homes.Select(home => home.Quote("property_address")))}.";

    private static (string Text, bool IsWhole) Cut(string text, int? most) =>
        most is { } limit && LlmEndpoints.Tokens(text) > limit ? (text[..Math.Min(text.Length, limit * 4)], false) : (text, true);

    private static int? MostTokens(JsonObject request) =>
        (request["max_tokens"] ?? request["max_completion_tokens"]) is JsonValue value && value.TryGetValue<int>(out var most) && most > 0 ? most : null;

    // Text, or parts of which those of type text are read.
    private static string? ContentOf(JsonNode? message) => (message as JsonObject)?["content"] switch
    {
        JsonArray parts => string.Join('\n', parts.Select(part => TextOf(part, "text")).OfType<string>()),
        var content => TextOf(content),
    };

    private static string? TextOf(JsonNode? node, string name) => node is JsonObject json ? TextOf(json[name]) : null;

    private static string? TextOf(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;
}
