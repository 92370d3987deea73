using System.Text.Json.Serialization;

namespace PeteRental.Contracts.Events;

/// <summary>An appointment as it stood when the event was written.</summary>
/// <param name="AppointmentId">Stable over reschedules.</param>
/// <param name="CalendarId">The diary that holds it.</param>
/// <param name="AgentId">The voice agent that took it; null when booked by a person.</param>
/// <param name="UserId">Owner of the calendar; null while nobody owns it.</param>
/// <param name="Status">held, reserved, confirmed, cancelled, completed or no_show.</param>
/// <param name="StartAt">Start of the viewing, an instant.</param>
/// <param name="EndAt">End of the viewing, an instant, without buffers.</param>
/// <param name="Timezone">IANA zone of the calendar, for wall times in messages.</param>
/// <param name="PropertyAddress">The home to view, in the words it was booked with.</param>
/// <param name="AttendeeName">Who comes.</param>
/// <param name="AttendeeEmail">Null when not given.</param>
/// <param name="AttendeePhone">E.164; null when not given.</param>
/// <param name="Notes">Free text of the caller or manager.</param>
/// <param name="CallId">The phone call it was booked in; null for other sources.</param>
/// <param name="Source">voice or api.</param>
/// <param name="Sequence">0 when booked, one more with each reschedule (iCalendar SEQUENCE).</param>
public sealed record AppointmentFacts(
    [property: JsonPropertyName("appointment_id")] Guid AppointmentId,
    [property: JsonPropertyName("calendar_id")] Guid CalendarId,
    [property: JsonPropertyName("agent_id")] Guid? AgentId,
    [property: JsonPropertyName("user_id")] Guid? UserId,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("start_at")] DateTimeOffset StartAt,
    [property: JsonPropertyName("end_at")] DateTimeOffset EndAt,
    [property: JsonPropertyName("timezone")] string Timezone,
    [property: JsonPropertyName("property_address")] string PropertyAddress,
    [property: JsonPropertyName("attendee_name")] string AttendeeName,
    [property: JsonPropertyName("attendee_email")] string? AttendeeEmail,
    [property: JsonPropertyName("attendee_phone")] string? AttendeePhone,
    [property: JsonPropertyName("notes")] string? Notes,
    [property: JsonPropertyName("call_id")] string? CallId,
    [property: JsonPropertyName("source")] string Source,
    [property: JsonPropertyName("sequence")] int Sequence)
{
    /// <summary>One more with each write of the appointment: of two events that come out of order, the higher is the later one.</summary>
    [JsonPropertyName("revision")]
    public int Revision { get; init; }
}

/// <summary>A viewing was booked. Published by Calendar, once for each appointment.</summary>
public sealed record AppointmentBooked(
    [property: JsonPropertyName("workspace_id")] Guid WorkspaceId,
    [property: JsonPropertyName("occurred_at")] DateTimeOffset OccurredAt,
    [property: JsonPropertyName("appointment")] AppointmentFacts Appointment) : IWorkspaceEvent;

/// <summary>A viewing moved to another time. Published by Calendar.</summary>
/// <param name="WorkspaceId">The tenant.</param>
/// <param name="OccurredAt">When it was moved.</param>
/// <param name="Appointment">As it stands after the move.</param>
/// <param name="PreviousStartAt">Where it was.</param>
/// <param name="PreviousEndAt">Where it ended.</param>
/// <param name="RescheduledBy">caller, manager or provider.</param>
public sealed record AppointmentRescheduled(
    [property: JsonPropertyName("workspace_id")] Guid WorkspaceId,
    [property: JsonPropertyName("occurred_at")] DateTimeOffset OccurredAt,
    [property: JsonPropertyName("appointment")] AppointmentFacts Appointment,
    [property: JsonPropertyName("previous_start_at")] DateTimeOffset PreviousStartAt,
    [property: JsonPropertyName("previous_end_at")] DateTimeOffset PreviousEndAt,
    [property: JsonPropertyName("rescheduled_by")] string RescheduledBy) : IWorkspaceEvent;

/// <summary>A viewing was called off. Published by Calendar.</summary>
/// <param name="WorkspaceId">The tenant.</param>
/// <param name="OccurredAt">When it was cancelled.</param>
/// <param name="Appointment">As it stands after cancelling.</param>
/// <param name="Reason">In the canceller's words; null when none was given.</param>
/// <param name="CancelledBy">caller, manager or provider.</param>
public sealed record AppointmentCancelled(
    [property: JsonPropertyName("workspace_id")] Guid WorkspaceId,
    [property: JsonPropertyName("occurred_at")] DateTimeOffset OccurredAt,
    [property: JsonPropertyName("appointment")] AppointmentFacts Appointment,
    [property: JsonPropertyName("reason")] string? Reason,
    [property: JsonPropertyName("cancelled_by")] string CancelledBy) : IWorkspaceEvent;

/// <summary>It was noted what became of a viewing, or the note was corrected. Published by Calendar.</summary>
/// <param name="WorkspaceId">The tenant.</param>
/// <param name="OccurredAt">When it was noted.</param>
/// <param name="Appointment">As it stands now: its status is completed or no_show.</param>
/// <param name="ClosedBy">caller, manager or provider.</param>
public sealed record AppointmentClosed(
    [property: JsonPropertyName("workspace_id")] Guid WorkspaceId,
    [property: JsonPropertyName("occurred_at")] DateTimeOffset OccurredAt,
    [property: JsonPropertyName("appointment")] AppointmentFacts Appointment,
    [property: JsonPropertyName("closed_by")] string ClosedBy) : IWorkspaceEvent;

/// <summary>A calendar's settings changed: cached openings are stale. Published by Calendar.</summary>
public sealed record CalendarSettingsChanged(
    [property: JsonPropertyName("workspace_id")] Guid WorkspaceId,
    [property: JsonPropertyName("occurred_at")] DateTimeOffset OccurredAt,
    [property: JsonPropertyName("calendar_id")] Guid CalendarId) : IWorkspaceEvent;
