using Dapper;
using Npgsql;
using PeteRental.Calendar.Availability;
using PeteRental.Calendar.Sync;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Calendar.Calendars;

/// <summary>
/// What changes of links have in common. A calendar may read the diaries of any other of its workspace, so all of them get a new version,
/// and whoever keeps copies is told.
/// </summary>
internal sealed class LinkChanges(CalendarDirectory directory, DiaryChanges diaries, SyncQueue sync, Outbox outbox, TimeProvider time)
{
    /// <summary>One change of links at a time in a workspace: two accounts that are connected at once do not take the same calendar.</summary>
    public static async Task LockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid workspace, CancellationToken cancellationToken) =>
        await connection.ExecuteAsync(new CommandDefinition(
            "SELECT pg_advisory_xact_lock(hashtextextended('calendar links ' || @workspace::text, 0))", new { workspace }, transaction, cancellationToken: cancellationToken));

    /// <summary>
    /// Makes the calendars of a connection our own again, except those of some diaries. Where they led is remembered, so that connecting
    /// again finds them.
    /// </summary>
    /// <returns>How many.</returns>
    public async Task<int> UnlinkAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid connectionId, string[] keep, CancellationToken cancellationToken)
    {
        var calendars = (await connection.QueryAsync<Guid>(new CommandDefinition(
            """
            UPDATE calendars SET connection_id = NULL, provider = 'native', updated_at = @now
            WHERE connection_id = @connectionId AND diary_id <> ALL (@keep) RETURNING id
            """,
            new { connectionId, keep, now = time.GetUtcNow() }, transaction, cancellationToken: cancellationToken))).ToArray();
        await ForgetDiariesAsync(connection, transaction, calendars, cancellationToken);
        return calendars.Length;
    }

    /// <summary>
    /// Drops what is known of diaries that are not followed any more. Viewings that waited for their word are looked at again: now our own
    /// calendar alone decides.
    /// </summary>
    public static async Task ForgetDiariesAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid[] calendars, CancellationToken cancellationToken) =>
        await connection.ExecuteAsync(new CommandDefinition(
            """
            WITH mirrors AS (DELETE FROM diary_mirrors WHERE calendar_id = ANY (@calendars))
            UPDATE event_writes SET sync_status = 'pending', attempts = 0, next_attempt_at = clock_timestamp()
            WHERE calendar_id = ANY (@calendars) AND sync_status IN ('conflict', 'failed')
            """,
            new { calendars }, transaction, cancellationToken: cancellationToken));

    /// <summary>Has the diaries of calendars show what is booked there from now on, where they do not yet.</summary>
    public async Task QueueViewingsAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid[] calendars, CancellationToken cancellationToken) =>
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO event_writes AS shown (appointment_id, workspace_id, calendar_id, revision, sync_status, next_attempt_at)
            SELECT booked.id, booked.workspace_id, booked.calendar_id, booked.revision, 'pending', clock_timestamp()
            FROM appointments AS booked JOIN calendars ON calendars.id = booked.calendar_id
            WHERE booked.calendar_id = ANY (@calendars) AND booked.status IN ('reserved', 'confirmed') AND booked.end_at > @now
                AND calendars.diary_access = 'write'
            ON CONFLICT (appointment_id) DO UPDATE SET calendar_id = excluded.calendar_id, revision = excluded.revision, sync_status = 'pending',
                attempts = 0, next_attempt_at = excluded.next_attempt_at, error_code = NULL
            WHERE shown.written_revision IS DISTINCT FROM excluded.revision OR shown.sync_status <> 'synced'
            """,
            new { calendars, now = time.GetUtcNow() }, transaction, cancellationToken: cancellationToken));

    /// <summary>Gives all calendars of a workspace a new version, and tells other services.</summary>
    /// <returns>The calendars.</returns>
    public async Task<IReadOnlyList<CalendarId>> BumpAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid workspace, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var calendars = (await connection.QueryAsync<Guid>(new CommandDefinition(
            "UPDATE calendars SET settings_version = settings_version + 1, updated_at = @now WHERE workspace_id = @workspace RETURNING id",
            new { workspace, now }, transaction, cancellationToken: cancellationToken))).ToList();
        foreach (var calendar in calendars)
        {
            await outbox.AddAsync(connection, transaction, new CalendarSettingsChanged(workspace, now, calendar), cancellationToken);
        }

        return [.. calendars.Select(calendar => new CalendarId(calendar))];
    }

    /// <summary>Tells everybody here after the commit.</summary>
    public void Announce(WorkspaceId workspace, IReadOnlyList<CalendarId> calendars)
    {
        directory.Forget(workspace);
        foreach (var calendar in calendars)
        {
            diaries.Announce(calendar);
            sync.Request(calendar);
        }

        outbox.Wake();
    }
}
