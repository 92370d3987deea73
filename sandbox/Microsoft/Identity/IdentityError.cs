using System.Globalization;
using PeteRental.Sandbox.Control;

namespace PeteRental.Sandbox.Microsoft.Identity;

/// <summary>A refusal of the identity platform.</summary>
/// <param name="Status">Of the token endpoint.</param>
/// <param name="Error">What a client decides by.</param>
/// <param name="Code">The n of AADSTSn.</param>
/// <param name="Message">For people.</param>
/// <param name="SubError">Says more of <c>invalid_grant</c>.</param>
internal sealed record IdentityError(int Status, string Error, int Code, string Message, string? SubError = null) : IResult
{
    private const string InvalidGrantError = "invalid_grant";

    public static IdentityError InvalidRequest(int code, string message) => new(StatusCodes.Status400BadRequest, "invalid_request", code, message);

    public static IdentityError InvalidGrant(int code, string message, string? subError = null) =>
        new(StatusCodes.Status400BadRequest, InvalidGrantError, code, message, subError);

    public static IdentityError InvalidClient(int code, string message) => new(StatusCodes.Status401Unauthorized, "invalid_client", code, message);

    public static IdentityError Missing(string parameter) =>
        InvalidRequest(900144, $"The request body must contain the following parameter: '{parameter}'.");

    public static IdentityError UnknownScope(string scope) => new(
        StatusCodes.Status400BadRequest, "invalid_scope", 70011, $"The provided request must include a 'scope' input parameter. The scope {scope} is not valid.");

    /// <summary>With ids and time, as it stands in <c>error_description</c>.</summary>
    public string Describe(Guid trace, Guid correlation, DateTimeOffset now) =>
        $"AADSTS{Code}: {Message} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {Time(now)}";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var now = httpContext.RequestServices.GetRequiredService<SandboxClock>().Now;
        var trace = Guid.NewGuid();
        var correlation = Guid.TryParse(httpContext.Request.Headers["client-request-id"], out var sent) ? sent : Guid.NewGuid();
        httpContext.Response.StatusCode = Status;
        httpContext.Response.Headers.CacheControl = "no-store, no-cache";
        await httpContext.Response.WriteAsJsonAsync(
            new
            {
                error = Error,
                error_description = Describe(trace, correlation, now),
                error_codes = new[] { Code },
                timestamp = Time(now),
                trace_id = trace,
                correlation_id = correlation,
                suberror = SubError,
            },
            httpContext.RequestAborted);
    }

    private static string Time(DateTimeOffset now) => now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
