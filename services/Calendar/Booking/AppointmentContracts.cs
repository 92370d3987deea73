using System.Text.Json.Nodes;
using NodaTime;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Time;

namespace PeteRental.Calendar.Booking;

/// <summary>An appointment as REST clients see it. Times carry the offset of the calendar's zone.</summary>
/// <param name="AppointmentId">Stable over reschedules.</param>
/// <param name="WorkspaceId">Its workspace.</param>
/// <param name="CalendarId">The calendar that holds it.</param>
/// <param name="UserId">Owner of the calendar.</param>
/// <param name="AgentId">The voice agent that took it.</param>
/// <param name="BookedBy">The member who booked it.</param>
/// <param name="CallId">The phone call it was booked in.</param>
/// <param name="Source">voice or api.</param>
/// <param name="Status">held, reserved, confirmed, cancelled, completed or no_show.</param>
/// <param name="StartAt">Start.</param>
/// <param name="EndAt">End, without buffers.</param>
/// <param name="Timezone">IANA zone of the calendar.</param>
/// <param name="FormattedTime">The start in words.</param>
/// <param name="PropertyAddress">The home to view.</param>
/// <param name="AttendeeName">Who comes.</param>
/// <param name="AttendeeEmail">Null when not given.</param>
/// <param name="AttendeePhone">E.164.</param>
/// <param name="Notes">Free text.</param>
/// <param name="Sequence">One more with each reschedule.</param>
/// <param name="ExpiresAt">Until when a hold holds.</param>
/// <param name="CancelReason">In the canceller's words.</param>
/// <param name="SyncStatus">Where it stands in a connected calendar: none, pending, synced, failed or conflict.</param>
/// <param name="ProviderEventId">Its event in the connected calendar.</param>
/// <param name="ProviderLink">The event in the provider's own pages.</param>
/// <param name="CreatedAt">When it was booked.</param>
/// <param name="UpdatedAt">When it last changed.</param>
internal sealed record AppointmentReply(
    Guid AppointmentId, Guid WorkspaceId, Guid CalendarId, Guid? UserId, Guid? AgentId, Guid? BookedBy, string? CallId, string Source,
    string Status,
    DateTimeOffset StartAt, DateTimeOffset EndAt, string Timezone, string FormattedTime, string? PropertyAddress, string? AttendeeName, string? AttendeeEmail,
    string? AttendeePhone, string? Notes, int Sequence, DateTimeOffset? ExpiresAt, string? CancelReason, string SyncStatus,
    string? ProviderEventId, string? ProviderLink, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public static AppointmentReply From(Appointment appointment, DateTimeZone zone) => new(
        appointment.AppointmentId, appointment.WorkspaceId, appointment.CalendarId, appointment.UserId, appointment.AgentId, appointment.BookedBy,
        appointment.CallId, appointment.Source, appointment.Status, Appointment.InZone(appointment.StartAt, zone), Appointment.InZone(appointment.EndAt, zone),
        zone.Id, WallClock.Say(appointment.Start, zone), appointment.PropertyAddress, appointment.AttendeeName, appointment.AttendeeEmail,
        appointment.AttendeePhone, appointment.Notes, appointment.Sequence, appointment.ExpiresAt, appointment.CancelReason, appointment.SyncStatus ?? Sync.SyncStatus.None,
        appointment.ProviderEventId, appointment.ProviderLink, appointment.CreatedAt, appointment.UpdatedAt);

    /// <summary>Of an outcome that names its zone.</summary>
    public static AppointmentReply From(Outcome done) => From(done.Appointment!, DateTimeZoneProviders.Tzdb[done.Timezone]);

    /// <summary>With the zones of the workspace's calendars.</summary>
    public static IReadOnlyList<AppointmentReply> From(IReadOnlyList<Appointment> appointments, IReadOnlyList<BookableCalendar> calendars)
    {
        var zones = calendars.ToDictionary(calendar => calendar.Id.Value, calendar => calendar.Settings.Zone);
        return [.. appointments.Select(appointment => From(appointment, zones.GetValueOrDefault(appointment.CalendarId, DateTimeZone.Utc)))];
    }
}

/// <summary>A page of appointments, soonest first.</summary>
internal sealed record AppointmentListReply(IReadOnlyList<AppointmentReply> Appointments, string? NextCursor);

/// <summary>Who did something.</summary>
/// <param name="Kind">caller, manager or provider.</param>
/// <param name="UserId">The member.</param>
/// <param name="CallId">The phone call.</param>
internal sealed record ActorReply(string Kind, Guid? UserId, string? CallId);

/// <summary>One change of an appointment.</summary>
/// <param name="At">When.</param>
/// <param name="Action">held, booked, confirmed, rescheduled, cancelled, completed, no_show or changed.</param>
/// <param name="By">Who.</param>
/// <param name="Before">The appointment until then; null when it is new.</param>
/// <param name="After">The appointment from then on.</param>
internal sealed record HistoryEntryReply(DateTimeOffset At, string Action, ActorReply By, JsonNode? Before, JsonNode? After)
{
    public static HistoryEntryReply From(HistoryEntry entry) => new(
        entry.At, entry.Action, new ActorReply(entry.Actor, entry.ActorUserId, entry.CallId),
        entry.Before is null ? null : JsonNode.Parse(entry.Before), JsonNode.Parse(entry.After));
}

/// <summary>Everything that happened to an appointment, oldest first.</summary>
internal sealed record HistoryReply(Guid AppointmentId, IReadOnlyList<HistoryEntryReply> History);
