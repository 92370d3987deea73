using System.Text.Json.Nodes;
using PeteRental.Sandbox.Google.Identity;

namespace PeteRental.Sandbox.Google.Calendar;

/// <summary>Channels, as at <c>https://www.googleapis.com/calendar/v3/channels</c>.</summary>
internal static class ChannelEndpoints
{
    private static readonly ScopesAccepted ToStop = new(GoogleScope.Of(
        "calendar", "calendar.readonly", "calendar.events", "calendar.events.readonly", "calendar.events.owned", "calendar.events.owned.readonly",
        "calendar.events.public.readonly", "calendar.events.freebusy", "calendar.freebusy", "calendar.calendarlist", "calendar.calendarlist.readonly",
        "calendar.calendars", "calendar.calendars.readonly", "calendar.app.created", "calendar.settings.readonly"));

    /// <summary>Maps the end of channels; they begin at what they watch.</summary>
    public static void MapChannels(this IEndpointRouteBuilder api) =>
        api.MapPost("/channels/stop", Stop).WithMetadata(ToStop).WithTags("Google: events").WithSummary("Closes a channel");

    private static GoogleReply Stop(GoogleCaller caller, GoogleBody body, PushChannels channels)
    {
        string? Text(string member) => body.Root[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

        return body.Refusal
            ?? (Text("id") is null ? GoogleReply.Required("Required", "resource.id")
                : Text("resourceId") is null ? GoogleReply.Required("Required", "resource.resourceId")
                : channels.Close(Text("id"), Text("resourceId"), caller.Account.Email) ? GoogleReply.NoContent
                : GoogleReply.Refuse(404, "notFound", $"Channel '{Text("id")}' not found for project 'sandbox'"));
    }
}
