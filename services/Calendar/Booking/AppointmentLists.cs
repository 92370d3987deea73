using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Time;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults.Paging;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Calendar.Booking;

/// <summary>The query parameters of a list of appointments.</summary>
internal sealed class AppointmentQuery
{
    private const int LongestText = 100;

    /// <summary>Beginning then or later.</summary>
    [FromQuery(Name = "from")]
    public string? From { get; set; }

    /// <summary>Beginning before; a date counts as a whole.</summary>
    [FromQuery(Name = "to")]
    public string? To { get; set; }

    /// <summary>One or several of held, reserved, confirmed, cancelled, completed, no_show, with commas.</summary>
    [FromQuery(Name = "status")]
    public string? Status { get; set; }

    /// <summary>A calendar.</summary>
    [FromQuery(Name = "calendar_id")]
    public string? CalendarId { get; set; }

    /// <summary>An agent.</summary>
    [FromQuery(Name = "agent_id")]
    public string? AgentId { get; set; }

    /// <summary>Part of the address or of what is known of the attendee.</summary>
    [FromQuery(Name = "q")]
    public string? Text { get; set; }

    /// <summary>The filter, and what is wrong with the query.</summary>
    public FieldErrors Read(NodaTime.DateTimeZone zone, out AppointmentFilter filter)
    {
        var errors = new FieldErrors();
        var statuses = Status?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        errors.Require(statuses?.All(AppointmentStatus.All.Contains) != false, "status", "held, reserved, confirmed, cancelled, completed or no_show.");
        errors.Require(Text is null || TextRules.IsLine(Text, LongestText), "q", "1 to 100 characters.");
        filter = new AppointmentFilter
        {
            From = QueryValues.Instant(From, "from", zone, isEnd: false, errors)?.ToDateTimeOffset(),
            To = QueryValues.Instant(To, "to", zone, isEnd: true, errors)?.ToDateTimeOffset(),
            Statuses = statuses is { Length: > 0 } ? statuses : null,
            CalendarId = QueryValues.Id(CalendarId, "calendar_id", errors),
            AgentId = QueryValues.Id(AgentId, "agent_id", errors),
            Text = Text?.Trim(),
        };
        return errors;
    }
}

/// <summary>Appointments as REST clients read them.</summary>
internal sealed class AppointmentLists(AppointmentReader reader, CalendarDirectory calendars, TimeProvider time)
{
    /// <summary>A page of appointments.</summary>
    public async Task<Results<Ok<AppointmentListReply>, ProblemHttpResult>> ListAsync(
        WorkspaceId workspace, AppointmentQuery query, PageQuery page, Func<AppointmentFilter, AppointmentFilter> narrow,
        CancellationToken cancellationToken)
    {
        var known = await calendars.ListAsync(workspace, cancellationToken);
        var errors = query.Read(known.First(calendar => calendar.IsDefault).Settings.Zone, out var filter)
            .Require(page.TryGetStart(out var start), "cursor", "Not a cursor that a page before has given.");
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var rows = await reader.ListAsync(workspace, narrow(filter), start, page.Size + 1, time.GetUtcNow(), cancellationToken);
        var found = Page.Of(rows, page.Size, row => new Cursor(row.StartAt, row.AppointmentId));
        return TypedResults.Ok(new AppointmentListReply(AppointmentReply.From(found.Items, known), found.NextCursor));
    }

    /// <summary>One appointment; a hold that ran out is none.</summary>
    public async Task<AppointmentReply?> FindAsync(WorkspaceId workspace, Guid id, CancellationToken cancellationToken) =>
        await reader.FindAsync(workspace, id, cancellationToken) is { } found
        && !(found.ExpiresAt <= time.GetUtcNow())
        && await calendars.FindAsync(workspace, found.CalendarId, cancellationToken) is { } calendar
            ? AppointmentReply.From(found, calendar.Settings.Zone)
            : null;

    /// <summary>The calendar of an appointment; null when the workspace has no such appointment.</summary>
    public async Task<BookableCalendar?> CalendarOfAsync(WorkspaceId workspace, Guid id, CancellationToken cancellationToken) =>
        await reader.FindAsync(workspace, id, cancellationToken) is { } found
            ? await calendars.FindAsync(workspace, found.CalendarId, cancellationToken)
            : null;
}
