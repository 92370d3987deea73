using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using PeteRental.Sandbox.Microsoft.Calendars;

namespace PeteRental.Sandbox.Microsoft.Graph;

/// <summary>When colleagues are busy.</summary>
internal static class ScheduleEndpoints
{
    private const int MostSchedules = 20;
    private const int MostItems = 1_000;
    private static readonly Duration LongestWindow = Duration.FromDays(62);
    private static readonly string[] Members = ["schedules", "startTime", "endTime", "availabilityViewInterval"];

    /// <summary>Maps <c>/me/calendar/getSchedule</c>.</summary>
    public static void MapSchedule(this IEndpointRouteBuilder graph) =>
        graph.MapPost("/me/calendar/getSchedule", GetSchedule).WithMetadata(CalendarEndpoints.Reader)
            .WithSummary("Free and busy times of the default calendars of people in the same tenant");

    private static IResult GetSchedule(GraphCall call, GraphBody body, MicrosoftAccounts accounts)
    {
        if ((body.Unreadable ?? Check(call, body)) is { } refusal)
        {
            return refusal;
        }

        var (start, end) = (EventTime.Read(body.Root.GetProperty("startTime")), EventTime.Read(body.Root.GetProperty("endTime")));
        if (start.Value is null || end.Value is null)
        {
            return (start.Error ?? end.Error)!;
        }

        var (from, to) = (start.Value.Instant, end.Value.Instant);
        if (to <= from || to - from >= LongestWindow)
        {
            return GraphError.BadRequest("ErrorInvalidParameter", "The requested time window is empty, or not shorter than 62 days.");
        }

        var interval = Duration.FromMinutes(body.Root.TryGetProperty("availabilityViewInterval", out var minutes) ? minutes.GetInt32() : 30);
        var value = body.Root.GetProperty("schedules").EnumerateArray()
            .Select(address => address.GetString()!)
            .Select(address => accounts.Find(address) is { } found && found.TenantId == call.Account.TenantId
                ? Schedule(address, found, from, to, interval, call.Zone)
                : Unknown(address));
        return call.Reply(new JsonObject { ["value"] = new JsonArray([.. value]) }, "Collection(microsoft.graph.scheduleInformation)");
    }

    private static GraphError? Check(GraphCall call, GraphBody body)
    {
        if (call.Account.IsPersonal)
        {
            return new GraphError(StatusCodes.Status403Forbidden, "ErrorAccessDenied", "This operation is not available for personal Microsoft accounts.");
        }

        var unknown = body.Root.EnumerateObject().Select(member => member.Name).FirstOrDefault(name => !Members.Contains(name, StringComparer.OrdinalIgnoreCase));
        if (unknown is not null)
        {
            return GraphError.BadRequest("RequestBodyRead", $"The parameter '{unknown}' in the request payload is not a valid parameter for the operation 'getSchedule'.");
        }

        if (!body.Root.TryGetProperty("schedules", out var schedules) || schedules.ValueKind != JsonValueKind.Array
            || schedules.GetArrayLength() is 0 or > MostSchedules || schedules.EnumerateArray().Any(address => address.ValueKind != JsonValueKind.String))
        {
            return GraphError.BadRequest("ErrorInvalidParameter", $"schedules holds from 1 to {MostSchedules} addresses.");
        }

        if (!IsTime(body, "startTime") || !IsTime(body, "endTime"))
        {
            return GraphError.BadRequest("ErrorInvalidParameter", "startTime and endTime are needed.");
        }

        return body.Root.TryGetProperty("availabilityViewInterval", out var interval)
            && (interval.ValueKind != JsonValueKind.Number || !interval.TryGetInt32(out var minutes) || minutes is < 5 or > 1_440)
                ? GraphError.BadRequest("ErrorInvalidMergedFreeBusyInterval", "availabilityViewInterval is from 5 to 1440 minutes.")
                : null;
    }

    private static bool IsTime(GraphBody body, string name) =>
        body.Root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object
        && value.EnumerateObject().All(member => member.Name is "dateTime" or "timeZone" && member.Value.ValueKind == JsonValueKind.String);

    private static JsonObject Schedule(string address, MicrosoftAccount account, Instant from, Instant to, Duration interval, GraphZone zone)
    {
        var mailbox = account.Mailbox;
        var items = mailbox.View(mailbox.FindCalendar(null)!.Id, from, to);
        if (items.Count > MostItems)
        {
            return Failed(address, "Too many entries for the window.", "5006");
        }

        return new JsonObject
        {
            ["scheduleId"] = address,
            ["availabilityView"] = string.Concat(Steps(from, to, interval).Select(step => Availability(items, step.From, step.To, mailbox.Zone.Rules))),
            ["scheduleItems"] = new JsonArray([.. items.Select(item => Item(item, zone, mailbox.Zone.Rules))]),
            ["workingHours"] = GraphEndpoints.WorkingHours(mailbox.Zone),
        };
    }

    private static JsonObject Item(EventInstance item, GraphZone zone, DateTimeZone home)
    {
        var (from, to) = item.Span(home);
        return new JsonObject
        {
            ["isPrivate"] = item.Source.Fields["sensitivity"]?.GetValue<string>() is "private" or "confidential",
            ["status"] = ShowAs(item),
            ["subject"] = item.Source.Fields["subject"]?.DeepClone(),
            ["location"] = item.Source.Fields["location"]?["displayName"]?.DeepClone(),
            ["isMeeting"] = item.Source.Fields["attendees"] is JsonArray { Count: > 0 },
            ["isRecurring"] = item.Series is not null,
            ["isException"] = item.Type == "exception",
            ["isReminderSet"] = item.Source.Fields["isReminderOn"]?.DeepClone(),
            ["start"] = new EventTime(from.InZone(zone.Rules).LocalDateTime, zone).ToJson(),
            ["end"] = new EventTime(to.InZone(zone.Rules).LocalDateTime, zone).ToJson(),
        };
    }

    private static JsonObject Unknown(string address) => Failed(address, $"Unable to resolve e-mail address {address} to an Active Directory object.", "ErrorMailRecipientNotFound");

    private static JsonObject Failed(string address, string message, string code) => new()
    {
        ["scheduleId"] = address,
        ["availabilityView"] = "",
        ["error"] = new JsonObject { ["message"] = message, ["responseCode"] = code },
        ["scheduleItems"] = new JsonArray(),
    };

    private static IEnumerable<(Instant From, Instant To)> Steps(Instant from, Instant to, Duration interval)
    {
        for (var start = from; start < to; start += interval)
        {
            yield return (start, Instant.Min(start + interval, to));
        }
    }

    /// <summary>The heaviest of what takes place: 3 away, 2 busy, 1 tentative, 0 free.</summary>
    private static int Availability(IReadOnlyList<EventInstance> items, Instant from, Instant to, DateTimeZone home) => items
        .Where(item => item.Touches(from, to, home))
        .Select(item => ShowAs(item) switch { "oof" => 3, "busy" => 2, "tentative" => 1, _ => 0 })
        .DefaultIfEmpty(0)
        .Max();

    private static string ShowAs(EventInstance item) => item.Source.Fields["showAs"]?.GetValue<string>() ?? "busy";
}
