using System.Diagnostics;
using Dapper;
using Npgsql;
using PeteRental.Agents.Audit;
using PeteRental.Agents.Integrations;
using PeteRental.Agents.Sync;
using PeteRental.Agents.VoiceAgents;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Agents.Workspaces;

/// <summary>How a change of behaviour ended: here it is saved in any case.</summary>
/// <param name="Results">What became of each agent.</param>
/// <param name="IsConnected">There is an account at Vapi that should have followed.</param>
internal sealed record BehaviorOutcome(IReadOnlyList<BehaviorResult> Results, bool IsConnected)
{
    public bool AllFailed => IsConnected && Results.All(result => !result.Synced);

    public bool IsPartial => IsConnected && Results.Any(result => result.Synced) && Results.Any(result => !result.Synced);
}

/// <summary>Changes how the workspace's agents behave, here in one transaction and then at Vapi.</summary>
internal sealed partial class BehaviorChange(
    NpgsqlDataSource database, AgentStore agents, RoleAgents roleAgents, VapiSync sync, Outbox outbox, TimeProvider time,
    ILogger<BehaviorChange> logger)
{
    private static readonly TimeSpan SyncWithin = TimeSpan.FromSeconds(12);

    /// <summary>Null when there is no such workspace.</summary>
    public async Task<BehaviorOutcome?> ApplyAsync(
        Actor actor, IReadOnlyList<(string Role, AgentRequest Change)> changes, CancellationToken cancellationToken)
    {
        var requestId = Activity.Current?.TraceId.ToString();
        LogReceived(requestId, actor.WorkspaceId, string.Join(", ", changes.Select(change => change.Role)));
        if (await SaveAsync(actor, changes, cancellationToken) is not { } saved)
        {
            return null;
        }

        var started = time.GetTimestamp();
        using var limit = new CancellationTokenSource(SyncWithin, time);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var outcomes = await sync.SyncAsync(actor.WorkspaceId, [.. saved.Agents.Select(agent => agent.Id)], SyncMode.Push, patience.Token);
        var milliseconds = (int)time.GetElapsedTime(started).TotalMilliseconds;
        var results = new List<BehaviorResult>();
        foreach (var (id, role) in saved.Agents)
        {
            var outcome = outcomes.FirstOrDefault(one => one.AgentId == id);
            LogSynced(requestId, id, role, outcome?.Status ?? "gone", outcome?.ErrorCode ?? "", milliseconds);
            if (outcome is not null && await agents.FindAsync(actor.WorkspaceId, id, cancellationToken) is { } agent)
            {
                results.Add(ResultOf(role, outcome, agent, saved.IsConnected));
            }
        }

        return new BehaviorOutcome(results, saved.IsConnected);
    }

    private static BehaviorResult ResultOf(string role, SyncOutcome outcome, Agent agent, bool isConnected) => new(
        role, agent.Id, outcome.VapiAssistantId ?? agent.VapiAssistantId, outcome.Succeeded, outcome.Status,
        isConnected ? outcome.ErrorCode : "vapi_not_connected", AgentReply.From(agent));

    private async Task<SavedBehavior?> SaveAsync(
        Actor actor, IReadOnlyList<(string Role, AgentRequest Change)> changes, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var unit = new Unit(connection, transaction, actor.WorkspaceId, time.GetUtcNow(), cancellationToken);
        var isConnected = await connection.QuerySingleOrDefaultAsync<bool?>(new CommandDefinition(
            """
            SELECT EXISTS (SELECT FROM vapi_accounts WHERE workspace_id = @workspace) FROM workspaces WHERE id = @workspace
            FOR NO KEY UPDATE
            """,
            new { workspace = actor.WorkspaceId.Value },
            transaction,
            cancellationToken: cancellationToken));
        if (isConnected is null)
        {
            return null;
        }

        var added = await roleAgents.EnsureAsync(unit, actor, changes.Select(change => change.Role));
        var named = new List<RoleAgentId>();
        foreach (var (role, change) in changes)
        {
            var before = (await RoleAgents.FindAsync(unit, role))!;
            named.Add(new RoleAgentId(before.Id, role));
            var after = AgentRules.Apply(change, before);
            var changed = after.DifferenceTo(before);
            if (changed.Count > 0)
            {
                await agents.UpdateAsync(connection, transaction, actor, before, after, changed, cancellationToken);
            }
        }

        await SyncQueue.MarkAsync(
            connection, transaction, unit.Workspace.Value, [.. added.Select(agent => agent.Id)], unit.Now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return new SavedBehavior(named, isConnected.Value);
    }

    [LoggerMessage(LogLevel.Information, "Request {RequestId} changes how agents of workspace {Workspace} behave: {Roles}")]
    private partial void LogReceived(string? requestId, WorkspaceId workspace, string roles);

    [LoggerMessage(LogLevel.Information, "Request {RequestId} synced agent {Agent} ({Role}): {Status} {ErrorCode}, after {Milliseconds} ms")]
    private partial void LogSynced(string? requestId, Guid agent, string role, string status, string errorCode, int milliseconds);

    private sealed record SavedBehavior(IReadOnlyList<RoleAgentId> Agents, bool IsConnected);
}
