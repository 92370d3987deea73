using Dapper;
using NodaTime;
using Npgsql;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Calendar.Sync;

/// <summary>An appointment whose event is not where it should be.</summary>
/// <param name="AppointmentId">The appointment.</param>
/// <param name="AppointmentRevision">As it was seen.</param>
/// <param name="WriteRevision">Of what shall be shown, as it was seen.</param>
/// <param name="ProviderEventId">Its event.</param>
/// <param name="SyncStatus">So far.</param>
/// <param name="IsSettled">True when the diary was told everything; false when it was told to change an event that it does not have any more.</param>
/// <param name="IsMirrored">False when the event is gone from the mirror.</param>
/// <param name="StartAt">The sooner one of where the appointment is and where the mirror has its event.</param>
/// <param name="EndAt">The later end of both.</param>
internal sealed record DifferingEvent(
    Guid AppointmentId, int AppointmentRevision, int WriteRevision, string ProviderEventId, string SyncStatus, bool IsSettled, bool IsMirrored,
    DateTimeOffset StartAt, DateTimeOffset EndAt)
{
    /// <summary><see cref="StartAt"/> as an instant.</summary>
    public Instant SpanStart => Instant.FromDateTimeOffset(StartAt);

    /// <summary><see cref="EndAt"/> as an instant.</summary>
    public Instant SpanEnd => Instant.FromDateTimeOffset(EndAt);
}

/// <summary>Where appointments and the mirror of their diary differ, and what is noted of it.</summary>
internal sealed class FollowStore(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>More wait for the next read.</summary>
    private const int MostAtOnce = 200;

    /// <summary>
    /// Coming appointments that are gone from their diary or stand elsewhere in it, and those that stood elsewhere before. Only what the
    /// diary was told ahead of this read; where our word is newer there is nothing to follow.
    /// </summary>
    public async Task<IReadOnlyList<DifferingEvent>> FindDifferingAsync(ReadDiary diary, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<DifferingEvent>(new CommandDefinition(
            """
            SELECT own.id AS appointment_id, own.revision AS appointment_revision, shown.revision AS write_revision, shown.provider_event_id,
                shown.sync_status, shown.written_revision = shown.revision AS is_settled, event.event_id IS NOT NULL AS is_mirrored,
                least(own.start_at, event.start_at) AS start_at, greatest(own.end_at, event.end_at) AS end_at
            FROM diary_mirrors AS mirror
            JOIN appointments AS own
                ON own.calendar_id = mirror.calendar_id AND own.blocked && tstzrange(@now, mirror.window_to) AND own.status IN ('reserved', 'confirmed')
            JOIN event_writes AS shown
                ON shown.appointment_id = own.id AND shown.connection_id = mirror.connection_id AND shown.diary_id = mirror.diary_id
            LEFT JOIN diary_events AS event ON event.calendar_id = mirror.calendar_id AND event.event_id = shown.provider_event_id
            WHERE mirror.calendar_id = @calendar AND mirror.connection_id = @ConnectionId AND mirror.diary_id = @diary
              AND own.workspace_id = @workspace AND own.end_at > @now AND shown.provider_event_id IS NOT NULL
              AND ((shown.written_revision = shown.revision AND shown.written_at < mirror.read_began
                        AND (event.event_id IS NULL OR event.start_at <> own.start_at OR event.end_at <> own.end_at OR shown.sync_status = 'conflict'))
                    OR (shown.written_revision <> shown.revision AND shown.error_code = 'provider_not_found' AND event.event_id IS NULL))
            ORDER BY own.start_at LIMIT @MostAtOnce
            """,
            new
            {
                calendar = diary.Link.CalendarId.Value,
                diary.Link.ConnectionId,
                diary = diary.Link.Address.DiaryId,
                workspace = diary.WorkspaceId.Value,
                now = time.GetUtcNow(),
                MostAtOnce,
            },
            cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>
    /// The diary answers, so what waited for it waits no longer; and when it has changed, what it had no room for is looked at again. True
    /// when there was anything.
    /// </summary>
    public async Task<bool> HurryAsync(ReadDiary diary, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE event_writes SET next_attempt_at = clock_timestamp()
            WHERE calendar_id = ANY(@calendars) AND next_attempt_at > clock_timestamp() AND next_attempt_at <> 'infinity'
              AND (error_code = 'provider_unavailable' OR (@HasChanged AND sync_status = 'conflict'))
            """,
            new { calendars = diary.Readers.Select(reader => reader.Value).ToArray(), diary.HasChanged },
            cancellationToken: cancellationToken)) > 0;
    }

    /// <summary>Notes that an event stands where its appointment cannot be, and tells of it once. The writer leaves it there: it is its owner's word.</summary>
    public async Task<bool> NoteConflictAsync(DifferingEvent one, OutboxRow told, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition(
            """
            WITH noted AS (
                UPDATE event_writes SET sync_status = 'conflict', error_code = 'moved_to_taken_time', next_attempt_at = 'infinity'
                WHERE appointment_id = @AppointmentId AND revision = @WriteRevision AND written_revision = @WriteRevision AND sync_status <> 'conflict'
                RETURNING 1)
            , told AS (
                INSERT INTO outbox (id, type, payload, traceparent) SELECT @Id, @Type, @Payload::jsonb, @Traceparent FROM noted)
            SELECT count(*)::int FROM noted
            """,
            new { one.AppointmentId, one.WriteRevision, told.Id, told.Type, told.Payload, told.Traceparent },
            cancellationToken: cancellationToken)) == 1;
    }

    /// <summary>Notes that an event stands where its appointment is, again.</summary>
    public async Task ClearConflictAsync(DifferingEvent one, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE event_writes SET sync_status = 'synced', error_code = NULL
            WHERE appointment_id = @AppointmentId AND revision = @WriteRevision AND written_revision = @WriteRevision AND sync_status = 'conflict'
            """,
            new { one.AppointmentId, one.WriteRevision },
            cancellationToken: cancellationToken));
    }

    /// <summary>Has an appointment get another event in place of one that is gone.</summary>
    public async Task<bool> MakeAnewAsync(DifferingEvent one, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE event_writes SET provider_event_id = NULL, provider_link = NULL, generation = generation + 1, attempts = 0, error_code = NULL,
                sync_status = 'pending', next_attempt_at = clock_timestamp()
            WHERE appointment_id = @AppointmentId AND revision = @WriteRevision AND provider_event_id = @ProviderEventId
              AND (lease_until IS NULL OR lease_until < clock_timestamp())
            """,
            new { one.AppointmentId, one.WriteRevision, one.ProviderEventId },
            cancellationToken: cancellationToken)) == 1;
    }
}
