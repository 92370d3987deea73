using Microsoft.Extensions.Options;
using NodaTime;
using PeteRental.Calendar.Booking;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Sync;

namespace PeteRental.Calendar.Providers;

/// <summary>
/// A calendar whose busy time is kept at a provider. The database still decides between our own bookings; the provider is asked for
/// everything else just ahead of one, since what we have read of a diary may be a minute old.
/// </summary>
internal sealed partial class LinkedCalendarProvider(
    DiaryGate gate, OwnEvents own, DiaryMirror mirror, IOptions<ProviderOptions> options, TimeProvider time, ILogger<LinkedCalendarProvider> logger)
    : ICalendarProvider
{
    /// <inheritdoc />
    public async ValueTask<DiaryVerdict> CheckAvailabilityAsync(
        BookableCalendar calendar, Interval blocked, Guid? except, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Value.CheckLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var verdicts = await Task.WhenAll(calendar.BusyDiaries.Select(diary => AskAsync(calendar, diary, blocked, except, either.Token, cancellationToken)));
        return verdicts.Contains(DiaryVerdict.Busy) ? DiaryVerdict.Busy
            : verdicts.Contains(DiaryVerdict.Unknown) ? DiaryVerdict.Unknown
            : DiaryVerdict.Free;
    }

    /// <inheritdoc />
    public BookingIntent? CreateBooking(BookableCalendar calendar, DiaryVerdict verdict) =>
        BookingRule.Decide(verdict, calendar.Settings.OnProviderDown);

    /// <inheritdoc />
    public Task<ProviderResult<ShownEvent>> AfterBookingAsync(
        BookableCalendar calendar, Appointment appointment, ShownEvent shown, CancellationToken cancellationToken) =>
        calendar.Diary is not { } diary ? Task.FromResult<ProviderResult<ShownEvent>>(shown)
        : appointment.IsBooked ? ShowAsync(calendar, diary, appointment, shown, cancellationToken)
        : appointment.Status == AppointmentStatus.Cancelled ? TakeAwayAsync(diary, appointment, shown, cancellationToken)
        // What took place stays in the diary, as it does on paper.
        : Task.FromResult<ProviderResult<ShownEvent>>(shown);

    private async Task<DiaryVerdict> AskAsync(
        BookableCalendar calendar, DiaryLink diary, Interval blocked, Guid? except, CancellationToken limit, CancellationToken cancellationToken)
    {
        var listed = await ListAsync(calendar, diary, blocked, limit, cancellationToken);
        if (listed.Error is { } error)
        {
            LogUnknown(calendar.Id.Value, error.Code);
            return DiaryVerdict.Unknown;
        }

        var events = listed.Answer;
        var appointments = await own.ReadAsync(calendar, events, cancellationToken);
        if (!events.Any(shown => OwnEvents.IsInTheWay(
            shown, calendar.Id.Value, blocked, except, shown.AppointmentId is { } id ? appointments.GetValueOrDefault(id) : null)))
        {
            return DiaryVerdict.Free;
        }

        await mirror.NoteAsync(diary, events, cancellationToken);
        return DiaryVerdict.Busy;
    }

    private async Task<ProviderResult<IReadOnlyList<ProviderEvent>>> ListAsync(
        BookableCalendar calendar, DiaryLink diary, Interval blocked, CancellationToken limit, CancellationToken cancellationToken)
    {
        try
        {
            return await gate.CallAsync(
                diary, (client, token, ending) => client.ListEventsAsync(token, diary.Address, blocked, ending), limit);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogTooSlow(calendar.Id.Value);
            return new ProviderError(ProviderError.Unavailable);
        }
    }

    /// <summary>Makes the event, or makes it show what the appointment says now.</summary>
    private async Task<ProviderResult<ShownEvent>> ShowAsync(
        BookableCalendar calendar, DiaryLink diary, Appointment appointment, ShownEvent shown, CancellationToken cancellationToken)
    {
        if (shown.EventId is { } eventId && shown.DiaryId == diary.Address.DiaryId)
        {
            return await UpdateAsync(calendar, diary, appointment, shown, eventId, cancellationToken);
        }

        if (shown.EventId is { } elsewhere)
        {
            // The calendar leads to another diary now: the event moves there. In an account that is no longer ours it stays its owner's.
            if (shown.ConnectionId == diary.ConnectionId && await CancelAsync(diary, shown.DiaryId!, elsewhere, null, cancellationToken) is { } stuck)
            {
                return stuck;
            }

            shown = shown with { Generation = shown.Generation + 1 };
        }

        var draft = EventDrafts.Of(appointment, calendar, shown.Generation);
        var made = await gate.CallAsync(
            diary, (client, token, ending) => client.CreateEventAsync(token, diary.Address, draft, ending), cancellationToken);
        if (made.Error is { Code: ProviderError.Duplicate })
        {
            // An event of this key has been there and has gone: a new one needs a new key.
            shown = shown with { EventId = null, Generation = shown.Generation + 1 };
            return await ShowAsync(calendar, diary, appointment, shown, cancellationToken);
        }

        if (made.Error is { } error)
        {
            return error;
        }

        var standing = Standing(diary, made.Answer, shown.Generation);
        return made.Answer.Start == draft.Start && made.Answer.End == draft.End
            ? standing
            // Made by an attempt whose answer was lost, for a time that has changed since.
            : await UpdateAsync(calendar, diary, appointment, standing, made.Answer.EventId, cancellationToken);
    }

    private async Task<ProviderResult<ShownEvent>> UpdateAsync(
        BookableCalendar calendar, DiaryLink diary, Appointment appointment, ShownEvent shown, string eventId, CancellationToken cancellationToken)
    {
        var draft = EventDrafts.Of(appointment, calendar, shown.Generation);
        var updated = await gate.CallAsync(
            diary, (client, token, ending) => client.UpdateEventAsync(token, diary.Address, eventId, draft, ending), cancellationToken);
        return updated.Error is { } error ? error : Standing(diary, updated.Answer, shown.Generation);
    }

    private async Task<ProviderResult<ShownEvent>> TakeAwayAsync(
        DiaryLink diary, Appointment appointment, ShownEvent shown, CancellationToken cancellationToken)
    {
        var lost = await FindLostAsync(diary, appointment, shown, cancellationToken);
        if (lost.Error is { } unread)
        {
            return unread;
        }

        foreach (var eventId in lost.Answer)
        {
            if (await CancelAsync(diary, diary.Address.DiaryId, eventId, appointment.CancelReason, cancellationToken) is { } error)
            {
                return error;
            }
        }

        var isReachable = shown.DiaryId == diary.Address.DiaryId || shown.ConnectionId == diary.ConnectionId;
        if (shown is { EventId: { } shownId, DiaryId: { } diaryId } && isReachable
            && await CancelAsync(diary, diaryId, shownId, appointment.CancelReason, cancellationToken) is { } refused)
        {
            return refused;
        }

        return new ShownEvent(null, null, null, null, shown.Generation + 1);
    }

    /// <summary>Events made by attempts whose answers were lost: nobody knows their ids, but they bear the viewing's mark.</summary>
    private async Task<ProviderResult<string[]>> FindLostAsync(
        DiaryLink diary, Appointment appointment, ShownEvent shown, CancellationToken cancellationToken)
    {
        if (shown.Tried is not { } tried)
        {
            return Array.Empty<string>();
        }

        var listed = await gate.CallAsync(
            diary, (client, token, ending) => client.ListEventsAsync(token, diary.Address, tried, ending), cancellationToken);
        return listed.Error is { } error
            ? error
            : listed.Answer.Where(candidate => candidate.AppointmentId == appointment.AppointmentId).Select(candidate => candidate.EventId).ToArray();
    }

    private async Task<ProviderError?> CancelAsync(
        DiaryLink diary, string diaryId, string eventId, string? comment, CancellationToken cancellationToken)
    {
        var cancelled = await gate.CallAsync(
            diary,
            async (client, token, ending) =>
                await client.CancelEventAsync(token, diary.Address with { DiaryId = diaryId }, eventId, comment, ending) is { } error
                    ? error
                    : new ProviderResult<string>(eventId, null),
            cancellationToken);
        return cancelled.Error;
    }

    private static ShownEvent Standing(DiaryLink diary, WrittenEvent written, int generation) =>
        new(diary.ConnectionId, diary.Address.DiaryId, written.EventId, written.Link, generation);

    [LoggerMessage(LogLevel.Information, "A diary of calendar {Calendar} could not be asked ahead of a booking ({Code})")]
    private partial void LogUnknown(Guid calendar, string code);

    [LoggerMessage(LogLevel.Information, "A diary of calendar {Calendar} was too slow to be asked ahead of a booking")]
    private partial void LogTooSlow(Guid calendar);
}
