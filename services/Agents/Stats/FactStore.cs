using System.Data.Common;
using Dapper;
using Npgsql;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Agents.Stats;

/// <summary>What one event tells of a viewing.</summary>
/// <param name="MessageId">The event's id.</param>
/// <param name="WorkspaceId">The tenant.</param>
/// <param name="AppointmentId">The viewing.</param>
/// <param name="AgentId">The agent that took it; null when a person did.</param>
/// <param name="Status">Its state then.</param>
/// <param name="StartAt">Its start then.</param>
/// <param name="Revision">Which write of the viewing it was.</param>
/// <param name="At">When it happened.</param>
internal sealed record AppointmentFact(
    Guid MessageId, Guid WorkspaceId, Guid AppointmentId, Guid? AgentId, string Status, DateTimeOffset StartAt, int Revision, DateTimeOffset At)
{
    /// <summary>When it was booked; only the booking itself tells.</summary>
    public DateTimeOffset? BookedAt { get; init; }

    /// <summary>When it was called off; only the cancellation itself tells.</summary>
    public DateTimeOffset? CancelledAt { get; init; }

    /// <summary>The call it was booked in; only the booking itself tells.</summary>
    public string? BookedInCall { get; init; }
}

/// <summary>What one event tells of a call; null for what it does not tell.</summary>
/// <param name="MessageId">The event's id.</param>
/// <param name="WorkspaceId">The tenant.</param>
/// <param name="CallId">Vapi's id of the call.</param>
/// <param name="AgentId">The agent on the line; null when none matched.</param>
internal sealed record CallFact(Guid MessageId, Guid WorkspaceId, string CallId, Guid? AgentId)
{
    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public decimal? Seconds { get; init; }

    public string? Outcome { get; init; }

    public DateTimeOffset? BookedAt { get; init; }
}

/// <summary>
/// Merges what events tell into one row for each viewing and each call. Events may come in any order and more than once: the rows end
/// up the same. Rows are written in the order of their keys, so that two batches cannot wait for each other in a circle.
/// </summary>
internal sealed class FactStore(NpgsqlDataSource database)
{
    /// <summary>Merges a batch about viewings.</summary>
    /// <param name="consumer">Whose inbox to use.</param>
    /// <param name="facts">The batch.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RecordAsync(string consumer, IReadOnlyList<AppointmentFact> facts, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var unseen = await Inbox.TryRecordAsync(connection, transaction, [.. facts.Select(fact => fact.MessageId)], consumer, cancellationToken);
        var latest = facts.Where(fact => unseen.Contains(fact.MessageId))
            .GroupBy(fact => (fact.WorkspaceId, fact.AppointmentId))
            .OrderBy(viewing => viewing.Key)
            .Select(viewing => viewing.MaxBy(fact => (fact.Revision, fact.At))!)
            .ToList();
        if (latest.Count > 0)
        {
            await MergeAsync(connection, transaction, latest, cancellationToken);
            await MergeAsync(connection, transaction, BookedCalls(latest), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Merges a batch about calls.</summary>
    /// <param name="consumer">Whose inbox to use.</param>
    /// <param name="facts">The batch.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RecordAsync(string consumer, IReadOnlyList<CallFact> facts, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var unseen = await Inbox.TryRecordAsync(connection, transaction, [.. facts.Select(fact => fact.MessageId)], consumer, cancellationToken);
        await MergeAsync(connection, transaction, OnePerCall(facts.Where(fact => unseen.Contains(fact.MessageId))), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    // That a viewing was booked in a call proves the call, and that it led to a booking.
    private static List<CallFact> BookedCalls(IEnumerable<AppointmentFact> facts) => OnePerCall(
        from fact in facts
        where !string.IsNullOrEmpty(fact.BookedInCall)
        select new CallFact(fact.MessageId, fact.WorkspaceId, fact.BookedInCall!, fact.AgentId) { BookedAt = fact.BookedAt });

    // A statement may write a row once only. Of several facts about a call in one batch the earliest booking is the one to keep; a
    // start or an end is told once.
    private static List<CallFact> OnePerCall(IEnumerable<CallFact> facts) =>
    [
        .. facts.GroupBy(fact => (fact.WorkspaceId, fact.CallId)).OrderBy(call => call.Key.WorkspaceId).ThenBy(call => call.Key.CallId, StringComparer.Ordinal)
            .Select(call => call.MinBy(fact => fact.BookedAt)!),
    ];

    private static Task<int> MergeAsync(
        DbConnection connection, DbTransaction transaction, List<AppointmentFact> facts, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO appointment_facts AS known (
                workspace_id, appointment_id, agent_id, status, start_at, booked_at, cancelled_at, revision, told_at)
            SELECT * FROM unnest(@Workspaces, @Ids, @Agents, @Statuses, @Starts, @Bookings, @Cancellations, @Revisions, @Times)
            ON CONFLICT (workspace_id, appointment_id) DO UPDATE SET
                booked_at = coalesce(known.booked_at, excluded.booked_at),
                cancelled_at = coalesce(known.cancelled_at, excluded.cancelled_at),
                (agent_id, status, start_at, revision, told_at) = (
                    SELECT state.* FROM (VALUES
                        (known.agent_id, known.status, known.start_at, known.revision, known.told_at),
                        (excluded.agent_id, excluded.status, excluded.start_at, excluded.revision, excluded.told_at)
                    ) AS state (agent_id, status, start_at, revision, told_at)
                    ORDER BY revision DESC, told_at DESC LIMIT 1)
            """,
            new
            {
                Workspaces = facts.Select(fact => fact.WorkspaceId).ToArray(),
                Ids = facts.Select(fact => fact.AppointmentId).ToArray(),
                Agents = facts.Select(fact => fact.AgentId).ToArray(),
                Statuses = facts.Select(fact => fact.Status).ToArray(),
                Starts = facts.Select(fact => fact.StartAt.ToUniversalTime()).ToArray(),
                Bookings = facts.Select(fact => fact.BookedAt?.ToUniversalTime()).ToArray(),
                Cancellations = facts.Select(fact => fact.CancelledAt?.ToUniversalTime()).ToArray(),
                Revisions = facts.Select(fact => fact.Revision).ToArray(),
                Times = facts.Select(fact => fact.At.ToUniversalTime()).ToArray(),
            },
            transaction,
            cancellationToken: cancellationToken));

    // An event knows the agent or it does not. Should two ever name different ones, the same one stays whichever came first.
    private static Task<int> MergeAsync(DbConnection connection, DbTransaction transaction, List<CallFact> facts, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO call_facts AS known (workspace_id, call_id, agent_id, started_at, ended_at, seconds, outcome, booked_at)
            SELECT * FROM unnest(@Workspaces, @Ids, @Agents, @Starts, @Ends, @Seconds, @Outcomes, @Bookings)
            ON CONFLICT (workspace_id, call_id) DO UPDATE SET
                agent_id = greatest(known.agent_id, excluded.agent_id),
                started_at = least(known.started_at, excluded.started_at),
                ended_at = least(known.ended_at, excluded.ended_at),
                seconds = coalesce(known.seconds, excluded.seconds),
                outcome = coalesce(known.outcome, excluded.outcome),
                booked_at = least(known.booked_at, excluded.booked_at)
            """,
            new
            {
                Workspaces = facts.Select(fact => fact.WorkspaceId).ToArray(),
                Ids = facts.Select(fact => fact.CallId).ToArray(),
                Agents = facts.Select(fact => fact.AgentId).ToArray(),
                Starts = facts.Select(fact => fact.StartedAt?.ToUniversalTime()).ToArray(),
                Ends = facts.Select(fact => fact.EndedAt?.ToUniversalTime()).ToArray(),
                Seconds = facts.Select(fact => fact.Seconds).ToArray(),
                Outcomes = facts.Select(fact => fact.Outcome).ToArray(),
                Bookings = facts.Select(fact => fact.BookedAt?.ToUniversalTime()).ToArray(),
            },
            transaction,
            cancellationToken: cancellationToken));
}
