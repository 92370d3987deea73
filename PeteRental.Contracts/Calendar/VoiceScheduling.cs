namespace PeteRental.Contracts.Calendar;

// What VoiceWebhook asks Calendar while a caller waits. The workspace is never part of a body: it travels in the signed
// identity of the calling service. Times that a caller said travel as they were said; Calendar alone reads them, in the
// calendar's own zone, so that there is one parser and one clock. JSON is snake_case (the services' default).

/// <summary>Which diary is meant. The first one that names a calendar of the workspace wins; none means its default calendar.</summary>
/// <param name="CalendarId">The agent's chosen calendar.</param>
/// <param name="User">A user id of the workspace, as the model may pass it; others are ignored.</param>
/// <param name="AgentId">The agent that takes the call; kept on what is booked.</param>
public sealed record CalendarChoice(Guid? CalendarId, string? User, Guid? AgentId);

/// <summary>Asks for openings to offer to a caller: <c>POST /internal/voice/availability</c>.</summary>
/// <param name="Calendar">Which diary.</param>
/// <param name="Date">A day in the caller's words or ISO; null means from now on.</param>
/// <param name="TimeOfDay">morning, afternoon or evening; null means any.</param>
/// <param name="DaysAhead">How many days to look over; null means 7.</param>
public sealed record VoiceAvailabilityRequest(CalendarChoice Calendar, string? Date, string? TimeOfDay, int? DaysAhead);

/// <summary>One opening. Both ends are instants with the calendar's offset.</summary>
public sealed record Opening(DateTimeOffset StartTime, DateTimeOffset EndTime);

/// <summary>Openings to offer. A few, spread over days and parts of the day, not the first three half hours.</summary>
/// <param name="Outcome">One of <see cref="VoiceOutcome"/>: <c>ok</c>, <c>none</c>, <c>unclear_time</c> or <c>past</c>.</param>
/// <param name="Timezone">IANA zone to speak the times in.</param>
/// <param name="TotalSlots">How many openings there are in the time asked for.</param>
/// <param name="Openings">At most three, in order of time.</param>
/// <param name="NextLater">When there is none: the first openings after the time asked for, at most three.</param>
/// <param name="Date">The local day that was understood (ISO), when one was asked for.</param>
public sealed record VoiceAvailabilityReply(
    string Outcome, string Timezone, int TotalSlots, IReadOnlyList<Opening> Openings, IReadOnlyList<Opening> NextLater, string? Date);

/// <summary>Books a viewing for a caller: <c>POST /internal/voice/bookings</c>. Idempotent by (call id, tool call id) and by (call id, property, start).</summary>
/// <param name="Calendar">Which diary.</param>
/// <param name="CallId">The phone call; null when the platform names none.</param>
/// <param name="ToolCallId">The request within the call. The same one again gets the same reply.</param>
/// <param name="PropertyAddress">The home to view, in the caller's words.</param>
/// <param name="StartTime">When, in the caller's words or ISO.</param>
/// <param name="AttendeeName">Who comes.</param>
/// <param name="AttendeeEmail">Where the confirmation goes; null when not given.</param>
/// <param name="AttendeePhone">The contact number, which may be somebody else's than the caller's; null when there is none.</param>
/// <param name="Notes">Free text; null when not given.</param>
/// <param name="CallerPhone">
/// The number that the network shows for the caller, E.164; null when it shows none or a hidden one. Whoever calls from it later hears of
/// what was booked from it. Personal data that nobody was given to see: it is kept for that look-up and told to nobody.
/// </param>
public sealed record VoiceBookingRequest(
    CalendarChoice Calendar,
    string? CallId,
    string ToolCallId,
    string PropertyAddress,
    string StartTime,
    string AttendeeName,
    string? AttendeeEmail,
    string? AttendeePhone,
    string? Notes,
    string? CallerPhone);

/// <summary>Finds the coming viewings of one number: <c>POST /internal/voice/find</c>. Without a number nothing is found.</summary>
/// <param name="CallerPhone">
/// The number that the network shows, E.164: the viewings that have it as their contact or were booked from it.
/// </param>
/// <param name="AttendeeName">Narrows by name when several match.</param>
/// <param name="ClaimedPhone">
/// A number that a caller without one says is theirs, E.164: only the viewings that have it as their contact. Ignored when the network shows one.
/// </param>
public sealed record VoiceFindRequest(string? CallerPhone, string? AttendeeName, string? ClaimedPhone = null);

/// <summary>Moves the caller's viewing: <c>POST /internal/voice/reschedules</c>.</summary>
public sealed record VoiceRescheduleRequest(string? CallId, string ToolCallId, string? CallerPhone, string? AppointmentId, string StartTime);

/// <summary>Calls off the caller's viewing: <c>POST /internal/voice/cancellations</c>.</summary>
public sealed record VoiceCancelRequest(string? CallId, string ToolCallId, string? CallerPhone, string? AppointmentId, string? Reason);

/// <summary>A viewing as it is spoken about.</summary>
public sealed record SpokenAppointment(
    Guid AppointmentId,
    string Status,
    DateTimeOffset StartTime,
    DateTimeOffset EndTime,
    string Timezone,
    string PropertyAddress,
    string AttendeeName,
    string? AttendeeEmail,
    string? AttendeePhone);

/// <summary>
/// What became of a booking, reschedule, cancel or find. The same request always gets the same reply, to the letter, so
/// that the words spoken about it are the same too.
/// </summary>
/// <param name="Outcome">One of <see cref="VoiceOutcome"/>.</param>
/// <param name="Timezone">IANA zone to speak the times in.</param>
/// <param name="Appointment">The viewing booked, moved, cancelled or found.</param>
/// <param name="RequestedStart">The time that was understood, when it was understood.</param>
/// <param name="PreviousStart">Before a reschedule.</param>
/// <param name="Alternatives">At most three openings nearest to what was asked, for a refusal.</param>
/// <param name="Candidates">When several viewings match: what to choose from.</param>
public sealed record VoiceBookingReply(
    string Outcome,
    string Timezone,
    SpokenAppointment? Appointment,
    DateTimeOffset? RequestedStart,
    DateTimeOffset? PreviousStart,
    IReadOnlyList<Opening> Alternatives,
    IReadOnlyList<SpokenAppointment> Candidates);

/// <summary>The outcomes that Calendar tells VoiceWebhook. Stable: they are stored and replayed.</summary>
public static class VoiceOutcome
{
    /// <summary>There are openings.</summary>
    public const string Ok = "ok";
    /// <summary>Nothing is free in the time asked for.</summary>
    public const string None = "none";
    /// <summary>The viewing is booked.</summary>
    public const string Booked = "booked";
    /// <summary>The time is kept for the caller, and the viewing is confirmed or not once the connected calendar can be asked.</summary>
    public const string Reserved = "reserved";
    /// <summary>The viewing moved; its status says whether it is reserved or confirmed there.</summary>
    public const string Rescheduled = "rescheduled";
    /// <summary>The viewing is called off.</summary>
    public const string Cancelled = "cancelled";
    /// <summary>Exactly one viewing was found.</summary>
    public const string Found = "found";
    /// <summary>Several viewings match: ask which.</summary>
    public const string Several = "several";
    /// <summary>No viewing of this caller matches.</summary>
    public const string NotFound = "not_found";
    /// <summary>Somebody else has the slot.</summary>
    public const string SlotTaken = "slot_taken";
    /// <summary>Not within business hours.</summary>
    public const string OutsideHours = "outside_hours";
    /// <summary>Closed on that day.</summary>
    public const string Closed = "closed";
    /// <summary>The day has as many viewings as the manager allows.</summary>
    public const string FullDay = "full_day";
    /// <summary>Sooner than the notice the manager needs.</summary>
    public const string Notice = "notice";
    /// <summary>Further ahead than the calendar is open.</summary>
    public const string Horizon = "horizon";
    /// <summary>The time is over.</summary>
    public const string Past = "past";
    /// <summary>A past year with a valid day and month; <c>RequestedStart</c> is the corrected time, to be asked back.</summary>
    public const string PastYear = "past_year";
    /// <summary>The words could not be read as one time, or name a date that does not exist.</summary>
    public const string UnclearTime = "unclear_time";
    /// <summary>The connected calendar cannot be asked, and its owner wants no bookings then. Nothing was booked or moved.</summary>
    public const string CalendarUnavailable = "calendar_unavailable";
    /// <summary>A field is not usable (a name of control characters, for example).</summary>
    public const string Invalid = "invalid";
}
