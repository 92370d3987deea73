using System.Text.Json;
using NodaTime;
using PeteRental.Calendar.Calendars;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Calendar.Booking;

/// <summary>Who does something: a caller in a phone call, or a member by REST.</summary>
/// <param name="Kind">caller, manager or provider, as events tell it.</param>
/// <param name="UserId">The member.</param>
/// <param name="CallId">The phone call.</param>
public sealed record Actor(string Kind, Guid? UserId, string? CallId)
{
    /// <summary>Somebody on the phone.</summary>
    public static Actor Caller(string? call) => new("caller", null, call);

    /// <summary>A member of the workspace.</summary>
    public static Actor Member(Guid user) => new("manager", user, null);

    /// <summary>The provider's diary: what its owner did there, or what it says of a time.</summary>
    public static Actor Provider { get; } = new("provider", null, null);
}

/// <summary>What a write asks of the provider's diary.</summary>
internal enum DiaryPart
{
    /// <summary>Nothing: it has no diary.</summary>
    None,

    /// <summary>To show the appointment as it is now.</summary>
    Shows,

    /// <summary>To follow if it shows the appointment, which the database knows better than a calendar in memory.</summary>
    Follows,

    /// <summary>Nothing: the write follows the diary.</summary>
    Leads,
}

/// <summary>
/// Everything that is written when an appointment comes to be or changes: the row, its history, the event and the kept reply. All
/// of it is one statement, so all of it is written or none.
/// </summary>
internal sealed record AppointmentWrite
{
    /// <summary>The action of a reserved appointment that the diary has room for.</summary>
    public const string ConfirmedAction = "confirmed";

    /// <summary>The row as it shall be.</summary>
    public required Appointment After { get; init; }

    /// <summary>The row as it was seen; null for a new one.</summary>
    public Appointment? Before { get; init; }

    /// <summary>
    /// The line that a new one is booked from, E.164. Not part of the appointment, which is told and shown: with it whoever calls from
    /// there finds the row again, and that is all it is for.
    /// </summary>
    public string? CallerPhone { get; init; }

    /// <summary>held, booked, confirmed, rescheduled, cancelled, completed, no_show or changed.</summary>
    public required string Action { get; init; }

    /// <summary>Who did it.</summary>
    public required Actor Actor { get; init; }

    /// <summary>The calendar, for its zone.</summary>
    public required BookableCalendar Calendar { get; init; }

    /// <summary>True when the settings had a say: the write fails when they have changed meanwhile.</summary>
    public bool DependsOnSettings { get; init; }

    /// <summary>The event to publish.</summary>
    public OutboxRow? Event { get; init; }

    /// <summary>Under what the reply is kept.</summary>
    public ReplyKey? Key { get; init; }

    /// <summary>The reply.</summary>
    public required Outcome Reply { get; init; }

    /// <summary>
    /// The local day whose number of viewings is limited, as instants; null without a limit. What is on a day is counted by instants of
    /// our own zone data: the server's may be of another year.
    /// </summary>
    public Interval? LimitedDay { get; init; }

    /// <summary>What it asks of the provider's diary. A confirmation is ours, though the diary's word is the reason for it.</summary>
    public DiaryPart DiaryPart =>
        Actor == Actor.Provider && Action != ConfirmedAction ? DiaryPart.Leads
        : After.IsBooked && Calendar.Diary is not null ? DiaryPart.Shows
        : Before is not null ? DiaryPart.Follows
        : DiaryPart.None;

    /// <summary>The statement's parameters.</summary>
    public object Parameters() => new
    {
        After.AppointmentId,
        After.WorkspaceId,
        After.CalendarId,
        After.UserId,
        After.AgentId,
        After.BookedBy,
        After.CallId,
        After.Source,
        After.Status,
        After.StartAt,
        After.EndAt,
        After.BlockedFrom,
        After.BlockedTo,
        After.PropertyAddress,
        PropertyKey = PropertyKey.Of(After.PropertyAddress),
        After.AttendeeName,
        After.AttendeeEmail,
        After.AttendeePhone,
        CallerPhone,
        After.Notes,
        After.Sequence,
        After.Revision,
        SeenRevision = Before?.Revision ?? 0,
        After.ExpiresAt,
        After.CancelReason,
        Now = After.UpdatedAt,
        SettingsVersion = DependsOnSettings ? Calendar.Version : (int?)null,
        Scope = Key?.Scope,
        Key = Key?.Key,
        RequestHash = Key?.RequestHash,
        Reply = Key is null ? null : ReplyStore.Write(Reply),
        HistoryId = Guid.CreateVersion7(After.UpdatedAt),
        Action,
        Actor = Actor.Kind,
        ActorUserId = Actor.UserId,
        ActorCallId = Actor.CallId,
        FactsBefore = Before is null ? null : Write(Before),
        FactsAfter = Write(After),
        EventId = Event?.Id,
        EventType = Event?.Type,
        Payload = Event?.Payload,
        Event?.Traceparent,
        DayLimit = LimitedDay is null ? null : Calendar.Settings.MaxPerDay,
        DayStart = LimitedDay?.Start.ToDateTimeOffset(),
        DayEnd = LimitedDay?.End.ToDateTimeOffset(),
    };

    private string Write(Appointment appointment) =>
        JsonSerializer.Serialize(appointment.Facts(Calendar.Settings.Zone), CalendarJson.Default.AppointmentFacts);
}
