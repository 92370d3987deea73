using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using PeteRental.Sandbox.Microsoft.Graph;

namespace PeteRental.Sandbox.Microsoft.Calendars;

/// <summary>What somebody wants an event to be: only the members that they named.</summary>
/// <param name="Fields">As they are kept, without times.</param>
/// <param name="Start">When it was named.</param>
/// <param name="End">When it was named.</param>
/// <param name="Recurrence">When it was named and is not null.</param>
/// <param name="EndsSeries">The recurrence was named, and is null.</param>
internal sealed record EventDraft(JsonObject Fields, EventTime? Start, EventTime? End, JsonElement? Recurrence, bool EndsSeries)
{
    private static readonly string[] Times = ["start", "end", "recurrence", "@odata.type", "@odata.etag"];
    private const string NoTime = "0001-01-01T00:00:00Z";

    /// <summary>Reads a body that must have <paramref name="shape"/>.</summary>
    public static Outcome<EventDraft, GraphError> Read(JsonElement body, Shape shape)
    {
        if (shape(body, "event") is { } wrong)
        {
            return wrong;
        }

        var fields = new JsonObject();
        foreach (var member in body.EnumerateObject().Where(member => !Times.Contains(member.Name, StringComparer.Ordinal)))
        {
            fields[member.Name] = Kept(member.Name, member.Value);
        }

        if (!fields.ContainsKey("locations") && fields.TryGetPropertyValue("location", out var location))
        {
            fields["locations"] = location is JsonObject { Count: > 0 } place ? new JsonArray(place.DeepClone()) : new JsonArray();
        }

        var start = Time(body, "start");
        var end = Time(body, "end");
        if (start.Error is not null || end.Error is not null)
        {
            return (start.Error ?? end.Error)!;
        }

        var named = body.TryGetProperty("recurrence", out var recurrence);
        return new EventDraft(
            fields, start.Value, end.Value, named && recurrence.ValueKind == JsonValueKind.Object ? recurrence : null,
            named && recurrence.ValueKind == JsonValueKind.Null);
    }

    /// <summary>
    /// The event that this makes of <paramref name="before"/>, whose members stay where they are not named: its times and its series,
    /// checked. Everything else is as it was.
    /// </summary>
    public Outcome<GraphEvent, GraphError> Over(GraphEvent before)
    {
        var fields = (JsonObject)before.Fields.DeepClone();
        foreach (var (name, value) in Fields)
        {
            fields[name] = value?.DeepClone();
        }

        var start = Start ?? before.Start;
        var end = End ?? before.End;
        var isAllDay = fields["isAllDay"]?.GetValue<bool>() ?? before.IsAllDay;
        if (Check(start, end, isAllDay) is { } wrong)
        {
            return wrong;
        }

        var after = before with { Fields = fields, Start = start, End = end, IsAllDay = isAllDay, Recurrence = EndsSeries ? null : before.Recurrence };
        if (Recurrence is { } wanted)
        {
            var read = Calendars.Recurrence.Read(wanted, start.Local.Date);
            return read.Value is { } recurrence ? Restarted(after with { Recurrence = recurrence }) : read.Error!;
        }

        if (after.Recurrence is { } kept && start.Local.Date != before.Start.Local.Date)
        {
            after = after with { Recurrence = kept with { Start = start.Local.Date } };
        }

        // Exceptions and cancellations do not outlive the times that they were exceptions to.
        return start == before.Start && end == before.End && after.Recurrence == before.Recurrence ? after : Restarted(after);
    }

    private static GraphEvent Restarted(GraphEvent series) => series with { Exceptions = series.Exceptions.Clear(), Cancelled = series.Cancelled.Clear() };

    private static GraphError? Check(EventTime start, EventTime end, bool isAllDay) =>
        isAllDay && (!start.IsMidnight || !end.IsMidnight)
            ? Wrong("The Event.Start and Event.End properties for an all-day event need to be set to midnight.")
        : isAllDay && !start.Zone.Rules.Equals(end.Zone.Rules)
            ? Wrong("The Event.Start and Event.End properties for an all-day event need to be in the same time zone.")
        : isAllDay && Period.DaysBetween(start.Local.Date, end.Local.Date) < 1
            ? Wrong("The duration of an all-day event must be at least 24 hours.")
        : end.Instant < start.Instant
            ? Wrong("The end of the event is before its start.")
            : null;

    private static GraphError Wrong(string message) => GraphError.BadRequest("ErrorPropertyValidationFailure", message);

    private static Outcome<EventTime, GraphError> Time(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) ? EventTime.Read(value) : default;

    private static JsonNode? Kept(string name, JsonElement value) => (name, value.ValueKind) switch
    {
        (_, JsonValueKind.Null) => null,
        ("attendees", _) => new JsonArray([.. value.EnumerateArray().Select(Attendee)]),
        ("body", _) => new JsonObject { ["contentType"] = Text(value, "contentType")?.ToLowerInvariant() ?? "text", ["content"] = Text(value, "content") ?? "" },
        ("location", _) => Location(value),
        ("locations", _) => new JsonArray([.. value.EnumerateArray().Select(Location)]),
        _ => JsonNode.Parse(value.GetRawText()),
    };

    private static JsonObject Attendee(JsonElement value)
    {
        var email = value.GetProperty("emailAddress");
        var address = Text(email, "address");
        return new JsonObject
        {
            ["type"] = Text(value, "type")?.ToLowerInvariant() ?? "required",
            ["status"] = value.TryGetProperty("status", out var status) ? JsonNode.Parse(status.GetRawText()) : new JsonObject { ["response"] = "none", ["time"] = NoTime },
            ["emailAddress"] = new JsonObject { ["name"] = Text(email, "name") ?? address, ["address"] = address },
        };
    }

    private static JsonObject Location(JsonElement value)
    {
        var location = (JsonObject)JsonNode.Parse(value.GetRawText())!;
        location["displayName"] ??= "";
        location["locationType"] ??= "default";
        if (location["uniqueId"] is null && location["displayName"]!.GetValue<string>() is { Length: > 0 } name)
        {
            location["uniqueId"] = name;
            location["uniqueIdType"] = "private";
        }

        return location;
    }

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
