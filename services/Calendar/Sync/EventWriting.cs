using Microsoft.Extensions.Options;
using PeteRental.Calendar.Booking;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Providers;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Calendar.Sync;

/// <summary>
/// One turn of one appointment: a reserved one is checked, and the diary is brought in line with it as it stands. Any turn may end in the
/// middle and come again, here or on another replica.
/// </summary>
internal sealed class EventWriting(
    EventWriteQueue queue, AppointmentReader reader, CalendarDirectory calendars, CalendarProviders providers, ReservedAppointments reserved,
    DiaryMirror mirror, Outbox outbox, IOptions<ProviderOptions> options, TimeProvider time)
{
    /// <summary>It begins, or has begun, and was never written.</summary>
    private const string TooLate = "too_late";

    private const string NotConnected = "not_connected";
    private const string SwitchedOff = "switched_off";
    private const string ChangedMeanwhile = "changed_meanwhile";

    private EventWriterOptions Pace => options.Value.Writer;

    /// <summary>Takes the turn, and gives the appointment back with what came of it.</summary>
    public async Task WriteAsync(DueWrite due, CancellationToken cancellationToken)
    {
        var appointment = await reader.FindAsync(due.WorkspaceId, due.AppointmentId, cancellationToken);
        var known = await calendars.FindAsync(due.WorkspaceId, due.CalendarId.Value, cancellationToken);
        if (appointment is null || known is null)
        {
            await queue.RemoveAsync(due, cancellationToken);
            return;
        }

        // What it is linked to is not read from memory: another replica may have linked it just now.
        var calendar = await calendars.RefreshAsync(known, cancellationToken);
        if (appointment.StartAt <= time.GetUtcNow() || !(appointment.IsBooked || appointment.Status == AppointmentStatus.Cancelled))
        {
            await LeaveAsync(due, appointment, calendar, cancellationToken);
            return;
        }

        if (appointment.Status == AppointmentStatus.Reserved)
        {
            var check = await reserved.CheckAsync(calendar, appointment, due.SyncStatus == SyncStatus.Conflict, cancellationToken);
            switch (check)
            {
                case ReservedCheck.Confirmed confirmed:
                    appointment = confirmed.Appointment;
                    break;
                case ReservedCheck.Conflict conflict:
                    await queue.PostponeAsync(
                        due, appointment.Revision, new(SyncStatus.Conflict, Pace.WaitingPause, Counts: false, SyncStatus.Conflict, conflict.Event), cancellationToken);
                    return;
                case ReservedCheck.Unknown:
                    await FailAsync(due, appointment, calendar, new ProviderError(ProviderError.Unavailable), cancellationToken);
                    return;
                default:
                    await queue.PostponeAsync(due, appointment.Revision, new(ChangedMeanwhile, Pace.FirstPause, Counts: false), cancellationToken);
                    return;
            }
        }

        await ShowAsync(due, appointment, calendar, cancellationToken);
    }

    /// <summary>Notes an attempt that failed, and when the next one is.</summary>
    public Task FailAsync(DueWrite due, Appointment appointment, BookableCalendar calendar, ProviderError error, CancellationToken cancellationToken)
    {
        var attempts = due.Attempts + 1;
        var mayPass = error.MayPass || error.Code == ProviderError.NotFound;
        var isTold = due.SyncStatus is SyncStatus.Failed or SyncStatus.Conflict;
        var tells = !isTold && (!mayPass || attempts >= WritePace.AttemptsUntilTold);
        return queue.PostponeAsync(
            due,
            appointment.Revision,
            new Postponement(
                error.Code,
                mayPass ? WritePace.After(attempts, error.RetryAfter, Random.Shared.NextDouble(), Pace) : Pace.RefusedPause,
                Counts: true,
                tells ? SyncStatus.Failed : null,
                tells ? Failed(appointment, calendar, error.Code, attempts) : null),
            cancellationToken);
    }

    private async Task ShowAsync(DueWrite due, Appointment appointment, BookableCalendar calendar, CancellationToken cancellationToken)
    {
        if (calendar.Diary is not { } diary)
        {
            var why = calendar.Link is null ? NotConnected : SwitchedOff;
            await queue.PostponeAsync(due, appointment.Revision, new(why, Pace.WaitingPause, Counts: false), cancellationToken);
            return;
        }

        var isThere = due.Shown.EventId is not null && due.Shown.DiaryId == diary.Address.DiaryId;
        if (appointment.IsBooked && !isThere && !await queue.NoteTryAsync(due, appointment.StartAt, appointment.EndAt, cancellationToken))
        {
            // Somebody else has the turn: this one took too long.
            return;
        }

        var written = await providers.Of(calendar).AfterBookingAsync(calendar, appointment, due.Shown, cancellationToken);
        switch (written.Error)
        {
            case null:
                await queue.NoteWrittenAsync(due, appointment.Revision, written.Answer, cancellationToken);
                break;
            case { Code: ProviderError.ReconnectRequired } error:
                await queue.PostponeAsync(due, appointment.Revision, new(error.Code, Pace.WaitingPause, Counts: false), cancellationToken);
                break;
            case { Code: ProviderError.NotFound } error when isThere:
                // Its owner has removed it. What that means for the appointment is for whoever follows the diary to say.
                mirror.Request(calendar.Id);
                await FailAsync(due, appointment, calendar, error, cancellationToken);
                break;
            case { Code: ProviderError.NotFound }:
                await FailAsync(due, appointment, calendar, new ProviderError(ProviderError.Forbidden), cancellationToken);
                break;
            case var error:
                await FailAsync(due, appointment, calendar, error, cancellationToken);
                break;
        }
    }

    /// <summary>What is over is not written any more. A viewing that never came into the diary is told of.</summary>
    private Task LeaveAsync(DueWrite due, Appointment appointment, BookableCalendar calendar, CancellationToken cancellationToken)
    {
        if (!appointment.IsBooked || (appointment.Status == AppointmentStatus.Confirmed && due.Shown.EventId is not null))
        {
            return queue.NoteWrittenAsync(due, appointment.Revision, due.Shown, cancellationToken);
        }

        var isTold = due.SyncStatus is SyncStatus.Failed or SyncStatus.Conflict;
        return queue.PostponeAsync(
            due,
            appointment.Revision,
            new Postponement(
                TooLate, Pause: null, Counts: false, isTold ? null : SyncStatus.Failed, isTold ? null : Failed(appointment, calendar, TooLate, due.Attempts)),
            cancellationToken);
    }

    private OutboxRow Failed(Appointment appointment, BookableCalendar calendar, string code, int attempts) => outbox.Row(new AppointmentSyncFailed(
        appointment.WorkspaceId, time.GetUtcNow(), appointment.Facts(calendar.Settings.Zone), calendar.Link?.Provider ?? calendar.Provider, code, attempts));
}
