using Microsoft.AspNetCore.WebUtilities;

namespace PeteRental.Sandbox.Vapi;

/// <summary>What went wrong, in Vapi's shape: <c>{"message":["property x should not exist"],"error":"Bad Request","statusCode":400}</c>.</summary>
/// <param name="Message">One text, or a list of them when a body was checked.</param>
/// <param name="Error">The status in words.</param>
/// <param name="StatusCode">The status.</param>
internal sealed record VapiError(object Message, string Error, int StatusCode);

/// <summary>An answer as Vapi gives it.</summary>
internal sealed class VapiReply : IResult
{
    private static readonly System.Text.Json.JsonSerializerOptions Json = new(System.Text.Json.JsonSerializerDefaults.Web);

    private readonly int _status;

    private VapiReply(int status, object body)
    {
        _status = status;
        Body = body;
    }

    public object Body { get; }

    public bool IsRefusal => _status >= StatusCodes.Status400BadRequest;

    public static VapiReply Ok(object body) => new(StatusCodes.Status200OK, body);

    public static VapiReply Created(object body) => new(StatusCodes.Status201Created, body);

    public static VapiReply BadRequest(object message) => Fail(StatusCodes.Status400BadRequest, message);

    public static VapiReply NotFound(string message) => Fail(StatusCodes.Status404NotFound, message);

    public static VapiReply Unauthorized() => Fail(
        StatusCodes.Status401Unauthorized,
        "Invalid Key. Hot tip, you may be using the private key instead of the public key, or vice versa.");

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = _status;
        return httpContext.Response.WriteAsJsonAsync(Body, Body.GetType(), Json, httpContext.RequestAborted);
    }

    private static VapiReply Fail(int status, object message) =>
        new(status, new VapiError(message, ReasonPhrases.GetReasonPhrase(status), status));
}
