using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using NodaTime.Extensions;
using PeteRental.Sandbox.Google.Identity;

namespace PeteRental.Sandbox.Google.Calendar;

/// <summary>Events, as at <c>https://www.googleapis.com/calendar/v3/calendars/{calendarId}/events</c>.</summary>
internal static class EventEndpoints
{
    private static readonly ScopesAccepted ToRead = new(GoogleScope.Of(
        "calendar", "calendar.readonly", "calendar.events", "calendar.events.readonly", "calendar.events.owned", "calendar.events.owned.readonly",
        "calendar.events.public.readonly", "calendar.events.freebusy", "calendar.app.created"));

    private static readonly ScopesAccepted ToWrite = new(GoogleScope.Of(
        "calendar", "calendar.events", "calendar.events.owned", "calendar.app.created"));

    /// <summary>Maps events.</summary>
    public static void MapEvents(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/calendars/{calendarId}/events").WithTags("Google: events");
        group.MapGet("/", List).WithMetadata(ToRead).WithSummary("Events, a page at a time")
            .WithDescription("singleEvents, timeMin, timeMax, orderBy, maxResults, pageToken, syncToken, showDeleted, updatedMin, filters.");
        group.MapPost("/", Insert).WithMetadata(ToWrite).WithSummary("Creates an event");
        group.MapGet("/{eventId}", Get).WithMetadata(ToRead).WithSummary("One event, or one time of a series");
        group.MapPatch("/{eventId}", Patch).WithMetadata(ToWrite).WithSummary("Changes what is sent; arrays are replaced as a whole");
        group.MapPut("/{eventId}", Update).WithMetadata(ToWrite).WithSummary("Replaces an event");
        group.MapDelete("/{eventId}", Delete).WithMetadata(ToWrite).WithSummary("Deletes an event");
        group.MapPost("/watch", Watch).WithMetadata(ToRead).WithSummary("Opens a channel that tells of changes");
    }

    private static GoogleReply List(
        string calendarId, GoogleCaller caller, HttpRequest request, IOptions<GoogleOptions> options, TimeProvider time)
    {
        if (caller.Find(calendarId) is not { } listed)
        {
            return GoogleReply.NotFound;
        }

        var now = time.GetUtcNow().ToInstant();
        if (EventQuery.TryRead(request, listed.Calendar, options.Value.PageSize, now, out var query) is { } refusal)
        {
            return refusal;
        }

        var page = new EventList(query, listed.Calendar, EventView.For(listed, caller, query.Zone), now).Page();
        page["accessRole"] = listed.Role;
        return GoogleReply.Ok(page);
    }

    private static GoogleReply Insert(string calendarId, GoogleCaller caller, GoogleBody body, HttpRequest request, EventWriter writer) =>
        Write(caller, calendarId, body, request, (listed, known, mails) =>
            writer.Insert(listed.Calendar, known, mails, caller.Account));

    private static GoogleReply Get(string calendarId, string eventId, GoogleCaller caller, HttpRequest request)
    {
        if (caller.Find(calendarId) is not { } listed || listed.Calendar.Find(eventId) is not { } found)
        {
            return GoogleReply.NotFound;
        }

        var read = new QueryReader(request.Query);
        var view = EventView.For(listed, caller, read.Zone("timeZone"));
        return read.Refusal ?? GoogleReply.Ok(view.Render(found.Body));
    }

    private static GoogleReply Patch(string calendarId, string eventId, GoogleCaller caller, GoogleBody body, HttpRequest request, EventWriter writer) =>
        Write(caller, calendarId, body, request, (listed, known, mails) =>
            writer.Patch(listed.Calendar, eventId, known, request.Headers.IfMatch, mails, caller.Account));

    private static GoogleReply Update(string calendarId, string eventId, GoogleCaller caller, GoogleBody body, HttpRequest request, EventWriter writer) =>
        Write(caller, calendarId, body, request, (listed, known, mails) =>
            writer.Replace(listed.Calendar, eventId, known, request.Headers.IfMatch, mails, caller.Account));

    private static GoogleReply Delete(string calendarId, string eventId, GoogleCaller caller, HttpRequest request, EventWriter writer)
    {
        if (caller.Find(calendarId) is not { } listed)
        {
            return GoogleReply.NotFound;
        }

        var refusal = CheckWrite(listed, request, out var mails);
        return refusal ?? writer.Delete(listed.Calendar, eventId, request.Headers.IfMatch, mails, caller.Account).Refusal ?? GoogleReply.NoContent;
    }

    private static GoogleReply Write(
        GoogleCaller caller, string calendarId, GoogleBody body, HttpRequest request,
        Func<ListedCalendar, JsonObject, string?, EventOutcome> write)
    {
        if (caller.Find(calendarId) is not { } listed)
        {
            return GoogleReply.NotFound;
        }

        JsonObject known = [];
        var refusal = CheckWrite(listed, request, out var mails) ?? body.Refusal ?? EventShape.Check(body.Root, asOwner: false, out known);
        if (refusal is not null)
        {
            return refusal;
        }

        var outcome = write(listed, known, mails);
        return outcome.Refusal ?? GoogleReply.Ok(EventView.For(listed, caller, null).Render(outcome.After!.Body));
    }

    private static GoogleReply? CheckWrite(ListedCalendar listed, HttpRequest request, out string? mails)
    {
        mails = request.Query["sendUpdates"].ToString() is { Length: > 0 } sendUpdates ? sendUpdates
            : request.Query["sendNotifications"] == "true" ? "all"
            : null;
        return !listed.CanWrite
            ? GoogleReply.Refuse(403, "requiredAccessLevel", "You need to have writer access to this calendar.", "calendar")
            : mails is null or "all" or "externalOnly" or "none" ? null
            : GoogleReply.Invalid("Invalid value for: sendUpdates", "sendUpdates");
    }

    private static GoogleReply Watch(string calendarId, GoogleCaller caller, GoogleBody body, HttpRequest request, PushChannels channels) =>
        body.Refusal ?? (caller.Find(calendarId) is { } listed ? channels.Open(listed.Calendar, caller, body.Root, request) : GoogleReply.NotFound);
}
