using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PeteRental.Sandbox.Microsoft.Calendars;

/// <summary>Writes events as Graph does.</summary>
internal static partial class EventJson
{
    private const int PreviewLength = 255;

    /// <summary>Everything that an event has when nobody says otherwise.</summary>
    public static JsonObject Defaults(MicrosoftAccount account, EventTime start, EventTime end) => new()
    {
        ["categories"] = new JsonArray(),
        ["transactionId"] = null,
        ["originalStartTimeZone"] = start.Zone.Name,
        ["originalEndTimeZone"] = end.Zone.Name,
        ["iCalUId"] = "040000008200E00074C5B7101A82E008" + Guid.NewGuid().ToString("N").ToUpperInvariant() + Guid.NewGuid().ToString("N").ToUpperInvariant()[..16],
        ["reminderMinutesBeforeStart"] = 15,
        ["isReminderOn"] = true,
        ["hasAttachments"] = false,
        ["subject"] = "",
        ["importance"] = "normal",
        ["sensitivity"] = "normal",
        ["isAllDay"] = false,
        ["isCancelled"] = false,
        ["isOrganizer"] = true,
        ["responseRequested"] = true,
        ["showAs"] = "busy",
        ["onlineMeetingUrl"] = null,
        ["isOnlineMeeting"] = false,
        ["onlineMeetingProvider"] = "unknown",
        ["allowNewTimeProposals"] = true,
        ["isDraft"] = false,
        ["hideAttendees"] = false,
        ["responseStatus"] = new JsonObject { ["response"] = "organizer", ["time"] = "0001-01-01T00:00:00Z" },
        ["body"] = new JsonObject { ["contentType"] = "text", ["content"] = "" },
        ["location"] = new JsonObject { ["displayName"] = "", ["locationType"] = "default", ["uniqueIdType"] = "unknown", ["address"] = new JsonObject(), ["coordinates"] = new JsonObject() },
        ["locations"] = new JsonArray(),
        ["attendees"] = new JsonArray(),
        ["organizer"] = new JsonObject { ["emailAddress"] = new JsonObject { ["name"] = account.DisplayName, ["address"] = account.Email } },
        ["onlineMeeting"] = null,
    };

    /// <summary>An event in full, or the members that were asked for.</summary>
    /// <param name="instance">The event.</param>
    /// <param name="zone">To tell times in.</param>
    /// <param name="select">Members; <c>id</c> and the etag come always. Null for all.</param>
    /// <param name="extended">The ids of extended properties that were asked for.</param>
    public static JsonObject Write(EventInstance instance, GraphZone zone, IReadOnlySet<string>? select = null, IReadOnlySet<string>? extended = null)
    {
        var json = new JsonObject { ["@odata.etag"] = instance.ETag, ["id"] = instance.Id };
        foreach (var name in EventShape.Told.Where(name => select?.Contains(name) is not false))
        {
            json[name] = Member(instance, zone, name);
        }

        if (extended is not null && instance.Source.Fields["singleValueExtendedProperties"] is JsonArray properties
            && properties.Where(property => extended.Contains(property!["id"]!.GetValue<string>())).ToList() is { Count: > 0 } wanted)
        {
            json["singleValueExtendedProperties"] = new JsonArray([.. wanted.Select(property => property!.DeepClone())]);
        }

        return json;
    }

    /// <summary>One of a series as delta queries tell it: everything else is to be had from its master.</summary>
    public static JsonObject WriteThin(EventInstance instance, GraphZone zone) => new()
    {
        ["@odata.type"] = "#microsoft.graph.event",
        ["@odata.etag"] = instance.ETag,
        ["seriesMasterId"] = instance.Series!.Id,
        ["type"] = instance.Type,
        ["start"] = Time(instance, instance.Start, zone),
        ["end"] = Time(instance, instance.End, zone),
        ["id"] = instance.Id,
    };

    private static JsonNode? Member(EventInstance instance, GraphZone zone, string name) => name switch
    {
        "createdDateTime" => Stamp(instance.Source.CreatedAt),
        "lastModifiedDateTime" => Stamp(instance.Source.ModifiedAt),
        "changeKey" => instance.Source.ChangeKey,
        "uid" => instance.Source.Fields["iCalUId"]?.DeepClone(),
        "bodyPreview" => Preview(instance.Source.Fields["body"] as JsonObject),
        "isAllDay" => instance.Source.IsAllDay,
        "type" => instance.Type,
        "seriesMasterId" => IsOfSeries(instance) ? instance.Series!.Id : null,
        "occurrenceId" => IsOfSeries(instance) ? $"OID.{instance.Series!.Id}.{OriginalDate(instance)}" : null,
        "originalStart" => IsOfSeries(instance) ? OriginalStart(instance) : null,
        "webLink" => "https://outlook.office365.test/owa/?itemid=" + Uri.EscapeDataString(instance.Id) + "&exvsurl=1&path=/calendar/item",
        "start" => Time(instance, instance.Start, zone),
        "end" => Time(instance, instance.End, zone),
        "recurrence" => instance.IsSeries ? instance.Source.Recurrence!.ToJson(instance.Source.Start.Zone.Name) : null,
        _ => instance.Source.Fields[name]?.DeepClone(),
    };

    /// <summary>A day without hours is told as the midnights of its dates, in whatever zone was asked for.</summary>
    private static JsonObject Time(EventInstance instance, EventTime time, GraphZone zone) =>
        (instance.Source.IsAllDay ? time with { Zone = zone } : time.In(zone)).ToJson();

    private static bool IsOfSeries(EventInstance instance) => instance is { Series: not null, IsSeries: false };

    private static string OriginalDate(EventInstance instance) =>
        GraphEvent.TrySplit(instance.Id, out _, out var date) ? date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture) : "";

    private static string OriginalStart(EventInstance instance)
    {
        var master = instance.Series!.Start;
        return GraphEvent.TrySplit(instance.Id, out _, out var date)
            ? Stamp((master with { Local = date + master.Local.TimeOfDay }).Instant.ToDateTimeOffset())
            : "";
    }

    private static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    private static string Preview(JsonObject? body)
    {
        var text = body?["content"]?.GetValue<string>() ?? "";
        var plain = body?["contentType"]?.GetValue<string>() == "html" ? Tag().Replace(text, "").Trim() : text;
        return plain.Length <= PreviewLength ? plain : plain[..PreviewLength];
    }

    [GeneratedRegex("<[^>]*>", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tag();
}
