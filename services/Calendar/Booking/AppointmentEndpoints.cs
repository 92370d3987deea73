using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Time;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Paging;
using PeteRental.ServiceDefaults.Problems;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Calendar.Booking;

/// <summary>The viewings of a workspace.</summary>
internal static class AppointmentEndpoints
{
    private const string Refusals =
        "In a connected calendar the provider's diary is asked ahead: while it cannot be, the calendar's on_provider_down decides whether the viewing is "
        + "reserved (201 with status reserved, confirmed later), refused (503 calendar_unavailable with Retry-After) or confirmed at once. A diary that "
        + "can only be read answers 409 calendar_read_only. "
        + "A time that cannot be had answers 409 slot_taken, or 422 outside_hours, notice, closed, full_day, horizon, past or past_year, with up to three "
        + "alternatives nearest to it. With an Idempotency-Key a repeated request gets the same answer; another request under the key answers 422 "
        + "idempotency_key_reused.";

    public static void MapAppointments(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/appointments").RequireMember().WithTags("Appointments").WithRetryAfter();
        group.MapGet("/", ListAsync).WithSummary("Appointments of the workspace, soonest first")
            .WithDescription("from and to are ISO instants, local times or dates of the calendar's zone; status may name several, with commas; q is part of the address or of what is known of the attendee.");
        group.MapPost("/", BookAsync).RequireManager().WithSummary("Books a viewing, or turns a hold into one").WithDescription(Refusals);
        group.MapPost("/holds", HoldAsync).RequireManager().WithSummary("Keeps a time free for some minutes").WithDescription(Refusals);
        group.MapGet("/{id:guid}", FindAsync).WithSummary("One appointment");
        group.MapPatch("/{id:guid}", ChangeAsync).RequireManager().WithSummary("Moves a viewing, notes what became of it, or rewrites its notes")
            .WithDescription("The old time is given up only if the new one is had. " + Refusals);
        group.MapDelete("/{id:guid}", CancelAsync).RequireManager().WithSummary("Calls a viewing off, or gives a hold back")
            .WithDescription("A reason may be given as a query parameter. Doing it twice is no error.");
        group.MapGet("/{id:guid}/history", HistoryAsync).WithSummary("Who did what to an appointment and when, oldest first");
        app.MapGet("/agents/{id:guid}/appointments", ListOfAgentAsync).RequireMember().WithTags("Appointments").WithSummary("Appointments that an agent took");
        app.MapGet("/users/{id}/appointments", ListOfUserAsync).RequireMember().WithTags("Appointments")
            .WithSummary("Appointments in a person's calendars, or booked by them").WithDescription("The id may be me.");
    }

    private static Task<Results<Ok<AppointmentListReply>, ProblemHttpResult>> ListAsync(
        [AsParameters] AppointmentQuery query, [AsParameters] PageQuery page, CurrentMember member, AppointmentLists lists,
        CancellationToken cancellationToken) =>
        lists.ListAsync(member.WorkspaceId, query, page, filter => filter, cancellationToken);

    private static async Task<Results<Ok<AppointmentListReply>, ProblemHttpResult>> ListOfAgentAsync(
        Guid id, [AsParameters] AppointmentQuery query, [AsParameters] PageQuery page, CurrentMember member, AppointmentLists lists,
        AgentsClient agents, CancellationToken cancellationToken)
    {
        var list = await lists.ListAsync(member.WorkspaceId, query, page, filter => filter with { AgentId = id }, cancellationToken);
        return IsEmpty(list) && !await agents.MayHaveAgentAsync(member.WorkspaceId, id, cancellationToken) ? Problem.NotFound("agent") : list;
    }

    private static async Task<Results<Ok<AppointmentListReply>, ProblemHttpResult>> ListOfUserAsync(
        string id, [AsParameters] AppointmentQuery query, [AsParameters] PageQuery page, CurrentMember member, AppointmentLists lists,
        AgentsClient agents, CancellationToken cancellationToken)
    {
        Guid? named = id == "me" ? member.UserId.Value : Guid.TryParse(id, out var given) ? given : null;
        if (named is not { } user)
        {
            return Problem.NotFound("user");
        }

        var list = await lists.ListAsync(member.WorkspaceId, query, page, filter => filter with { UserId = user }, cancellationToken);
        return IsEmpty(list) && id != "me" && !await agents.MayHaveMemberAsync(member.WorkspaceId, user, cancellationToken)
            ? Problem.NotFound("user")
            : list;
    }

    private static bool IsEmpty(Results<Ok<AppointmentListReply>, ProblemHttpResult> list) =>
        list.Result is Ok<AppointmentListReply> { Value.Appointments.Count: 0 };

    private static async Task<Results<Ok<AppointmentReply>, ProblemHttpResult>> FindAsync(
        Guid id, CurrentMember member, AppointmentLists lists, CancellationToken cancellationToken) =>
        await lists.FindAsync(member.WorkspaceId, id, cancellationToken) is { } found ? TypedResults.Ok(found) : Problem.NotFound("appointment");

    private static async Task<Results<Ok<HistoryReply>, ProblemHttpResult>> HistoryAsync(
        Guid id, CurrentMember member, AppointmentReader reader, CancellationToken cancellationToken) =>
        await reader.FindAsync(member.WorkspaceId, id, cancellationToken) is null
            ? Problem.NotFound("appointment")
            : TypedResults.Ok(new HistoryReply(
                id, [.. (await reader.HistoryAsync(member.WorkspaceId, id, cancellationToken)).Select(HistoryEntryReply.From)]));

    private static async Task<Results<Created<AppointmentReply>, ProblemHttpResult>> BookAsync(
        AppointmentRequest request, [FromHeader(Name = RequestKey.Header)] string? idempotencyKey, CurrentMember member,
        CalendarDirectory calendars,
        Holds holds, Booker booker, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!ReplyKey.TryRead(idempotencyKey, "book", request, out var key))
        {
            return UnusableKey();
        }

        if (request.HoldId.Value is { } holdId)
        {
            return await ConfirmAsync(request, holdId, key, member, calendars, holds, time, cancellationToken);
        }

        if (await FindCalendarAsync(member.WorkspaceId, request.CalendarId, calendars, cancellationToken) is not { } calendar)
        {
            return Problem.NotFound("calendar");
        }

        var errors = request.Check(hold: null, time.GetInstant(), calendar.Settings, out var duration);
        return errors.Any ? errors.ToProblem() : Created(await booker.BookAsync(
            new BookingOrder
            {
                Calendar = calendar,
                StartTime = request.Start!,
                DurationMinutes = duration,
                PropertyAddress = request.PropertyAddress.Value!.Trim(),
                AttendeeName = request.AttendeeName.Value!.Trim(),
                AttendeeEmail = request.AttendeeEmail.Value,
                AttendeePhone = PhoneNumber.Parse(request.AttendeePhone.Value)?.Value,
                Notes = request.Notes.Value,
                AgentId = request.AgentId.Value,
                Actor = Actor.Member(member.UserId.Value),
                Key = key,
            },
            cancellationToken));
    }

    private static async Task<Results<Created<AppointmentReply>, ProblemHttpResult>> ConfirmAsync(
        AppointmentRequest request, Guid holdId, ReplyKey? key, CurrentMember member, CalendarDirectory calendars, Holds holds,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var hold = await holds.FindAsync(member.WorkspaceId, holdId, cancellationToken);
        var calendar = await calendars.ChooseAsync(member.WorkspaceId, hold?.CalendarId, owner: null, cancellationToken);
        var errors = request.Check(hold, time.GetInstant(), calendar.Settings, out _);
        return errors.Any ? errors.ToProblem() : Created(await holds.ConfirmAsync(
            new ConfirmOrder(
                member.WorkspaceId, holdId, request.PropertyAddress.Value?.Trim(), request.AttendeeName.Value?.Trim(), request.AttendeeEmail.Value,
                PhoneNumber.Parse(request.AttendeePhone.Value)?.Value, request.Notes.Value, request.AgentId.Value, Actor.Member(member.UserId.Value), key),
            cancellationToken));
    }

    private static async Task<Results<Created<AppointmentReply>, ProblemHttpResult>> HoldAsync(
        HoldRequest request, [FromHeader(Name = RequestKey.Header)] string? idempotencyKey, CurrentMember member,
        CalendarDirectory calendars, Holds holds,
        TimeProvider time, CancellationToken cancellationToken)
    {
        if (!ReplyKey.TryRead(idempotencyKey, "hold", request, out var key))
        {
            return UnusableKey();
        }

        if (await FindCalendarAsync(member.WorkspaceId, request.CalendarId, calendars, cancellationToken) is not { } calendar)
        {
            return Problem.NotFound("calendar");
        }

        var errors = request.Check(time.GetInstant(), calendar.Settings);
        return errors.Any ? errors.ToProblem() : Created(await holds.HoldAsync(
            new HoldOrder(
                calendar, request.Start!, request.DurationMinutes.Value, request.PropertyAddress.Value?.Trim(), request.AttendeeName.Value?.Trim(),
                request.HoldMinutes, Actor.Member(member.UserId.Value), key),
            cancellationToken));
    }

    private static async Task<Results<Ok<AppointmentReply>, ProblemHttpResult>> ChangeAsync(
        Guid id, AppointmentChangeRequest request, [FromHeader(Name = RequestKey.Header)] string? idempotencyKey, CurrentMember member,
        AppointmentLists lists, AppointmentChanger changer, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!ReplyKey.TryRead(idempotencyKey, $"change {id}", request, out var key))
        {
            return UnusableKey();
        }

        if (await lists.CalendarOfAsync(member.WorkspaceId, id, cancellationToken) is not { } calendar)
        {
            return Problem.NotFound("appointment");
        }

        var errors = request.Check(time.GetInstant(), calendar.Settings);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var order = new ChangeOrder(member.WorkspaceId, id, Actor.Member(member.UserId.Value), key);
        return Done(await (request.Status.Value switch
        {
            AppointmentStatus.Cancelled => changer.CancelAsync(order, request.Reason.Value, cancellationToken),
            { } status => changer.CloseAsync(order, status, cancellationToken),
            null when request.Notes.IsGiven => changer.AnnotateAsync(order, request.Notes.Value, cancellationToken),
            null => changer.MoveAsync(order, request.Start!, cancellationToken),
        }));
    }

    private static async Task<Results<Ok<AppointmentReply>, ProblemHttpResult>> CancelAsync(
        Guid id, string? reason, [FromHeader(Name = RequestKey.Header)] string? idempotencyKey, CurrentMember member,
        AppointmentChanger changer,
        CancellationToken cancellationToken)
    {
        if (reason is not null && !TextRules.IsBlock(reason, AppointmentLimits.Reason))
        {
            return Problem.Invalid("reason", "At most 500 characters.");
        }

        return ReplyKey.TryRead(idempotencyKey, $"cancel {id}", reason, out var key)
            ? Done(await changer.CancelAsync(new ChangeOrder(member.WorkspaceId, id, Actor.Member(member.UserId.Value), key), reason, cancellationToken))
            : UnusableKey();
    }

    private static async ValueTask<BookableCalendar?> FindCalendarAsync(
        WorkspaceId workspace, Given<Guid?> calendar, CalendarDirectory calendars, CancellationToken cancellationToken) =>
        calendar.Value is { } id
            ? await calendars.FindAsync(workspace, id, cancellationToken)
            : await calendars.ChooseAsync(workspace, calendar: null, owner: null, cancellationToken);

    private static ProblemHttpResult UnusableKey() => Problem.Invalid(RequestKey.Header, "1 to 255 visible ASCII characters.");

    private static Results<Created<AppointmentReply>, ProblemHttpResult> Created(Outcome outcome) =>
        OutcomeProblem.Of(outcome) is { } problem
            ? problem
            : TypedResults.Created($"/appointments/{outcome.Appointment!.AppointmentId}", AppointmentReply.From(outcome));

    private static Results<Ok<AppointmentReply>, ProblemHttpResult> Done(Outcome outcome) =>
        OutcomeProblem.Of(outcome) is { } problem ? problem : TypedResults.Ok(AppointmentReply.From(outcome));
}
