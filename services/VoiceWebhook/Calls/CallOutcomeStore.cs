using System.Data.Common;
using Dapper;
using Npgsql;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.VoiceWebhook.Calls;

/// <summary>Writes on calls what events tell of their outcome.</summary>
public sealed class CallOutcomeStore(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Bookings. A call that is not known yet is made known: its booking is.</summary>
    public Task RecordBookedAsync(IReadOnlyList<ViewingEvent> events, CancellationToken cancellationToken) => RecordAsync(
        CallOutcome.Booked,
        events,
        """
        INSERT INTO calls (id, workspace_id, call_id, agent_id, begun_at, outcome, outcome_at)
        SELECT id, w, c, a, at, @Outcome, at FROM unnest(@Ids, @Workspaces, @CallIds, @Agents, @Times) AS row (id, w, c, a, at)
        ON CONFLICT (workspace_id, call_id) DO UPDATE SET outcome = excluded.outcome, outcome_at = excluded.outcome_at,
            agent_id = coalesce(calls.agent_id, excluded.agent_id)
        WHERE outcome_wins(excluded.outcome, excluded.outcome_at, calls.outcome, calls.outcome_at)
        """,
        cancellationToken);

    /// <summary>
    /// Moves and cancellations. An event names the call of the booking; it is that call's outcome too only if it happened in it. (A
    /// later call that moves an older viewing has its outcome from its own tool call.)
    /// </summary>
    public Task RecordChangedAsync(CallOutcome outcome, IReadOnlyList<ViewingEvent> events, CancellationToken cancellationToken) => RecordAsync(
        outcome,
        events,
        """
        UPDATE calls SET outcome = @Outcome, outcome_at = row.at
        FROM unnest(@Workspaces, @CallIds, @Times) AS row (w, c, at)
        WHERE calls.workspace_id = row.w AND calls.call_id = row.c
            AND row.at BETWEEN calls.begun_at - interval '5 minutes' AND coalesce(calls.ended_at, calls.begun_at + interval '1 hour')
            AND outcome_wins(@Outcome, row.at, calls.outcome, calls.outcome_at)
        """,
        cancellationToken);

    private async Task RecordAsync(CallOutcome outcome, IReadOnlyList<ViewingEvent> events, string sql, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var ids = events.Select(one => one.MessageId).ToArray();
        var unseen = await Inbox.TryRecordAsync(connection, transaction, ids, $"call-{outcome.Name()}", cancellationToken);
        var latest = events
            .Where(one => one.IsByCaller && !string.IsNullOrEmpty(one.CallId) && unseen.Contains(one.MessageId))
            .GroupBy(one => (one.WorkspaceId, one.CallId))
            .Select(call => call.MaxBy(one => one.At)!)
            .OrderBy(one => (one.WorkspaceId, one.CallId))
            .ToList();
        if (latest.Count > 0)
        {
            await WriteAsync(connection, transaction, outcome, latest, sql, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private Task<int> WriteAsync(
        DbConnection connection, DbTransaction transaction, CallOutcome outcome, List<ViewingEvent> events, string sql, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            sql,
            new
            {
                Outcome = outcome.Name(),
                Ids = events.Select(_ => Guid.CreateVersion7(time.GetUtcNow())).ToArray(),
                Workspaces = events.Select(one => one.WorkspaceId).ToArray(),
                CallIds = events.Select(one => one.CallId).ToArray(),
                Agents = events.Select(one => one.AgentId).ToArray(),
                Times = events.Select(one => one.At).ToArray(),
            },
            transaction,
            cancellationToken: cancellationToken));
}
