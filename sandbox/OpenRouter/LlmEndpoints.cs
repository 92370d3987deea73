using System.Text.Json;
using System.Text.Json.Nodes;

namespace PeteRental.Sandbox.OpenRouter;

/// <summary>Stands for OpenRouter's API, and with it for every endpoint that speaks OpenAI's protocol.</summary>
internal static class LlmEndpoints
{
    /// <summary>Where it lives here.</summary>
    public const string Prefix = "/llm";

    /// <summary>Maps everything under <c>/llm</c>.</summary>
    public static void MapLlm(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup(Prefix + "/v1").WithTags("OpenRouter");
        // The list of models is public, so it proves nothing about a key.
        api.MapGet("/models", () => LlmReply.Ok(new JsonObject { ["data"] = LlmModels.List(embeds: false) })).WithSummary("The models that write");
        api.MapGet("/embeddings/models", () => LlmReply.Ok(new JsonObject { ["data"] = LlmModels.List(embeds: true) })).WithSummary("The models that make vectors");

        var keyed = api.MapGroup("").AddEndpointFilter(CheckKeyAsync);
        keyed.MapGet("/key", DescribeKey).WithSummary("What the key may spend and has spent");
        keyed.MapPost("/chat/completions", ChatEndpoint.CompleteAsync).WithSummary("Answers with text, or with JSON by a schema");
        keyed.MapPost("/embeddings", EmbeddingEndpoint.EmbedAsync).WithSummary("Vectors of texts: like words, like vectors");
        app.Map(Prefix + "/{**path}", () => LlmReply.NotFound("Not Found")).ExcludeFromDescription();
    }

    /// <summary>The body, when it is a JSON object.</summary>
    public static async Task<JsonObject?> ReadAsync(HttpRequest request)
    {
        try
        {
            return await JsonNode.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Tokens of a text, counted as four characters each.</summary>
    public static int Tokens(string text) => (text.Length + 3) / 4;

    private static async ValueTask<object?> CheckKeyAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        LlmAccounts.KeyOf(context.HttpContext.Request) switch
        {
            null => LlmReply.Unauthorized("No auth credentials found"),
            var key when !LlmAccounts.IsGood(key) => LlmReply.Unauthorized("User not found."),
            var key when LlmAccounts.IsBroke(key) && !HttpMethods.IsGet(context.HttpContext.Request.Method) => LlmReply.PaymentRequired(),
            _ => await next(context),
        };

    private static LlmReply DescribeKey(HttpRequest request, LlmAccounts accounts)
    {
        var key = LlmAccounts.KeyOf(request)!;
        var spent = accounts.Spent(key);
        return LlmReply.Ok(new JsonObject
        {
            ["data"] = new JsonObject
            {
                ["label"] = $"{key[..Math.Min(12, key.Length)]}...{key[^Math.Min(3, key.Length)..]}",
                ["limit"] = LlmAccounts.IsBroke(key) ? 0 : null,
                ["limit_remaining"] = LlmAccounts.IsBroke(key) ? 0 : null,
                ["limit_reset"] = null,
                ["usage"] = spent,
                ["usage_daily"] = spent,
                ["usage_weekly"] = spent,
                ["usage_monthly"] = spent,
                ["byok_usage"] = 0,
                ["is_free_tier"] = false,
            },
        });
    }
}
