using System.Text.Json.Serialization;
using NodaTime;
using PeteRental.Calendar.Availability;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Time;
using PeteRental.Contracts.Events;

namespace PeteRental.Calendar.Booking;

/// <summary>The states of an appointment, as they are stored and told.</summary>
public static class AppointmentStatus
{
    /// <summary>Kept free for somebody for some minutes.</summary>
    public const string Held = "held";

    /// <summary>Taken, while the provider's diary has yet to be asked.</summary>
    public const string Reserved = "reserved";

    /// <summary>Taken.</summary>
    public const string Confirmed = "confirmed";

    /// <summary>Called off.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>It took place.</summary>
    public const string Completed = "completed";

    /// <summary>Nobody came.</summary>
    public const string NoShow = "no_show";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Held, Reserved, Confirmed, Cancelled, Completed, NoShow];
}

/// <summary>A viewing, or a hold on one, as it is stored. Times are UTC.</summary>
public sealed record Appointment
{
    /// <summary>Stable over reschedules.</summary>
    public Guid AppointmentId { get; init; }

    /// <summary>Its workspace.</summary>
    public Guid WorkspaceId { get; init; }

    /// <summary>The diary that holds it.</summary>
    public Guid CalendarId { get; init; }

    /// <summary>Owner of the calendar when it was booked.</summary>
    public Guid? UserId { get; init; }

    /// <summary>The voice agent that took it.</summary>
    public Guid? AgentId { get; init; }

    /// <summary>The member who booked it.</summary>
    public Guid? BookedBy { get; init; }

    /// <summary>The phone call it was booked in.</summary>
    public string? CallId { get; init; }

    /// <summary>voice or api.</summary>
    public required string Source { get; init; }

    /// <summary>See <see cref="AppointmentStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>Start of the viewing.</summary>
    public DateTimeOffset StartAt { get; init; }

    /// <summary>End of the viewing, without buffers.</summary>
    public DateTimeOffset EndAt { get; init; }

    /// <summary>From when nothing else may be booked.</summary>
    public DateTimeOffset BlockedFrom { get; init; }

    /// <summary>Until when nothing else may be booked.</summary>
    public DateTimeOffset BlockedTo { get; init; }

    /// <summary>The home to view; null for a hold without one.</summary>
    public string? PropertyAddress { get; init; }

    /// <summary>Who comes; null for a hold without one.</summary>
    public string? AttendeeName { get; init; }

    /// <summary>Null when not given.</summary>
    public string? AttendeeEmail { get; init; }

    /// <summary>E.164; null when not given.</summary>
    public string? AttendeePhone { get; init; }

    /// <summary>Free text.</summary>
    public string? Notes { get; init; }

    /// <summary>0 when booked, one more with each reschedule.</summary>
    public int Sequence { get; init; }

    /// <summary>One more with each write; a write names the one it has seen.</summary>
    public int Revision { get; init; }

    /// <summary>Until when a hold holds.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>In the canceller's words.</summary>
    public string? CancelReason { get; init; }

    /// <summary>When it was booked or held.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last written.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Where it stands in a connected calendar: pending, synced, failed or conflict. Null when it is in none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SyncStatus { get; init; }

    /// <summary>Its event in the provider's diary.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ProviderEventId { get; init; }

    /// <summary>The event in the provider's own pages.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ProviderLink { get; init; }

    /// <summary>True while it takes place or is to take place.</summary>
    internal bool IsBooked => Status is AppointmentStatus.Reserved or AppointmentStatus.Confirmed;

    /// <summary>Length without buffers.</summary>
    internal int DurationMinutes => (int)(EndAt - StartAt).TotalMinutes;

    internal Instant Start => Instant.FromDateTimeOffset(StartAt);

    /// <summary>The time that nothing else may take, with its buffers.</summary>
    internal Interval Blocked => new(Instant.FromDateTimeOffset(BlockedFrom), Instant.FromDateTimeOffset(BlockedTo));

    /// <summary>The same appointment at another time, with the buffers of these settings.</summary>
    internal Appointment At(Instant start, int durationMinutes, Settings.CalendarSettings settings)
    {
        var slot = new Slot(start, start + Duration.FromMinutes(durationMinutes));
        var blocked = SlotRules.Blocked(settings, slot);
        return this with
        {
            StartAt = slot.Start.ToDateTimeOffset(),
            EndAt = slot.End.ToDateTimeOffset(),
            BlockedFrom = blocked.Start.ToDateTimeOffset(),
            BlockedTo = blocked.End.ToDateTimeOffset(),
        };
    }

    /// <summary>The same appointment, with its diary yet to follow if its calendar has one.</summary>
    internal Appointment Pending(BookableCalendar calendar) =>
        (calendar.Diary is null || !IsBooked) && SyncStatus is null ? this : this with { SyncStatus = Sync.SyncStatus.Pending };

    /// <summary>As events and the history tell it, with the offset of the calendar's zone.</summary>
    internal AppointmentFacts Facts(DateTimeZone zone) => new(
        AppointmentId, CalendarId, AgentId, UserId, Status, InZone(StartAt, zone), InZone(EndAt, zone), zone.Id, PropertyAddress ?? "", AttendeeName ?? "",
        AttendeeEmail, AttendeePhone, Notes, CallId, Source, Sequence)
    {
        Revision = Revision,
    };

    internal static DateTimeOffset InZone(DateTimeOffset instant, DateTimeZone zone) => WallClock.WithOffset(Instant.FromDateTimeOffset(instant), zone);
}
