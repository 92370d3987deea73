using Dapper;
using Microsoft.Extensions.Options;
using NodaTime;
using Npgsql;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Providers;

namespace PeteRental.Calendar.Sync;

/// <summary>What a diary holds, to be shown to somebody.</summary>
/// <param name="Events">Without those that were written for viewings.</param>
/// <param name="AsOf">As of when; null when it was never read.</param>
/// <param name="IsStale">True when the provider could not be asked in time.</param>
internal sealed record ShownDiary(IReadOnlyList<ProviderEvent> Events, Instant? AsOf, bool IsStale);

/// <summary>
/// Events of a connected diary to look at. Its owner sees them as they are at the provider, asked at that moment, since titles are not kept
/// by us; everybody else sees only when something takes place.
/// </summary>
internal sealed class DiaryEvents(NpgsqlDataSource database, DiaryMirror mirror, DiaryGate gate, IOptions<SyncOptions> options, TimeProvider time)
{
    private const string Hidden = "Busy";

    /// <summary>What takes place in a calendar's diary between two instants.</summary>
    public async Task<ShownDiary> ListAsync(
        BookableCalendar calendar, DiaryLink diary, bool isOwner, Interval between, CancellationToken cancellationToken)
    {
        if (isOwner && await AskAsync(diary, between, cancellationToken) is { Error: null } live)
        {
            return new ShownDiary([.. live.Answer.Where(item => item.AppointmentId is null)], Instant.FromDateTimeOffset(time.GetUtcNow()), IsStale: false);
        }

        var known = await mirror.FreshenAsync(calendar with { BusyDiaries = [diary] }, cancellationToken);
        var events = await ReadAsync(diary, between, cancellationToken);
        return new ShownDiary(events, known.AsOf, isOwner || known.IsStale);
    }

    private async Task<ProviderResult<IReadOnlyList<ProviderEvent>>> AskAsync(DiaryLink diary, Interval between, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Value.Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await gate.CallAsync(
                diary, (client, token, cancelled) => client.ListEventsAsync(token, diary.Address, between, cancelled), either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ProviderError(ProviderError.Unavailable);
        }
    }

    private async Task<IReadOnlyList<ProviderEvent>> ReadAsync(DiaryLink diary, Interval between, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<EventRow>(new CommandDefinition(
            """
            SELECT event.event_id, event.start_at, event.end_at
            FROM diary_events AS event JOIN diary_mirrors AS mirror ON mirror.calendar_id = event.calendar_id
            WHERE event.calendar_id = @calendar AND mirror.connection_id = @ConnectionId AND mirror.diary_id = @diary
              AND event.end_at > @from AND event.start_at < @to AND event.blocks AND event.appointment_id IS NULL
            ORDER BY event.start_at, event.event_id
            """,
            new
            {
                calendar = diary.CalendarId.Value,
                diary.ConnectionId,
                diary = diary.Address.DiaryId,
                from = between.Start.ToDateTimeOffset(),
                to = between.End.ToDateTimeOffset(),
            },
            cancellationToken: cancellationToken));
        return
        [
            .. rows.Select(row => new ProviderEvent(
                row.EventId, Instant.FromDateTimeOffset(row.StartAt), Instant.FromDateTimeOffset(row.EndAt), Blocks: true, AppointmentId: null, Hidden)),
        ];
    }

    private sealed record EventRow(string EventId, DateTimeOffset StartAt, DateTimeOffset EndAt);
}
