using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PeteRental.Sandbox.OpenRouter;

/// <summary>A finished answer.</summary>
internal sealed class Completion(LlmModel model, string text, bool isWhole, int promptTokens, DateTimeOffset now)
{
    private readonly string _id = $"gen-{now.ToUnixTimeSeconds()}-{RandomNumberGenerator.GetHexString(20, lowercase: true)}";

    public string Text => text;

    /// <summary>Dollars.</summary>
    public decimal Cost => (promptTokens * model.Prompt) + (CompletionTokens * model.Completion);

    private int CompletionTokens => LlmEndpoints.Tokens(text);

    private string FinishReason => isWhole ? "stop" : "length";

    /// <summary>All at once.</summary>
    public JsonObject ToJson()
    {
        var json = Envelope("chat.completion", new JsonObject
        {
            ["index"] = 0,
            ["finish_reason"] = FinishReason,
            ["native_finish_reason"] = FinishReason,
            ["logprobs"] = null,
            ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = text, ["refusal"] = null },
        });
        json["usage"] = Usage();
        return json;
    }

    /// <summary>A part of a stream; the last part of the text says how it finished.</summary>
    public JsonObject Part(string content, bool isLast) => Envelope("chat.completion.chunk", new JsonObject
    {
        ["index"] = 0,
        ["delta"] = new JsonObject { ["role"] = "assistant", ["content"] = content },
        ["finish_reason"] = isLast ? FinishReason : null,
        ["native_finish_reason"] = isLast ? FinishReason : null,
    });

    /// <summary>What ends a stream: no text, but what it cost.</summary>
    public JsonObject Total()
    {
        var json = Envelope("chat.completion.chunk", null);
        json["usage"] = Usage();
        return json;
    }

    private JsonObject Envelope(string kind, JsonObject? choice) => new()
    {
        ["id"] = _id,
        ["provider"] = LlmModels.Provider,
        ["model"] = model.Id,
        ["object"] = kind,
        ["created"] = now.ToUnixTimeSeconds(),
        ["choices"] = choice is null ? [] : new JsonArray(choice),
    };

    private JsonObject Usage() => new()
    {
        ["prompt_tokens"] = promptTokens,
        ["completion_tokens"] = CompletionTokens,
        ["total_tokens"] = promptTokens + CompletionTokens,
        ["cost"] = Cost,
        ["is_byok"] = false,
        ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = 0 },
        ["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 0 },
        ["cost_details"] = new JsonObject { ["upstream_inference_cost"] = null },
    };
}

/// <summary>An answer in parts, as server-sent events.</summary>
internal sealed class ChatStream(Completion completion) : IResult
{
    private const int PartLength = 80;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "text/event-stream";
        await WriteAsync(httpContext, ": OPENROUTER PROCESSING");
        var parts = completion.Text.Chunk(PartLength).Select(part => new string(part)).DefaultIfEmpty("").ToList();
        foreach (var (index, part) in parts.Index())
        {
            await WriteAsync(httpContext, "data: " + completion.Part(part, index == parts.Count - 1).ToJsonString(JsonSerializerOptions.Web));
        }

        await WriteAsync(httpContext, "data: " + completion.Total().ToJsonString(JsonSerializerOptions.Web));
        await WriteAsync(httpContext, "data: [DONE]");
    }

    private static Task WriteAsync(HttpContext context, string line) => context.Response.WriteAsync(line + "\n\n", context.RequestAborted);
}
