using System.Text.Json.Nodes;
using NodaTime;
using PeteRental.Sandbox.Google.Identity;

namespace PeteRental.Sandbox.Google.Calendar;

/// <summary>What is asked of <c>freeBusy.query</c>.</summary>
internal sealed record FreeBusyQuestion(Instant After, Instant Before, DateTimeZone Zone, IReadOnlyList<string> Ids, int Most)
{
    private const int MaxCalendars = 50;

    // Google does not say how long a range may be; more than about three months was seen refused.
    private static readonly Duration MaxRange = Duration.FromDays(92);

    /// <summary>Reads the body; the refusal says what is wrong with it.</summary>
    public static GoogleReply? TryRead(JsonObject body, out FreeBusyQuestion question)
    {
        question = new FreeBusyQuestion(default, default, DateTimeZone.Utc, [], MaxCalendars);
        if (Text(body, "timeMin") is not { } min || Text(body, "timeMax") is not { } max)
        {
            return GoogleReply.Required("Missing timeMin and timeMax parameters.");
        }

        if (EventTime.ReadMoment(min) is not { } after || EventTime.ReadMoment(max) is not { } before)
        {
            return GoogleReply.Refuse(400, "badRequest", "Bad Request");
        }

        var zone = body["timeZone"] is null ? DateTimeZone.Utc : GoogleAccounts.Zone(Text(body, "timeZone"));
        var ids = body["items"] is JsonArray items ? items.Select(item => item is JsonObject entry ? Text(entry, "id") : null).ToArray() : [];
        var most = body["calendarExpansionMax"] is JsonValue value ? (value.TryGetValue<int>(out var number) ? number : 0) : MaxCalendars;
        if (zone is null || ids.Contains(null) || body["items"] is not (null or JsonArray) || most is < 1 or > MaxCalendars)
        {
            return GoogleReply.Invalid(zone is null ? "Invalid time zone definition."
                : most is < 1 or > MaxCalendars ? "Invalid calendarExpansionMax."
                : "Invalid items.");
        }

        question = new FreeBusyQuestion(after, before, zone, [.. ids.OfType<string>().Distinct()], most);
        return before <= after ? GoogleReply.EmptyRange()
            : before - after > MaxRange ? GoogleReply.Refuse(400, "timeRangeTooLong", "The requested time range is too long.", "calendar")
            : null;
    }

    private static string? Text(JsonObject body, string member) =>
        body[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}

/// <summary>When calendars are busy, as at <c>https://www.googleapis.com/calendar/v3/freeBusy</c>.</summary>
internal static class FreeBusyEndpoints
{
    private static readonly ScopesAccepted ToAsk = new(GoogleScope.Of(
        "calendar", "calendar.readonly", "calendar.freebusy", "calendar.events.freebusy"));

    /// <summary>Maps the question.</summary>
    public static void MapFreeBusy(this IEndpointRouteBuilder api) =>
        api.MapPost("/freeBusy", Ask).WithMetadata(ToAsk).WithTags("Google: calendars").WithSummary("When calendars are busy")
            .WithDescription("A calendar that cannot be read is no failure: it has errors instead of intervals.");

    private static GoogleReply Ask(GoogleCaller caller, GoogleBody body)
    {
        FreeBusyQuestion question = null!;
        if ((body.Refusal ?? FreeBusyQuestion.TryRead(body.Root, out question)) is { } refusal)
        {
            return refusal;
        }

        var calendars = new JsonObject();
        foreach (var (index, id) in question.Ids.Index())
        {
            calendars[id] = index >= question.Most ? Error("global", "tooManyCalendarsRequested")
                : caller.Account.Find(id) is { } listed ? new JsonObject { ["busy"] = Busy(listed.Calendar, question) }
                : Error("global", "notFound");
        }

        return GoogleReply.Ok(new JsonObject
        {
            ["kind"] = "calendar#freeBusy",
            ["timeMin"] = EventTime.Format(question.After, DateTimeZone.Utc),
            ["timeMax"] = EventTime.Format(question.Before, DateTimeZone.Utc),
            ["calendars"] = calendars,
        });
    }

    private static JsonObject Error(string domain, string reason) => new()
    {
        ["errors"] = new JsonArray(new JsonObject { ["domain"] = domain, ["reason"] = reason }),
        ["busy"] = new JsonArray(),
    };

    /// <summary>The intervals in order, those that touch made one, cut to the range.</summary>
    private static JsonArray Busy(GoogleCalendar calendar, FreeBusyQuestion question)
    {
        var merged = new List<(Instant Start, Instant End)>();
        foreach (var (start, end) in calendar.Read((events, _) => Times(calendar, question, events).OrderBy(time => time.Start).ToList()))
        {
            var (from, until) = (Instant.Max(start, question.After), Instant.Min(end, question.Before));
            if (merged.Count > 0 && from <= merged[^1].End)
            {
                merged[^1] = (merged[^1].Start, Instant.Max(merged[^1].End, until));
            }
            else
            {
                merged.Add((from, until));
            }
        }

        return [.. merged.Select(time => (JsonNode)new JsonObject
        {
            ["start"] = EventTime.Format(time.Start, question.Zone),
            ["end"] = EventTime.Format(time.End, question.Zone),
        })];
    }

    private static IEnumerable<(Instant Start, Instant End)> Times(
        GoogleCalendar calendar, FreeBusyQuestion question, IReadOnlyDictionary<string, StoredEvent> events) =>
        events.Values.Where(stored => StoredEvent.IsBusy(stored.Body))
            .SelectMany(stored => stored.IsSeries
                ? Series.Of(stored.Id, stored.Body, calendar.Zone).Between(question.After, question.Before)
                    .Where(time => !events.ContainsKey(time.Id))
                    .Select(time => (time.Start.Instant, time.End.Instant))
                : [(Moment(stored, "start", calendar.Zone), Moment(stored, "end", calendar.Zone))])
            .Where(time => time.Item2 > question.After && time.Item1 < question.Before && time.Item2 > time.Item1);

    private static Instant Moment(StoredEvent stored, string member, DateTimeZone zone) =>
        EventTime.Read(stored.Body[member]!.AsObject(), zone).Instant;
}
