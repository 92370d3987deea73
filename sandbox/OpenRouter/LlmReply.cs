using System.Text.Json;
using System.Text.Json.Nodes;

namespace PeteRental.Sandbox.OpenRouter;

/// <summary>An answer as OpenRouter gives it.</summary>
internal sealed class LlmReply : IResult
{
    private readonly int _status;
    private readonly JsonObject _body;

    private LlmReply(int status, JsonObject body) => (_status, _body) = (status, body);

    public static LlmReply Ok(JsonObject body) => new(StatusCodes.Status200OK, body);

    public static LlmReply BadRequest(string message) => Fail(StatusCodes.Status400BadRequest, message, "invalid_request");

    /// <summary>What the model's provider finds wrong, which OpenRouter hands on.</summary>
    public static LlmReply ProviderRefused(string message) => Fail(
        StatusCodes.Status400BadRequest, "Provider returned error", "invalid_request",
        new JsonObject { ["raw"] = message, ["provider_name"] = LlmModels.Provider });

    public static LlmReply Unauthorized(string message) => Fail(StatusCodes.Status401Unauthorized, message, "authentication");

    public static LlmReply PaymentRequired() => Fail(
        StatusCodes.Status402PaymentRequired, "Insufficient credits. Add more using https://openrouter.ai/settings/credits", "payment_required");

    public static LlmReply NotFound(string message) => Fail(StatusCodes.Status404NotFound, message, "not_found");

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = _status;
        return httpContext.Response.WriteAsJsonAsync(_body, JsonSerializerOptions.Web, httpContext.RequestAborted);
    }

    private static LlmReply Fail(int status, string message, string type, JsonObject? metadata = null)
    {
        metadata ??= [];
        metadata["error_type"] = type;
        return new(status, new JsonObject
        {
            ["error"] = new JsonObject { ["code"] = status, ["message"] = message, ["metadata"] = metadata },
        });
    }
}
