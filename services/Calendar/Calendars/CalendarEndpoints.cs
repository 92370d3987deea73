using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PeteRental.Calendar.Settings;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.Calendar.Calendars;

/// <summary>The calendars of a workspace and how they may be booked.</summary>
internal static class CalendarEndpoints
{
    public static void MapCalendars(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/calendar").RequireMember().WithTags("Calendar");
        group.MapGet("/calendars", ListAsync).WithSummary("The workspace's calendars")
            .WithDescription("refresh=true asks the connected accounts for diaries that have come or gone; else that happens once a day.");
        group.MapGet("/settings", FindSettingsAsync).RequireManager().WithSummary("How a calendar may be booked");
        group.MapPut("/settings", SaveSettingsAsync).RequireManager().WithSummary("Changes how a calendar may be booked")
            .WithDescription(
                "What is left out stays as it is; max_per_day may be null for no limit. Viewings that are booked already keep their time and buffers. "
                + "provider says whose diary is followed: native switches a connected one off at once and keeps it connected, its own name switches it on again.");
    }

    private static async Task<Ok<CalendarListReply>> ListAsync(
        bool? refresh, CurrentMember member, CalendarLists calendars, CancellationToken cancellationToken) =>
        TypedResults.Ok(new CalendarListReply(await calendars.ReadAsync(member.WorkspaceId, refresh is true, cancellationToken)));

    private static async Task<Results<Ok<SettingsReply>, ProblemHttpResult>> FindSettingsAsync(
        [FromQuery(Name = "calendar_id")] Guid? calendarId, CurrentMember member, CalendarDirectory calendars,
        CancellationToken cancellationToken) =>
        await FindAsync(member.WorkspaceId, calendarId, calendars, cancellationToken) is { } calendar
            ? TypedResults.Ok(new SettingsReply(await calendars.RefreshAsync(calendar, cancellationToken)))
            : Problem.NotFound("calendar");

    private static async Task<Results<Ok<SettingsReply>, ProblemHttpResult>> SaveSettingsAsync(
        [FromQuery(Name = "calendar_id")] Guid? calendarId, SettingsChange change, CurrentMember member, CalendarDirectory calendars,
        SettingsStore store,
        CancellationToken cancellationToken)
    {
        if (await FindAsync(member.WorkspaceId, calendarId ?? change.CalendarId.Value, calendars, cancellationToken) is not { } calendar)
        {
            return Problem.NotFound("calendar");
        }

        var (saved, errors) = await store.SaveAsync(calendar, change, cancellationToken);
        return errors.Any ? errors.ToProblem() : TypedResults.Ok(new SettingsReply(saved));
    }

    private static async ValueTask<BookableCalendar?> FindAsync(
        WorkspaceId workspace, Guid? id, CalendarDirectory calendars, CancellationToken cancellationToken) =>
        id is { } wanted
            ? await calendars.FindAsync(workspace, wanted, cancellationToken)
            : await calendars.ChooseAsync(workspace, calendar: null, owner: null, cancellationToken);
}
