using System.Text.Json;
using System.Text.Json.Serialization;

namespace PeteRental.Calendar.Providers.Google;

/// <summary>A page of <c>calendarList.list</c>.</summary>
internal sealed record GoogleCalendarPage(IReadOnlyList<GoogleCalendar>? Items, string? NextPageToken);

/// <summary>
/// A calendar of the account, <c>{"id":"ann@example.test","summary":"Ann","primary":true,"accessRole":"owner","timeZone":"America/Chicago"}</c>.
/// </summary>
internal sealed record GoogleCalendar(
    string? Id, string? Summary, string? SummaryOverride, bool? Primary, string? AccessRole, string? TimeZone, bool? Deleted);

/// <summary>A page of <c>events.list</c>. It may be short, or empty, and still not be the last one.</summary>
/// <param name="Items">The events.</param>
/// <param name="TimeZone">The calendar's zone.</param>
/// <param name="NextPageToken">Null on the last page.</param>
/// <param name="NextSyncToken">On the last page only.</param>
internal sealed record GoogleEventPage(IReadOnlyList<GoogleEvent>? Items, string? TimeZone, string? NextPageToken, string? NextSyncToken);

/// <summary>An event, as it is read and as it is written. What we do not set stays as it is.</summary>
internal sealed record GoogleEvent
{
    public string? Id { get; init; }
    public string? Etag { get; init; }
    public string? Status { get; init; }
    public string? Summary { get; init; }
    public string? Location { get; init; }
    public string? Description { get; init; }
    public string? HtmlLink { get; init; }
    public string? Transparency { get; init; }
    public string? Visibility { get; init; }
    public GoogleTime? Start { get; init; }
    public GoogleTime? End { get; init; }
    public IReadOnlyList<GoogleAttendee>? Attendees { get; init; }
    public bool? GuestsCanModify { get; init; }
    public bool? GuestsCanSeeOtherGuests { get; init; }
    public GoogleReminders? Reminders { get; init; }
    public GoogleProperties? ExtendedProperties { get; init; }
}

/// <summary>When an event starts or ends: <c>{"dateTime":"2027-03-02T14:00:00-05:00","timeZone":"America/New_York"}</c> or <c>{"date":"2027-03-02"}</c>.</summary>
internal sealed record GoogleTime(string? DateTime, string? Date, string? TimeZone);

/// <summary>Somebody who is invited. What we do not know of them is handed back as it came: the list is always replaced whole.</summary>
internal sealed record GoogleAttendee
{
    public string? Email { get; init; }
    public string? DisplayName { get; init; }
    public string? ResponseStatus { get; init; }
    public bool? Self { get; init; }

    // With a setter: generated code cannot initialise it.
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}

/// <summary>When people are reminded.</summary>
internal sealed record GoogleReminders(bool UseDefault, IReadOnlyList<GoogleReminder> Overrides);

/// <summary>One reminder.</summary>
internal sealed record GoogleReminder(string Method, int Minutes);

/// <summary>What applications leave on an event; <c>private</c> is seen in this calendar only, not by guests.</summary>
internal sealed record GoogleProperties(IReadOnlyDictionary<string, string>? Private);

/// <summary>Asks <c>freeBusy.query</c>.</summary>
internal sealed record GoogleBusyQuery(string TimeMin, string TimeMax, IReadOnlyList<GoogleBusyItem> Items);

/// <summary>A calendar that is asked for.</summary>
internal sealed record GoogleBusyItem(string Id);

/// <summary>What <c>freeBusy.query</c> answers, by calendar.</summary>
internal sealed record GoogleBusyReply(IReadOnlyDictionary<string, GoogleBusyCalendar>? Calendars);

/// <summary>Merged busy times of a calendar, or why they are not known: errors come with status 200.</summary>
internal sealed record GoogleBusyCalendar(IReadOnlyList<GoogleBusyTime>? Busy, IReadOnlyList<GoogleErrorItem>? Errors);

/// <summary>A busy time; the end is exclusive.</summary>
internal sealed record GoogleBusyTime(string? Start, string? End);

/// <summary>A channel: the order, and the answer, where the expiration is a text of milliseconds.</summary>
internal sealed record GoogleChannel(
    string Id, string? Type, Uri? Address, string? Token, string? ResourceId = null,
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long? Expiration = null);

/// <summary>A refusal, <c>{"error":{"code":404,"errors":[{"domain":"global","reason":"notFound"}]}}</c>.</summary>
internal sealed record GoogleRefusalBody(GoogleError? Error);

/// <summary>See <see cref="GoogleRefusalBody"/>. Google's sentences are not read: nobody is shown them.</summary>
internal sealed record GoogleError(IReadOnlyList<GoogleErrorItem>? Errors);

/// <summary>One reason.</summary>
internal sealed record GoogleErrorItem(string? Reason);

/// <summary>JSON of the Calendar API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GoogleCalendarPage))]
[JsonSerializable(typeof(GoogleEventPage))]
[JsonSerializable(typeof(GoogleBusyQuery))]
[JsonSerializable(typeof(GoogleBusyReply))]
[JsonSerializable(typeof(GoogleChannel))]
[JsonSerializable(typeof(GoogleRefusalBody))]
internal sealed partial class GoogleJson : JsonSerializerContext;
