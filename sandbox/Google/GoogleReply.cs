using System.Text.Json;
using System.Text.Json.Nodes;

namespace PeteRental.Sandbox.Google;

/// <summary>
/// An answer of the Calendar API. Refusals have the shape
/// <c>{"error":{"errors":[{"domain":"global","reason":"notFound","message":"Not Found"}],"code":404,"message":"Not Found"}}</c>.
/// </summary>
internal sealed class GoogleReply : IResult
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly string? _etag;

    private GoogleReply(int status, JsonNode? body, string? etag = null)
    {
        Status = status;
        Body = body;
        _etag = etag;
    }

    public int Status { get; }

    public JsonNode? Body { get; }

    public static GoogleReply NoContent => new(StatusCodes.Status204NoContent, null);

    public static GoogleReply NotFound => Refuse(404, "notFound", "Not Found");

    public static GoogleReply Ok(JsonObject body) => new(StatusCodes.Status200OK, body, body["etag"]?.GetValue<string>());

    public static GoogleReply Refuse(
        int status, string reason, string message, string domain = "global", string? parameter = null, string? header = null)
    {
        var error = new JsonObject { ["domain"] = domain, ["reason"] = reason, ["message"] = message };
        if ((parameter ?? header) is { } location)
        {
            error["locationType"] = header is null ? "parameter" : "header";
            error["location"] = location;
        }

        return new GoogleReply(status, new JsonObject
        {
            ["error"] = new JsonObject { ["errors"] = new JsonArray(error), ["code"] = status, ["message"] = message },
        });
    }

    public static GoogleReply Invalid(string message, string? parameter = null) =>
        Refuse(StatusCodes.Status400BadRequest, "invalid", message, parameter: parameter);

    public static GoogleReply Required(string message, string? parameter = null) =>
        Refuse(StatusCodes.Status400BadRequest, "required", message, parameter: parameter);

    public static GoogleReply EmptyRange(string? parameter = null) =>
        Refuse(StatusCodes.Status400BadRequest, "timeRangeEmpty", "The specified time range is empty.", "calendar", parameter);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer realm=\"https://accounts.google.com/\", error=\"invalid_token\"";
        }

        if (_etag is not null)
        {
            response.Headers.ETag = _etag;
        }

        return Body is null ? Task.CompletedTask : response.WriteAsJsonAsync(Body, Json, httpContext.RequestAborted);
    }
}
