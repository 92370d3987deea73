using Microsoft.Extensions.Options;
using PeteRental.Sandbox.Microsoft.Calendars;

namespace PeteRental.Sandbox.Microsoft.Graph;

/// <summary>Events of who signed in, in the default calendar or in another.</summary>
internal static class EventEndpoints
{
    private static readonly string[] Homes = ["/me", "/me/calendar", "/me/calendars/{calendarId}"];

    /// <summary>Maps <c>…/events</c>.</summary>
    public static void MapEvents(this IEndpointRouteBuilder graph)
    {
        foreach (var home in Homes)
        {
            var events = graph.MapGroup(home + "/events");
            events.MapGet("/", List).WithMetadata(CalendarEndpoints.Reader).WithSummary("Events and series, not expanded, ten a page");
            events.MapPost("/", Create).WithMetadata(CalendarEndpoints.Writer).WithSummary("Creates an event; attendees are mailed");
            events.MapGet("/{id}", Get).WithMetadata(CalendarEndpoints.Reader).WithSummary("One event");
            events.MapPatch("/{id}", Change).WithMetadata(CalendarEndpoints.Writer).WithSummary("Changes the members that are named");
            events.MapDelete("/{id}", Delete).WithMetadata(CalendarEndpoints.Writer).WithSummary("Deletes an event");
            events.MapPost("/{id}/cancel", Cancel).WithMetadata(CalendarEndpoints.Writer).WithSummary("Cancels a meeting; attendees are mailed");
        }
    }

    private static IResult List(GraphCall call, HttpRequest request, string? calendarId = null)
    {
        var read = GraphQuery.Read(request.Query, isView: false);
        if (read.Value is not { } query)
        {
            return read.Error!;
        }

        return call.Mailbox.FindCalendar(calendarId) is { } calendar
            ? ViewEndpoints.Page(call, request, query, [.. call.Mailbox.List(calendar.Id).Where(instance => query.Filter?.Covers(instance) is not false)], "events")
            : GraphError.NotFound;
    }

    private static IResult Create(GraphCall call, GraphBody body, IOptions<MicrosoftOptions> options, string? calendarId = null)
    {
        if (body.Unreadable is not null)
        {
            return body.Unreadable;
        }

        if (call.Mailbox.FindCalendar(calendarId) is not { } calendar)
        {
            return GraphError.NotFound;
        }

        if (!calendar.CanEdit)
        {
            return GraphError.AccessDenied;
        }

        var draft = EventDraft.Read(body.Root, EventShape.Created);
        if (draft.Value is null)
        {
            return draft.Error!;
        }

        var outcome = call.Mailbox.Add(calendar, draft.Value);
        return outcome switch
        {
            { Value: { } made } => Reply(call, made, StatusCodes.Status201Created),
            { Error.ExistingEventId: { } existing } => Repeated(call, existing, outcome.Error, options.Value),
            _ => outcome.Error!,
        };
    }

    private static IResult Repeated(GraphCall call, string existing, GraphError conflict, MicrosoftOptions options) => options.WhenDuplicate switch
    {
        DuplicateTransaction.Replay when call.Mailbox.Find(existing, null) is { } made => Reply(call, made, StatusCodes.Status201Created),
        DuplicateTransaction.BadRequest => conflict with { Status = StatusCodes.Status400BadRequest },
        _ => conflict,
    };

    private static IResult Get(GraphCall call, HttpRequest request, string id, string? calendarId = null)
    {
        var read = GraphQuery.Read(request.Query, isView: false);
        if (read.Value is not { } query)
        {
            return read.Error!;
        }

        return call.Mailbox.Find(id, calendarId) is { } found
            ? call.Reply(EventJson.Write(found, call.Zone, query.Select, query.Extended), Context(call))
            : GraphError.NotFound;
    }

    private static IResult Change(GraphCall call, HttpRequest request, GraphBody body, string id, string? calendarId = null)
    {
        if (body.Unreadable is not null)
        {
            return body.Unreadable;
        }

        var draft = EventDraft.Read(body.Root, EventShape.Changed);
        if (draft.Value is null)
        {
            return draft.Error!;
        }

        if (IsReadOnly(call, id))
        {
            return GraphError.AccessDenied;
        }

        var outcome = call.Mailbox.Change(id, calendarId, draft.Value, Match(request));
        return outcome.Value is { } changed ? Reply(call, changed, StatusCodes.Status200OK) : outcome.Error!;
    }

    private static IResult Delete(GraphCall call, HttpRequest request, string id, string? calendarId = null) =>
        IsReadOnly(call, id) ? GraphError.AccessDenied
        : call.Mailbox.Remove(id, calendarId, Match(request)).Error is { } refusal ? refusal
        : Results.NoContent();

    private static IResult Cancel(GraphCall call, GraphBody body, string id, string? calendarId = null)
    {
        if (body.Unreadable is not null)
        {
            return body.Unreadable;
        }

        // An action's parameters are read with either case, as the vendor's own examples write them.
        var unknown = body.Root.EnumerateObject().Select(member => member.Name).FirstOrDefault(name => !name.Equals("comment", StringComparison.OrdinalIgnoreCase));
        if (unknown is not null)
        {
            return GraphError.BadRequest("RequestBodyRead", $"The parameter '{unknown}' in the request payload is not a valid parameter for the operation 'cancel'.");
        }

        if (call.Mailbox.Find(id, calendarId) is { } found && found.Source.Fields["isOrganizer"]?.GetValue<bool>() is false)
        {
            return GraphError.BadRequest("ErrorInvalidRequest", "Your request can't be completed. You need to be an organizer to cancel a meeting.");
        }

        return IsReadOnly(call, id) ? GraphError.AccessDenied
            : call.Mailbox.Remove(id, calendarId, comment: body.Text("comment") ?? body.Text("Comment")).Error is { } refusal ? refusal
            : Results.StatusCode(StatusCodes.Status202Accepted);
    }

    private static bool IsReadOnly(GraphCall call, string id) =>
        call.Mailbox.Find(id, null) is { } found && call.Mailbox.FindCalendar(found.Source.CalendarId) is { CanEdit: false };

    private static string? Match(HttpRequest request) => request.Headers.IfMatch.ToString() is { Length: > 0 } match ? match : null;

    private static IResult Reply(GraphCall call, EventInstance instance, int status) => call.Reply(EventJson.Write(instance, call.Zone), Context(call), status);

    private static string Context(GraphCall call) => $"users('{call.Account.Id}')/events/$entity";
}
