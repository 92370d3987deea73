using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace PeteRental.Sandbox;

/// <summary>
/// A body that cannot be read is the sender's mistake: it is told where, since whoever drives the sandbox writes tests.
/// </summary>
internal sealed class UnreadableRequestHandler(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not BadHttpRequestException unreadable)
        {
            return false;
        }

        httpContext.Response.StatusCode = unreadable.StatusCode;
        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            ProblemDetails = new ProblemDetails
            {
                Status = unreadable.StatusCode,
                Detail = unreadable switch
                {
                    { InnerException: JsonException json } =>
                        $"The JSON cannot be read at {json.Path ?? "$"}: it is malformed, of the wrong type, or a member nobody knows.",
                    { StatusCode: StatusCodes.Status400BadRequest } when httpContext.Request.ContentLength is null or 0 =>
                        "This needs a JSON body.",
                    _ => unreadable.Message,
                },
            },
        });
    }
}
