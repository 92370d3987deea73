using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace PeteRental.ServiceDefaults.Problems;

/// <summary>
/// Errors as RFC 9457 problem details. Each has a stable <c>code</c> to program against, a <c>detail</c> to show to a person, and the
/// <c>trace_id</c> to tell an operator; field errors are under <c>errors</c>. An exception's text is never among them.
/// </summary>
public static class Problem
{
    /// <summary>An error with a stable code.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="code">Stable, snake_case.</param>
    /// <param name="detail">A sentence for a person.</param>
    /// <param name="extensions">Further members, such as alternatives.</param>
    public static ProblemHttpResult Of(int status, string code, string detail, IDictionary<string, object?>? extensions = null)
    {
        var members = extensions is null ? [] : new Dictionary<string, object?>(extensions);
        members["code"] = code;
        members["trace_id"] = Activity.Current?.TraceId.ToString();
        return TypedResults.Problem(detail, statusCode: status, title: TitleOf(status), type: $"urn:peterental:problem:{code}", extensions: members);
    }

    /// <summary>400 <c>validation_failed</c>: what is wrong, by field name as the client wrote it.</summary>
    public static ProblemHttpResult Invalid(IReadOnlyDictionary<string, string[]> errors) =>
        Of(StatusCodes.Status400BadRequest, "validation_failed", "Some fields need another look.", new Dictionary<string, object?> { ["errors"] = errors });

    /// <summary>400 <c>validation_failed</c> for a single field.</summary>
    public static ProblemHttpResult Invalid(string field, string error) =>
        Invalid(new Dictionary<string, string[]> { [field] = [error] });

    /// <summary>404 <c>not_found</c>; also for what belongs to another workspace.</summary>
    public static ProblemHttpResult NotFound(string what) => Of(StatusCodes.Status404NotFound, "not_found", $"There is no such {what}.");

    internal static string TitleOf(int status) => status switch
    {
        400 => "The request is not valid",
        401 => "Sign in first",
        403 => "Not allowed",
        404 => "Not found",
        405 => "Not possible here",
        408 => "Too slow",
        409 => "In conflict",
        413 => "Too large",
        415 => "Not a supported content type",
        422 => "Not possible as asked",
        429 => "Too many requests",
        499 => "The client went away",
        502 or 503 or 504 => "Temporarily unavailable",
        _ => "Something went wrong",
    };

    internal static string DetailOf(int status) => status switch
    {
        404 => "There is nothing at this address.",
        405 => "This address does not know that method.",
        413 => "The request body is larger than allowed here.",
        415 => "Send the body as application/json.",
        502 or 503 or 504 => "A part of the system cannot be reached. Please try again in a moment.",
        >= 500 => "Something went wrong on our side. It has been recorded.",
        _ => "The request could not be handled.",
    };

    internal static string CodeOf(int status) => status switch
    {
        400 => "bad_request",
        401 => "unauthenticated",
        403 => "forbidden",
        404 => "not_found",
        405 => "method_not_allowed",
        408 => "timeout",
        409 => "conflict",
        413 => "body_too_large",
        415 => "unsupported_media_type",
        422 => "unprocessable",
        429 => "rate_limited",
        502 or 503 or 504 => "unavailable",
        _ => "internal_error",
    };
}
