using System.Text.Json.Nodes;
using NodaTime;

namespace PeteRental.Sandbox.Google.Calendar;

/// <summary>Makes what was written into what is kept.</summary>
internal static class EventDraft
{
    private static readonly string[] Bounds = ["start", "end"];

    /// <summary>
    /// <paramref name="change"/> put over <paramref name="before"/>: objects member by member, arrays as a whole, null takes away.
    /// </summary>
    public static JsonObject Merge(JsonObject before, JsonObject change)
    {
        var merged = before.DeepClone().AsObject();
        foreach (var (name, value) in change)
        {
            if (value is null)
            {
                merged.Remove(name);
            }
            else
            {
                merged[name] = value is JsonObject inner && merged[name] is JsonObject old ? Merge(old, inner) : value.DeepClone();
            }
        }

        return merged;
    }

    /// <summary>As <see cref="Merge"/>, but a day becomes a moment and a moment a day without saying what goes.</summary>
    public static JsonObject Move(JsonObject before, JsonObject change)
    {
        var merged = Merge(before, change);
        foreach (var which in Bounds)
        {
            if (merged[which] is JsonObject merging && change[which] is JsonObject given)
            {
                merging.Remove(given["date"] is null ? "date" : "dateTime");
            }
        }

        return merged;
    }

    /// <summary>Checks times and recurrence and writes them in one form: moments in UTC with the event's zone beside them.</summary>
    public static GoogleReply? Normalize(JsonObject body, string id, DateTimeZone calendarZone)
    {
        if (body["start"] is not JsonObject startValue)
        {
            return GoogleReply.Required("Missing start time.");
        }

        if (body["end"] is not JsonObject endValue)
        {
            return GoogleReply.Required("Missing end time.");
        }

        EventTime end = default;
        var refusal = EventTime.TryRead(startValue, "start", calendarZone, out var start)
            ?? EventTime.TryRead(endValue, "end", calendarZone, out end)
            ?? CheckOrder(start, end);
        if (refusal is not null)
        {
            return refusal;
        }

        if (body["recurrence"] is JsonArray { Count: > 0 } lines)
        {
            if (!start.IsAllDay && startValue["timeZone"] is null)
            {
                return GoogleReply.Required("Missing time zone definition for start time.");
            }

            if (Series.TryRead(id, lines, start, end) is null)
            {
                return GoogleReply.Invalid("Invalid recurrence rule.");
            }
        }

        body["start"] = start.ToJson(DateTimeZone.Utc);
        body["end"] = end.ToJson(DateTimeZone.Utc);
        return null;
    }

    /// <summary>Adds what Google adds to a new event.</summary>
    public static void Complete(JsonObject body, string id, GoogleCalendar calendar, Instant now)
    {
        body["kind"] = "calendar#event";
        body["id"] = id;
        body["status"] ??= "confirmed";
        body["htmlLink"] = $"https://www.google.com/calendar/event?eid={id}";
        body["created"] ??= EventTime.Format(now, DateTimeZone.Utc);
        body["creator"] ??= new JsonObject { ["email"] = calendar.Owner };
        body["organizer"] ??= new JsonObject { ["email"] = calendar.Id };
        body["iCalUID"] ??= id + "@google.com";
        body["sequence"] ??= 0;
        body["reminders"] ??= new JsonObject { ["useDefault"] = true };
        body["eventType"] ??= "default";
        MarkPeople(body, calendar);
    }

    /// <summary>Marks which of the people is the calendar itself, and fills in what guests have not said.</summary>
    public static void MarkPeople(JsonObject body, GoogleCalendar calendar)
    {
        var organizer = body["organizer"]?["email"]?.GetValue<string>();
        foreach (var person in new[] { body["creator"], body["organizer"] }.Concat(body["attendees"] as JsonArray ?? []).OfType<JsonObject>())
        {
            Mark(person, "self", calendar.IsNamed(person["email"]?.GetValue<string>()));
        }

        foreach (var guest in (body["attendees"] as JsonArray ?? []).OfType<JsonObject>())
        {
            guest["responseStatus"] ??= "needsAction";
            Mark(guest, "organizer", string.Equals(guest["email"]!.GetValue<string>(), organizer, StringComparison.OrdinalIgnoreCase));
        }
    }

    /// <summary>One time of a series as an event of its own.</summary>
    public static JsonObject Instance(StoredEvent series, Occurrence time)
    {
        var body = series.Body.DeepClone().AsObject();
        body.Remove("recurrence");
        body["id"] = time.Id;
        body["start"] = time.Start.ToJson(DateTimeZone.Utc);
        body["end"] = time.End.ToJson(DateTimeZone.Utc);
        body["recurringEventId"] = series.Id;
        body["originalStartTime"] = time.Start.ToJson(DateTimeZone.Utc);
        return body;
    }

    private static GoogleReply? CheckOrder(EventTime start, EventTime end) =>
        start.IsAllDay != end.IsAllDay ? GoogleReply.Invalid("Start and end times must either both be date or both be dateTime.")
        : end.Instant < start.Instant || (end.IsAllDay && end.Instant == start.Instant) ? GoogleReply.EmptyRange()
        : null;

    private static void Mark(JsonObject person, string mark, bool isSo)
    {
        if (isSo)
        {
            person[mark] = true;
        }
        else
        {
            person.Remove(mark);
        }
    }
}
