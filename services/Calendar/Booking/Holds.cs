using Dapper;
using NodaTime;
using Npgsql;
using PeteRental.Calendar.Availability;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Providers;
using PeteRental.Calendar.Time;
using PeteRental.Contracts;
using PeteRental.Contracts.Calendar;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Calendar.Booking;

/// <summary>A time to keep free while somebody makes up their mind.</summary>
internal sealed record HoldOrder(
    BookableCalendar Calendar, string StartTime, int? DurationMinutes, string? PropertyAddress, string? AttendeeName, int Minutes,
    Actor Actor, ReplyKey? Key);

/// <summary>What is needed to turn a hold into a booking.</summary>
internal sealed record ConfirmOrder(
    WorkspaceId Workspace, Guid HoldId, string? PropertyAddress, string? AttendeeName, string? AttendeeEmail, string? AttendeePhone,
    string? Notes,
    Guid? AgentId, Actor Actor, ReplyKey? Key);

/// <summary>Holds: appointments that block a time for some minutes. A hold that ran out blocks nothing, by the clock, swept away or not.</summary>
internal sealed class Holds(
    NpgsqlDataSource database, AppointmentStore store, AppointmentReader reader, ReplyStore replies, StartChooser chooser,
    CalendarDirectory calendars, CalendarProviders providers, Outbox outbox, TimeProvider time)
{
    /// <summary>More than anybody needs at once; keeps one client from blocking a whole diary.</summary>
    public const int MostPerCalendar = 20;

    private const int MostTurns = 4;

    /// <summary>Holds a time, or refuses with alternatives.</summary>
    public async Task<Outcome> HoldAsync(HoldOrder order, CancellationToken cancellationToken)
    {
        var (now, workspace, calendar) = (time.GetInstant(), order.Calendar.WorkspaceId, order.Calendar);
        for (var turn = 1; ; turn++)
        {
            var chosen = await chooser.ChooseAsync(calendar, order.StartTime, order.DurationMinutes, now, except: null, cancellationToken);
            calendar = chosen.Calendar;
            if (chosen.Refusal is { } refusal)
            {
                return await replies.KeepAsync(workspace, order.Key, refusal, cancellationToken);
            }

            if (calendar.IsReadOnly)
            {
                return await replies.KeepAsync(workspace, order.Key, Outcome.Refused(calendar, OutcomeCode.ReadOnly), cancellationToken);
            }

            var provider = providers.Of(calendar);
            var diary = await provider.CheckAvailabilityAsync(calendar, chosen.Blocked(order.DurationMinutes), except: null, cancellationToken);
            if (provider.CreateBooking(calendar, diary) is null)
            {
                if (diary == DiaryVerdict.Busy && chosen.Days is not null && turn < MostTurns)
                {
                    continue;
                }

                var refused = await chooser.RefuseAsync(calendar, diary, chosen.Start, order.DurationMinutes, now, except: null, cancellationToken);
                return await replies.KeepAsync(workspace, order.Key, refused, cancellationToken);
            }

            if (await CountAsync(calendar, cancellationToken) >= MostPerCalendar)
            {
                return Outcome.Refused(calendar, OutcomeCode.TooManyHolds);
            }

            var write = Write(order, calendar, chosen.Start);
            if (await store.TryInsertAsync(write, cancellationToken) == WriteResult.Written)
            {
                return write.Reply;
            }

            if (await replies.FindAsync(workspace, order.Key, cancellationToken) is { } known)
            {
                return known;
            }

            (calendar, var verdict) = await chooser.ExplainAsync(calendar, chosen.Start, order.DurationMinutes, now, cancellationToken);
            if (turn == MostTurns || (verdict != SlotVerdict.Free && calendar.Version == chosen.Calendar.Version && chosen.Days is null))
            {
                var code = verdict == SlotVerdict.Free ? VoiceOutcome.SlotTaken : Outcome.CodeOf(verdict);
                var taken = await chooser.RefuseAsync(calendar, code, chosen.Start, order.DurationMinutes, now, except: null, cancellationToken);
                return await replies.KeepAsync(workspace, order.Key, taken, cancellationToken);
            }

            await store.RemoveExpiredHoldsAsync(write.After, cancellationToken);
        }
    }

    /// <summary>Turns a hold into a booking, if it still holds and the diary of its calendar has room.</summary>
    public async Task<Outcome> ConfirmAsync(ConfirmOrder order, CancellationToken cancellationToken)
    {
        var hold = await FindAsync(order.Workspace, order.HoldId, cancellationToken);
        var calendar = await calendars.ChooseAsync(order.Workspace, hold?.CalendarId, owner: null, cancellationToken);
        for (var turn = 1; hold is not null && turn <= MostTurns; turn++)
        {
            var provider = providers.Of(calendar);
            var verdict = await provider.CheckAvailabilityAsync(calendar, hold.Blocked, hold.AppointmentId, cancellationToken);
            if (calendar.IsReadOnly || provider.CreateBooking(calendar, verdict) is not { } intent)
            {
                return await replies.KeepAsync(
                    order.Workspace, order.Key, await RefuseAsync(calendar, hold, verdict, cancellationToken), cancellationToken);
            }

            var write = Confirm(order, hold, calendar, intent);
            if (await store.TryUpdateAsync(write, cancellationToken) == WriteResult.Written)
            {
                return write.Reply;
            }

            calendar = await calendars.RefreshAsync(calendar, cancellationToken);
            hold = await FindAsync(order.Workspace, order.HoldId, cancellationToken);
        }

        return await replies.FindAsync(order.Workspace, order.Key, cancellationToken)
            ?? await replies.KeepAsync(order.Workspace, order.Key, Outcome.Refused(calendar, OutcomeCode.HoldExpired), cancellationToken);
    }

    private Task<Outcome> RefuseAsync(BookableCalendar calendar, Appointment hold, DiaryVerdict verdict, CancellationToken cancellationToken) =>
        calendar.IsReadOnly
            ? Task.FromResult(Outcome.Refused(calendar, OutcomeCode.ReadOnly))
            : chooser.RefuseAsync(calendar, verdict, hold.Start, hold.DurationMinutes, time.GetInstant(), hold.AppointmentId, cancellationToken);

    /// <summary>The hold, while it holds.</summary>
    public async Task<Appointment?> FindAsync(WorkspaceId workspace, Guid id, CancellationToken cancellationToken) =>
        await reader.FindAsync(workspace, id, cancellationToken) is { Status: AppointmentStatus.Held } hold && hold.ExpiresAt > time.GetUtcNow() ? hold : null;

    private async Task<long> CountAsync(BookableCalendar calendar, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT count(*) FROM appointments WHERE calendar_id = @calendar AND workspace_id = @workspace AND status = 'held' AND expires_at > @now",
            new { calendar = calendar.Id.Value, workspace = calendar.WorkspaceId.Value, now = time.GetUtcNow() },
            cancellationToken: cancellationToken));
    }

    private AppointmentWrite Write(HoldOrder order, BookableCalendar calendar, Instant start)
    {
        var now = time.GetStorableNow();
        var hold = new Appointment
        {
            AppointmentId = Guid.CreateVersion7(now),
            WorkspaceId = calendar.WorkspaceId.Value,
            CalendarId = calendar.Id.Value,
            UserId = calendar.UserId?.Value,
            BookedBy = order.Actor.UserId,
            CallId = order.Actor.CallId,
            Source = "api",
            Status = AppointmentStatus.Held,
            PropertyAddress = order.PropertyAddress,
            AttendeeName = order.AttendeeName,
            ExpiresAt = now.AddMinutes(order.Minutes),
            CreatedAt = now,
            UpdatedAt = now,
        }.At(start, order.DurationMinutes ?? calendar.Settings.DurationMinutes, calendar.Settings);
        return new AppointmentWrite
        {
            After = hold,
            Action = "held",
            Actor = order.Actor,
            Calendar = calendar,
            DependsOnSettings = true,
            Key = order.Key,
            Reply = Outcome.Done(calendar, OutcomeCode.Held, hold),
            LimitedDay = AppointmentStore.LimitedDay(calendar, hold),
        };
    }

    private AppointmentWrite Confirm(ConfirmOrder order, Appointment hold, BookableCalendar calendar, BookingIntent intent)
    {
        var now = time.GetStorableNow();
        var booked = (hold with
        {
            Status = intent.Status,
            ExpiresAt = null,
            PropertyAddress = order.PropertyAddress ?? hold.PropertyAddress,
            AttendeeName = order.AttendeeName ?? hold.AttendeeName,
            AttendeeEmail = order.AttendeeEmail,
            AttendeePhone = order.AttendeePhone,
            Notes = order.Notes,
            AgentId = order.AgentId,
            Revision = hold.Revision + 1,
            UpdatedAt = now,
        }).Pending(calendar);
        return new AppointmentWrite
        {
            Before = hold,
            After = booked,
            Action = "booked",
            Actor = order.Actor,
            Calendar = calendar,
            // Not for its hours, by which the time was held: it may have been linked to a diary since it was looked at.
            DependsOnSettings = true,
            Event = outbox.Row(new AppointmentBooked(booked.WorkspaceId, now, booked.Facts(calendar.Settings.Zone))),
            Key = order.Key,
            Reply = Outcome.Done(calendar, Outcome.CodeOfBooked(booked), booked),
        };
    }
}
