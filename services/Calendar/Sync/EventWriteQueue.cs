using Dapper;
using Npgsql;
using PeteRental.Calendar.Providers;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Calendar.Sync;

/// <summary>Where an appointment stands in a connected calendar, as it is stored and told.</summary>
internal static class SyncStatus
{
    /// <summary>It is in no connected calendar.</summary>
    public const string None = "none";

    /// <summary>The diary has yet to follow.</summary>
    public const string Pending = "pending";

    /// <summary>The diary shows it.</summary>
    public const string Synced = "synced";

    /// <summary>The diary could not be written for a while. It is tried on.</summary>
    public const string Failed = "failed";

    /// <summary>The diary has something else at its time.</summary>
    public const string Conflict = "conflict";
}

/// <summary>An appointment whose turn it is, with where its event stands so far.</summary>
/// <param name="WorkspaceId">Its workspace.</param>
/// <param name="AppointmentId">The appointment.</param>
/// <param name="CalendarId">Its calendar.</param>
/// <param name="SyncStatus">So far.</param>
/// <param name="Attempts">That failed, since it last changed or succeeded.</param>
/// <param name="LeaseUntil">Names this turn; what is noted under another one is not.</param>
/// <param name="Shown">Its event.</param>
internal sealed record DueWrite(
    WorkspaceId WorkspaceId, Guid AppointmentId, CalendarId CalendarId, string SyncStatus, int Attempts, DateTimeOffset LeaseUntil, ShownEvent Shown);

/// <summary>What came of a turn in which the diary could not be brought in line.</summary>
/// <param name="ErrorCode">Why.</param>
/// <param name="Pause">Until the next turn; null when there is none unless the appointment changes.</param>
/// <param name="Counts">False for a turn in which nothing could be tried.</param>
/// <param name="Status">Where the appointment stands now; null when that has not changed.</param>
/// <param name="Event">To be told with it.</param>
internal sealed record Postponement(string ErrorCode, TimeSpan? Pause, bool Counts = true, string? Status = null, OutboxRow? Event = null);

/// <summary>
/// Appointments that a provider's diary has yet to follow. Whoever takes one holds its lease: a change of the appointment meanwhile waits
/// for its turn, so that the diary sees changes in order, and a replica that dies is waited for no longer than the lease.
/// </summary>
internal sealed class EventWriteQueue(NpgsqlDataSource database, Outbox outbox) : IDisposable
{
    /// <summary>How far into the queue is looked for calendars that are not busy yet.</summary>
    private const int Depth = 500;

    private readonly SemaphoreSlim _signal = new(0, 1);

    /// <summary>Tells the writer of this process that something is due. Without it the writer finds it within a second.</summary>
    public void Wake()
    {
        try
        {
            _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // The writer has been woken already and will see this, too.
        }
    }

    /// <summary>Waits until something may be due.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _signal.WaitAsync(atMost, cancellationToken);

    /// <summary>Takes what is due, the oldest first, and not more of a calendar than its mailbox takes at once.</summary>
    /// <param name="most">How many.</param>
    /// <param name="mostOfCalendar">How many of one calendar.</param>
    /// <param name="full">Calendars that have enough in hand already.</param>
    /// <param name="lease">How long they are kept from others.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<DueWrite>> TakeAsync(
        int most, int mostOfCalendar, Guid[] full, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return [.. (await connection.QueryAsync<DueRow>(new CommandDefinition(
            """
            UPDATE event_writes SET lease_until = clock_timestamp() + @lease
            WHERE appointment_id IN (
                SELECT appointment_id FROM event_writes
                WHERE appointment_id IN (
                        SELECT appointment_id FROM (
                            SELECT appointment_id, next_attempt_at, row_number() OVER (PARTITION BY calendar_id ORDER BY next_attempt_at) AS place
                            FROM (
                                SELECT appointment_id, calendar_id, next_attempt_at FROM event_writes
                                WHERE sync_status <> 'synced' AND next_attempt_at <= clock_timestamp()
                                  AND (lease_until IS NULL OR lease_until < clock_timestamp()) AND calendar_id <> ALL(@full)
                                ORDER BY next_attempt_at LIMIT @Depth) AS oldest) AS placed
                        WHERE place <= @mostOfCalendar ORDER BY next_attempt_at LIMIT @most)
                  AND sync_status <> 'synced' AND next_attempt_at <= clock_timestamp() AND (lease_until IS NULL OR lease_until < clock_timestamp())
                FOR UPDATE SKIP LOCKED)
            RETURNING workspace_id, appointment_id, calendar_id, sync_status, attempts, lease_until, connection_id, diary_id, provider_event_id,
                provider_link, generation, tried_from, tried_to
            """,
            new { most, mostOfCalendar, full, lease, Depth },
            cancellationToken: cancellationToken))).Select(row => row.ToDue())];
    }

    /// <summary>Notes where an event will stand that is about to be made: should the answer get lost, it is looked for there.</summary>
    public Task<bool> NoteTryAsync(DueWrite due, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) => ChangeAsync(
        "tried_from = least(tried_from, @from), tried_to = greatest(tried_to, @to)",
        new { due.AppointmentId, due.LeaseUntil, from, to },
        cancellationToken);

    /// <summary>Gives a turn back that was not taken to its end.</summary>
    public Task<bool> GiveBackAsync(DueWrite due, CancellationToken cancellationToken) =>
        ChangeAsync("lease_until = NULL", new { due.AppointmentId, due.LeaseUntil }, cancellationToken);

    /// <summary>Notes what the diary shows now. A change of the appointment meanwhile stays due.</summary>
    public Task<bool> NoteWrittenAsync(DueWrite due, int revision, ShownEvent shown, CancellationToken cancellationToken) => ChangeAsync(
        """
        written_revision = @revision, written_at = clock_timestamp(), connection_id = @ConnectionId, diary_id = @DiaryId, provider_event_id = @EventId,
        provider_link = @Link, generation = @Generation, tried_from = NULL, tried_to = NULL, attempts = 0, error_code = NULL, lease_until = NULL,
        sync_status = CASE WHEN revision = @revision THEN 'synced' ELSE 'pending' END, next_attempt_at = clock_timestamp()
        """,
        new
        {
            due.AppointmentId,
            due.LeaseUntil,
            revision,
            shown.ConnectionId,
            shown.DiaryId,
            shown.EventId,
            shown.Link,
            shown.Generation,
        },
        cancellationToken);

    /// <summary>Gives a turn back that came to nothing. When the appointment has changed meanwhile, it is due at once and nothing else is noted.</summary>
    /// <param name="due">The turn.</param>
    /// <param name="revision">Of the appointment as it was tried.</param>
    /// <param name="why">What came of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task PostponeAsync(DueWrite due, int revision, Postponement why, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            WITH given_back AS (
                UPDATE event_writes SET
                    lease_until = NULL,
                    error_code = CASE WHEN revision = @revision THEN @ErrorCode ELSE error_code END,
                    attempts = CASE WHEN revision = @revision THEN attempts + @count ELSE attempts END,
                    sync_status = CASE WHEN revision = @revision THEN coalesce(@Status, sync_status) ELSE sync_status END,
                    next_attempt_at = CASE
                        WHEN revision <> @revision THEN clock_timestamp()
                        WHEN @Pause::interval IS NULL THEN 'infinity'
                        ELSE clock_timestamp() + @Pause::interval END
                WHERE appointment_id = @AppointmentId AND lease_until = @LeaseUntil
                RETURNING revision)
            INSERT INTO outbox (id, type, payload, traceparent)
            SELECT @eventId, @eventType, @payload::jsonb, @traceparent FROM given_back WHERE revision = @revision AND @eventId::uuid IS NOT NULL
            """,
            new
            {
                due.AppointmentId,
                due.LeaseUntil,
                revision,
                why.ErrorCode,
                why.Pause,
                why.Status,
                count = why.Counts ? 1 : 0,
                eventId = why.Event?.Id,
                eventType = why.Event?.Type,
                payload = why.Event?.Payload,
                traceparent = why.Event?.Traceparent,
            },
            cancellationToken: cancellationToken));
        if (why.Event is not null)
        {
            outbox.Wake();
        }
    }

    /// <summary>Drops what waits for an appointment that is no more.</summary>
    public async Task RemoveAsync(DueWrite due, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM event_writes WHERE appointment_id = @AppointmentId AND lease_until = @LeaseUntil",
            new { due.AppointmentId, due.LeaseUntil },
            cancellationToken: cancellationToken));
    }

    /// <summary>Makes what waits for an account due at once. For whoever connects it again, or switches its calendars on.</summary>
    public static Task ResumeAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid connectionId, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE event_writes SET next_attempt_at = clock_timestamp()
            WHERE sync_status <> 'synced' AND next_attempt_at <> 'infinity'
              AND calendar_id IN (SELECT id FROM calendars WHERE connection_id = @connectionId)
            """,
            new { connectionId },
            transaction,
            cancellationToken: cancellationToken));

    /// <inheritdoc />
    public void Dispose() => _signal.Dispose();

    private async Task<bool> ChangeAsync(string change, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(
            $"UPDATE event_writes SET {change} WHERE appointment_id = @AppointmentId AND lease_until = @LeaseUntil",
            parameters,
            cancellationToken: cancellationToken)) == 1;
    }

    private sealed record DueRow(
        Guid WorkspaceId, Guid AppointmentId, Guid CalendarId, string SyncStatus, int Attempts, DateTimeOffset LeaseUntil, Guid? ConnectionId,
        string? DiaryId, string? ProviderEventId, string? ProviderLink, int Generation, DateTimeOffset? TriedFrom, DateTimeOffset? TriedTo)
    {
        public DueWrite ToDue() => new(
            new WorkspaceId(WorkspaceId), AppointmentId, new CalendarId(CalendarId), SyncStatus, Attempts, LeaseUntil,
            new ShownEvent(ConnectionId, DiaryId, ProviderEventId, ProviderLink, Generation, Tried));

        private NodaTime.Interval? Tried => TriedFrom is { } from && TriedTo is { } to
            ? new NodaTime.Interval(NodaTime.Instant.FromDateTimeOffset(from), NodaTime.Instant.FromDateTimeOffset(to))
            : null;
    }
}
