using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PeteRental.Sandbox.Microsoft.Calendars;
using PeteRental.Sandbox.Microsoft.Graph;

namespace PeteRental.Sandbox.Microsoft;

/// <summary>What the owner of a diary writes into it: events in Graph's shape, with what only Exchange itself writes besides.</summary>
internal static partial class MicrosoftControlEvents
{
    /// <summary>Told of a bad id.</summary>
    public const string IdRule = "Up to 200 letters, digits, and - _ =.";

    // What an event that was read holds and nobody can write: so that it can be written back as it came.
    private static readonly string[] Ignored =
    [
        "id", "calendar_id", "deleted", "@removed", "createdDateTime", "lastModifiedDateTime", "changeKey", "originalStartTimeZone", "originalEndTimeZone",
        "iCalUId", "uid", "hasAttachments", "bodyPreview", "seriesMasterId", "type", "webLink", "onlineMeetingUrl", "occurrenceId", "isDraft",
        "originalStart", "onlineMeeting", "@odata.context",
    ];

    /// <summary>Maps <c>…/events</c>.</summary>
    public static void MapMicrosoftControlEvents(this IEndpointRouteBuilder account)
    {
        var events = account.MapGroup("/events");
        events.MapGet("/", List).WithSummary("Everything in the diary, series not expanded");
        events.MapPost("/", Put).WithSummary("Puts something in, moves it when its id is there, takes it out when it is deleted or cancelled");
        events.MapGet("/{id}", Get).WithSummary("One event");
        events.MapPatch("/{id}", Change).WithSummary("Changes or moves one");
        events.MapDelete("/{id}", Delete).WithSummary("Takes one out");
    }

    /// <summary>Whether an id can be asked for.</summary>
    public static bool IsId(string id) => IdShape().IsMatch(id);

    private static IResult List(string email, MicrosoftAccounts accounts) => accounts.Get(email) is { } account
        ? new GraphReply(new JsonObject { ["value"] = new JsonArray([.. account.Mailbox.List(null).Select(Write)]) }, StatusCodes.Status200OK)
        : MicrosoftControlEndpoints.NoAddress();

    private static IResult Get(string email, string id, MicrosoftAccounts accounts) =>
        accounts.Get(email) is not { } account ? MicrosoftControlEndpoints.NoAddress()
        : account.Mailbox.Find(id, null) is { } found ? new GraphReply(Write(found), StatusCodes.Status200OK)
        : GraphError.NotFound;

    private static IResult Put(string email, GraphBody body, MicrosoftAccounts accounts)
    {
        if (accounts.Get(email) is not { } account)
        {
            return MicrosoftControlEndpoints.NoAddress();
        }

        if (body.Unreadable is not null)
        {
            return body.Unreadable;
        }

        var id = body.Text("id");
        var exists = id is not null && account.Mailbox.Find(id, null) is not null;
        if (Is(body, "deleted") || body.Root.TryGetProperty("@removed", out _) || (exists && Is(body, "isCancelled")))
        {
            return Remove(account, id ?? "");
        }

        return exists ? Apply(account, id!, body) : Add(account, id, body);
    }

    private static IResult Change(string email, string id, GraphBody body, MicrosoftAccounts accounts) =>
        accounts.Get(email) is not { } account ? MicrosoftControlEndpoints.NoAddress() : body.Unreadable ?? Apply(account, id, body);

    private static IResult Delete(string email, string id, MicrosoftAccounts accounts) =>
        accounts.Get(email) is not { } account ? MicrosoftControlEndpoints.NoAddress()
        : account.Mailbox.Remove(id, null).Error is { } refusal ? refusal
        : Results.NoContent();

    private static IResult Add(MicrosoftAccount account, string? id, GraphBody body)
    {
        if (id is not null && !IsId(id))
        {
            return new Invalid().When(true, "id", IdRule).ToProblem();
        }

        if (account.Mailbox.FindCalendar(body.Text("calendar_id")) is not { } calendar)
        {
            return GraphError.NotFound;
        }

        var draft = EventDraft.Read(Writable(body.Root), EventShape.Owned);
        return draft.Value is null ? draft.Error! : Answer(account.Mailbox.Add(calendar, draft.Value, id), StatusCodes.Status201Created);
    }

    private static IResult Apply(MicrosoftAccount account, string id, GraphBody body)
    {
        var calendar = body.Text("calendar_id") is { } calendarId ? account.Mailbox.FindCalendar(calendarId) : null;
        if (calendar is null && body.Text("calendar_id") is not null)
        {
            return GraphError.NotFound;
        }

        var draft = EventDraft.Read(Writable(body.Root), EventShape.Owned);
        return draft.Value is null ? draft.Error! : Answer(account.Mailbox.Change(id, null, draft.Value, moveTo: calendar), StatusCodes.Status200OK);
    }

    private static IResult Remove(MicrosoftAccount account, string id) => account.Mailbox.Remove(id, null).Error is { } refusal
        ? refusal
        : new GraphReply(new JsonObject { ["id"] = id, ["@removed"] = new JsonObject { ["reason"] = "deleted" } }, StatusCodes.Status200OK);

    private static IResult Answer(Outcome<EventInstance, GraphError> outcome, int status) =>
        outcome.Value is { } made ? new GraphReply(Write(made), status) : outcome.Error!;

    private static JsonObject Write(EventInstance instance)
    {
        var json = EventJson.Write(instance, GraphZone.Utc);
        json["calendar_id"] = instance.Source.CalendarId;
        return json;
    }

    private static JsonElement Writable(JsonElement body) => JsonSerializer.SerializeToElement(body.EnumerateObject()
        .Where(member => !Ignored.Contains(member.Name, StringComparer.Ordinal))
        .ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal));

    private static bool Is(GraphBody body, string name) => body.Root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    [GeneratedRegex(@"\A[A-Za-z0-9_=-]{1,200}\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdShape();
}
