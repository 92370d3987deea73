using NodaTime;
using PeteRental.Calendar.Availability;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Providers;
using PeteRental.Calendar.Time;
using PeteRental.Contracts;
using PeteRental.Contracts.Calendar;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Calendar.Booking;

/// <summary>A viewing that somebody wants. Checked; only the time is still in words.</summary>
internal sealed record BookingOrder
{
    public required BookableCalendar Calendar { get; init; }

    /// <summary>See <see cref="SpokenTime"/>.</summary>
    public required string StartTime { get; init; }

    public int? DurationMinutes { get; init; }

    public required string PropertyAddress { get; init; }

    public required string AttendeeName { get; init; }

    public string? AttendeeEmail { get; init; }

    public string? AttendeePhone { get; init; }

    /// <summary>The line it is booked from.</summary>
    public string? CallerPhone { get; init; }

    public string? Notes { get; init; }

    public Guid? AgentId { get; init; }

    public required Actor Actor { get; init; }

    public ReplyKey? Key { get; init; }

    public WorkspaceId Workspace => Calendar.WorkspaceId;
}

/// <summary>
/// Books viewings. A booking that succeeds is one trip to the database, which decides; only when nothing was written is it asked why. The
/// diary of a connected calendar is asked ahead of it.
/// </summary>
internal sealed class Booker(
    AppointmentStore store, AppointmentReader reader, ReplyStore replies, StartChooser chooser, CalendarDirectory calendars,
    CalendarProviders providers, Outbox outbox, TimeProvider time)
{
    // Each turn ends in an answer or in a change of the facts: a newer setting, a hold gone, the next free slot.
    private const int MostTurns = 8;

    /// <summary>Two readings of "in two hours" in one call, a moment apart, are the same wish.</summary>
    private static readonly TimeSpan SameWish = TimeSpan.FromMinutes(2);

    /// <summary>Books, or refuses with alternatives. The same key gets the same answer.</summary>
    public async Task<Outcome> BookAsync(BookingOrder order, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var calendar = order.Calendar;
        for (var turn = 1; ; turn++)
        {
            var chosen = await chooser.ChooseAsync(calendar, order.StartTime, order.DurationMinutes, now, except: null, cancellationToken);
            calendar = chosen.Calendar;
            if (await AlreadyBookedAsync(order, chosen, cancellationToken) is { } earlier)
            {
                return await replies.KeepAsync(order.Workspace, order.Key, Booked(calendar, earlier), cancellationToken);
            }

            if (chosen.Refusal is { } refusal)
            {
                return await replies.KeepAsync(order.Workspace, order.Key, refusal, cancellationToken);
            }

            if (calendar.IsReadOnly)
            {
                return await replies.KeepAsync(order.Workspace, order.Key, Outcome.Refused(calendar, OutcomeCode.ReadOnly), cancellationToken);
            }

            var provider = providers.Of(calendar);
            var verdict = await provider.CheckAvailabilityAsync(calendar, chosen.Blocked(order.DurationMinutes), except: null, cancellationToken);
            if (provider.CreateBooking(calendar, verdict) is not { } intent)
            {
                if (verdict == DiaryVerdict.Busy && chosen.Days is not null && turn < MostTurns)
                {
                    // What is in the way has been noted, so that the next free one is another.
                    continue;
                }

                var refused = await chooser.RefuseAsync(calendar, verdict, chosen.Start, order.DurationMinutes, now, except: null, cancellationToken);
                return await replies.KeepAsync(order.Workspace, order.Key, refused, cancellationToken);
            }

            var write = Write(order, calendar, chosen.Start, intent);
            if (await store.TryInsertAsync(write, cancellationToken) == WriteResult.Written)
            {
                return write.Reply;
            }

            if (await WhyNotAsync(order, write, chosen, now, turn == MostTurns, cancellationToken) is { } answer)
            {
                return answer;
            }

            calendar = await calendars.RefreshAsync(calendar, cancellationToken);
        }
    }

    // "Friday morning" means another slot once its first is taken. The model's second try must find its own booking, not book the next.
    private async Task<Appointment?> AlreadyBookedAsync(BookingOrder order, ChosenStart chosen, CancellationToken cancellationToken) =>
        chosen.Days is { } days && order.Actor.CallId is { } call
            ? await reader.BookedInCallAsync(
                order.Workspace, call, PropertyKey.Of(order.PropertyAddress), days.Start.ToDateTimeOffset(), days.End.ToDateTimeOffset(), cancellationToken)
            : null;

    /// <summary>The answer when nothing was written; null when it is worth another turn.</summary>
    private async Task<Outcome?> WhyNotAsync(
        BookingOrder order, AppointmentWrite write, ChosenStart chosen, Instant now, bool isLastTurn, CancellationToken cancellationToken)
    {
        if (await replies.FindAsync(order.Workspace, order.Key, cancellationToken) is { } known)
        {
            return known;
        }

        if (order.Actor.CallId is { } call && await reader.BookedInCallAsync(
                order.Workspace, call, PropertyKey.Of(order.PropertyAddress), write.After.StartAt - SameWish, write.After.StartAt + SameWish, cancellationToken) is { } same)
        {
            return await replies.KeepAsync(order.Workspace, order.Key, Booked(write.Calendar, same), cancellationToken);
        }

        var (calendar, verdict) = await chooser.ExplainAsync(write.Calendar, chosen.Start, order.DurationMinutes, now, cancellationToken);
        var isStale = calendar.Version != write.Calendar.Version;
        var canChange = isStale || chosen.Days is not null || verdict == SlotVerdict.Free;
        if (canChange && !isLastTurn)
        {
            // Free by the clock and yet not written: a hold that ran out still stands in the table, or the time has just been given up.
            await store.RemoveExpiredHoldsAsync(write.After, cancellationToken);
            return null;
        }

        var code = verdict == SlotVerdict.Free ? VoiceOutcome.SlotTaken : Outcome.CodeOf(verdict);
        var refusal = await chooser.RefuseAsync(calendar, code, chosen.Start, order.DurationMinutes, now, except: null, cancellationToken);
        return await replies.KeepAsync(order.Workspace, order.Key, refusal, cancellationToken);
    }

    private AppointmentWrite Write(BookingOrder order, BookableCalendar calendar, Instant start, BookingIntent intent)
    {
        var now = time.GetStorableNow();
        var appointment = new Appointment
        {
            AppointmentId = Guid.CreateVersion7(now),
            WorkspaceId = order.Workspace.Value,
            CalendarId = calendar.Id.Value,
            UserId = calendar.UserId?.Value,
            AgentId = order.AgentId,
            BookedBy = order.Actor.UserId,
            CallId = order.Actor.CallId,
            Source = order.Actor.Kind == "caller" ? "voice" : "api",
            Status = intent.Status,
            PropertyAddress = order.PropertyAddress,
            AttendeeName = order.AttendeeName,
            AttendeeEmail = order.AttendeeEmail,
            AttendeePhone = order.AttendeePhone,
            Notes = order.Notes,
            CreatedAt = now,
            UpdatedAt = now,
        }.At(start, order.DurationMinutes ?? calendar.Settings.DurationMinutes, calendar.Settings).Pending(calendar);
        return new AppointmentWrite
        {
            After = appointment,
            CallerPhone = order.CallerPhone,
            Action = "booked",
            Actor = order.Actor,
            Calendar = calendar,
            DependsOnSettings = true,
            Event = outbox.Row(new AppointmentBooked(appointment.WorkspaceId, now, appointment.Facts(calendar.Settings.Zone))),
            Key = order.Key,
            Reply = Booked(calendar, appointment),
            LimitedDay = AppointmentStore.LimitedDay(calendar, appointment),
        };
    }

    private static Outcome Booked(BookableCalendar calendar, Appointment appointment) => Outcome.Done(calendar, Outcome.CodeOfBooked(appointment), appointment);
}
