using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PeteRental.Calendar.Booking;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Time;
using PeteRental.Contracts.Calendar;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Problems;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Calendar.Availability;

/// <summary>What is free, and why something is not.</summary>
internal static class AvailabilityEndpoints
{
    private const string RetryAfterSeconds = "30";

    public static void MapAvailability(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/calendar/availability").RequireMember().WithTags("Availability");
        group.MapGet("/", FindAsync).WithSummary("Openings of a calendar, soonest first")
            .WithDescription("Every opening can be booked as it stands, buffers included. Filters only narrow what the settings allow; from, to and date are of the calendar's zone when they carry no offset. A connected diary that cannot be asked is answered from what was read of it (stale, synced_at); one that was never read, or not for a day, is a 503 calendar_unavailable.");
        group.MapGet("/explain", ExplainAsync).WithSummary("Why a time can or cannot be booked")
            .WithDescription("reason is free, outside_hours, busy, buffer, notice, horizon, closed or full_day.");
    }

    private static async Task<Results<Ok<AvailabilityReply>, ProblemHttpResult>> FindAsync(
        [AsParameters] AvailabilityParameters parameters, CurrentMember member, CalendarDirectory calendars, OpeningSearch openings,
        TimeProvider time, HttpResponse response, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var id = QueryValues.Id(parameters.CalendarId, "calendar_id", errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (id is { } wanted && await calendars.FindAsync(member.WorkspaceId, wanted, cancellationToken) is null)
        {
            return Problem.NotFound("calendar");
        }

        var now = time.GetInstant();
        var calendar = await calendars.ChooseAsync(member.WorkspaceId, id, parameters.Owner, cancellationToken);
        errors = parameters.Read(calendar.Settings, now, out var query);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var found = await openings.OfferAsync(calendar, query, now, cancellationToken);
        return found.Known.IsComplete ? TypedResults.Ok(AvailabilityReply.From(found)) : Unavailable(response);
    }

    private static async Task<Results<Ok<ExplanationReply>, ProblemHttpResult>> ExplainAsync(
        string? at, [FromQuery(Name = "calendar_id")] string? calendarId, [FromQuery(Name = "duration_minutes")] string? durationMinutes, CurrentMember member,
        CalendarDirectory calendars, OpeningSearch openings, TimeProvider time, HttpResponse response, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var id = QueryValues.Id(calendarId, "calendar_id", errors);
        var duration = QueryValues.Number(durationMinutes, "duration_minutes", AppointmentLimits.ShortestMinutes, AppointmentLimits.LongestMinutes, errors);
        var calendar = id is { } wanted
            ? await calendars.FindAsync(member.WorkspaceId, wanted, cancellationToken)
            : await calendars.ChooseAsync(member.WorkspaceId, calendar: null, owner: null, cancellationToken);
        if (calendar is null)
        {
            return Problem.NotFound("calendar");
        }

        var now = time.GetInstant();
        var start = (SpokenTime.Read(at, now, calendar.Settings) as SpokenTimeResult.Exact)?.Start
            ?? QueryValues.Instant(at, "at", calendar.Settings.Zone, isEnd: false, errors);
        errors.Require(start is not null, "at", AppointmentLimits.TimeRule);
        if (errors.Any || start is not { } asked)
        {
            return errors.ToProblem();
        }

        var explained = await openings.ExplainAsync(calendar, asked, duration, now, cancellationToken);

        // What the settings rule out needs no diary.
        return explained.Known.IsComplete || explained.Verdict is not (SlotVerdict.Free or SlotVerdict.Buffer)
            ? TypedResults.Ok(ExplanationReply.From(explained, asked, now))
            : Unavailable(response);
    }

    private static ProblemHttpResult Unavailable(HttpResponse response)
    {
        response.Headers.RetryAfter = RetryAfterSeconds;
        return Problem.Of(
            StatusCodes.Status503ServiceUnavailable, VoiceOutcome.CalendarUnavailable, "The connected calendar cannot be read just now, so nobody knows what is free.");
    }
}
