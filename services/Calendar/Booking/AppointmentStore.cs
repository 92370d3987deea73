using Dapper;
using NodaTime;
using Npgsql;
using PeteRental.Calendar.Availability;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Sync;
using PeteRental.Calendar.Time;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Calendar.Booking;

/// <summary>How a write ended.</summary>
internal enum WriteResult
{
    /// <summary>Written, with history, event and reply.</summary>
    Written,

    /// <summary>Something else has the time. Nothing was written.</summary>
    Taken,

    /// <summary>
    /// Nothing was written, for another reason: the reply is known already, the settings or the row have changed, the day is full,
    /// or (for a new row only, where the database does not tell them apart) the time is taken.
    /// </summary>
    NotWritten,
}

/// <summary>
/// Writes appointments. Who gets a time is decided by the constraints of the table and nothing else; nothing is looked up ahead.
/// </summary>
internal sealed class AppointmentStore(NpgsqlDataSource database, DiaryChanges diaries, Outbox outbox, EventWriteQueue events, TimeProvider time)
{
    private const string Insert =
        """
        INSERT INTO appointments (
            id, workspace_id, calendar_id, user_id, agent_id, booked_by, call_id, source, status, start_at, end_at, blocked,
            property_address, property_key, attendee_name, attendee_email, attendee_phone, caller_phone, notes, expires_at,
            created_at, updated_at)
        SELECT
            @AppointmentId, @WorkspaceId, @CalendarId, @UserId, @AgentId, @BookedBy, @CallId, @Source, @Status, @StartAt, @EndAt,
            tstzrange(@BlockedFrom, @BlockedTo), @PropertyAddress, @PropertyKey, @AttendeeName, @AttendeeEmail, @AttendeePhone,
            @CallerPhone, @Notes, @ExpiresAt::timestamptz, @Now, @Now
        WHERE true
        """;

    private const string Update =
        """
        UPDATE appointments SET
            status = @Status, start_at = @StartAt, end_at = @EndAt, blocked = tstzrange(@BlockedFrom, @BlockedTo),
            property_address = @PropertyAddress, property_key = @PropertyKey, attendee_name = @AttendeeName, attendee_email = @AttendeeEmail,
            attendee_phone = @AttendeePhone, notes = @Notes, sequence = @Sequence, revision = revision + 1,
            expires_at = @ExpiresAt::timestamptz, cancel_reason = @CancelReason, updated_at = @Now
        WHERE id = @AppointmentId AND workspace_id = @WorkspaceId AND revision = @SeenRevision
        """;

    private const string NotAnsweredYet =
        "AND NOT EXISTS (SELECT 1 FROM replies WHERE workspace_id = @WorkspaceId AND scope = @Scope AND key = @Key)";

    private const string SettingsStillHold =
        "AND EXISTS (SELECT 1 FROM calendars WHERE id = @CalendarId AND workspace_id = @WorkspaceId AND settings_version = @SettingsVersion)";

    private const string DayHasRoom =
        """
        AND @DayLimit > (
            SELECT count(*) FROM appointments
            WHERE workspace_id = @WorkspaceId AND calendar_id = @CalendarId AND start_at >= @DayStart AND start_at < @DayEnd
              AND status <> 'cancelled' AND (expires_at IS NULL OR expires_at > @Now) AND id <> @AppointmentId)
        """;

    private const string Noted =
        """
        , noted AS (
            INSERT INTO appointment_history (
                id, workspace_id, appointment_id, revision, at, action, actor, actor_user_id, call_id, before, after)
            SELECT @HistoryId, @WorkspaceId, @AppointmentId, @Revision, @Now, @Action, @Actor, @ActorUserId, @ActorCallId,
                @FactsBefore::jsonb, @FactsAfter::jsonb
            FROM written)
        """;

    // A reply under the same key that somebody else has just written makes the whole fail.
    private const string Remembered =
        """
        , remembered AS (
            INSERT INTO replies (workspace_id, scope, key, request_hash, body, created_at)
            SELECT @WorkspaceId, @Scope, @Key, @RequestHash, @Reply, @Now FROM written)
        """;

    private const string Told =
        """
        , told AS (
            INSERT INTO outbox (id, type, payload, traceparent) SELECT @EventId, @EventType, @Payload::jsonb, @Traceparent FROM written)
        """;

    // Whose turn it is to be written is by the database's clock, which all replicas share.
    private const string Shown =
        """
        , shown AS (
            INSERT INTO event_writes (appointment_id, workspace_id, calendar_id, revision, sync_status, next_attempt_at)
            SELECT @AppointmentId, @WorkspaceId, @CalendarId, @Revision, 'pending', clock_timestamp() FROM written
            ON CONFLICT (appointment_id) DO UPDATE SET
                revision = excluded.revision, sync_status = 'pending', attempts = 0, error_code = NULL, next_attempt_at = excluded.next_attempt_at)
        """;

    private const string Followed =
        """
        , shown AS (
            UPDATE event_writes SET
                revision = @Revision, sync_status = 'pending', attempts = 0, error_code = NULL, next_attempt_at = clock_timestamp()
            WHERE appointment_id = @AppointmentId AND EXISTS (SELECT 1 FROM written))
        """;

    // The diary says already what the appointment says now. An event that is gone from it is no longer known.
    private const string Led =
        """
        , shown AS (
            UPDATE event_writes SET
                revision = @Revision, written_revision = @Revision, sync_status = 'synced', attempts = 0, error_code = NULL, written_at = clock_timestamp(),
                provider_event_id = CASE WHEN @Status = 'cancelled' THEN NULL ELSE provider_event_id END,
                provider_link = CASE WHEN @Status = 'cancelled' THEN NULL ELSE provider_link END
            WHERE appointment_id = @AppointmentId AND EXISTS (SELECT 1 FROM written))
        """;

    // Each update writes its new range first and looks for others then, so two that cross would wait for each other.
    private const string OneUpdateAtATime = "SELECT 1 FROM pg_advisory_xact_lock(hashtextextended(@CalendarId::text, 1));\n";

    // A count cannot be constrained: the bookings of a limited day go one after another.
    private const string OneOfTheDayAtATime = "SELECT 1 FROM pg_advisory_xact_lock(hashtextextended(@CalendarId::text || @DayStart::text, 2));\n";

    /// <summary>Adds a new appointment in one trip.</summary>
    public Task<WriteResult> TryInsertAsync(AppointmentWrite write, CancellationToken cancellationToken) =>
        // ON CONFLICT rather than an error: two inserts that conflict do not deadlock that way, one simply waits for the other.
        WriteAsync(write.LimitedDay is null ? [] : [OneOfTheDayAtATime], Statement(Insert, "ON CONFLICT DO NOTHING", write), write, cancellationToken);

    /// <summary>Changes an appointment as it was seen, in one trip.</summary>
    public Task<WriteResult> TryUpdateAsync(AppointmentWrite write, CancellationToken cancellationToken) =>
        WriteAsync(
            write.LimitedDay is null ? [OneUpdateAtATime] : [OneUpdateAtATime, OneOfTheDayAtATime], Statement(Update, "", write), write, cancellationToken);

    /// <summary>Removes holds that ran out and are in the way; true when there were any.</summary>
    public async Task<bool> RemoveExpiredHoldsAsync(Appointment inTheWayOf, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(
            """
            DELETE FROM appointments
            WHERE calendar_id = @CalendarId AND workspace_id = @WorkspaceId AND blocked && tstzrange(@BlockedFrom, @BlockedTo)
              AND status = 'held' AND expires_at <= @now
            """,
            new { inTheWayOf.CalendarId, inTheWayOf.WorkspaceId, inTheWayOf.BlockedFrom, inTheWayOf.BlockedTo, now = time.GetUtcNow() },
            cancellationToken: cancellationToken)) > 0;
    }

    /// <summary>The local day of an appointment when its calendar limits viewings a day; null otherwise.</summary>
    public static Interval? LimitedDay(BookableCalendar calendar, Appointment appointment) =>
        calendar.Settings.MaxPerDay is null
            ? null
            : calendar.Settings.Zone.MapDay(appointment.Start.InZone(calendar.Settings.Zone).Date);

    // Written together or not at all. Only what this write needs is in the statement: with conditions that a parameter switches off,
    // the server would plan it anew each time.
    private static string Statement(string change, string onConflict, AppointmentWrite write) => string.Join(
        '\n',
        "WITH written AS (",
        change,
        write.Key is null ? "" : NotAnsweredYet,
        write.DependsOnSettings ? SettingsStillHold : "",
        write.LimitedDay is null ? "" : DayHasRoom,
        onConflict,
        "RETURNING 1)",
        Noted,
        write.Key is null ? "" : Remembered,
        write.Event is null ? "" : Told,
        write.DiaryPart switch
        {
            DiaryPart.Shows => Shown,
            DiaryPart.Follows => Followed,
            DiaryPart.Leads => Led,
            _ => "",
        },
        "SELECT count(*)::int FROM written");

    // The locks and the statement go out together and are one transaction; each sees what was committed while the one ahead waited.
    private async Task<WriteResult> WriteAsync(string[] locks, string statement, AppointmentWrite write, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var results = await connection.QueryMultipleAsync(new CommandDefinition(
                string.Concat([.. locks, statement]), write.Parameters(), cancellationToken: cancellationToken));
            foreach (var _ in locks)
            {
                await results.ReadSingleAsync<int>();
            }

            var written = await results.ReadSingleAsync<int>();
            if (written == 0)
            {
                return WriteResult.NotWritten;
            }
        }
        catch (PostgresException conflict) when (conflict.SqlState == PostgresErrorCodes.ExclusionViolation)
        {
            return WriteResult.Taken;
        }
        catch (PostgresException conflict) when (conflict.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return WriteResult.NotWritten;
        }
        finally
        {
            // Also when nothing was written, or nobody knows: then somebody else has the time.
            diaries.Announce(write.Calendar.Id);
        }

        if (write.Event is not null)
        {
            outbox.Wake();
        }

        if (write.DiaryPart is DiaryPart.Shows or DiaryPart.Follows)
        {
            events.Wake();
        }

        return WriteResult.Written;
    }
}
