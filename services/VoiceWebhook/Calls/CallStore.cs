using System.Data.Common;
using Dapper;
using Npgsql;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;
using PeteRental.VoiceWebhook.Messages;

namespace PeteRental.VoiceWebhook.Calls;

/// <summary>Writes calls, and the events that tell of them, in one transaction.</summary>
public sealed class CallStore(NpgsqlDataSource database, Outbox outbox, CallerHash hash, TimeProvider time)
{
    internal const string Columns =
        """
        id, workspace_id, call_id, agent_id, assistant_id, type, caller, dialled, status, begun_at, started_at, ended_at, ended_reason,
        duration_seconds, cost, summary, transcript, recording_url, outcome, has_report, is_start_announced, is_end_announced, content_removed_at
        """;

    /// <summary>Adds what a status update or a report says. Any order and any repetition lead to the same row and the same two events.</summary>
    public async Task RecordAsync(CallReport report, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var call = (await LockAsync(connection, transaction, report, cancellationToken))
            .With(report.Facts, report.AgentId, report.Progress, report.IsReport);
        var announced = call with
        {
            IsStartAnnounced = call.IsStartAnnounced || call.HasStarted,
            IsEndAnnounced = call.IsEndAnnounced || call.HasReport,
        };
        await UpdateAsync(connection, transaction, announced, cancellationToken);
        if (announced.IsStartAnnounced && !call.IsStartAnnounced)
        {
            await outbox.AddAsync(connection, transaction, Started(call), cancellationToken);
        }

        if (announced.IsEndAnnounced && !call.IsEndAnnounced)
        {
            await outbox.AddAsync(connection, transaction, Ended(call), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
    }

    internal CallStarted Started(Call call) =>
        new(call.WorkspaceId, call.StartedAt ?? call.BegunAt, call.CallId, call.AgentId, hash.Of(call.WorkspaceId, call.Caller));

    private CallEnded Ended(Call call) => new(
        call.WorkspaceId,
        call.EndedAt ?? time.GetUtcNow(),
        call.CallId,
        call.AgentId,
        hash.Of(call.WorkspaceId, call.Caller),
        call.Outcome,
        call.Seconds,
        call.Cost);

    private async Task<Call> LockAsync(
        NpgsqlConnection connection, DbTransaction transaction, CallReport report, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var key = new
        {
            Id = Guid.CreateVersion7(now),
            WorkspaceId = report.Workspace.Value,
            report.Facts.CallId,
            BegunAt = Earliest(report.Progress.StartedAt ?? report.Progress.SentAt, now),
        };
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO calls (id, workspace_id, call_id, begun_at) VALUES (@Id, @WorkspaceId, @CallId, @BegunAt)
            ON CONFLICT (workspace_id, call_id) DO NOTHING
            """,
            key,
            transaction,
            cancellationToken: cancellationToken));
        return await connection.QuerySingleAsync<Call>(new CommandDefinition(
            $"SELECT {Columns} FROM calls WHERE workspace_id = @WorkspaceId AND call_id = @CallId FOR UPDATE",
            key,
            transaction,
            cancellationToken: cancellationToken));
    }

    // A sender's clock that is ahead would put a call above all others for ever.
    private static DateTimeOffset Earliest(DateTimeOffset? told, DateTimeOffset now) => told is { } at && at < now ? at : now;

    private static Task<int> UpdateAsync(DbConnection connection, DbTransaction transaction, Call call, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE calls SET agent_id = @AgentId, assistant_id = @AssistantId, type = @Type, caller = @Caller, dialled = @Dialled,
                status = @Status, started_at = @StartedAt, ended_at = @EndedAt, ended_reason = @EndedReason,
                duration_seconds = @DurationSeconds, cost = @Cost, summary = @Summary, transcript = @Transcript,
                recording_url = @RecordingUrl, has_report = @HasReport, is_start_announced = @IsStartAnnounced,
                is_end_announced = @IsEndAnnounced
            WHERE id = @Id
            """,
            call,
            transaction,
            cancellationToken: cancellationToken));
}

/// <summary>What one status update or report says about a call.</summary>
/// <param name="Workspace">Whose call it is.</param>
/// <param name="AgentId">The agent on the line; null when none matched.</param>
/// <param name="Facts">The call; its id is not null.</param>
/// <param name="Progress">How it stands.</param>
/// <param name="IsReport">An end-of-call report rather than a status update.</param>
public sealed record CallReport(WorkspaceId Workspace, Guid? AgentId, CallFacts Facts, CallProgress Progress, bool IsReport);
