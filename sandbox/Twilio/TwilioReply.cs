using System.Globalization;
using System.Text.Json;

namespace PeteRental.Sandbox.Twilio;

/// <summary>What went wrong, in Twilio's shape.</summary>
/// <param name="Code">Twilio's own, such as 21211.</param>
/// <param name="Message">In words.</param>
/// <param name="MoreInfo">The page about the code.</param>
/// <param name="Status">The HTTP status.</param>
internal sealed record TwilioError(int Code, string Message, string MoreInfo, int Status);

/// <summary>An answer as Twilio gives it: snake case, and null for what there is not.</summary>
internal sealed class TwilioReply : IResult
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly int _status;
    private readonly object _body;

    private TwilioReply(int status, object body)
    {
        _status = status;
        _body = body;
    }

    public static TwilioReply Ok(object body) => new(StatusCodes.Status200OK, body);

    public static TwilioReply Created(object body) => new(StatusCodes.Status201Created, body);

    public static TwilioReply BadRequest(int code, string message) => Fail(StatusCodes.Status400BadRequest, code, message);

    public static TwilioReply NotActive() => Fail(StatusCodes.Status403Forbidden, 20005, "Account not active");

    public static TwilioReply Unauthorized() => Fail(StatusCodes.Status401Unauthorized, 20003, "Authenticate");

    public static TwilioReply NotFound(HttpRequest request) =>
        Fail(StatusCodes.Status404NotFound, 20404, $"The requested resource {request.Path.Value![TwilioEndpoints.Prefix.Length..]} was not found");

    /// <summary>A time as Twilio writes it: RFC 2822, such as <c>Thu, 20 Aug 2026 09:30:00 +0000</c>.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = _status;
        if (_status == StatusCodes.Status401Unauthorized)
        {
            httpContext.Response.Headers.WWWAuthenticate = "Basic realm=\"Twilio API\"";
        }

        return httpContext.Response.WriteAsJsonAsync(_body, _body.GetType(), Json, httpContext.RequestAborted);
    }

    private static TwilioReply Fail(int status, int code, string message) =>
        new(status, new TwilioError(code, message, $"https://www.twilio.com/docs/errors/{code}", status));
}
