using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using NodaTime;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Sync;
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
        var group = app.MapGroup("/calendar/events").RequireMember().WithTags("Calendar").WithRetryAfter();
        group.MapGet("/", ListAsync).WithSummary("What takes place from today on").WithDescription("days_ahead days from today's midnight in the calendar's zone; 14 when left out. Viewings, and what else is in connected diaries: the owner of a calendar sees its events as they are at the provider, others see when it is busy. Without calendar_id, the diaries of the default calendar and of one's own.");
        group.MapPost("/", CreateAsync).RequireManager().WithSummary("Books a viewing as an event")
            .WithDescription("Takes a JSON body, or the same names as query parameters. The rules are those of POST /appointments.");
    }

    private static async Task<Results<Ok<EventListReply>, ProblemHttpResult>> ListAsync(
        [FromQuery(Name = "days_ahead")] string? daysAhead, [FromQuery(Name = "calendar_id")] string? calendarId, CurrentMember member,
        CalendarDirectory calendars, AppointmentReader reader, DiaryEvents diaries, TimeProvider time, CancellationToken cancellationToken)
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
        var between = new Interval(zone.MapDay(today).Start, zone.MapDay(today.PlusDays(days)).Start);
        var filter = new AppointmentFilter
        {
            From = between.Start.ToDateTimeOffset(),
            To = between.End.ToDateTimeOffset(),
            CalendarId = id,
            Statuses = [AppointmentStatus.Reserved, AppointmentStatus.Confirmed],
        };
        var found = await reader.ListAsync(member.WorkspaceId, filter, start: null, MostEvents, time.GetUtcNow(), cancellationToken);
        var shown = await Task.WhenAll(known
            .Where(calendar => id is { } chosen ? calendar.Id.Value == chosen : calendar.IsDefault || calendar.UserId == member.UserId)
            .Where(calendar => calendar.Diary is not null)
            .Select(calendar => diaries.ListAsync(calendar, calendar.Diary!, calendar.UserId == member.UserId, between, cancellationToken)));
        return TypedResults.Ok(EventListReply.From(member.UserId.Value, AppointmentReply.From(found, known), shown, zone));
    }

    private static async Task<Results<Created<EventCreatedReply>, ProblemHttpResult>> CreateAsync(
        [AsParameters] EventQuery query, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] EventRequest? body,
        [FromHeader(Name = RequestKey.Header)] string? idempotencyKey, CurrentMember member, CalendarDirectory calendars,
        Booker booker, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var request = body ?? query.ToRequest();
        if (!ReplyKey.TryRead(idempotencyKey, "event", request, out var key))
        {
            return Problem.Invalid(RequestKey.Header, "1 to 255 visible ASCII characters.");
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
