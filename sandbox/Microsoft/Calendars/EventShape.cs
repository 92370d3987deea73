using System.Text.Json;
using PeteRental.Sandbox.Microsoft.Graph;

namespace PeteRental.Sandbox.Microsoft.Calendars;

/// <summary>Says what is wrong with a value, null when it is good.</summary>
/// <param name="value">The value.</param>
/// <param name="property">Where it stands.</param>
internal delegate GraphError? Shape(JsonElement value, string property);

/// <summary>
/// The members that Graph documents for an event and a client may write, and what they hold. Anything else is refused, as the real
/// one refuses what its metadata does not know.
/// </summary>
internal static class EventShape
{
    private const int MostAttendees = 500;

    private static readonly Shape Text = Of("Edm.String", value => value.ValueKind is JsonValueKind.String);
    private static readonly Shape NullableText = Of("Edm.String", value => value.ValueKind is JsonValueKind.String or JsonValueKind.Null);
    private static readonly Shape Flag = Of("Edm.Boolean", value => value.ValueKind is JsonValueKind.True or JsonValueKind.False);
    private static readonly Shape Number = Of("Edm.Int32", value => value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out _));
    private static readonly Shape Amount = Of("Edm.Double", value => value.ValueKind is JsonValueKind.Number or JsonValueKind.Null);

    private static readonly Shape Time = Complex("dateTimeTimeZone", [("dateTime", Text), ("timeZone", Text)], "dateTime", "timeZone");
    private static readonly Shape Email = Complex("emailAddress", [("address", Text), ("name", NullableText)], "address");

    private static readonly Shape Status = Complex("responseStatus", [
        ("response", OneOf("none organizer tentativelyAccepted accepted declined notResponded")), ("time", Text)]);

    private static readonly Shape Attendee = Complex("attendee", [
        ("emailAddress", Email), ("type", OneOfAnyCase("required optional resource")), ("status", Status),
        ("proposedNewTime", Nullable(Complex("timeSlot", [("start", Time), ("end", Time)])))], "emailAddress");

    private static readonly Shape Location = Complex("location", [
        ("displayName", NullableText), ("locationEmailAddress", NullableText), ("locationUri", NullableText), ("uniqueId", NullableText),
        ("locationType", OneOf("default conferenceRoom homeAddress businessAddress geoCoordinates streetAddress hotel restaurant localBusiness postalAddress")),
        ("uniqueIdType", OneOf("unknown locationStore directory private bing")),
        ("address", Nullable(Complex("physicalAddress", [
            ("street", NullableText), ("city", NullableText), ("state", NullableText), ("postalCode", NullableText), ("countryOrRegion", NullableText),
            ("type", NullableText)]))),
        ("coordinates", Nullable(Complex("outlookGeoCoordinates", [
            ("latitude", Amount), ("longitude", Amount), ("accuracy", Amount), ("altitude", Amount), ("altitudeAccuracy", Amount)])))]);

    private static readonly Shape Recurrence = Nullable(Complex("patternedRecurrence", [
        ("pattern", Complex("recurrencePattern", [
            ("type", OneOf("daily weekly absoluteMonthly relativeMonthly absoluteYearly relativeYearly")), ("interval", Number), ("month", Number),
            ("dayOfMonth", Number), ("daysOfWeek", Nullable(ListOf(Day, 7))), ("firstDayOfWeek", Day), ("index", OneOf("first second third fourth last"))],
            "type", "interval")),
        ("range", Complex("recurrenceRange", [
            ("type", OneOf("endDate noEnd numbered")), ("startDate", Text), ("endDate", NullableText), ("recurrenceTimeZone", NullableText),
            ("numberOfOccurrences", Number)], "type", "startDate"))], "pattern", "range"));

    private static readonly (string, Shape)[] Written =
    [
        ("subject", NullableText),
        ("body", Complex("itemBody", [("contentType", OneOfAnyCase("text html")), ("content", NullableText)])),
        ("start", Time), ("end", Time), ("isAllDay", Flag), ("recurrence", Recurrence),
        ("location", Nullable(Location)), ("locations", ListOf(Location, 50)),
        ("attendees", ListOf(Attendee, MostAttendees)),
        ("showAs", OneOf("free tentative busy oof workingElsewhere unknown")),
        ("sensitivity", OneOf("normal personal private confidential")), ("importance", OneOf("low normal high")),
        ("categories", ListOf(Text, 25)), ("isReminderOn", Flag), ("reminderMinutesBeforeStart", Number),
        ("responseRequested", Flag), ("hideAttendees", Flag), ("allowNewTimeProposals", Flag),
        ("isOnlineMeeting", Flag), ("onlineMeetingProvider", OneOf("unknown teamsForBusiness skypeForBusiness skypeForConsumer")),
        ("singleValueExtendedProperties", ListOf(Complex("singleValueLegacyExtendedProperty", [("id", Text), ("value", NullableText)], "id", "value"), 50)),
        ("@odata.type", Text), ("@odata.etag", Text),
    ];

    /// <summary>What a POST may hold.</summary>
    public static Shape Created { get; } = Complex("event", [.. Written, ("transactionId", NullableText)]);

    /// <summary>What a PATCH may hold: everything but what can be given once only.</summary>
    public static Shape Changed { get; } = Complex("event", Written);

    /// <summary>What the owner of the mailbox may put there besides: what Exchange itself writes.</summary>
    public static Shape Owned { get; } = Complex("event", [
        .. Written, ("transactionId", NullableText), ("isCancelled", Flag), ("isOrganizer", Flag), ("responseStatus", Status),
        ("organizer", Nullable(Complex("recipient", [("emailAddress", Email)])))]);

    /// <summary>What is told with every event, and its order.</summary>
    public static IReadOnlyList<string> Told { get; } =
    [
        "createdDateTime", "lastModifiedDateTime", "changeKey", "categories", "transactionId", "originalStartTimeZone", "originalEndTimeZone",
        "iCalUId", "uid", "reminderMinutesBeforeStart", "isReminderOn", "hasAttachments", "subject", "bodyPreview", "importance", "sensitivity",
        "isAllDay", "isCancelled", "isOrganizer", "responseRequested", "seriesMasterId", "showAs", "type", "webLink", "onlineMeetingUrl",
        "isOnlineMeeting", "onlineMeetingProvider", "allowNewTimeProposals", "occurrenceId", "isDraft", "hideAttendees", "responseStatus", "body",
        "start", "end", "originalStart", "location", "locations", "recurrence", "attendees", "organizer", "onlineMeeting",
    ];

    private static Shape Day => OneOfAnyCase("sunday monday tuesday wednesday thursday friday saturday");

    private static Shape Of(string type, Func<JsonElement, bool> isGood) =>
        (value, property) => isGood(value) ? null : GraphError.WrongValue(property, type);

    private static Shape OneOf(string names) => OneOf(names, StringComparer.Ordinal);

    /// <summary>For names that the vendor's own examples write with capitals, such as HTML, Required and Monday.</summary>
    private static Shape OneOfAnyCase(string names) => OneOf(names, StringComparer.OrdinalIgnoreCase);

    private static Shape OneOf(string names, StringComparer comparer)
    {
        var known = names.Split(' ').ToHashSet(comparer);
        return Of($"one of {names}", value => value.ValueKind == JsonValueKind.String && known.Contains(value.GetString()!));
    }

    private static Shape Nullable(Shape shape) => (value, property) => value.ValueKind == JsonValueKind.Null ? null : shape(value, property);

    private static Shape ListOf(Shape item, int most) => (value, property) =>
        value.ValueKind != JsonValueKind.Array ? GraphError.WrongValue(property, "Collection")
        : value.GetArrayLength() > most ? GraphError.BadRequest("ErrorInvalidRequest", $"The property '{property}' has more than {most} entries.")
        : value.EnumerateArray().Select(entry => item(entry, property)).FirstOrDefault(error => error is not null);

    private static Shape Complex(string type, (string Name, Shape Shape)[] members, params string[] needed)
    {
        var known = members.ToDictionary(member => member.Name, member => member.Shape, StringComparer.Ordinal);
        var fullType = "microsoft.graph." + type;
        return (value, property) =>
        {
            if (value.ValueKind != JsonValueKind.Object)
            {
                return GraphError.WrongValue(property, fullType);
            }

            if (Array.Find(needed, name => !value.TryGetProperty(name, out _)) is { } missing)
            {
                return GraphError.BadRequest("ErrorInvalidRequest", $"The property '{missing}' of '{property}' is required.");
            }

            return value.EnumerateObject()
                .Select(member => known.TryGetValue(member.Name, out var shape) ? shape(member.Value, member.Name) : GraphError.UnknownProperty(member.Name, fullType))
                .FirstOrDefault(error => error is not null);
        };
    }
}
