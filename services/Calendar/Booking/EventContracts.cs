using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using PeteRental.Calendar.Providers;
using PeteRental.Calendar.Sync;
using PeteRental.Calendar.Time;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Calendar.Booking;

/// <summary>The query parameters that an event can be made with.</summary>
internal sealed class EventQuery
{
    [FromQuery(Name = "subject")]
    public string? Subject { get; set; }

    [FromQuery(Name = "start_time")]
    public string? StartTime { get; set; }

    [FromQuery(Name = "end_time")]
    public string? EndTime { get; set; }

    [FromQuery(Name = "body")]
    public string? Body { get; set; }

    [FromQuery(Name = "attendee_email")]
    public string? AttendeeEmail { get; set; }

    public EventRequest ToRequest() => new()
    {
        Subject = Given.Of<string?>(Subject),
        StartTime = Given.Of<string?>(StartTime),
        EndTime = Given.Of<string?>(EndTime),
        Body = Given.Of<string?>(Body),
        AttendeeEmail = Given.Of<string?>(string.IsNullOrWhiteSpace(AttendeeEmail) ? null : AttendeeEmail),
    };
}

/// <summary>An event to make.</summary>
internal sealed record EventRequest
{
    /// <summary>What takes place, up to 300 characters. Needed.</summary>
    public Given<string?> Subject { get; init; }

    /// <summary>Start. Needed.</summary>
    public Given<string?> StartTime { get; init; }

    /// <summary>End. Needed.</summary>
    public Given<string?> EndTime { get; init; }

    /// <summary>Notes.</summary>
    public Given<string?> Body { get; init; }

    /// <summary>Who comes; Guest when left out.</summary>
    public Given<string?> AttendeeName { get; init; }

    /// <summary>A bare e-mail address.</summary>
    public Given<string?> AttendeeEmail { get; init; }

    /// <summary>What is wrong.</summary>
    public FieldErrors Check(Instant now, Settings.CalendarSettings settings, out int durationMinutes)
    {
        var start = AppointmentLimits.ReadTime(StartTime.Value, now, settings);
        var minutes = AppointmentLimits.ReadTime(EndTime.Value, now, settings) is { } end && start is { } begins ? (end - begins).TotalMinutes : 0;
        durationMinutes = (int)minutes;
        return new FieldErrors()
            .Require(Subject.HasValue, "subject", "Say what takes place.")
            .Check(Subject, "subject", text => TextRules.IsLine(text!, AppointmentLimits.Address), "1 to 300 characters on one line.")
            .Require(start is not null, "start_time", AppointmentLimits.TimeRule)
            .Require(
                minutes is >= AppointmentLimits.ShortestMinutes and <= AppointmentLimits.LongestMinutes && minutes == Math.Floor(minutes),
                "end_time",
                "A point in time from 5 to 480 whole minutes after the start.")
            .Check(Body, "body", text => TextRules.IsBlock(text!, AppointmentLimits.Notes), "At most 4000 characters.")
            .Check(AttendeeName, "attendee_name", text => TextRules.IsLine(text!, AppointmentLimits.Name), "1 to 200 characters on one line.")
            .Check(AttendeeEmail, "attendee_email", text => TextRules.IsEmail(text!), "An e-mail address.");
    }
}

/// <summary>Who takes part in an event.</summary>
internal sealed record EventAttendee(string Name, string? Email);

/// <summary>An event.</summary>
/// <param name="Id">The appointment; for an event of a connected diary, the provider's id.</param>
/// <param name="EventId">The same.</param>
/// <param name="Subject">What takes place.</param>
/// <param name="StartTime">Start, with the offset of the calendar's zone.</param>
/// <param name="EndTime">End.</param>
/// <param name="Location">The home.</param>
/// <param name="Body">Notes.</param>
/// <param name="Attendees">Who comes.</param>
/// <param name="IsOnlineMeeting">Never: homes are viewed in person.</param>
/// <param name="WebLink">The event in a connected calendar.</param>
internal sealed record EventReply(
    string Id, string EventId, string Subject, DateTimeOffset StartTime, DateTimeOffset EndTime, string? Location, string? Body,
    IReadOnlyList<EventAttendee> Attendees,
    bool IsOnlineMeeting, string? WebLink)
{
    public static EventReply From(AppointmentReply appointment) => new(
        appointment.AppointmentId.ToString(), appointment.AppointmentId.ToString(),
        appointment.Source == "voice" ? $"Viewing: {appointment.PropertyAddress}" : appointment.PropertyAddress ?? "",
        appointment.StartAt, appointment.EndAt, appointment.PropertyAddress, appointment.Notes,
        [new EventAttendee(appointment.AttendeeName ?? "", appointment.AttendeeEmail)], false, appointment.ProviderLink);

    /// <summary>An event of a connected diary. Who takes part in it is not ours to tell.</summary>
    public static EventReply From(ProviderEvent item, DateTimeZone zone) => new(
        item.EventId, item.EventId, item.Subject ?? "Busy", WallClock.WithOffset(item.Start, zone), WallClock.WithOffset(item.End, zone), item.Location,
        null, [], false, item.Link);
}

/// <summary>The events of some days, soonest first.</summary>
internal sealed record EventListReply(string Status, Guid UserId, int TotalEvents, IReadOnlyList<EventReply> Events)
{
    /// <summary>True when a connected diary could not be asked just now: then its events are those of before, without titles. Left out when there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Stale { get; init; }

    /// <summary>As of when connected diaries are known; left out when there are none, or one was never read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? SyncedAt { get; init; }

    public static EventListReply From(Guid user, IReadOnlyList<AppointmentReply> appointments, IReadOnlyList<ShownDiary> diaries, DateTimeZone zone)
    {
        EventReply[] events =
        [
            .. appointments.Select(EventReply.From)
                .Concat(diaries.SelectMany(diary => diary.Events).Select(item => EventReply.From(item, zone)))
                .OrderBy(item => item.StartTime).ThenBy(item => item.Id, StringComparer.Ordinal),
        ];
        return new EventListReply("success", user, events.Length, events)
        {
            Stale = diaries.Count == 0 ? null : diaries.Any(diary => diary.IsStale),
            SyncedAt = diaries.Count == 0 || diaries.Min(diary => diary.AsOf ?? Instant.MinValue) is var asOf && asOf == Instant.MinValue
                ? null
                : WallClock.WithOffset(asOf, zone),
        };
    }
}

/// <summary>An event that was made.</summary>
internal sealed record EventCreatedReply(string Status, EventReply Event);
