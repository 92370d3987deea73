using System.Text.Json;
using System.Text.Json.Nodes;
using PeteRental.Sandbox.Microsoft.Calendars;
using PeteRental.Sandbox.Microsoft.Identity;

namespace PeteRental.Sandbox.Microsoft.Graph;

/// <summary>The calendars of who signed in.</summary>
internal static class CalendarEndpoints
{
    private const int MaxNameLength = 255;

    /// <summary>May read calendars.</summary>
    public static GraphPermission Reader { get; } = new(Scopes.ReadCalendars, Scopes.WriteCalendars);

    /// <summary>May change calendars.</summary>
    public static GraphPermission Writer { get; } = new(Scopes.WriteCalendars);

    /// <summary>Maps <c>/me/calendars</c> and <c>/me/calendar</c>.</summary>
    public static void MapCalendars(this IEndpointRouteBuilder graph)
    {
        graph.MapGet("/me/calendars", List).WithMetadata(Reader).WithSummary("Calendars, ten a page");
        graph.MapPost("/me/calendars", Create).WithMetadata(Writer).WithSummary("Makes a calendar");
        graph.MapGet("/me/calendar", (GraphCall call) => Get(call, null)).WithMetadata(Reader).WithSummary("The default calendar");
        graph.MapGet("/me/calendars/{calendarId}", Get).WithMetadata(Reader).WithSummary("One calendar");
    }

    private static IResult List(GraphCall call, HttpRequest request)
    {
        var read = GraphQuery.Read(request.Query, isView: false);
        if (read.Value is not { } query)
        {
            return read.Error!;
        }

        var calendars = call.Mailbox.Calendars;
        var page = new JsonObject
        {
            ["value"] = new JsonArray([.. calendars.Skip(query.Skip).Take(query.Top).Select(calendar => GraphEndpoints.ToNode(calendar.ToJson(call.Account)))]),
        };
        if (calendars.Count - query.Skip > query.Top)
        {
            page["@odata.nextLink"] = query.Next(request, call.Address);
        }

        return call.Reply(page, $"users('{call.Account.Id}')/calendars");
    }

    private static IResult Get(GraphCall call, string? calendarId) => call.Mailbox.FindCalendar(calendarId) is { } calendar
        ? Reply(call, calendar, StatusCodes.Status200OK)
        : GraphError.NotFound;

    private static IResult Create(GraphCall call, GraphBody body)
    {
        if (body.Unreadable is not null)
        {
            return body.Unreadable;
        }

        if (body.Root.EnumerateObject().FirstOrDefault(member => member.Name is not ("name" or "color")) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            return GraphError.UnknownProperty(unknown.Name, "microsoft.graph.calendar");
        }

        if (body.Text("name") is not { Length: > 0 and <= MaxNameLength } name)
        {
            return GraphError.BadRequest("ErrorInvalidRequest", "A calendar needs a name.");
        }

        return call.Mailbox.Calendars.Any(calendar => calendar.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            || call.Mailbox.AddCalendar(null, name, canEdit: true, timeZone: null) is not { } made
            ? new GraphError(StatusCodes.Status409Conflict, "ErrorFolderExists", "A folder with the specified name already exists.")
            : Reply(call, made, StatusCodes.Status201Created);
    }

    private static IResult Reply(GraphCall call, GraphCalendar calendar, int status) =>
        call.Reply(GraphEndpoints.ToNode(calendar.ToJson(call.Account)), $"users('{call.Account.Id}')/calendars/$entity", status);
}
