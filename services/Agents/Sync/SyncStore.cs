using System.Data.Common;
using System.Text.Json;
using Dapper;
using Npgsql;
using PeteRental.Agents.Vapi;
using PeteRental.Agents.VoiceAgents;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Agents.Sync;

/// <summary>How far agents are at Vapi, in the database.</summary>
internal sealed class SyncStore(NpgsqlDataSource database, Outbox outbox, TimeProvider time)
{
    private static readonly TimeSpan TakenFor = TimeSpan.FromSeconds(20);

    /// <summary>Name, zone and the like, for prompts.</summary>
    public async Task<PromptContext?> FindPromptAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<PromptContext>(new CommandDefinition(
            "SELECT name, timezone FROM workspaces WHERE id = @workspace", new { workspace = workspace.Value }, cancellationToken: cancellationToken));
    }

    public async Task<IReadOnlyList<SyncedAgent>> ListAsync(WorkspaceId workspace, IReadOnlyCollection<Guid> agents, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await ListAsync(connection, null, workspace, agents, "", cancellationToken);
    }

    /// <summary>Takes agents that are due, by workspace; another replica does not get them for a while. Should both work at one after all,
    /// the account's lease lets them do so one after the other.</summary>
    public async Task<IReadOnlyList<DueWorkspace>> TakeDueAsync(int limit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var due = await connection.QueryAsync<DueAgent>(new CommandDefinition(
            """
            UPDATE agents SET sync_due_at = @later
            WHERE id IN (SELECT id FROM agents WHERE sync_due_at <= @now ORDER BY sync_due_at LIMIT @limit FOR UPDATE SKIP LOCKED)
            RETURNING workspace_id, id, sync_status
            """,
            new { now, later = now + TakenFor, limit },
            cancellationToken: cancellationToken));
        return
        [
            .. due.GroupBy(agent => (agent.WorkspaceId, Looks: agent.SyncStatus is "synced" or "drifted"))
                .Select(group => new DueWorkspace(new WorkspaceId(group.Key.WorkspaceId), [.. group.Select(agent => agent.Id)], group.Key.Looks)),
        ];
    }

    /// <summary>Keeps what came of an agent and tells others. Returns where the agent stands; null when it was removed meanwhile.</summary>
    public async Task<SyncOutcome?> SaveAsync(
        SyncedAgent synced, VapiAccount account, AssistantState state, TimeSpan duration, TimeSpan verifyEvery, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var now = time.GetUtcNow();
        var before = (await ListAsync(connection, transaction, new WorkspaceId(synced.Agent.WorkspaceId), [synced.Agent.Id], "FOR UPDATE", cancellationToken))
            .SingleOrDefault();
        if (before is null)
        {
            await RemoveLaterAsync(connection, transaction, synced.Agent, account, state, now, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return null;
        }

        if (!await IsInUseAsync(connection, transaction, before.Agent, account, cancellationToken))
        {
            var standing = await LeaveAsync(connection, transaction, before.Agent, now, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return standing;
        }

        var sync = Judge(before, synced, state, now);
        var after = before.Agent with { VapiAssistantId = state.AssistantId ?? before.Agent.VapiAssistantId, Sync = sync };
        await UpdateAsync(connection, transaction, account, state, after, NextLook(sync, state, verifyEvery), now, cancellationToken);
        await TellAsync(connection, transaction, before.Agent, after, state, now, duration, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return new SyncOutcome(after.Id, after.Role, after.VapiAssistantId, sync.Status, sync.ErrorCode, state.Repaired);
    }

    /// <summary>Notes whether the account's key still opens it.</summary>
    public async Task SaveAccountAsync(WorkspaceId workspace, VapiAccount account, VapiError? error, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE vapi_accounts SET status = @status, error_code = @code, checked_at = @now
            WHERE workspace_id = @workspace AND fingerprint = @Fingerprint AND status <> @status
            """,
            new
            {
                workspace = workspace.Value,
                account.Fingerprint,
                status = error is null ? "connected" : "rejected",
                code = error?.Code,
                now = time.GetUtcNow(),
            },
            cancellationToken: cancellationToken));
    }

    // Under the agent's lock: whoever changes the account marks its agents in the same transaction, so either this sees the new account or
    // that mark comes after this and wins.
    private static Task<bool> IsInUseAsync(
        DbConnection connection, DbTransaction transaction, Agent agent, VapiAccount account, CancellationToken cancellationToken) =>
        connection.QuerySingleAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT FROM vapi_accounts WHERE workspace_id = @WorkspaceId AND fingerprint = @Fingerprint)",
            new { agent.WorkspaceId, account.Fingerprint },
            transaction,
            cancellationToken: cancellationToken));

    /// <summary>The workspace left the account while it was asked: what it says of the agent no longer counts, and the next one is asked soon.</summary>
    private static async Task<SyncOutcome> LeaveAsync(
        DbConnection connection, DbTransaction transaction, Agent agent, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var status = await connection.QuerySingleAsync<string>(new CommandDefinition(
            """
            UPDATE agents a SET
                sync_status = CASE WHEN c.is_connected THEN a.sync_status ELSE 'none' END,
                sync_due_at = CASE WHEN NOT c.is_connected THEN NULL WHEN a.sync_status = 'pending' THEN @now ELSE a.sync_due_at END
            FROM (SELECT EXISTS (SELECT FROM vapi_accounts WHERE workspace_id = @WorkspaceId) AS is_connected) c
            WHERE a.workspace_id = @WorkspaceId AND a.id = @Id RETURNING a.sync_status
            """,
            new { agent.WorkspaceId, agent.Id, now },
            transaction,
            cancellationToken: cancellationToken));
        return new SyncOutcome(agent.Id, agent.Role, agent.VapiAssistantId, status, agent.Sync.ErrorCode, []);
    }

    private static AgentSync Judge(SyncedAgent before, SyncedAgent synced, AssistantState state, DateTimeOffset now)
    {
        if (state.Error is { } error)
        {
            return before.Agent.Sync with { Status = "failed", ErrorCode = error.Code };
        }

        // Changed again while Vapi was being told: what Vapi has is not the latest.
        var isLatest = before.Wanted == synced.Wanted;
        return new AgentSync(!isLatest ? "pending" : state.Drift.Count > 0 ? "drifted" : "synced", now, null) { Drift = state.Drift };
    }

    private static TimeSpan NextLook(AgentSync sync, AssistantState state, TimeSpan verifyEvery) => sync.Status switch
    {
        "failed" => state.Error?.RetryAfter ?? TimeSpan.Zero,
        "pending" => TimeSpan.Zero,
        // Spread out, so that agents that were synced together are not looked at together for ever.
        _ => verifyEvery * (0.75 + (Random.Shared.NextDouble() / 2)),
    };

    private static Task<int> UpdateAsync(
        DbConnection connection, DbTransaction transaction, VapiAccount account, AssistantState state, Agent after, TimeSpan wait, DateTimeOffset now,
        CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE agents SET
                vapi_assistant_id = @VapiAssistantId,
                vapi_account = CASE WHEN @IsKnown THEN @Fingerprint ELSE vapi_account END,
                vapi_made = CASE WHEN @WasMade THEN true ELSE vapi_made END,
                vapi_sent = @Sent::jsonb, sync_status = @Status, synced_at = @SyncedAt, sync_error_code = @ErrorCode, sync_drift = @Drift,
                sync_attempts = CASE WHEN @Status = 'failed' THEN sync_attempts + 1 ELSE 0 END,
                -- A second, two, four and so on to five minutes, each with some luck in it, unless Vapi asks for longer.
                sync_due_at = @now + greatest(
                    @wait, CASE WHEN @Status = 'failed' THEN interval '1 second' * least(power(2, least(sync_attempts, 9)), 300) * (0.75 + random() / 2)
                                ELSE interval '0' END)
            WHERE workspace_id = @WorkspaceId AND id = @Id
            """,
            new
            {
                after.VapiAssistantId,
                IsKnown = state.AssistantId is not null,
                account.Fingerprint,
                state.WasMade,
                Sent = JsonSerializer.Serialize(state.Sent),
                after.Sync.Status,
                after.Sync.SyncedAt,
                after.Sync.ErrorCode,
                Drift = after.Sync.Drift.ToArray(),
                wait,
                now,
                after.WorkspaceId,
                after.Id,
            },
            transaction,
            cancellationToken: cancellationToken));

    private async Task TellAsync(
        DbConnection connection, DbTransaction transaction, Agent before, Agent after, AssistantState state, DateTimeOffset now, TimeSpan duration,
        CancellationToken cancellationToken)
    {
        if (before.VapiAssistantId != after.VapiAssistantId)
        {
            await outbox.AddAsync(connection, transaction, after.Updated(before, now), cancellationToken);
        }

        var milliseconds = (long)duration.TotalMilliseconds;
        if (state.Error is { } error)
        {
            // Said once, not with every attempt.
            if (before.Sync.Status != "failed" || before.Sync.ErrorCode != error.Code)
            {
                await outbox.AddAsync(
                    connection, transaction, new AgentSyncFailed(after.WorkspaceId, now, after.Id, after.VapiAssistantId, milliseconds, error.Code), cancellationToken);
            }
        }
        else if (before.Sync.Status is not ("synced" or "drifted"))
        {
            await outbox.AddAsync(
                connection, transaction, new AgentSyncCompleted(after.WorkspaceId, now, after.Id, after.VapiAssistantId!, milliseconds), cancellationToken);
        }
    }

    private static async Task RemoveLaterAsync(
        DbConnection connection, DbTransaction transaction, Agent agent, VapiAccount account, AssistantState state, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (state is { WasMade: true, AssistantId: { } assistant })
        {
            await VapiRemovals.AddAsync(
                connection, transaction, agent.WorkspaceId, account.Fingerprint, VapiResource.Assistant, assistant, now, cancellationToken);
        }
    }

    private static async Task<IReadOnlyList<SyncedAgent>> ListAsync(
        DbConnection connection, DbTransaction? transaction, WorkspaceId workspace, IReadOnlyCollection<Guid> agents, string locking,
        CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<AgentRow, SyncRow, SyncedAgent>(
            new CommandDefinition(
                $"""
                 SELECT {AgentRow.Columns}, sync_wanted, vapi_account, vapi_sent::text AS vapi_sent FROM agents
                 WHERE workspace_id = @workspace AND id = ANY (@agents) ORDER BY created_at, id {locking}
                 """,
                new { workspace = workspace.Value, agents = agents.ToArray() },
                transaction,
                cancellationToken: cancellationToken),
            (agent, sync) => new SyncedAgent(
                agent.ToAgent(), sync.SyncWanted, sync.VapiAccount, JsonSerializer.Deserialize<Dictionary<string, string>>(sync.VapiSent)!),
            splitOn: "sync_wanted");
        return rows.AsList();
    }

    private sealed record SyncRow(long SyncWanted, byte[]? VapiAccount, string VapiSent);

    private sealed record DueAgent(Guid WorkspaceId, Guid Id, string SyncStatus);
}

/// <summary>Agents of a workspace that are due.</summary>
/// <param name="WorkspaceId">The tenant.</param>
/// <param name="Agents">The agents.</param>
/// <param name="Looks">Nothing changed here; it is time to see whether something changed there.</param>
internal sealed record DueWorkspace(WorkspaceId WorkspaceId, IReadOnlyList<Guid> Agents, bool Looks);
