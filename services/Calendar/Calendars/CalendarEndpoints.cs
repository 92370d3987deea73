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
        group.MapGet("/calendars", ListAsync).WithSummary("The workspace's calendars");
        group.MapGet("/settings", FindSettingsAsync).RequireManager().WithSummary("How a calendar may be booked");
        group.MapPut("/settings", SaveSettingsAsync).RequireManager().WithSummary("Changes how a calendar may be booked")
            .WithDescription(
                "What is left out stays as it is; max_per_day may be null for no limit. Viewings that are booked already keep their time and buffers.");
        group.MapGet("/auth/status", FindConnectionAsync).WithSummary("Whether an outside calendar is connected")
            .WithDescription("Without one the workspace's own calendar is used, which is a full one.");
    }

    private static async Task<Ok<CalendarListReply>> ListAsync(CurrentMember member, CalendarDirectory calendars, CancellationToken cancellationToken) =>
        TypedResults.Ok(new CalendarListReply([.. (await calendars.ListAsync(member.WorkspaceId, cancellationToken)).Select(CalendarReply.From)]));

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

    private static async Task<Results<Ok<ConnectionReply>, ProblemHttpResult>> FindConnectionAsync(
        string? provider, CurrentMember member, CalendarDirectory calendars, CancellationToken cancellationToken)
    {
        if (provider is not (null or "" or "native" or "microsoft" or "google"))
        {
            return Problem.Invalid("provider", "microsoft or google.");
        }

        var calendar = await calendars.ChooseAsync(member.WorkspaceId, calendar: null, member.UserId.Value, cancellationToken);
        return TypedResults.Ok(new ConnectionReply(
            member.UserId.Value, string.IsNullOrEmpty(provider) ? calendar.Provider : provider, Authorized: false, TokenValid: false, ExpiresAt: null,
            calendar.Id.Value, calendar.Name, []));
    }

    private static async ValueTask<BookableCalendar?> FindAsync(
        WorkspaceId workspace, Guid? id, CalendarDirectory calendars, CancellationToken cancellationToken) =>
        id is { } wanted
            ? await calendars.FindAsync(workspace, wanted, cancellationToken)
            : await calendars.ChooseAsync(workspace, calendar: null, owner: null, cancellationToken);
}
