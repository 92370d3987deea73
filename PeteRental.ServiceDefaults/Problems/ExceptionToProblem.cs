using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace PeteRental.ServiceDefaults.Problems;

/// <summary>
/// The last line of defence: turns what was thrown into a problem. The client learns what it can do about it, the log gets the
/// exception, and nobody outside sees its text.
/// </summary>
internal sealed partial class ExceptionToProblem(ILogger<ExceptionToProblem> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var (status, code, detail) = Translate(exception);
        if (status >= StatusCodes.Status500InternalServerError)
        {
            LogFailure(exception, httpContext.Request.Method, httpContext.GetEndpoint()?.DisplayName);
        }

        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            httpContext.Response.Headers.RetryAfter = "5";
        }

        await Problem.Of(status, code, detail).ExecuteAsync(httpContext);
        return true;
    }

    private static (int Status, string Code, string Detail) Translate(Exception exception) => exception switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            (413, "body_too_large", "The request body is larger than allowed here."),
        BadHttpRequestException { InnerException: JsonException json } => (400, "malformed_json", Describe(json)),
        BadHttpRequestException bad => (bad.StatusCode, Problem.CodeOf(bad.StatusCode), "A parameter or the body of the request cannot be read."),
        JsonException json => (400, "malformed_json", Describe(json)),
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => (503, "database_busy", "The database is too busy. Please try again in a moment."),
        NpgsqlException or TimeoutException => (503, "database_unavailable", "The database cannot be reached. Please try again in a moment."),
        HttpRequestException => (503, "unavailable", "A part of the system cannot be reached. Please try again in a moment."),
        OperationCanceledException => (504, "timeout", "This took too long. Please try again."),
        _ => (500, "internal_error", "Something went wrong on our side. It has been recorded."),
    };

    // The path is the client's own ("$.attendee_name"); the message of the exception is not used, it can quote the body.
    private static string Describe(JsonException json) =>
        string.IsNullOrEmpty(json.Path) || json.Path.Length > 100 || json.Path == "$"
            ? "The request body is not the JSON that is expected here."
            : $"The request body is not the JSON that is expected here: look at {json.Path}.";

    [LoggerMessage(LogLevel.Error, "{Method} {Endpoint} failed")]
    private partial void LogFailure(Exception exception, string method, string? endpoint);
}
