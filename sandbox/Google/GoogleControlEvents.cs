using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using PeteRental.Sandbox.Google.Calendar;

namespace PeteRental.Sandbox.Google;

/// <summary>Puts, moves and deletes events as their owners would, who are bound by fewer rules than clients.</summary>
internal static class GoogleControlEvents
{
    private const string CalendarMember = "calendar_id";

    /// <summary>Maps <c>/control/google/accounts/{email}/events</c>.</summary>
    public static void MapGoogleControlEvents(this IEndpointRouteBuilder group)
    {
        group.MapGet("/events", List).WithSummary("All events that are not deleted, as Google has them; calendar_id for another than the primary");
        group.MapPost("/events", Put).WithSummary("Puts an event in; one with a known id is changed, one with status cancelled or deleted true removed");
        group.MapGet("/events/{id}", Get).WithSummary("One event, also a deleted one");
        group.MapPatch("/events/{id}", Change).WithSummary("Changes an event");
        group.MapDelete("/events/{id}", Delete).WithSummary("Deletes an event");
    }

    private static IResult List(string email, GoogleAccounts accounts, [FromQuery(Name = CalendarMember)] string? calendarId = null) =>
        On(email, calendarId, accounts, (_, calendar) => TypedResults.Ok(new JsonObject
        {
            ["items"] = calendar.Read((events, _) => new JsonArray([.. events.Values
                .Where(stored => !stored.IsCancelled)
                .OrderBy(stored => stored.Order)
                .Select(stored => EventView.OfOwner(calendar).Render(stored.Body))])),
        }));

    private static IResult Get(
        string email, string id, GoogleAccounts accounts, [FromQuery(Name = CalendarMember)] string? calendarId = null) =>
        On(email, calendarId, accounts, (_, calendar) => calendar.Find(id) is { } found
            ? TypedResults.Ok(EventView.OfOwner(calendar).Render(found.Body))
            : GoogleReply.NotFound);

    private static IResult Put(string email, GoogleBody body, GoogleAccounts accounts, EventWriter writer)
    {
        var id = Text(body.Root, "id");
        var isRemoved = Text(body.Root, "status") == "cancelled" || body.Root["deleted"]?.GetValueKind() is JsonValueKind.True;
        return Write(email, body, accounts, (account, calendar, known) =>
            isRemoved && id is not null ? writer.Delete(calendar, id, null, null, account)
            : id is null || calendar.Find(id) is null ? writer.Insert(calendar, known, null, account)
            : writer.PatchAsOwner(calendar, id, known, account));
    }

    private static IResult Change(string email, string id, GoogleBody body, GoogleAccounts accounts, EventWriter writer) =>
        Write(email, body, accounts, (account, calendar, known) => writer.PatchAsOwner(calendar, id, known, account));

    private static IResult Delete(
        string email, string id, GoogleAccounts accounts, EventWriter writer,
        [FromQuery(Name = CalendarMember)] string? calendarId = null) =>
        On(email, calendarId, accounts, (account, calendar) =>
            writer.Delete(calendar, id, null, null, account).Refusal ?? GoogleReply.NoContent);

    private static IResult Write(
        string email, GoogleBody body, GoogleAccounts accounts, Func<GoogleAccount, GoogleCalendar, JsonObject, EventOutcome> write) =>
        On(email, Text(body.Root, CalendarMember), accounts, (account, calendar) =>
        {
            JsonObject known = [];
            if ((body.Refusal ?? EventShape.Check(body.Root, asOwner: true, out known)) is { } refusal)
            {
                return refusal;
            }

            var outcome = write(account, calendar, known);
            return outcome.Refusal ?? (IResult)TypedResults.Ok(EventView.OfOwner(calendar).Render(outcome.After!.Body));
        });

    private static IResult On(string email, string? calendarId, GoogleAccounts accounts, Func<GoogleAccount, GoogleCalendar, IResult> act) =>
        GoogleControlEndpoints.With(email, accounts, account =>
            account.Find(calendarId ?? "primary") is { } listed ? act(account, listed.Calendar) : GoogleReply.NotFound);

    private static string? Text(JsonObject body, string member) =>
        body[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
