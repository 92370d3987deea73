using Microsoft.AspNetCore.Http.HttpResults;
using PeteRental.Sandbox.Google;
using PeteRental.Sandbox.Microsoft;
using PeteRental.Sandbox.Microsoft.Identity;
using PeteRental.Sandbox.OpenRouter;
using PeteRental.Sandbox.Sites;
using PeteRental.Sandbox.Twilio;
using PeteRental.Sandbox.Vapi;

namespace PeteRental.Sandbox.Control;

/// <summary>What arrived, oldest first.</summary>
public sealed record RequestsReply(IReadOnlyList<RecordedRequest> Requests, int Total);

/// <summary>Where to put the token clock: seconds from the real time, negative for the past.</summary>
public sealed record ClockRequest(long? OffsetSeconds);

/// <summary>The token clock.</summary>
public sealed record ClockReply(DateTimeOffset Now, long OffsetSeconds);

/// <summary>Reads and sets the sandbox's state from tests and demonstrations.</summary>
public static class ControlEndpoints
{
    private const long MaxOffsetSeconds = 10L * 366 * 24 * 60 * 60;

    /// <summary>Maps the rest of <c>/control</c>.</summary>
    public static void MapControl(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/control").WithTags("Control");
        group.MapGet("/requests", ListRequests).WithSummary("What arrived at the stand-ins, without secrets");
        group.MapGet("/clock", ReadClock).WithSummary("The time that tokens are stamped with");
        group.MapPost("/clock", ShiftClock).WithSummary("Shifts the time that tokens are stamped with; not cumulative");
        group.MapPost("/reset", Reset).WithSummary("Forgets faults, requests, the clock's shift and what the stand-ins hold; signing keys stay");
    }

    private static Results<Ok<RequestsReply>, ValidationProblem> ListRequests(RequestLog log, string? target = null)
    {
        Target? wanted = null;
        if (target is not null)
        {
            if (!Target.TryParse(target, out var parsed))
            {
                return new Invalid().When(true, "target", Target.Rule).ToProblem();
            }

            wanted = parsed;
        }

        var requests = log.List(wanted);
        return TypedResults.Ok(new RequestsReply(requests, requests.Count));
    }

    private static Ok<ClockReply> ReadClock(SandboxClock clock) => TypedResults.Ok(new ClockReply(clock.Now, clock.OffsetSeconds));

    private static Results<Ok<ClockReply>, ValidationProblem> ShiftClock(ClockRequest request, SandboxClock clock)
    {
        if (request.OffsetSeconds is not { } offset || Math.Abs((decimal)offset) > MaxOffsetSeconds)
        {
            return new Invalid().When(true, "offset_seconds", "Seconds from the real time, at most ten years either way.").ToProblem();
        }

        clock.OffsetSeconds = offset;
        return TypedResults.Ok(new ClockReply(clock.Now, offset));
    }

    private static NoContent Reset(
        FaultBook faults, RequestLog log, SandboxClock clock, VapiAccounts vapi, SmsBook sms, MicrosoftAccounts accounts, TokenBook tokens,
        GoogleSandbox google, SiteBook sites, LlmAccounts models)
    {
        faults.Clear();
        log.Clear();
        vapi.Clear();
        sms.Clear();
        google.Clear();
        tokens.Clear();
        accounts.Clear();
        sites.Clear();
        models.Clear();
        clock.OffsetSeconds = 0;
        return TypedResults.NoContent();
    }
}
