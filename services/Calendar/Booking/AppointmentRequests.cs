using NodaTime;
using PeteRental.Calendar.Settings;
using PeteRental.Calendar.Time;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Calendar.Booking;

/// <summary>The limits of what is kept about a viewing.</summary>
internal static class AppointmentLimits
{
    public const int Address = 300;
    public const int Name = 200;
    public const int Notes = 4000;
    public const int Reason = 500;
    public const int CallId = 200;
    public const int ShortestMinutes = 5;
    public const int LongestMinutes = 480;

    public const string TimeRule = "A point in time, such as 2026-10-07T14:00:00-04:00; without an offset it is read in the calendar's zone.";

    /// <summary>The point in time that a REST client names, or null. The corrected date of a past year is the booking's to answer with.</summary>
    public static Instant? ReadTime(string? text, Instant now, CalendarSettings settings) => SpokenTime.Read(text, now, settings) switch
    {
        SpokenTimeResult.Exact exact => exact.Start,
        SpokenTimeResult.PastYear { Corrected: SpokenTimeResult.Exact corrected } => corrected.Start,
        _ => null,
    };
}

/// <summary>A viewing to book. <c>start_at</c> and <c>end_at</c> are other names of <c>start_time</c> and <c>end_time</c>.</summary>
internal sealed record AppointmentRequest
{
    /// <summary>When. Needed unless <c>hold_id</c> says it.</summary>
    public Given<string?> StartTime { get; init; }

    /// <summary>The same as start_time.</summary>
    public Given<string?> StartAt { get; init; }

    /// <summary>When it ends; else its length is the calendar's.</summary>
    public Given<string?> EndTime { get; init; }

    /// <summary>The same as end_time.</summary>
    public Given<string?> EndAt { get; init; }

    /// <summary>Length in minutes, 5 to 480, instead of an end.</summary>
    public Given<int?> DurationMinutes { get; init; }

    /// <summary>The home to view, up to 300 characters. Needed.</summary>
    public Given<string?> PropertyAddress { get; init; }

    /// <summary>Who comes, up to 200 characters. Needed.</summary>
    public Given<string?> AttendeeName { get; init; }

    /// <summary>A bare e-mail address.</summary>
    public Given<string?> AttendeeEmail { get; init; }

    /// <summary>With country code, or ten digits of North America.</summary>
    public Given<string?> AttendeePhone { get; init; }

    /// <summary>Free text, up to 4000 characters.</summary>
    public Given<string?> Notes { get; init; }

    /// <summary>A calendar of the workspace; the default one when left out.</summary>
    public Given<Guid?> CalendarId { get; init; }

    /// <summary>The agent to book it under.</summary>
    public Given<Guid?> AgentId { get; init; }

    /// <summary>A hold to turn into this booking.</summary>
    public Given<Guid?> HoldId { get; init; }

    /// <summary>The start as it was written.</summary>
    public string? Start => StartTime.Value ?? StartAt.Value;

    /// <summary>What is wrong; a hold already knows when, and may know where and who.</summary>
    /// <param name="hold">The hold to be used; null when there is none, or none any more, which is not for this check to say.</param>
    /// <param name="now">The clock.</param>
    /// <param name="settings">Of the calendar meant.</param>
    /// <param name="durationMinutes">The length asked for.</param>
    public FieldErrors Check(Appointment? hold, Instant now, CalendarSettings settings, out int? durationMinutes)
    {
        var isLost = hold is null && HoldId.HasValue;
        var errors = new FieldErrors()
            .Require(PropertyAddress.IsGiven || isLost || hold?.PropertyAddress is not null, "property_address", "Say which home.")
            .CheckNotNull(PropertyAddress, "property_address", text => TextRules.IsLine(text!, AppointmentLimits.Address), "1 to 300 characters on one line.")
            .Require(AttendeeName.IsGiven || isLost || hold?.AttendeeName is not null, "attendee_name", "Say who comes.")
            .CheckNotNull(AttendeeName, "attendee_name", text => TextRules.IsLine(text!, AppointmentLimits.Name), "1 to 200 characters on one line.")
            .Check(AttendeeEmail, "attendee_email", text => TextRules.IsEmail(text!), "An e-mail address, or null.")
            .Check(AttendeePhone, "attendee_phone", text => PhoneNumber.Parse(text) is not null, "A telephone number with its country code, or null.")
            .Check(Notes, "notes", text => TextRules.IsBlock(text!, AppointmentLimits.Notes), "At most 4000 characters, or null.")
            .Check(CalendarId, "calendar_id", _ => true, "The id of a calendar, or null.")
            .Check(AgentId, "agent_id", _ => true, "The id of an agent, or null.")
            .Check(HoldId, "hold_id", _ => true, "The id of a hold, or null.");
        durationMinutes = CheckTimes(now, settings, errors);
        return errors;
    }

    private int? CheckTimes(Instant now, CalendarSettings settings, FieldErrors errors)
    {
        errors.Check(StartTime, "start_time", _ => true, AppointmentLimits.TimeRule).Check(StartAt, "start_at", _ => true, AppointmentLimits.TimeRule)
            .Check(EndTime, "end_time", _ => true, AppointmentLimits.TimeRule).Check(EndAt, "end_at", _ => true, AppointmentLimits.TimeRule)
            .Check(
                DurationMinutes, "duration_minutes", minutes => minutes is >= AppointmentLimits.ShortestMinutes and <= AppointmentLimits.LongestMinutes,
                "A whole number from 5 to 480.");
        var start = AppointmentLimits.ReadTime(Start, now, settings);
        errors.Require(HoldId.HasValue || start is not null, StartTime.IsGiven || !StartAt.IsGiven ? "start_time" : "start_at", AppointmentLimits.TimeRule);
        if ((EndTime.Value ?? EndAt.Value) is not { } endText || start is not { } begins)
        {
            return DurationMinutes.Value;
        }

        var minutes = AppointmentLimits.ReadTime(endText, now, settings) is { } end ? (end - begins).TotalMinutes : 0;
        errors.Require(
            minutes is >= AppointmentLimits.ShortestMinutes and <= AppointmentLimits.LongestMinutes && minutes == Math.Floor(minutes),
            EndTime.IsGiven ? "end_time" : "end_at",
            "A point in time from 5 to 480 whole minutes after the start.");
        return (int)minutes;
    }
}

/// <summary>A change of an appointment: one of another time, a status, or notes.</summary>
internal sealed record AppointmentChangeRequest
{
    /// <summary>Moves it.</summary>
    public Given<string?> StartTime { get; init; }

    /// <summary>The same as start_time.</summary>
    public Given<string?> StartAt { get; init; }

    /// <summary>cancelled, completed or no_show.</summary>
    public Given<string?> Status { get; init; }

    /// <summary>Why it is cancelled, up to 500 characters.</summary>
    public Given<string?> Reason { get; init; }

    /// <summary>Free text, up to 4000 characters; null removes it.</summary>
    public Given<string?> Notes { get; init; }

    /// <summary>The start as it was written.</summary>
    public string? Start => StartTime.Value ?? StartAt.Value;

    /// <summary>What is wrong.</summary>
    public FieldErrors Check(Instant now, CalendarSettings settings)
    {
        var startField = StartTime.IsGiven || !StartAt.IsGiven ? "start_time" : "start_at";
        var isMove = StartTime.IsGiven || StartAt.IsGiven;
        var asked = (isMove ? 1 : 0) + (Status.IsGiven ? 1 : 0) + (Notes.IsGiven ? 1 : 0);
        return new FieldErrors()
            .Require(!isMove || AppointmentLimits.ReadTime(Start, now, settings) is not null, startField, AppointmentLimits.TimeRule)
            .CheckNotNull(
                Status, "status", status => status is AppointmentStatus.Cancelled or AppointmentStatus.Completed or AppointmentStatus.NoShow,
                "cancelled, completed or no_show.")
            .Check(Reason, "reason", text => TextRules.IsBlock(text!, AppointmentLimits.Reason), "At most 500 characters, or null.")
            .Check(Notes, "notes", text => TextRules.IsBlock(text!, AppointmentLimits.Notes), "At most 4000 characters, or null.")
            .Require(asked == 1, asked == 0 ? "start_time" : "status", "Change one of start_time, status and notes at a time.");
    }
}

/// <summary>A time to keep free for some minutes.</summary>
internal sealed record HoldRequest
{
    private const int DefaultMinutes = 5;
    private const int MostMinutes = 30;

    /// <summary>When. Needed.</summary>
    public Given<string?> StartTime { get; init; }

    /// <summary>The same as start_time.</summary>
    public Given<string?> StartAt { get; init; }

    /// <summary>Length of the viewing, 5 to 480; the calendar's when left out.</summary>
    public Given<int?> DurationMinutes { get; init; }

    /// <summary>How long to hold, 1 to 30 minutes; 5 when left out.</summary>
    public Given<int?> Minutes { get; init; }

    /// <summary>The home to view, if known.</summary>
    public Given<string?> PropertyAddress { get; init; }

    /// <summary>Who comes, if known.</summary>
    public Given<string?> AttendeeName { get; init; }

    /// <summary>A calendar of the workspace; the default one when left out.</summary>
    public Given<Guid?> CalendarId { get; init; }

    /// <summary>The start as it was written.</summary>
    public string? Start => StartTime.Value ?? StartAt.Value;

    /// <summary>How long to hold.</summary>
    public int HoldMinutes => Minutes.Value ?? DefaultMinutes;

    /// <summary>What is wrong.</summary>
    public FieldErrors Check(Instant now, CalendarSettings settings) => new FieldErrors()
        .Require(AppointmentLimits.ReadTime(Start, now, settings) is not null, StartTime.IsGiven || !StartAt.IsGiven ? "start_time" : "start_at", AppointmentLimits.TimeRule)
        .Check(
            DurationMinutes, "duration_minutes", minutes => minutes is >= AppointmentLimits.ShortestMinutes and <= AppointmentLimits.LongestMinutes,
            "A whole number from 5 to 480.")
        .Check(Minutes, "minutes", minutes => minutes is >= 1 and <= MostMinutes, "A whole number from 1 to 30.")
        .Check(PropertyAddress, "property_address", text => TextRules.IsLine(text!, AppointmentLimits.Address), "1 to 300 characters on one line, or null.")
        .Check(AttendeeName, "attendee_name", text => TextRules.IsLine(text!, AppointmentLimits.Name), "1 to 200 characters on one line, or null.")
        .Check(CalendarId, "calendar_id", _ => true, "The id of a calendar, or null.");
}
