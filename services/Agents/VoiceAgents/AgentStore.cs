using System.Data.Common;
using System.Text.Json;
using Dapper;
using Npgsql;
using PeteRental.Agents.Audit;
using PeteRental.Agents.Sync;
using PeteRental.Agents.Vapi;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults;
using PeteRental.ServiceDefaults.Messaging;
using PeteRental.ServiceDefaults.Paging;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Agents.VoiceAgents;

/// <summary>How a write ended.</summary>
internal abstract record AgentWrite
{
    public sealed record Done(AgentReply Agent) : AgentWrite;

    /// <summary>No such agent in this workspace.</summary>
    public sealed record Unknown : AgentWrite;

    /// <summary>Another agent of the workspace has this value of a field that must be unique.</summary>
    public sealed record Taken(string Field) : AgentWrite;

    /// <summary>The idempotency key came with another request before.</summary>
    public sealed record KeyReused : AgentWrite;
}

/// <summary>Agents in the database. Each write leaves its event and its audit entry in the same transaction.</summary>
internal sealed class AgentStore(NpgsqlDataSource database, Outbox outbox, TimeProvider time)
{
    // Fields that the assistant, or the number it answers, follows.
    private static readonly string[] ShownAtVapi = ["agent_name", "role", "phone_number", "config"];

    public async Task<Agent?> FindAsync(WorkspaceId workspace, Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QuerySingleOrDefaultAsync<AgentRow>(new CommandDefinition(
            $"SELECT {AgentRow.Columns} FROM agents WHERE workspace_id = @workspace AND id = @id",
            new { workspace = workspace.Value, id },
            cancellationToken: cancellationToken)))?.ToAgent();
    }

    /// <summary>The agent of the workspace that answers for an assistant.</summary>
    public async Task<Agent?> FindByAssistantAsync(WorkspaceId workspace, string assistant, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QuerySingleOrDefaultAsync<AgentRow>(new CommandDefinition(
            $"SELECT {AgentRow.Columns} FROM agents WHERE workspace_id = @workspace AND vapi_assistant_id = @assistant",
            new { workspace = workspace.Value, assistant },
            cancellationToken: cancellationToken)))?.ToAgent();
    }

    /// <summary>Agents in the order in which they were made, one more than asked for, and how many there are in all.</summary>
    public async Task<(IReadOnlyList<Agent> Agents, int Total)> ListAsync(
        WorkspaceId workspace, int limit, Cursor? after, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var answers = await connection.QueryMultipleAsync(new CommandDefinition(
            $"""
             SELECT {AgentRow.Columns} FROM agents
             WHERE workspace_id = @workspace AND (created_at, id) > (@at, @id)
             ORDER BY created_at, id LIMIT @rows;
             SELECT count(*)::int FROM agents WHERE workspace_id = @workspace;
             """,
            new { workspace = workspace.Value, at = after?.At ?? DateTimeOffset.UnixEpoch, id = after?.Id ?? Guid.Empty, rows = limit + 1 },
            cancellationToken: cancellationToken));
        var agents = (await answers.ReadAsync<AgentRow>()).Select(row => row.ToAgent()).ToList();
        return (agents, await answers.ReadSingleAsync<int>());
    }

    /// <summary>Adds an agent; with a key, only once.</summary>
    public async Task<AgentWrite> AddAsync(Actor actor, AgentRequest request, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var blank = new Agent { Id = Guid.Empty, WorkspaceId = actor.WorkspaceId.Value, UserId = actor.UserId!.Value.Value, Name = "" };
        var agent = AgentRules.Apply(request, blank);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var key = idempotencyKey is null ? null : RequestKey.Of(idempotencyKey, "POST /agents", AgentReply.From(agent));
        if (key is not null)
        {
            switch (await IdempotentWrites.ClaimAsync(connection, transaction, actor.WorkspaceId, key, now, cancellationToken))
            {
                case KeyClaim.Replay replay:
                    return new AgentWrite.Done(JsonSerializer.Deserialize<AgentReply>(replay.Reply, JsonDefaults.Options)!);
                case KeyClaim.Reused:
                    return new AgentWrite.KeyReused();
            }
        }

        try
        {
            var reply = await InsertAsync(connection, transaction, actor, agent with { Id = Guid.CreateVersion7(now) }, now, cancellationToken);
            if (key is not null)
            {
                var kept = JsonSerializer.Serialize(reply, JsonDefaults.Options);
                await IdempotentWrites.KeepAsync(connection, transaction, actor.WorkspaceId, key, kept, cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
            outbox.Wake();
            return new AgentWrite.Done(reply);
        }
        catch (PostgresException exception) when (TakenField(exception) is { } field)
        {
            return new AgentWrite.Taken(field);
        }
    }

    /// <summary>Changes what was given. Nothing is written, nor told, when nothing changes.</summary>
    public async Task<AgentWrite> ChangeAsync(Actor actor, Guid id, AgentRequest request, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await LockAsync(connection, transaction, actor.WorkspaceId, id, cancellationToken) is not { } before)
        {
            return new AgentWrite.Unknown();
        }

        var after = AgentRules.Apply(request, before);
        var changed = after.DifferenceTo(before);
        if (changed.Count == 0)
        {
            return new AgentWrite.Done(AgentReply.From(before));
        }

        try
        {
            var reply = await UpdateAsync(connection, transaction, actor, before, after, changed, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            outbox.Wake();
            return new AgentWrite.Done(reply);
        }
        catch (PostgresException exception) when (TakenField(exception) is { } field)
        {
            return new AgentWrite.Taken(field);
        }
    }

    /// <summary>Removes an agent; false when there is none in this workspace.</summary>
    public async Task<bool> RemoveAsync(Actor actor, Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await LockAsync(connection, transaction, actor.WorkspaceId, id, cancellationToken) is not { } agent)
        {
            return false;
        }

        var now = time.GetUtcNow();
        // An assistant of our making goes with the agent; one that was made by hand is not ours to delete.
        var account = await connection.QuerySingleAsync<byte[]?>(new CommandDefinition(
            "DELETE FROM agents WHERE workspace_id = @workspace AND id = @id RETURNING CASE WHEN vapi_made THEN vapi_account END",
            new { workspace = actor.WorkspaceId.Value, id },
            transaction,
            cancellationToken: cancellationToken));
        if (account is not null && agent.VapiAssistantId is { } assistant)
        {
            await VapiRemovals.AddAsync(
                connection, transaction, agent.WorkspaceId, account, VapiResource.Assistant, assistant, now, cancellationToken);
        }

        await outbox.AddAsync(connection, transaction, agent.Removed(now), cancellationToken);
        await AuditLog.AddAsync(connection, transaction, actor, now, "agent.removed", id, [], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return true;
    }

    /// <summary>Notes that an agent is to be synced whether it changed or not; false when there is no such agent, or nobody to sync it to.</summary>
    public async Task<bool> AskForSyncAsync(WorkspaceId workspace, Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var marked = await SyncQueue.MarkAsync(connection, transaction, workspace.Value, [id], time.GetUtcNow(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return marked == 1;
    }

    /// <summary>Adds an agent in the caller's transaction, with its event and audit entry.</summary>
    public async Task<AgentReply> InsertAsync(
        DbConnection connection, DbTransaction transaction, Actor actor, Agent agent, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var row = await connection.QuerySingleAsync<AgentRow>(new CommandDefinition(
            $"""
             INSERT INTO agents (
                 id, workspace_id, user_id, agent_name, role, vapi_assistant_id, phone_number, calendar_id, is_active, config, created_at, updated_at)
             VALUES (
                 @Id, @WorkspaceId, @UserId, @Name, @Role, @VapiAssistantId, @PhoneNumber, @CalendarId, @IsActive, @Config::jsonb, @now, @now)
             RETURNING {AgentRow.Columns}
             """,
            new
            {
                agent.Id,
                agent.WorkspaceId,
                agent.UserId,
                agent.Name,
                agent.Role,
                agent.VapiAssistantId,
                agent.PhoneNumber,
                agent.CalendarId,
                agent.IsActive,
                Config = agent.Config.ToJson(),
                now,
            },
            transaction,
            cancellationToken: cancellationToken));
        // An assistant that somebody names is left as it is until it is changed here or synced by hand; otherwise one is made.
        var added = await MarkAsync(connection, transaction, row.ToAgent(), agent.VapiAssistantId is null, now, cancellationToken);
        await outbox.AddAsync(connection, transaction, added.Registered(now), cancellationToken);
        await AuditLog.AddAsync(connection, transaction, actor, now, "agent.registered", added.Id, [], cancellationToken);
        return AgentReply.From(added);
    }

    /// <summary>Writes a change, its event and its audit entry in the transaction that locked the agent.</summary>
    public async Task<AgentReply> UpdateAsync(
        DbConnection connection, DbTransaction transaction, Actor actor, Agent before, Agent after, IReadOnlyList<string> changed,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var row = await connection.QuerySingleAsync<AgentRow>(new CommandDefinition(
            $"""
             UPDATE agents SET
                 agent_name = @Name, role = @Role, vapi_assistant_id = @VapiAssistantId, phone_number = @PhoneNumber,
                 calendar_id = @CalendarId, is_active = @IsActive, config = @Config::jsonb, updated_at = @now,
                 vapi_made = vapi_made AND NOT @IsOther, vapi_account = CASE WHEN NOT @IsOther THEN vapi_account END,
                 vapi_sent = CASE WHEN @IsOther THEN jsonb_build_object() ELSE vapi_sent END,
                 sync_drift = CASE WHEN @IsOther THEN ARRAY[]::text[] ELSE sync_drift END,
                 sync_status = CASE WHEN @IsOther THEN 'none' ELSE sync_status END, sync_due_at = CASE WHEN NOT @IsOther THEN sync_due_at END
             WHERE workspace_id = @WorkspaceId AND id = @Id
             RETURNING {AgentRow.Columns}
             """,
            new
            {
                after.Name,
                after.Role,
                after.VapiAssistantId,
                after.PhoneNumber,
                after.CalendarId,
                after.IsActive,
                Config = after.Config.ToJson(),
                now,
                // Another assistant: what was sent to the one before says nothing about it.
                IsOther = after.VapiAssistantId != before.VapiAssistantId,
                after.WorkspaceId,
                after.Id,
            },
            transaction,
            cancellationToken: cancellationToken));
        var isVapis = changed.Intersect(ShownAtVapi).Any() || (after.VapiAssistantId is null && before.VapiAssistantId is not null);
        var saved = await MarkAsync(connection, transaction, row.ToAgent(), isVapis, now, cancellationToken);
        await outbox.AddAsync(connection, transaction, saved.Updated(before, now), cancellationToken);
        await AuditLog.AddAsync(connection, transaction, actor, now, "agent.updated", saved.Id, changed, cancellationToken);
        return AgentReply.From(saved);
    }

    private static async Task<Agent> MarkAsync(
        DbConnection connection, DbTransaction transaction, Agent agent, bool isVapis, DateTimeOffset now, CancellationToken cancellationToken) =>
        isVapis && await SyncQueue.MarkAsync(connection, transaction, agent.WorkspaceId, [agent.Id], now, cancellationToken) == 1
            ? agent with { Sync = agent.Sync with { Status = "pending" } }
            : agent;

    /// <summary>Finds an agent and keeps others from changing it; null when there is none in this workspace.</summary>
    public static async Task<Agent?> LockAsync(
        DbConnection connection, DbTransaction transaction, WorkspaceId workspace, Guid id, CancellationToken cancellationToken) =>
        (await connection.QuerySingleOrDefaultAsync<AgentRow>(new CommandDefinition(
            $"SELECT {AgentRow.Columns} FROM agents WHERE workspace_id = @workspace AND id = @id FOR UPDATE",
            new { workspace = workspace.Value, id },
            transaction,
            cancellationToken: cancellationToken)))?.ToAgent();

    /// <summary>The field in which an agent that cannot be written is like another; null when that is not the reason.</summary>
    public static string? TakenField(PostgresException exception) =>
        exception.SqlState != PostgresErrorCodes.UniqueViolation ? null : exception.ConstraintName switch
        {
            "agents_one_per_role" => "role",
            "agents_one_per_assistant" => "vapi_assistant_id",
            "agents_one_per_number" => "phone_number",
            _ => null,
        };
}
