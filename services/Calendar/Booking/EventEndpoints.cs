using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Time;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Problems;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Calendar.Booking;

/// <summary>The calendar as a list of events, the way calendar clients know it.</summary>
internal static class EventEndpoints
{
    private const int MostEvents = 1000;
    private const int DefaultDaysAhead = 14;

    public static void MapEvents(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/calendar/events").RequireMember().WithTags("Calendar");
        group.MapGet("/", ListAsync).WithSummary("What takes place from today on").WithDescription("days_ahead days from today's midnight in the calendar's zone; 14 when left out.");
        group.MapPost("/", CreateAsync).RequireManager().WithSummary("Books a viewing as an event")
            .WithDescription("Takes a JSON body, or the same names as query parameters. The rules are those of POST /appointments.");
    }

    private static async Task<Results<Ok<EventListReply>, ProblemHttpResult>> ListAsync(
        [FromQuery(Name = "days_ahead")] string? daysAhead, [FromQuery(Name = "calendar_id")] string? calendarId, CurrentMember member,
        CalendarDirectory calendars, AppointmentReader reader, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var days = QueryValues.Number(daysAhead, "days_ahead", 1, 365, errors) ?? DefaultDaysAhead;
        var id = QueryValues.Id(calendarId, "calendar_id", errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (id is { } wanted && await calendars.FindAsync(member.WorkspaceId, wanted, cancellationToken) is null)
        {
            return Problem.NotFound("calendar");
        }

        var known = await calendars.ListAsync(member.WorkspaceId, cancellationToken);
        var zone = known.First(calendar => id is null ? calendar.IsDefault : calendar.Id.Value == id).Settings.Zone;
        var today = time.GetInstant().InZone(zone).Date;
        var filter = new AppointmentFilter
        {
            From = zone.MapDay(today).Start.ToDateTimeOffset(),
            To = zone.MapDay(today.PlusDays(days)).Start.ToDateTimeOffset(),
            CalendarId = id,
            Statuses = [AppointmentStatus.Reserved, AppointmentStatus.Confirmed],
        };
        var found = await reader.ListAsync(member.WorkspaceId, filter, start: null, MostEvents, time.GetUtcNow(), cancellationToken);
        return TypedResults.Ok(EventListReply.From(member.UserId.Value, AppointmentReply.From(found, known)));
    }

    private static async Task<Results<Created<EventCreatedReply>, ProblemHttpResult>> CreateAsync(
        [AsParameters] EventQuery query, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] EventRequest? body,
        [FromHeader(Name = IdempotencyKey.Header)] string? idempotencyKey, CurrentMember member, CalendarDirectory calendars,
        Booker booker, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var request = body ?? query.ToRequest();
        if (!IdempotencyKey.TryRead(idempotencyKey, "event", request, out var key))
        {
            return Problem.Invalid(IdempotencyKey.Header, "1 to 255 visible ASCII characters.");
        }

        var calendar = await calendars.ChooseAsync(member.WorkspaceId, calendar: null, owner: null, cancellationToken);
        var errors = request.Check(time.GetInstant(), calendar.Settings, out var duration);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var outcome = await booker.BookAsync(
            new BookingOrder
            {
                Calendar = calendar,
                StartTime = request.StartTime.Value!,
                DurationMinutes = duration,
                PropertyAddress = request.Subject.Value!.Trim(),
                AttendeeName = request.AttendeeName.Value?.Trim() ?? "Guest",
                AttendeeEmail = request.AttendeeEmail.Value,
                Notes = string.IsNullOrWhiteSpace(request.Body.Value) ? null : request.Body.Value,
                Actor = Actor.Member(member.UserId.Value),
                Key = key,
            },
            cancellationToken);
        return OutcomeProblem.Of(outcome) is { } problem
            ? problem
            : TypedResults.Created($"/appointments/{outcome.Appointment!.AppointmentId}", new EventCreatedReply("success", EventReply.From(AppointmentReply.From(outcome))));
    }
}
