using System.Text.Json;
using System.Text.Json.Nodes;

namespace PeteRental.Sandbox.Google.Calendar;

/// <summary>
/// The properties of an event that can be written, and of what type they are. What Google does not know it ignores; a value of
/// the wrong type it refuses.
/// </summary>
internal static class EventShape
{
    private const int MaxGuests = 200;

    private static readonly Property Text = new(JsonValueKind.String);
    private static readonly Property Flag = new(JsonValueKind.True);
    private static readonly Property Number = new(JsonValueKind.Number);
    private static readonly Property Map = new(JsonValueKind.Object, Each: Text);

    private static readonly Property When = Object(("date", Text), ("dateTime", Text), ("timeZone", Text));

    private static readonly Property Guest = Object(
        ("id", Text), ("email", Text), ("displayName", Text), ("optional", Flag), ("resource", Flag), ("comment", Text), ("additionalGuests", Number),
        ("responseStatus", OneOf("needsAction", "declined", "tentative", "accepted")));

    private static readonly Property Event = Object(
        ("id", Text), ("iCalUID", Text), ("summary", Text), ("description", Text), ("location", Text), ("colorId", Text),
        ("status", OneOf("confirmed", "tentative", "cancelled")),
        ("transparency", OneOf("opaque", "transparent")),
        ("visibility", OneOf("default", "public", "private", "confidential")),
        ("eventType", OneOf("default", "outOfOffice", "focusTime", "workingLocation", "birthday", "fromGmail")),
        ("start", When), ("end", When), ("originalStartTime", When), ("recurrence", List(Text)),
        ("attendees", List(Guest)), ("attendeesOmitted", Flag), ("sequence", Number),
        ("anyoneCanAddSelf", Flag), ("guestsCanInviteOthers", Flag), ("guestsCanModify", Flag), ("guestsCanSeeOtherGuests", Flag),
        ("reminders", Object(("useDefault", Flag), ("overrides", List(Object(("method", OneOf("email", "popup")), ("minutes", Number)))))),
        ("extendedProperties", Object(("private", Map), ("shared", Map))),
        ("source", Object(("title", Text), ("url", Text))),
        ("attachments", List(Object(("fileUrl", Text), ("title", Text), ("mimeType", Text), ("fileId", Text), ("iconLink", Text)))),
        ("outOfOfficeProperties", new Property(JsonValueKind.Object)), ("focusTimeProperties", new Property(JsonValueKind.Object)),
        ("workingLocationProperties", new Property(JsonValueKind.Object)), ("birthdayProperties", new Property(JsonValueKind.Object)));

    private static readonly Property Person = Object(("email", Text), ("displayName", Text), ("self", Flag));

    private static readonly Property OwnersEvent = Event with
    {
        Members = new Dictionary<string, Property>(Event.Members!) { ["organizer"] = Person, ["creator"] = Person, ["recurringEventId"] = Text },
    };

    /// <summary>What can be written of a body, or what is wrong with it.</summary>
    /// <param name="body">As it was sent.</param>
    /// <param name="asOwner">The sandbox's control speaks, which may say who organises an event, too.</param>
    /// <param name="known">What is left. Nulls stay: they take away.</param>
    public static GoogleReply? Check(JsonObject body, bool asOwner, out JsonObject known)
    {
        known = [];
        var refusal = Check(body, asOwner ? OwnersEvent : Event, "event", out var read);
        known = read as JsonObject ?? [];
        return refusal ?? CheckGuests(known["attendees"] as JsonArray) ?? CheckReminders(known["reminders"]?["overrides"] as JsonArray);
    }

    private static GoogleReply? Check(JsonNode? value, Property property, string path, out JsonNode? known)
    {
        known = null;
        if (value is null)
        {
            return null;
        }

        if (!property.Takes(value))
        {
            return GoogleReply.Invalid($"Invalid value for: {path}");
        }

        if (value is JsonArray items)
        {
            return CheckItems(items, property, path, out known);
        }

        if (value is not JsonObject members || (property.Members is null && property.Each is null))
        {
            known = value.DeepClone();
            return null;
        }

        var read = new JsonObject();
        foreach (var (name, member) in members)
        {
            if ((property.Each ?? property.Members!.GetValueOrDefault(name)) is not { } inner)
            {
                continue;
            }

            if (Check(member, inner, $"{path}.{name}", out var kept) is { } refusal)
            {
                return refusal;
            }

            read[name] = kept;
        }

        known = read;
        return null;
    }

    private static GoogleReply? CheckItems(JsonArray items, Property property, string path, out JsonNode? known)
    {
        var read = new JsonArray();
        known = read;
        foreach (var item in items)
        {
            if (item is null)
            {
                return GoogleReply.Invalid($"Invalid value for: {path}");
            }

            if (Check(item, property.Each!, path, out var kept) is { } refusal)
            {
                return refusal;
            }

            read.Add(kept);
        }

        return null;
    }

    private static GoogleReply? CheckGuests(JsonArray? guests)
    {
        if (guests is { Count: > MaxGuests })
        {
            return GoogleReply.Refuse(StatusCodes.Status400BadRequest, "tooManyAttendees", "Too many attendees.", "calendar");
        }

        foreach (var guest in guests ?? [])
        {
            if (guest!["email"]?.GetValue<string>() is not { } email)
            {
                return GoogleReply.Required("Missing attendee email.");
            }

            if (GoogleAccount.Normalize(email) is null)
            {
                return GoogleReply.Invalid("Invalid attendee email.");
            }
        }

        return null;
    }

    private static GoogleReply? CheckReminders(JsonArray? overrides) =>
        overrides is { Count: > 5 }
            || overrides?.Any(item => item!["method"] is null || item["minutes"]?.GetValue<int>() is null or < 0 or > 40_320) is true
            ? GoogleReply.Invalid("Invalid reminder overrides.")
            : null;

    private static Property Object(params (string Name, Property Property)[] members) =>
        new(JsonValueKind.Object, members.ToDictionary(member => member.Name, member => member.Property, StringComparer.Ordinal));

    private static Property List(Property each) => new(JsonValueKind.Array, Each: each);

    private static Property OneOf(params string[] values) => new(JsonValueKind.String, Values: values);

    private sealed record Property(
        JsonValueKind Kind, IReadOnlyDictionary<string, Property>? Members = null, Property? Each = null, IReadOnlyList<string>? Values = null)
    {
        public bool Takes(JsonNode value) => value.GetValueKind() switch
        {
            JsonValueKind.True or JsonValueKind.False => Kind == JsonValueKind.True,
            JsonValueKind.Number => Kind == JsonValueKind.Number && value.AsValue().TryGetValue<int>(out _),
            JsonValueKind.String => Kind == JsonValueKind.String && (Values is null || Values.Contains(value.GetValue<string>(), StringComparer.Ordinal)),
            var kind => kind == Kind,
        };
    }
}
