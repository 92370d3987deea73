using System.Text.Json;
using System.Text.Json.Serialization;

namespace PeteRental.Calendar.Providers.Microsoft;

/// <summary>Graph's JSON without reflection. What is null is left out: in a PATCH that means unchanged.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GraphPage<GraphCalendar>))]
[JsonSerializable(typeof(GraphPage<GraphEvent>))]
[JsonSerializable(typeof(GraphMailboxSettings))]
[JsonSerializable(typeof(GraphEventChange))]
[JsonSerializable(typeof(GraphCancellation))]
[JsonSerializable(typeof(GraphSubscriptionOrder))]
[JsonSerializable(typeof(GraphSubscription))]
[JsonSerializable(typeof(GraphErrorBody))]
internal sealed partial class GraphJson : JsonSerializerContext;

/// <summary>A page of something.</summary>
/// <param name="Value">What is on it.</param>
/// <param name="NextLink">The next page, to be followed as it is.</param>
/// <param name="DeltaLink">On the last page of a round of delta: where the next round begins.</param>
internal sealed record GraphPage<T>(
    IReadOnlyList<T>? Value,
    [property: JsonPropertyName("@odata.nextLink")] string? NextLink = null,
    [property: JsonPropertyName("@odata.deltaLink")] string? DeltaLink = null);

/// <summary>A calendar of a mailbox. Somebody else's, shared, is among them; write only if <paramref name="CanEdit"/>.</summary>
internal sealed record GraphCalendar(string? Id, string? Name, bool? IsDefaultCalendar, bool? CanEdit);

/// <summary>Settings of a mailbox; the zone has Windows' name or the IANA's, or one that its owner has made.</summary>
internal sealed record GraphMailboxSettings(string? TimeZone);

/// <summary>Such as <c>{"dateTime":"2026-03-15T12:00:00.0000000","timeZone":"UTC"}</c>: a wall time, and whose wall.</summary>
internal sealed record GraphTime(string? DateTime, string? TimeZone);

/// <summary>An event. In delta an occurrence of a series has id, type, series and times only, and one that is gone has an id only.</summary>
/// <param name="Id">Immutable, and case matters.</param>
/// <param name="Type">singleInstance, occurrence, exception or seriesMaster.</param>
/// <param name="Start">In UTC, as asked for.</param>
/// <param name="End">As the start.</param>
/// <param name="IsAllDay">From midnight to midnight, wherever the mailbox is.</param>
/// <param name="IsCancelled">Its organiser has called it off.</param>
/// <param name="ShowAs">free, tentative, busy, oof, workingElsewhere or unknown.</param>
/// <param name="Sensitivity">normal, personal, private or confidential.</param>
/// <param name="ResponseStatus">What the mailbox's owner has answered.</param>
/// <param name="TransactionId">Given by whoever created it, once and for all.</param>
/// <param name="Subject">Title.</param>
/// <param name="Location">Where.</param>
/// <param name="WebLink">The event in Outlook.</param>
/// <param name="Body">Only asked for before a change.</param>
/// <param name="Attendees">Only asked for before a change.</param>
/// <param name="Removed">Present in delta when it is gone.</param>
internal sealed record GraphEvent(
    string? Id, string? Type = null, GraphTime? Start = null, GraphTime? End = null, bool? IsAllDay = null, bool? IsCancelled = null,
    string? ShowAs = null, string? Sensitivity = null, GraphResponseStatus? ResponseStatus = null, string? TransactionId = null,
    string? Subject = null, GraphLocation? Location = null, string? WebLink = null, GraphBody? Body = null,
    IReadOnlyList<GraphAttendee>? Attendees = null,
    [property: JsonPropertyName("@removed")] JsonElement? Removed = null);

/// <summary>none, organizer, accepted, tentativelyAccepted, declined or notResponded.</summary>
internal sealed record GraphResponseStatus(string? Response);

/// <summary>Where an event takes place.</summary>
internal sealed record GraphLocation(string? DisplayName);

/// <summary>What an event is about; <c>text</c> or <c>html</c>.</summary>
internal sealed record GraphBody(string? ContentType, string? Content);

/// <summary>A guest.</summary>
internal sealed record GraphAttendee(GraphEmailAddress? EmailAddress, string? Type);

/// <summary>An address with a name.</summary>
internal sealed record GraphEmailAddress(string? Address, string? Name);

/// <summary>An event to create, or what shall be different about one.</summary>
internal sealed record GraphEventChange
{
    public string? Subject { get; init; }

    public GraphBody? Body { get; init; }

    public GraphTime? Start { get; init; }

    public GraphTime? End { get; init; }

    public bool? IsAllDay { get; init; }

    public GraphLocation? Location { get; init; }

    /// <summary>Replaces the guests there are.</summary>
    public IReadOnlyList<GraphAttendee>? Attendees { get; init; }

    public string? ShowAs { get; init; }

    public bool? IsReminderOn { get; init; }

    public int? ReminderMinutesBeforeStart { get; init; }

    /// <summary>On creation only.</summary>
    public string? TransactionId { get; init; }
}

/// <summary>What guests are told when an event is called off.</summary>
internal sealed record GraphCancellation(string Comment);

/// <summary>A subscription to be made, or with an end only, to be renewed.</summary>
internal sealed record GraphSubscriptionOrder(
    string ExpirationDateTime, string? ChangeType = null, string? NotificationUrl = null, string? LifecycleNotificationUrl = null,
    string? Resource = null, string? ClientState = null);

/// <summary>A subscription as Graph keeps it.</summary>
internal sealed record GraphSubscription(string? Id, string? ExpirationDateTime);

/// <summary>Such as <c>{"error":{"code":"ErrorItemNotFound","message":"…"}}</c>. The message is for nobody here.</summary>
internal sealed record GraphErrorBody(GraphErrorDetail? Error);

/// <summary>What went wrong, by a code.</summary>
internal sealed record GraphErrorDetail(
    string? Code, [property: JsonPropertyName("@event.existingEventId")] string? ExistingEventId = null);
