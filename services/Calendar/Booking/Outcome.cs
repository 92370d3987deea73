using NodaTime;
using PeteRental.Calendar.Availability;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Time;
using PeteRental.Contracts.Calendar;

namespace PeteRental.Calendar.Booking;

/// <summary>
/// What became of a request to book, move, hold or cancel. It is stored under the request's key as it is here, and both the voice
/// and the REST answer are made from it, so that a repeated request gets the same answer.
/// </summary>
public sealed record Outcome
{
    /// <summary>One of <see cref="VoiceOutcome"/> or <see cref="OutcomeCode"/>.</summary>
    public required string Code { get; init; }

    /// <summary>IANA zone of the calendar.</summary>
    public required string Timezone { get; init; }

    /// <summary>The appointment as it stands afterwards.</summary>
    public Appointment? Appointment { get; init; }

    /// <summary>The time that was understood.</summary>
    public DateTimeOffset? Asked { get; init; }

    /// <summary>Where the appointment was before it moved.</summary>
    public DateTimeOffset? PreviousStart { get; init; }

    /// <summary>At most three openings nearest to what was asked.</summary>
    public IReadOnlyList<Opening> Alternatives { get; init; } = [];

    /// <summary>The appointments that could be meant.</summary>
    public IReadOnlyList<Appointment> Candidates { get; init; } = [];

    internal static Outcome Refused(BookableCalendar calendar, string code, Instant? asked = null, IReadOnlyList<Slot>? alternatives = null) => new()
    {
        Code = code,
        Timezone = calendar.Settings.Zone.Id,
        Asked = asked is { } time ? WallClock.WithOffset(time, calendar.Settings.Zone) : null,
        Alternatives = Openings(alternatives ?? [], calendar),
    };

    internal static Outcome Done(BookableCalendar calendar, string code, Appointment appointment, DateTimeOffset? previousStart = null) => new()
    {
        Code = code,
        Timezone = calendar.Settings.Zone.Id,
        Appointment = appointment,
        Asked = Appointment.InZone(appointment.StartAt, calendar.Settings.Zone),
        PreviousStart = previousStart is { } previous ? Appointment.InZone(previous, calendar.Settings.Zone) : null,
    };

    /// <summary>booked, or reserved while the diary has yet to be asked.</summary>
    internal static string CodeOfBooked(Appointment appointment) =>
        appointment.Status == AppointmentStatus.Reserved ? VoiceOutcome.Reserved : VoiceOutcome.Booked;

    internal static IReadOnlyList<Opening> Openings(IReadOnlyList<Slot> slots, BookableCalendar calendar)
    {
        var zone = calendar.Settings.Zone;
        var openings = new Opening[slots.Count];
        for (var index = 0; index < openings.Length; index++)
        {
            openings[index] = new Opening(WallClock.WithOffset(slots[index].Start, zone), WallClock.WithOffset(slots[index].End, zone));
        }

        return openings;
    }

    internal static string CodeOf(SlotVerdict verdict) => verdict switch
    {
        SlotVerdict.Past => VoiceOutcome.Past,
        SlotVerdict.Horizon => VoiceOutcome.Horizon,
        SlotVerdict.Closed => VoiceOutcome.Closed,
        SlotVerdict.OutsideHours => VoiceOutcome.OutsideHours,
        SlotVerdict.Notice => VoiceOutcome.Notice,
        SlotVerdict.FullDay => VoiceOutcome.FullDay,
        SlotVerdict.Busy or SlotVerdict.Buffer => VoiceOutcome.SlotTaken,
        SlotVerdict.Free => throw new ArgumentOutOfRangeException(nameof(verdict), "A free time is no refusal."),
    };
}

/// <summary>Outcomes that only REST knows.</summary>
internal static class OutcomeCode
{
    /// <summary>The time is held.</summary>
    public const string Held = "held";

    /// <summary>The hold ran out, was used, or never was.</summary>
    public const string HoldExpired = "hold_expired";

    /// <summary>The calendar has as many holds as it may.</summary>
    public const string TooManyHolds = "too_many_holds";

    /// <summary>The appointment is over, cancelled, or otherwise past changing.</summary>
    public const string NotActive = "appointment_not_active";

    /// <summary>The appointment has not begun yet.</summary>
    public const string NotOver = "appointment_not_over";

    /// <summary>The appointment was changed.</summary>
    public const string Changed = "changed";

    /// <summary>The calendar's diary can be read but not written, so nothing can be booked in it.</summary>
    public const string ReadOnly = "calendar_read_only";

    /// <summary>The Idempotency-Key came with another request before.</summary>
    public const string KeyReused = "idempotency_key_reused";
}
