using Dapper;
using Npgsql;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults.Paging;

namespace PeteRental.Calendar.Booking;

/// <summary>Which appointments a list shows.</summary>
public sealed record AppointmentFilter
{
    /// <summary>Beginning at this instant or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Beginning sooner than this instant.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>In one of these states; null for all.</summary>
    public string[]? Statuses { get; init; }

    /// <summary>In this calendar.</summary>
    public Guid? CalendarId { get; init; }

    /// <summary>Taken by this agent.</summary>
    public Guid? AgentId { get; init; }

    /// <summary>In a calendar of this person, or booked by them.</summary>
    public Guid? UserId { get; init; }

    /// <summary>Part of the address or of what is known of the attendee.</summary>
    public string? Text { get; init; }
}

/// <summary>A line of an appointment's history.</summary>
public sealed record HistoryEntry(DateTimeOffset At, string Action, string Actor, Guid? ActorUserId, string? CallId, string? Before, string After);

/// <summary>Reads appointments. Every statement names the workspace.</summary>
internal sealed class AppointmentReader(NpgsqlDataSource database)
{
    private const string Columns =
        """
        id AS appointment_id, workspace_id, calendar_id, user_id, agent_id, booked_by, call_id, source, status, start_at, end_at,
        lower(blocked) AS blocked_from, upper(blocked) AS blocked_to, property_address, attendee_name, attendee_email, attendee_phone, notes,
        sequence, revision, expires_at, cancel_reason, created_at, updated_at
        """;

    // For the rows that are shown and no others: as a join, it might be done for all there are.
    private const string InDiary =
        """
        LEFT JOIN LATERAL (
            SELECT sync_status, provider_event_id, provider_link FROM event_writes WHERE event_writes.appointment_id = found.appointment_id LIMIT 1) AS shown
        ON true
        """;

    private const string Coming = "workspace_id = @workspace AND status IN ('reserved', 'confirmed') AND end_at > @now";

    /// <summary>One appointment, or null when the workspace has none of this id.</summary>
    public Task<Appointment?> FindAsync(WorkspaceId workspace, Guid id, CancellationToken cancellationToken) =>
        FirstAsync(
            $"""
             SELECT found.*, shown.* FROM (SELECT {Columns} FROM appointments WHERE id = @id AND workspace_id = @workspace) AS found
             {InDiary}
             """,
            new { id, workspace = workspace.Value },
            cancellationToken);

    /// <summary>Appointments by start and id.</summary>
    public Task<IReadOnlyList<Appointment>> ListAsync(
        WorkspaceId workspace, AppointmentFilter filter, Cursor? start, int limit, DateTimeOffset now,
        CancellationToken cancellationToken) =>
        QueryAsync(
            // The inner part is answered by an index alone (Migrations/0003), however few rows pass the filter.
            $"""
             SELECT found.*, shown.* FROM (
                 SELECT {Columns} FROM appointments
                 WHERE workspace_id = @workspace AND id = ANY(ARRAY(
                     SELECT id FROM appointments WHERE {Conditions(filter, start)} ORDER BY start_at, id LIMIT @limit))) AS found
             {InDiary}
             ORDER BY found.start_at, found.appointment_id
             """,
            new
            {
                workspace = workspace.Value,
                filter.From,
                filter.To,
                filter.Statuses,
                filter.CalendarId,
                filter.AgentId,
                filter.UserId,
                pattern = filter.Text is { } text ? $"%{Literally(text)}%" : null,
                at = start?.At,
                afterId = start?.Id,
                limit,
                now,
            },
            cancellationToken);

    // Only what is asked for: a plan for "@from IS NULL OR …" cannot start within the index, and a page far down would read all of it.
    private static string Conditions(AppointmentFilter filter, Cursor? start)
    {
        var conditions = new List<string> { "workspace_id = @workspace", "(expires_at IS NULL OR expires_at > @now)" };
        void When(bool isAsked, string condition)
        {
            if (isAsked)
            {
                conditions.Add(condition);
            }
        }

        When(start is not null, "(start_at, id) > (@at, @afterId)");
        When(filter.From is not null, "start_at >= @From");
        When(filter.To is not null, "start_at < @To");
        When(filter.Statuses is not null, "status = ANY(@Statuses)");
        When(filter.CalendarId is not null, "calendar_id = @CalendarId");
        When(filter.AgentId is not null, "agent_id = @AgentId");
        When(
            filter.UserId is not null,
            "(booked_by = @UserId OR calendar_id IN (SELECT id FROM calendars WHERE workspace_id = @workspace AND user_id = @UserId))");
        When(filter.Text is not null, "search_text LIKE (SELECT lower(@pattern))");
        return string.Join(" AND ", conditions);
    }

    /// <summary>The coming appointments that have a telephone number as their contact, soonest first.</summary>
    public Task<IReadOnlyList<Appointment>> ComingForAsync(
        WorkspaceId workspace, string phone, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        QueryAsync(
            $"SELECT {Columns} FROM appointments WHERE {Coming} AND attendee_phone = @phone ORDER BY start_at, id LIMIT @limit",
            new { workspace = workspace.Value, phone, now, limit },
            cancellationToken);

    /// <summary>
    /// The coming appointments that have a telephone number as their contact or were booked from it, soonest first, or the one of them
    /// that is named.
    /// </summary>
    public Task<IReadOnlyList<Appointment>> ComingOfAsync(
        WorkspaceId workspace, string phone, Guid? id, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        // Each part has an index of its own in the order of time, where it may stop at the limit. None is in both.
        QueryAsync(
            $"""
             SELECT {Columns} FROM (
                 (SELECT * FROM appointments
                  WHERE {Coming} AND attendee_phone = @phone AND (@id::uuid IS NULL OR id = @id)
                  ORDER BY start_at, id LIMIT @limit)
                 UNION ALL
                 (SELECT * FROM appointments
                  WHERE {Coming} AND caller_phone = @phone AND caller_phone IS DISTINCT FROM attendee_phone AND (@id::uuid IS NULL OR id = @id)
                  ORDER BY start_at, id LIMIT @limit)) AS own
             ORDER BY start_at, id LIMIT @limit
             """,
            new { workspace = workspace.Value, phone, id, now, limit },
            cancellationToken);

    /// <summary>What a call has already booked of a home with a start in this stretch; both ends count.</summary>
    public Task<Appointment?> BookedInCallAsync(
        WorkspaceId workspace, string callId, string propertyKey, DateTimeOffset from, DateTimeOffset to,
        CancellationToken cancellationToken) =>
        FirstAsync(
            $"""
             SELECT {Columns} FROM appointments
             WHERE workspace_id = @workspace AND call_id = @callId AND property_key = @propertyKey AND status IN ('reserved', 'confirmed')
               AND start_at BETWEEN @from AND @to
             ORDER BY start_at LIMIT 1
             """,
            new { workspace = workspace.Value, callId, propertyKey, from, to },
            cancellationToken);

    /// <summary>What a call has already cancelled of the appointments for or from a telephone number, the latest.</summary>
    public Task<Appointment?> CancelledInCallAsync(WorkspaceId workspace, string phone, string callId, Guid? id, CancellationToken cancellationToken) =>
        FirstAsync(
            $"""
             SELECT {Columns} FROM appointments
             WHERE workspace_id = @workspace AND (attendee_phone = @phone OR caller_phone = @phone) AND status = 'cancelled' AND (@id::uuid IS NULL OR id = @id)
               AND EXISTS (
                   SELECT 1 FROM appointment_history AS history
                   WHERE history.workspace_id = @workspace AND history.appointment_id = appointments.id AND history.action = 'cancelled'
                     AND history.call_id = @callId)
             ORDER BY updated_at DESC LIMIT 1
             """,
            new { workspace = workspace.Value, phone, callId, id },
            cancellationToken);

    /// <summary>Where an appointment was before this call moved it last; null when the call has not moved it.</summary>
    public async Task<DateTimeOffset?> StartBeforeMoveInCallAsync(WorkspaceId workspace, Guid id, string callId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QueryFirstOrDefaultAsync<DateTimeOffset?>(new CommandDefinition(
            """
            SELECT (before ->> 'start_at')::timestamptz FROM appointment_history
            WHERE workspace_id = @workspace AND appointment_id = @id AND action = 'rescheduled' AND call_id = @callId
            ORDER BY revision DESC LIMIT 1
            """,
            new { workspace = workspace.Value, id, callId },
            cancellationToken: cancellationToken));
    }

    /// <summary>Everything that happened to an appointment, oldest first.</summary>
    public async Task<IReadOnlyList<HistoryEntry>> HistoryAsync(WorkspaceId workspace, Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<HistoryEntry>(new CommandDefinition(
            """
            SELECT at, action, actor, actor_user_id, call_id, before::text AS before, after::text AS after FROM appointment_history
            WHERE workspace_id = @workspace AND appointment_id = @id ORDER BY revision LIMIT 500
            """,
            new { workspace = workspace.Value, id },
            cancellationToken: cancellationToken))).AsList();
    }

    private static string Literally(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);

    private async Task<Appointment?> FirstAsync(string sql, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QueryFirstOrDefaultAsync<Appointment>(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken));
    }

    private async Task<IReadOnlyList<Appointment>> QueryAsync(string sql, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<Appointment>(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken))).AsList();
    }
}
