using System.Globalization;
using System.Text.Json.Nodes;
using PeteRental.Sandbox.Control;

namespace PeteRental.Sandbox.Microsoft.Graph;

/// <summary>A refusal of Graph: <c>{"error":{"code","message","innerError":{"date","request-id","client-request-id"}}}</c>.</summary>
internal sealed record GraphError(int Status, string Code, string Message) : IResult
{
    /// <summary>Told with a repeated transaction.</summary>
    public string? ExistingEventId { get; init; }

    /// <summary>Seconds.</summary>
    public int? RetryAfter { get; init; }

    public static GraphError NotFound { get; } = new(404, "ErrorItemNotFound", "The specified object was not found in the store.");

    public static GraphError AccessDenied { get; } = new(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");

    public static GraphError Unauthorized { get; } = new(401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired, revoked or not known.");

    public static GraphError NoToken { get; } = new(401, "InvalidAuthenticationToken", "Access token is empty.");

    public static GraphError Stale { get; } = new(
        412, "ErrorIrresolvableConflict",
        "The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.");

    public static GraphError SyncStateLost { get; } = new(410, "syncStateNotFound", "The sync state generation is not found. Start again without a token.");

    public static GraphError Throttled { get; } = new(429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit.") { RetryAfter = 1 };

    public static GraphError Unreadable { get; } = new(
        400, "BadRequest", "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.");

    public static GraphError BadRequest(string code, string message) => new(400, code, message);

    public static GraphError Duplicate(string existingEventId) =>
        new(409, "ErrorDuplicateTransactionId", "Your request can't be completed. An event with this transactionId was created before.") { ExistingEventId = existingEventId };

    public static GraphError UnknownZone(string? name) =>
        BadRequest("TimeZoneNotSupportedException", $"A valid TimeZone value must be specified. The following TimeZone value is not supported: '{name}'.");

    public static GraphError UnknownProperty(string property, string type) => BadRequest(
        "RequestBodyRead",
        $"The property '{property}' does not exist on type '{type}'. Make sure to only use property names that are defined by the type.");

    public static GraphError WrongValue(string property, string expected) =>
        BadRequest("RequestBodyRead", $"Cannot convert the value of the property '{property}' to the expected type '{expected}'.");

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var (requestId, clientRequestId) = GraphHeaders.Ids(httpContext);
        var now = httpContext.RequestServices.GetRequiredService<SandboxClock>().Now;
        var error = new JsonObject
        {
            ["code"] = Code,
            ["message"] = Message,
            ["innerError"] = new JsonObject
            {
                ["date"] = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
                ["request-id"] = requestId,
                ["client-request-id"] = clientRequestId,
            },
        };
        if (ExistingEventId is not null)
        {
            error["@event.existingEventId"] = ExistingEventId;
        }

        if (RetryAfter is { } seconds)
        {
            httpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (Status == StatusCodes.Status401Unauthorized)
        {
            httpContext.Response.Headers.WWWAuthenticate = "Bearer realm=\"\", error=\"invalid_token\"";
        }

        httpContext.Response.StatusCode = Status;
        return httpContext.Response.WriteAsJsonAsync(new JsonObject { ["error"] = error }, httpContext.RequestAborted);
    }
}

/// <summary>What stands in the head of every answer.</summary>
internal static class GraphHeaders
{
    /// <summary>The ids of a request: ours, and the client's own or ours again. Writes them into the answer's head.</summary>
    public static (string RequestId, string ClientRequestId) Ids(HttpContext context)
    {
        if (context.Response.Headers["request-id"].ToString() is not { Length: > 0 } requestId)
        {
            requestId = Guid.NewGuid().ToString();
        }

        var clientRequestId = Guid.TryParse(context.Request.Headers["client-request-id"], out var sent) ? sent.ToString() : requestId;
        context.Response.Headers["request-id"] = requestId;
        context.Response.Headers["client-request-id"] = clientRequestId;
        return (requestId, clientRequestId);
    }
}
