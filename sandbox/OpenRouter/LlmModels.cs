using System.Globalization;
using System.Text.Json.Nodes;

namespace PeteRental.Sandbox.OpenRouter;

/// <summary>A model: what it takes and costs.</summary>
/// <param name="Id">organisation/slug.</param>
/// <param name="Context">Tokens.</param>
/// <param name="Prompt">Dollars for a token read.</param>
/// <param name="Completion">Dollars for a token written.</param>
/// <param name="Dimensions">Length of its vectors; null for a model that writes.</param>
internal sealed record LlmModel(string Id, int Context, decimal Prompt, decimal Completion, int? Dimensions = null);

/// <summary>The models that there are. Their names and prices are like the real ones; behind them all stands the same handful of rules.</summary>
internal static class LlmModels
{
    /// <summary>Whose machines answer.</summary>
    public const string Provider = "Sandbox";

    private static readonly string[] Variants = [":free", ":nitro", ":floor", ":online", ":exacto"];

    private static readonly LlmModel[] All =
    [
        new("openai/gpt-4o-mini", 128_000, 0.00000015m, 0.0000006m),
        new("openai/gpt-4o", 128_000, 0.0000025m, 0.00001m),
        new("openai/gpt-4.1-nano", 1_047_576, 0.0000001m, 0.0000004m),
        new("openai/gpt-4.1-mini", 1_047_576, 0.0000004m, 0.0000016m),
        new("openai/gpt-4.1", 1_047_576, 0.000002m, 0.000008m),
        new("openai/gpt-5-nano", 400_000, 0.00000005m, 0.0000004m),
        new("openai/gpt-5-mini", 400_000, 0.00000025m, 0.000002m),
        new("google/gemini-2.5-flash-lite", 1_048_576, 0.0000001m, 0.0000004m),
        new("google/gemini-2.5-flash", 1_048_576, 0.0000003m, 0.0000025m),
        new("anthropic/claude-haiku-4.5", 200_000, 0.000001m, 0.000005m),
        new("mistralai/mistral-small-3.2-24b-instruct", 131_072, 0.00000005m, 0.0000001m),
        new("meta-llama/llama-3.3-70b-instruct", 131_072, 0.0000001m, 0.0000003m),
        new("openai/text-embedding-3-small", 8_191, 0.00000002m, 0, 1536),
        new("openai/text-embedding-3-large", 8_191, 0.00000013m, 0, 3072),
    ];

    /// <summary>The model of this name, whose variant after a colon does not matter here; null when there is none that does this work.</summary>
    public static LlmModel? Find(string id, bool embeds)
    {
        var plain = Variants.FirstOrDefault(variant => id.EndsWith(variant, StringComparison.Ordinal)) is { } variant ? id[..^variant.Length] : id;
        return All.FirstOrDefault(model => model.Id == plain && model.Dimensions.HasValue == embeds);
    }

    /// <summary>As <c>GET /models</c> lists them.</summary>
    public static JsonArray List(bool embeds) => [.. All.Where(model => model.Dimensions.HasValue == embeds).Select(Describe)];

    private static JsonObject Describe(LlmModel model) => new()
    {
        ["id"] = model.Id,
        ["canonical_slug"] = model.Id,
        ["name"] = model.Id,
        ["created"] = 1_735_689_600,
        ["context_length"] = model.Context,
        ["architecture"] = new JsonObject
        {
            ["input_modalities"] = new JsonArray("text"),
            ["output_modalities"] = new JsonArray(model.Dimensions is null ? "text" : "embeddings"),
        },
        ["pricing"] = new JsonObject { ["prompt"] = Price(model.Prompt), ["completion"] = Price(model.Completion) },
        ["supported_parameters"] = model.Dimensions is null
            ? new JsonArray("max_tokens", "response_format", "seed", "stop", "structured_outputs", "temperature", "top_p")
            : [],
    };

    private static string Price(decimal price) => price.ToString("0.############", CultureInfo.InvariantCulture);
}
