using NodaTime;
using PeteRental.Calendar.Availability;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Providers;
using PeteRental.Calendar.Sync;
using PeteRental.Calendar.Time;
using PeteRental.Contracts.Calendar;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Calendar.Booking;

/// <summary>
/// Has appointments follow what the owner of a diary does to their events: one that is moved or made longer moves its viewing to exactly
/// there, whatever hours and notice say, and one that is deleted calls it off. It is not what has changed that is looked at but what
/// differs, so that nothing is missed for good; and a viewing is touched only after the provider was asked once more, since what was
/// read of a diary may be older than what we wrote to it.
/// </summary>
internal sealed partial class AppointmentFollower(
    FollowStore follows, AppointmentStore store, AppointmentReader reader, CalendarDirectory calendars, OpeningSearch openings, DiaryGate gate,
    EventWriteQueue writes, Outbox outbox, TimeProvider time, ILogger<AppointmentFollower> logger)
{
    /// <summary>Where an event is looked for that is nowhere in the mirror. One that is further away counts as deleted.</summary>
    private static readonly Duration FarthestBack = Duration.FromDays(90);

    private static readonly Duration FarthestAhead = Duration.FromDays(2 * 366);

    /// <summary>Compares the viewings of a diary that was just read with their events.</summary>
    public async Task FollowAsync(ReadDiary diary, CancellationToken cancellationToken)
    {
        if (await follows.HurryAsync(diary, cancellationToken))
        {
            writes.Wake();
        }

        var differing = await follows.FindDifferingAsync(diary, cancellationToken);
        if (differing.Count == 0 || await calendars.FindAsync(diary.WorkspaceId, diary.Link.CalendarId.Value, cancellationToken) is not { } calendar
            || calendar.Diary != diary.Link)
        {
            return;
        }

        var span = new Interval(differing.Min(one => one.SpanStart), differing.Max(one => one.SpanEnd));
        var asked = await AskAsync(diary.Link, span, cancellationToken);
        if (asked.Error is not null)
        {
            // It differs after the next read, too.
            return;
        }

        var events = asked.Answer.ToLookup(item => item.EventId, StringComparer.Ordinal);
        if (differing.Any(one => !one.IsMirrored && !events.Contains(one.ProviderEventId)))
        {
            // Not where the mirror reaches: deleted, or moved far away. A viewing is not called off before that was asked.
            var now = time.GetInstant();
            var farther = await AskAsync(diary.Link, new Interval(now - FarthestBack, now + FarthestAhead), cancellationToken);
            if (farther.Error is not null)
            {
                return;
            }

            events = asked.Answer.Concat(farther.Answer).DistinctBy(item => item.EventId).ToLookup(item => item.EventId, StringComparer.Ordinal);
        }

        foreach (var one in differing)
        {
            await FollowAsync(calendar, one, events[one.ProviderEventId].FirstOrDefault(), cancellationToken);
        }
    }

    private Task<ProviderResult<IReadOnlyList<ProviderEvent>>> AskAsync(DiaryLink diary, Interval span, CancellationToken cancellationToken) =>
        gate.CallAsync(diary, (client, token, cancelled) => client.ListEventsAsync(token, diary.Address, span, cancelled), cancellationToken);

    private async Task FollowAsync(BookableCalendar calendar, DifferingEvent one, ProviderEvent? standing, CancellationToken cancellationToken)
    {
        if (await reader.FindAsync(calendar.WorkspaceId, one.AppointmentId, cancellationToken) is not { } appointment
            || appointment.Revision != one.AppointmentRevision)
        {
            return;
        }

        if (standing is null)
        {
            // Unless the mirror knows it to be somewhere else: then it was moved again, and the next read says where to.
            if (!one.IsMirrored)
            {
                await LoseAsync(calendar, appointment, one, cancellationToken);
            }
        }
        else if (!one.IsSettled)
        {
            // It is there after all; the writer tries again by itself.
            return;
        }
        else if (standing.Start == appointment.Start && standing.End == Instant.FromDateTimeOffset(appointment.EndAt))
        {
            await follows.ClearConflictAsync(one, cancellationToken);
        }
        else if (standing.Start < standing.End)
        {
            await MoveAsync(calendar, appointment, one, new Slot(standing.Start, standing.End), cancellationToken);
        }
    }

    private async Task LoseAsync(BookableCalendar calendar, Appointment appointment, DifferingEvent one, CancellationToken cancellationToken)
    {
        if (one.IsSettled)
        {
            await CancelAsync(calendar, appointment, cancellationToken);
        }
        else if (await follows.MakeAnewAsync(one, cancellationToken))
        {
            // Somebody has changed the viewing since, so it is meant to take place: it gets another event.
            writes.Wake();
        }
    }

    private async Task CancelAsync(BookableCalendar calendar, Appointment before, CancellationToken cancellationToken)
    {
        var now = time.GetStorableNow();
        var after = before with
        {
            Status = AppointmentStatus.Cancelled,
            Revision = before.Revision + 1,
            UpdatedAt = now,
            SyncStatus = SyncStatus.Synced,
            ProviderEventId = null,
            ProviderLink = null,
        };
        var facts = after.Facts(calendar.Settings.Zone);
        var cancelled = await store.TryUpdateAsync(
            Write(
                calendar, before, after, "cancelled", VoiceOutcome.Cancelled,
                outbox.Row(new AppointmentCancelled(after.WorkspaceId, now, facts, after.CancelReason, Actor.Provider.Kind))),
            cancellationToken);
        if (cancelled == WriteResult.Written)
        {
            LogCancelled(before.AppointmentId);
        }
    }

    private async Task MoveAsync(BookableCalendar calendar, Appointment before, DifferingEvent one, Slot place, CancellationToken cancellationToken)
    {
        // The usual room around it if there is any; the owner may have put two viewings next to each other.
        foreach (var blocked in new[] { SlotRules.Blocked(calendar.Settings, place), place })
        {
            var write = MoveTo(calendar, before, place, blocked);
            var result = await store.TryUpdateAsync(write, cancellationToken);
            if (result == WriteResult.Taken && await store.RemoveExpiredHoldsAsync(write.After, cancellationToken))
            {
                result = await store.TryUpdateAsync(write, cancellationToken);
            }

            if (result == WriteResult.Written)
            {
                LogMoved(before.AppointmentId);
            }

            if (result != WriteResult.Taken)
            {
                return;
            }
        }

        await TellConflictAsync(calendar, before, one, cancellationToken);
    }

    private AppointmentWrite MoveTo(BookableCalendar calendar, Appointment before, Slot place, Slot blocked)
    {
        var now = time.GetStorableNow();
        var zone = calendar.Settings.Zone;
        var after = before with
        {
            StartAt = place.Start.ToDateTimeOffset(),
            EndAt = place.End.ToDateTimeOffset(),
            BlockedFrom = blocked.Start.ToDateTimeOffset(),
            BlockedTo = blocked.End.ToDateTimeOffset(),
            Sequence = before.Sequence + 1,
            Revision = before.Revision + 1,
            UpdatedAt = now,
            SyncStatus = SyncStatus.Synced,
        };
        return Write(calendar, before, after, "rescheduled", VoiceOutcome.Rescheduled, outbox.Row(new AppointmentRescheduled(
            after.WorkspaceId, now, after.Facts(zone), Appointment.InZone(before.StartAt, zone), Appointment.InZone(before.EndAt, zone),
            Actor.Provider.Kind)));
    }

    // By this actor, so that it is noted as what the diary shows already: nothing is written back to where it came from.
    private static AppointmentWrite Write(
        BookableCalendar calendar, Appointment before, Appointment after, string action, string code, OutboxRow told) => new()
        {
            Before = before,
            After = after,
            Action = action,
            Actor = Actor.Provider,
            Calendar = calendar,
            Event = told,
            Reply = Outcome.Done(calendar, code, after),
        };

    private async Task TellConflictAsync(BookableCalendar calendar, Appointment appointment, DifferingEvent one, CancellationToken cancellationToken)
    {
        if (one.SyncStatus == SyncStatus.Conflict)
        {
            return;
        }

        var nearest = await openings.NearestAsync(
            calendar, appointment.Start, appointment.DurationMinutes, time.GetInstant(), appointment.AppointmentId, cancellationToken);
        var told = outbox.Row(new AppointmentConflictDetected(
            appointment.WorkspaceId, time.GetUtcNow(), appointment.Facts(calendar.Settings.Zone),
            [.. Outcome.Openings(nearest.Slots, nearest.Calendar).Select(opening => new AlternativeTime(opening.StartTime, opening.EndTime))]));
        if (await follows.NoteConflictAsync(one, told, cancellationToken))
        {
            LogConflict(appointment.AppointmentId);
            outbox.Wake();
        }
    }

    [LoggerMessage(LogLevel.Information, "Appointment {Appointment} was called off: its event is gone from the diary")]
    private partial void LogCancelled(Guid appointment);

    [LoggerMessage(LogLevel.Information, "Appointment {Appointment} has followed its event to another time")]
    private partial void LogMoved(Guid appointment);

    [LoggerMessage(LogLevel.Information, "Appointment {Appointment} cannot follow its event: another one has that time")]
    private partial void LogConflict(Guid appointment);
}
