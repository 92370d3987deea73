using System.Text.Json.Nodes;
using NodaTime;

namespace PeteRental.Sandbox.Google.Calendar;

/// <summary>Who looks at events: in which zone, and how much they may see.</summary>
internal sealed record EventView(DateTimeZone Zone, bool SeesPrivate, bool SeesDetails)
{
    private static readonly string[] Times = ["start", "end", "originalStartTime"];

    private static readonly string[] OpenToAll =
    [
        "kind", "etag", "id", "status", "htmlLink", "created", "updated", "start", "end", "transparency", "iCalUID", "sequence", "recurrence",
        "recurringEventId", "originalStartTime", "eventType",
    ];

    public static EventView For(ListedCalendar listed, GoogleCaller caller, DateTimeZone? zone) => new(
        zone ?? listed.Calendar.Zone,
        SeesPrivate: listed.Role is "owner" or "writer",
        SeesDetails: listed.HasAtLeast("reader") && !caller.SeesOnlyTimes);

    /// <summary>The owner's own, as the sandbox's control answers it.</summary>
    public static EventView OfOwner(GoogleCalendar calendar) => new(calendar.Zone, SeesPrivate: true, SeesDetails: true);

    /// <summary>An event as this person sees it.</summary>
    public JsonObject Render(JsonObject body)
    {
        var isHidden = !SeesDetails || (!SeesPrivate && body["visibility"]?.GetValue<string>() is "private" or "confidential");
        var shown = new JsonObject();
        foreach (var (name, value) in body)
        {
            if (!isHidden || OpenToAll.Contains(name, StringComparer.Ordinal))
            {
                shown[name] = Times.Contains(name, StringComparer.Ordinal)
                    ? EventTime.Read(value!.AsObject(), Zone).ToJson(Zone)
                    : value?.DeepClone();
            }
        }

        if (isHidden)
        {
            shown["visibility"] = "private";
        }

        return shown;
    }

    /// <summary>What an incremental list says of an event that is gone.</summary>
    public JsonObject Gone(string id, string etag, string? seriesId, JsonNode? originalStart)
    {
        var gone = new JsonObject { ["kind"] = "calendar#event", ["etag"] = etag, ["id"] = id, ["status"] = "cancelled" };
        if (seriesId is not null)
        {
            gone["recurringEventId"] = seriesId;
            gone["originalStartTime"] = EventTime.Read(originalStart!.AsObject(), Zone).ToJson(Zone);
        }

        return gone;
    }
}
