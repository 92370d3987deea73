using NodaTime;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Providers;
using PeteRental.Calendar.Time;
using PeteRental.Contracts;
using PeteRental.Contracts.Calendar;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Calendar.Booking;

/// <summary>A change of an appointment that exists.</summary>
/// <param name="Workspace">The workspace.</param>
/// <param name="AppointmentId">The appointment.</param>
/// <param name="Actor">Who wants it.</param>
/// <param name="Key">Under what the answer is kept.</param>
internal sealed record ChangeOrder(WorkspaceId Workspace, Guid AppointmentId, Actor Actor, ReplyKey? Key);

/// <summary>Moves appointments, calls them off, and notes what became of them. One write each, on the same row.</summary>
internal sealed class AppointmentChanger(
    AppointmentStore store, AppointmentReader reader, ReplyStore replies, StartChooser chooser, CalendarDirectory calendars,
    CalendarProviders providers, Outbox outbox, TimeProvider time)
{
    private const int MostTurns = 8;

    /// <summary>Moves an appointment. The old time is given up only if the new one is had; otherwise alternatives are offered.</summary>
    public async Task<Outcome> MoveAsync(ChangeOrder order, string startTime, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        for (var turn = 1; ; turn++)
        {
            if (await FindActiveAsync(order, cancellationToken) is not ({ } before, { } calendar))
            {
                return await KeepAsync(order, await MissingAsync(order, cancellationToken), cancellationToken);
            }

            var chosen = await chooser.ChooseAsync(calendar, startTime, before.DurationMinutes, now, before.AppointmentId, cancellationToken);
            if (chosen.Refusal is { } refusal)
            {
                return await KeepAsync(order, refusal, cancellationToken);
            }

            if (chosen.Start == before.Start || (chosen.Days is { } days && days.Contains(before.Start)))
            {
                return await KeepAsync(order, await AlreadyThereAsync(order, before, chosen.Calendar, cancellationToken), cancellationToken);
            }

            if (chosen.Calendar.IsReadOnly)
            {
                return await KeepAsync(order, Outcome.Refused(chosen.Calendar, OutcomeCode.ReadOnly), cancellationToken);
            }

            var provider = providers.Of(chosen.Calendar);
            var verdict = await provider.CheckAvailabilityAsync(
                chosen.Calendar, chosen.Blocked(before.DurationMinutes), before.AppointmentId, cancellationToken);
            if (provider.CreateBooking(chosen.Calendar, verdict) is not { } intent)
            {
                if (verdict == DiaryVerdict.Busy && chosen.Days is not null && turn < MostTurns)
                {
                    continue;
                }

                var refused = await chooser.RefuseAsync(
                    chosen.Calendar, verdict, chosen.Start, before.DurationMinutes, now, before.AppointmentId, cancellationToken);
                return await KeepAsync(order, refused, cancellationToken);
            }

            var write = Move(order, before, chosen, intent);
            var result = await store.TryUpdateAsync(write, cancellationToken);
            if (result == WriteResult.Written)
            {
                return write.Reply;
            }

            if (await WhyNotMovedAsync(order, write, chosen, result, now, turn == MostTurns, cancellationToken) is { } answer)
            {
                return answer;
            }

            calendars.Forget(order.Workspace);
        }
    }

    /// <summary>Calls an appointment off, or gives a hold back. Doing it twice is no error.</summary>
    public Task<Outcome> CancelAsync(ChangeOrder order, string? reason, CancellationToken cancellationToken) =>
        ChangeAsync(
            order,
            before => before.Status switch
            {
                AppointmentStatus.Cancelled => null,
                _ when before.IsBooked || before.Status == AppointmentStatus.Held =>
                    ("cancelled", before with { Status = AppointmentStatus.Cancelled, ExpiresAt = null, CancelReason = reason }),
                _ => (OutcomeCode.NotActive, before),
            },
            VoiceOutcome.Cancelled,
            (before, after, zone, at) => before.IsBooked
                ? outbox.Row(new AppointmentCancelled(after.WorkspaceId, at, after.Facts(zone), reason, order.Actor.Kind))
                : null,
            cancellationToken);

    /// <summary>Notes that an appointment took place or that nobody came, once it has begun.</summary>
    public Task<Outcome> CloseAsync(ChangeOrder order, string status, CancellationToken cancellationToken) =>
        ChangeAsync(
            order,
            before => before.Status == status ? null
                : before.StartAt > time.GetUtcNow() ? (OutcomeCode.NotOver, before)
                : before.IsBooked || before.Status is AppointmentStatus.Completed or AppointmentStatus.NoShow ? (status, before with { Status = status })
                : (OutcomeCode.NotActive, before),
            OutcomeCode.Changed,
            (_, after, zone, at) => outbox.Row(new AppointmentClosed(after.WorkspaceId, at, after.Facts(zone), order.Actor.Kind)),
            cancellationToken);

    /// <summary>Rewrites the notes.</summary>
    public Task<Outcome> AnnotateAsync(ChangeOrder order, string? notes, CancellationToken cancellationToken) =>
        ChangeAsync(
            order, before => before.Notes == notes ? null : ("changed", before with { Notes = notes }), OutcomeCode.Changed, (_, _, _, _) => null, cancellationToken);

    /// <summary>
    /// Applies a change that needs no free time. The rule says what is to be done: null when it is done already, an outcome's code
    /// with the row unchanged when it cannot be.
    /// </summary>
    private async Task<Outcome> ChangeAsync(
        ChangeOrder order,
        Func<Appointment, (string Action, Appointment After)?> rule,
        string code,
        Func<Appointment, Appointment, DateTimeZone, DateTimeOffset, OutboxRow?> tell,
        CancellationToken cancellationToken)
    {
        for (var turn = 1; turn <= MostTurns; turn++)
        {
            if (await FindAsync(order, cancellationToken) is not ({ } before, { } calendar))
            {
                return await KeepAsync(order, Missing(), cancellationToken);
            }

            if (rule(before) is not var (action, wanted))
            {
                return await KeepAsync(order, Outcome.Done(calendar, code, before), cancellationToken);
            }

            if (ReferenceEquals(wanted, before))
            {
                return await KeepAsync(order, Outcome.Done(calendar, action, before), cancellationToken);
            }

            var write = Change(order, calendar, before, wanted, action, code, tell);
            if (await store.TryUpdateAsync(write, cancellationToken) == WriteResult.Written)
            {
                return write.Reply;
            }

            // Answered already, or changed by somebody else in between: then it is looked at again.
            if (await replies.FindAsync(order.Workspace, order.Key, cancellationToken) is { } known)
            {
                return known;
            }
        }

        throw new TimeoutException("An appointment was changed by others each time it was to be changed.");
    }

    private AppointmentWrite Change(
        ChangeOrder order, BookableCalendar calendar, Appointment before, Appointment wanted, string action, string code,
        Func<Appointment, Appointment, DateTimeZone, DateTimeOffset, OutboxRow?> tell)
    {
        var after = wanted.Pending(calendar) with { Revision = before.Revision + 1, UpdatedAt = time.GetStorableNow() };
        return new AppointmentWrite
        {
            Before = before,
            After = after,
            Action = action,
            Actor = order.Actor,
            Calendar = calendar,
            Event = tell(before, after, calendar.Settings.Zone, after.UpdatedAt),
            Key = order.Key,
            Reply = Outcome.Done(calendar, code, after),
        };
    }

    private async Task<Outcome?> WhyNotMovedAsync(
        ChangeOrder order, AppointmentWrite write, ChosenStart chosen, WriteResult result, Instant now, bool isLastTurn,
        CancellationToken cancellationToken)
    {
        if (await replies.FindAsync(order.Workspace, order.Key, cancellationToken) is { } known)
        {
            return known;
        }

        var hasRoom = result == WriteResult.NotWritten ? write.LimitedDay is null : await store.RemoveExpiredHoldsAsync(write.After, cancellationToken);
        if (!isLastTurn && (hasRoom || chosen.Days is not null))
        {
            return null;
        }

        var code = result == WriteResult.Taken || write.LimitedDay is null ? VoiceOutcome.SlotTaken : VoiceOutcome.FullDay;
        var refusal = await chooser.RefuseAsync(
            chosen.Calendar, code, chosen.Start, write.After.DurationMinutes, now, write.After.AppointmentId, cancellationToken);
        return await KeepAsync(order, refusal, cancellationToken);
    }

    private AppointmentWrite Move(ChangeOrder order, Appointment before, ChosenStart chosen, BookingIntent intent)
    {
        var calendar = chosen.Calendar;
        var now = time.GetStorableNow();
        var after = before.At(chosen.Start, before.DurationMinutes, calendar.Settings).Pending(calendar) with
        {
            Status = intent.Status,
            Sequence = before.Sequence + 1,
            Revision = before.Revision + 1,
            UpdatedAt = now,
        };
        var zone = calendar.Settings.Zone;
        return new AppointmentWrite
        {
            Before = before,
            After = after,
            Action = "rescheduled",
            Actor = order.Actor,
            Calendar = calendar,
            DependsOnSettings = true,
            Event = outbox.Row(new AppointmentRescheduled(
                after.WorkspaceId, now, after.Facts(zone), Appointment.InZone(before.StartAt, zone), Appointment.InZone(before.EndAt, zone), order.Actor.Kind)),
            Key = order.Key,
            Reply = Outcome.Done(calendar, VoiceOutcome.Rescheduled, after, before.StartAt),
            LimitedDay = AppointmentStore.LimitedDay(calendar, after),
        };
    }

    // The model's second try of a move finds the appointment moved: it gets the answer of the first.
    private async Task<Outcome> AlreadyThereAsync(ChangeOrder order, Appointment appointment, BookableCalendar calendar, CancellationToken cancellationToken)
    {
        var previous = order.Actor.CallId is { } call
            ? await reader.StartBeforeMoveInCallAsync(order.Workspace, appointment.AppointmentId, call, cancellationToken)
            : null;
        return Outcome.Done(calendar, VoiceOutcome.Rescheduled, appointment, previous ?? appointment.StartAt);
    }

    private Task<Outcome> KeepAsync(ChangeOrder order, Outcome outcome, CancellationToken cancellationToken) =>
        replies.KeepAsync(order.Workspace, order.Key, outcome, cancellationToken);

    private async Task<(Appointment Appointment, BookableCalendar Calendar)?> FindActiveAsync(ChangeOrder order, CancellationToken cancellationToken) =>
        await FindAsync(order, cancellationToken) is ({ IsBooked: true }, _) found ? found : null;

    private async Task<(Appointment Appointment, BookableCalendar Calendar)?> FindAsync(ChangeOrder order, CancellationToken cancellationToken) =>
        await reader.FindAsync(order.Workspace, order.AppointmentId, cancellationToken) is { } appointment
        && await calendars.FindAsync(order.Workspace, appointment.CalendarId, cancellationToken) is { } calendar
            ? (appointment, calendar)
            : null;

    private async Task<Outcome> MissingAsync(ChangeOrder order, CancellationToken cancellationToken) =>
        await FindAsync(order, cancellationToken) is ({ } appointment, { } calendar) ? Outcome.Done(calendar, OutcomeCode.NotActive, appointment) : Missing();

    private static Outcome Missing() => new() { Code = VoiceOutcome.NotFound, Timezone = "" };
}
