using System.Collections.Immutable;
using Dapper;
using NodaTime;
using Npgsql;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Providers;
using PeteRental.Contracts;

namespace PeteRental.Calendar.Sync;

/// <summary>What a row says of its mirror.</summary>
/// <param name="SyncedAt">As of when it is true; null while it was never read.</param>
/// <param name="WindowTo">Until when it is complete.</param>
/// <param name="IsPausing">True while an attempt that failed keeps the next one waiting.</param>
/// <param name="IsBeingRead">True while somebody reads the diary.</param>
internal sealed record MirrorRow(DateTimeOffset? SyncedAt, DateTimeOffset? WindowTo, bool IsPausing, bool IsBeingRead);

/// <summary>The right to read a diary, and what is known of it so far.</summary>
/// <param name="Link">The diary, as the calendar is linked now.</param>
/// <param name="WorkspaceId">Whose it is.</param>
/// <param name="LeaseId">Names the right.</param>
/// <param name="SyncToken">Where the last read ended; null asks for the whole.</param>
/// <param name="Window">What was read; null before the first time.</param>
/// <param name="SyncedAt">When it was read; null before the first time.</param>
/// <param name="FailedAttempts">Since the last read that succeeded.</param>
/// <param name="Requests">Notifications so far.</param>
/// <param name="HorizonDays">How far the calendars that look at this diary are open.</param>
/// <param name="IsFollowed">False when nobody follows the diary any more, or its account has to be connected again.</param>
/// <param name="Readers">The calendars that it is busy time for.</param>
internal sealed record MirrorLease(
    DiaryLink Link, WorkspaceId WorkspaceId, Guid LeaseId, string? SyncToken, Interval? Window, Instant? SyncedAt, int FailedAttempts, long Requests,
    int HorizonDays, bool IsFollowed, ImmutableArray<CalendarId> Readers);

/// <summary>Mirrors of diaries in the database. A lease in the row lets one reader at a time have a diary, over all replicas.</summary>
internal sealed class MirrorStore(NpgsqlDataSource database)
{
    private const string Columns =
        "calendar_id, connection_id, diary_id, lease_id, sync_token, window_from, window_to, synced_at, failed_attempts, requests";

    // Leases run by the database's clock: the replicas' own may differ.
    private const string Followed =
        """
        SELECT leased.*, calendars.workspace_id, calendars.linked_provider, calendars.diary_timezone, calendars.diary_access,
            coalesce(
                calendars.provider <> 'native' AND calendars.connection_id = leased.connection_id AND calendars.diary_id = leased.diary_id
                AND connections.status = 'connected', false) AS is_followed,
            readers.horizon_days, readers.ids AS readers
        FROM leased
        JOIN calendars ON calendars.id = leased.calendar_id
        JOIN connections ON connections.id = leased.connection_id
        CROSS JOIN LATERAL (
            SELECT max((reader.settings ->> 'horizon_days')::int) AS horizon_days, string_agg(reader.id::text, ',') AS ids FROM calendars AS reader
            WHERE reader.workspace_id = calendars.workspace_id
              AND (reader.id = calendars.id OR jsonb_exists(reader.settings -> 'busy_calendars', calendars.id::text))) AS readers
        """;

    /// <summary>What is known of a diary; null when nothing is.</summary>
    public async Task<MirrorRow?> FindAsync(DiaryLink diary, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<MirrorRow>(new CommandDefinition(
            """
            SELECT mirror.synced_at, mirror.window_to,
                mirror.failed_attempts > 0 AND mirror.next_sync_at > @now
                    AND (mirror.error_code <> 'reconnect_required' OR connections.status <> 'connected') AS is_pausing,
                coalesce(mirror.lease_until > clock_timestamp(), false) AS is_being_read
            FROM diary_mirrors AS mirror JOIN connections ON connections.id = mirror.connection_id
            WHERE mirror.calendar_id = @calendar AND mirror.connection_id = @ConnectionId AND mirror.diary_id = @diary
            """,
            new { calendar = diary.CalendarId.Value, diary.ConnectionId, diary = diary.Address.DiaryId, now },
            cancellationToken: cancellationToken));
    }

    /// <summary>
    /// Takes the right to read a diary, and makes its mirror when there is none. Null while somebody else has it, or when the calendar is
    /// not linked that way any more.
    /// </summary>
    public async Task<MirrorLease?> TryLeaseAsync(DiaryLink diary, TimeSpan lease, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<LeaseRow>(new CommandDefinition(
            $"""
             DELETE FROM diary_mirrors USING calendars
             WHERE diary_mirrors.calendar_id = @calendar AND calendars.id = @calendar
               AND (diary_mirrors.connection_id <> calendars.connection_id OR diary_mirrors.diary_id <> calendars.diary_id);
             WITH leased AS (
                 INSERT INTO diary_mirrors AS mirror (calendar_id, connection_id, diary_id, next_sync_at, lease_id, lease_from, lease_until)
                 SELECT id, connection_id, diary_id, @now, @leaseId, clock_timestamp(), clock_timestamp() + @lease FROM calendars
                 WHERE id = @calendar AND connection_id = @ConnectionId AND diary_id = @diary AND provider <> 'native'
                 ON CONFLICT (calendar_id) DO UPDATE SET
                    lease_id = excluded.lease_id, lease_from = excluded.lease_from, lease_until = excluded.lease_until
                 WHERE mirror.lease_until IS NULL OR mirror.lease_until < clock_timestamp()
                 RETURNING {Columns})
             {Followed}
             """,
            new { calendar = diary.CalendarId.Value, diary.ConnectionId, diary = diary.Address.DiaryId, leaseId = Guid.CreateVersion7(), lease, now },
            cancellationToken: cancellationToken));
        return row?.ToLease();
    }

    /// <summary>Takes the right to read diaries whose time has come. Replicas do not get in each other's way.</summary>
    public async Task<IReadOnlyList<MirrorLease>> TakeDueAsync(int most, TimeSpan lease, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return
        [
            .. (await connection.QueryAsync<LeaseRow>(new CommandDefinition(
                $"""
                 WITH leased AS (
                     UPDATE diary_mirrors SET
                         lease_id = gen_random_uuid(), lease_from = clock_timestamp(), lease_until = clock_timestamp() + @lease
                     WHERE calendar_id IN (
                         SELECT calendar_id FROM diary_mirrors
                         WHERE next_sync_at <= @now AND (lease_until IS NULL OR lease_until < clock_timestamp())
                         ORDER BY next_sync_at LIMIT @most FOR UPDATE SKIP LOCKED)
                     RETURNING {Columns})
                 {Followed}
                 """,
                new { most, lease, now },
                cancellationToken: cancellationToken))).Select(row => row.ToLease()),
        ];
    }

    /// <summary>
    /// Asks for diaries to be read soon, and makes the mirrors of those that have none. One that the provider throttles keeps its pause.
    /// </summary>
    public async Task RequestAsync(IReadOnlyCollection<CalendarId> calendars, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO diary_mirrors AS mirror (calendar_id, connection_id, diary_id, next_sync_at)
            SELECT id, connection_id, diary_id, @now FROM calendars WHERE id = ANY(@ids) AND connection_id IS NOT NULL AND provider <> 'native'
            ON CONFLICT (calendar_id) DO UPDATE SET
                requests = mirror.requests + 1,
                next_sync_at = CASE WHEN mirror.error_code = 'provider_throttled' THEN mirror.next_sync_at ELSE least(mirror.next_sync_at, @now) END
            """,
            new { ids = calendars.Select(calendar => calendar.Value).Order().ToArray(), now },
            cancellationToken: cancellationToken));
    }

    /// <summary>Keeps what a read brought, and gives the right back. Null when the lease was lost meanwhile; else whether the diary has changed.</summary>
    public async Task<bool?> CompleteAsync(
        MirrorLease lease, Interval window, DiaryChange change, DateTimeOffset readAt, DateTimeOffset nextAt, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE diary_mirrors SET sync_token = @SyncToken, window_from = @from, window_to = @to, synced_at = greatest(synced_at, @readAt), read_began = lease_from,
                error_code = NULL, failed_attempts = 0,
                next_sync_at = CASE WHEN requests = @Requests THEN @nextAt ELSE @readAt END, lease_id = NULL, lease_until = NULL
            WHERE calendar_id = @calendar AND lease_id = @LeaseId
            """,
            new
            {
                change.SyncToken,
                from = window.Start.ToDateTimeOffset(),
                to = window.End.ToDateTimeOffset(),
                readAt,
                nextAt,
                lease.Requests,
                calendar = lease.Link.CalendarId.Value,
                lease.LeaseId,
            },
            transaction,
            cancellationToken: cancellationToken)) == 0)
        {
            return null;
        }

        var (kept, outside) = Split(change.Events, window);
        var changed = await KeepAsync(connection, transaction, lease.Link.CalendarId, kept, cancellationToken);
        changed += change.IsWhole
            ? await DeleteOthersAsync(connection, transaction, lease.Link.CalendarId, kept, cancellationToken)
            : await DeleteAsync(connection, transaction, lease.Link.CalendarId, [.. change.RemovedIds, .. outside], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return changed > 0;
    }

    /// <summary>Gives the right back with nothing read: the next one may.</summary>
    public async Task GiveBackAsync(MirrorLease lease, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE diary_mirrors SET lease_id = NULL, lease_until = NULL WHERE calendar_id = @calendar AND lease_id = @LeaseId",
            new { calendar = lease.Link.CalendarId.Value, lease.LeaseId },
            cancellationToken: cancellationToken));
    }

    /// <summary>Notes why a read failed, and gives the right back.</summary>
    /// <param name="lease">The right.</param>
    /// <param name="code">Why.</param>
    /// <param name="nextAt">When it is tried again; null waits until somebody asks for it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task FailAsync(MirrorLease lease, string code, DateTimeOffset? nextAt, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE diary_mirrors SET error_code = @code, failed_attempts = failed_attempts + 1,
                sync_token = CASE WHEN @code = 'resync_required' THEN NULL ELSE sync_token END,
                next_sync_at = coalesce(@nextAt::timestamptz, 'infinity'), lease_id = NULL, lease_until = NULL
            WHERE calendar_id = @calendar AND lease_id = @LeaseId
            """,
            new { calendar = lease.Link.CalendarId.Value, lease.LeaseId, code, nextAt },
            cancellationToken: cancellationToken));
    }

    /// <summary>
    /// Keeps what was seen of a diary besides its reads. Nothing is kept of a diary that was never read. The calendars that it is busy time
    /// for when it was news, else none.
    /// </summary>
    public async Task<IReadOnlyList<CalendarId>> NoteAsync(DiaryLink diary, IReadOnlyList<ProviderEvent> events, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<WindowRow>(new CommandDefinition(
            """
            SELECT mirror.window_from, mirror.window_to, (
                SELECT string_agg(reader.id::text, ',') FROM calendars JOIN calendars AS reader ON reader.workspace_id = calendars.workspace_id
                WHERE calendars.id = mirror.calendar_id
                  AND (reader.id = calendars.id OR jsonb_exists(reader.settings -> 'busy_calendars', calendars.id::text))) AS readers
            FROM diary_mirrors AS mirror
            WHERE calendar_id = @calendar AND connection_id = @ConnectionId AND diary_id = @diary AND synced_at IS NOT NULL FOR SHARE OF mirror
            """,
            new { calendar = diary.CalendarId.Value, diary.ConnectionId, diary = diary.Address.DiaryId },
            transaction,
            cancellationToken: cancellationToken));
        if (row is null)
        {
            return [];
        }

        var (kept, _) = Split(events, new Interval(Instant.FromDateTimeOffset(row.WindowFrom), Instant.FromDateTimeOffset(row.WindowTo)));
        var changed = await KeepAsync(connection, transaction, diary.CalendarId, kept, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return changed > 0 ? ReadersOf(row.Readers) : [];
    }

    // What is not in the window does not matter, except where a viewing of ours has gone.
    private static (List<ProviderEvent> Kept, List<string> Outside) Split(IReadOnlyList<ProviderEvent> events, Interval window)
    {
        var kept = new Dictionary<string, ProviderEvent>(events.Count, StringComparer.Ordinal);
        var outside = new List<string>();
        foreach (var item in events)
        {
            if (item.AppointmentId is not null || (item.Start < window.End && item.End > window.Start))
            {
                kept[item.EventId] = item;
            }
            else
            {
                outside.Add(item.EventId);
            }
        }

        return ([.. kept.Values], outside);
    }

    // Hundreds at once are usual, so they travel as arrays. A row that says the same already is not written again.
    private static Task<int> KeepAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, CalendarId calendar, List<ProviderEvent> events, CancellationToken cancellationToken) =>
        events.Count == 0 ? Task.FromResult(0) : connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO diary_events AS event (calendar_id, event_id, start_at, end_at, blocks, appointment_id)
            SELECT @calendar, seen.* FROM unnest(@ids, @starts, @ends, @blocks, @appointments) AS seen (event_id, start_at, end_at, blocks, appointment_id)
            ON CONFLICT (calendar_id, event_id) DO UPDATE SET
                start_at = excluded.start_at, end_at = excluded.end_at, blocks = excluded.blocks, appointment_id = excluded.appointment_id
            WHERE (event.start_at, event.end_at, event.blocks, event.appointment_id)
                IS DISTINCT FROM (excluded.start_at, excluded.end_at, excluded.blocks, excluded.appointment_id)
            """,
            new
            {
                calendar = calendar.Value,
                ids = events.Select(item => item.EventId).ToArray(),
                starts = events.Select(item => item.Start.ToDateTimeUtc()).ToArray(),
                ends = events.Select(item => item.End.ToDateTimeUtc()).ToArray(),
                blocks = events.Select(item => item.Blocks).ToArray(),
                appointments = events.Select(item => item.AppointmentId).ToArray(),
            },
            transaction,
            cancellationToken: cancellationToken));

    private static Task<int> DeleteOthersAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, CalendarId calendar, List<ProviderEvent> events, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            DELETE FROM diary_events WHERE calendar_id = @calendar
              AND NOT EXISTS (SELECT 1 FROM unnest(@ids) AS seen (event_id) WHERE seen.event_id = diary_events.event_id)
            """,
            new { calendar = calendar.Value, ids = events.Select(item => item.EventId).ToArray() },
            transaction,
            cancellationToken: cancellationToken));

    private static Task<int> DeleteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, CalendarId calendar, string[] ids, CancellationToken cancellationToken) =>
        ids.Length == 0 ? Task.FromResult(0) : connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM diary_events WHERE calendar_id = @calendar AND event_id = ANY(@ids)",
            new { calendar = calendar.Value, ids },
            transaction,
            cancellationToken: cancellationToken));

    private static ImmutableArray<CalendarId> ReadersOf(string ids) => [.. ids.Split(',').Select(id => new CalendarId(Guid.Parse(id)))];

    private sealed record WindowRow(DateTimeOffset WindowFrom, DateTimeOffset WindowTo, string Readers);

    private sealed record LeaseRow(
        Guid CalendarId, Guid ConnectionId, string DiaryId, Guid LeaseId, string? SyncToken, DateTimeOffset? WindowFrom, DateTimeOffset? WindowTo,
        DateTimeOffset? SyncedAt, int FailedAttempts, long Requests, Guid WorkspaceId, string? LinkedProvider, string? DiaryTimezone, string? DiaryAccess,
        bool IsFollowed, int HorizonDays, string Readers)
    {
        public MirrorLease ToLease() => new(
            new DiaryLink(
                new CalendarId(CalendarId), ConnectionId, LinkedProvider ?? "",
                new DiaryAddress(
                    DiaryId, DiaryTimezone is null ? DateTimeZone.Utc : DateTimeZoneProviders.Tzdb[DiaryTimezone],
                    DiaryAccess is null ? Providers.DiaryAccess.Read : DiaryAccessNames.Read(DiaryAccess))),
            new WorkspaceId(WorkspaceId), LeaseId, SyncToken,
            WindowFrom is { } from && WindowTo is { } to ? new Interval(Instant.FromDateTimeOffset(from), Instant.FromDateTimeOffset(to)) : null,
            SyncedAt is { } at ? Instant.FromDateTimeOffset(at) : null,
            FailedAttempts, Requests, HorizonDays, IsFollowed, ReadersOf(Readers));
    }
}
