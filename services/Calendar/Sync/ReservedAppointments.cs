using PeteRental.Calendar.Availability;
using PeteRental.Calendar.Booking;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Providers;
using PeteRental.Calendar.Time;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Calendar.Sync;

/// <summary>What came of checking a reserved appointment.</summary>
internal abstract record ReservedCheck
{
    /// <summary>The diary has room: it is confirmed.</summary>
    public sealed record Confirmed(Appointment Appointment) : ReservedCheck;

    /// <summary>The diary has something else then; the event tells of it the first time.</summary>
    public sealed record Conflict(OutboxRow? Event) : ReservedCheck;

    /// <summary>The diary does not answer yet.</summary>
    public sealed record Unknown : ReservedCheck;

    /// <summary>It was changed by somebody else meanwhile.</summary>
    public sealed record Changed : ReservedCheck;
}

/// <summary>
/// Appointments that were reserved while a diary could not be asked. None is given up by itself: it is confirmed, or its manager is told
/// that the diary has something else at its time, and it blocks on until somebody decides.
/// </summary>
internal sealed class ReservedAppointments(
    CalendarProviders providers, AppointmentStore store, OpeningSearch openings, Outbox outbox, TimeProvider time)
{
    /// <summary>Asks the diary, and confirms the appointment when it has room.</summary>
    /// <param name="calendar">Its calendar, as it is linked now. One that follows no diary any more decides by itself.</param>
    /// <param name="appointment">The appointment.</param>
    /// <param name="isTold">True when its conflict is known already.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ReservedCheck> CheckAsync(BookableCalendar calendar, Appointment appointment, bool isTold, CancellationToken cancellationToken)
    {
        return await providers.Of(calendar).CheckAvailabilityAsync(calendar, appointment.Blocked, appointment.AppointmentId, cancellationToken) switch
        {
            DiaryVerdict.Free => await ConfirmAsync(calendar, appointment, cancellationToken),
            DiaryVerdict.Busy => new ReservedCheck.Conflict(isTold ? null : await TellAsync(calendar, appointment, cancellationToken)),
            _ => new ReservedCheck.Unknown(),
        };
    }

    private async Task<ReservedCheck> ConfirmAsync(BookableCalendar calendar, Appointment before, CancellationToken cancellationToken)
    {
        var now = time.GetStorableNow();
        var after = before.Pending(calendar) with { Status = AppointmentStatus.Confirmed, Revision = before.Revision + 1, UpdatedAt = now };
        var write = new AppointmentWrite
        {
            Before = before,
            After = after,
            Action = AppointmentWrite.ConfirmedAction,
            Actor = Actor.Provider,
            Calendar = calendar,
            DependsOnSettings = true,
            Event = outbox.Row(new AppointmentConfirmed(after.WorkspaceId, now, after.Facts(calendar.Settings.Zone))),
            Reply = Outcome.Done(calendar, OutcomeCode.Changed, after),
        };
        return await store.TryUpdateAsync(write, cancellationToken) == WriteResult.Written ? new ReservedCheck.Confirmed(after) : new ReservedCheck.Changed();
    }

    private async Task<OutboxRow> TellAsync(BookableCalendar calendar, Appointment appointment, CancellationToken cancellationToken)
    {
        var nearest = await openings.NearestAsync(
            calendar, appointment.Start, appointment.DurationMinutes, time.GetInstant(), appointment.AppointmentId, cancellationToken);
        return outbox.Row(new AppointmentConflictDetected(
            appointment.WorkspaceId,
            time.GetUtcNow(),
            appointment.Facts(calendar.Settings.Zone),
            [.. Outcome.Openings(nearest.Slots, nearest.Calendar).Select(opening => new AlternativeTime(opening.StartTime, opening.EndTime))]));
    }
}
