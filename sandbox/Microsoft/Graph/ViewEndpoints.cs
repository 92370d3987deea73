using System.Text.Json.Nodes;
using NodaTime;
using PeteRental.Sandbox.Microsoft.Calendars;

namespace PeteRental.Sandbox.Microsoft.Graph;

/// <summary>What takes place in a time: series taken apart into what they are made of.</summary>
internal static class ViewEndpoints
{
    private const string NotWithDelta = "$orderby, $filter, $select, $expand, $search";

    private static readonly Duration LongestView = Duration.FromDays(1_825);
    private static readonly string[] Homes = ["/me", "/me/calendar", "/me/calendars/{calendarId}"];

    /// <summary>Maps <c>…/calendarView</c>, <c>…/calendarView/delta</c> and <c>…/instances</c>.</summary>
    public static void MapViews(this IEndpointRouteBuilder graph)
    {
        foreach (var home in Homes)
        {
            var group = graph.MapGroup(home).WithMetadata(CalendarEndpoints.Reader);
            group.MapGet("/calendarView", View).WithSummary("What takes place in a time, ten a page");
            group.MapGet("/calendarView/delta", Delta).WithSummary("What takes place in a time, and later what changed in it");
            group.MapGet("/calendarView/delta()", Delta).WithSummary("The same, as some clients write it");
            group.MapGet("/events/{id}/instances", Instances).WithSummary("What a series is made of, in a time");
        }
    }

    /// <summary>A page of events.</summary>
    public static IResult Page(GraphCall call, HttpRequest request, GraphQuery query, IReadOnlyList<EventInstance> all, string context)
    {
        var ordered = query.Descending ? all.Reverse() : all;
        var page = new JsonObject
        {
            ["value"] = new JsonArray([.. ordered.Skip(query.Skip).Take(query.Top).Select(instance => EventJson.Write(instance, call.Zone, query.Select, query.Extended))]),
        };
        if (request.Query["$count"] == "true")
        {
            page["@odata.count"] = all.Count;
        }

        if (all.Count - query.Skip > query.Top)
        {
            page["@odata.nextLink"] = query.Next(request, call.Address);
        }

        return call.Reply(page, $"users('{call.Account.Id}')/{context}");
    }

    private static IResult View(GraphCall call, HttpRequest request, string? calendarId = null)
    {
        var read = GraphQuery.Read(request.Query, isView: true);
        if (read.Value is not { } query)
        {
            return read.Error!;
        }

        if (call.Mailbox.FindCalendar(calendarId) is not { } calendar)
        {
            return GraphError.NotFound;
        }

        return Window(request, out var from, out var to) is { } wrong
            ? wrong
            : Page(call, request, query, call.Mailbox.View(calendar.Id, from, to), "calendarView");
    }

    private static IResult Instances(GraphCall call, HttpRequest request, string id, string? calendarId = null)
    {
        var read = GraphQuery.Read(request.Query, isView: true);
        if (read.Value is not { } query)
        {
            return read.Error!;
        }

        if (call.Mailbox.Find(id, calendarId) is not { } series)
        {
            return GraphError.NotFound;
        }

        return Window(request, out var from, out var to) is { } wrong
            ? wrong
            : Page(call, request, query, [.. series.Source.Within(from, to, call.Mailbox.Zone.Rules).OrderBy(instance => instance.Start.Instant)], "events");
    }

    private static IResult Delta(GraphCall call, HttpRequest request, string? calendarId = null)
    {
        if (request.Query.Keys.Any(name => name.ToLowerInvariant() is "$orderby" or "$filter" or "$select" or "$expand" or "$search" or "$top"))
        {
            return GraphError.BadRequest("ErrorInvalidUrlQuery", $"The following parameters are not supported with change tracking over the 'CalendarView' resource: '{NotWithDelta}'.");
        }

        if (call.Mailbox.FindCalendar(calendarId) is not { } calendar)
        {
            return GraphError.NotFound;
        }

        var path = request.Path.Value![GraphEndpoints.Prefix.Length..];
        var size = Math.Clamp(call.PageSize ?? GraphQuery.DefaultPage, 1, GraphQuery.LargestPage);
        string? token = request.Query["$skiptoken"];
        token ??= request.Query["$deltatoken"];
        if (token is not null)
        {
            return call.Account.Changes.Continue(token, calendar.Id, size) is { } next ? Reply(call, next, path) : GraphError.SyncStateLost;
        }

        return Window(request, out var from, out var to) is { } wrong
            ? wrong
            : Reply(call, call.Account.Changes.Begin(calendar.Id, from, to, size), path);
    }

    private static IResult Reply(GraphCall call, DeltaPage page, string path)
    {
        var body = new JsonObject
        {
            ["value"] = new JsonArray([.. page.Changes.Select(change => change.Write(call.Zone))]),
        };
        body[page.IsLast ? "@odata.deltaLink" : "@odata.nextLink"] = $"{call.Address}{path}?{(page.IsLast ? "$deltatoken" : "$skiptoken")}={page.Token}";
        return call.Reply(body, "Collection(event)");
    }

    private static GraphError? Window(HttpRequest request, out Instant from, out Instant to)
    {
        to = default;
        if (!request.Query.ContainsKey("startDateTime") || !request.Query.ContainsKey("endDateTime"))
        {
            from = default;
            return GraphError.BadRequest("ErrorInvalidParameter", "This request requires a time window specified by the query string parameters StartDateTime and EndDateTime.");
        }

        return !EventTime.TryReadQuery(request.Query["startDateTime"], out from) || !EventTime.TryReadQuery(request.Query["endDateTime"], out to)
            ? GraphError.BadRequest("ErrorInvalidParameter", "The value of a parameter StartDateTime or EndDateTime is invalid; a plus sign in an address has to be escaped.")
            : to < from ? GraphError.BadRequest("ErrorInvalidParameter", "The EndDateTime is before the StartDateTime.")
            : to - from > LongestView ? GraphError.BadRequest("ErrorCalendarViewRangeTooBig", "The requested view is longer than 1825 days.")
            : null;
    }
}
