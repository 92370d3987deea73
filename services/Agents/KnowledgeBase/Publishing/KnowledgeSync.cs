using Dapper;
using Npgsql;
using PeteRental.Agents.KnowledgeBase.Documents;
using PeteRental.Agents.Sync;
using PeteRental.Agents.Vapi;
using PeteRental.Contracts;

namespace PeteRental.Agents.KnowledgeBase.Publishing;

/// <summary>Where the documents stand at Vapi.</summary>
/// <param name="Status">synced; pending (it goes on by itself); or failed: something did not get there, see the documents and agents.</param>
/// <param name="ErrorCode">What stopped all of it, such as vapi_unavailable; it is tried again. Null otherwise.</param>
/// <param name="Documents">All of them.</param>
/// <param name="Tool">The query tool over them; null without documents.</param>
/// <param name="Agents">The agents that carry it.</param>
internal sealed record KnowledgeSyncReply(
    string Status, string? ErrorCode, IReadOnlyList<DocumentReply> Documents, KnowledgeTool? Tool, IReadOnlyList<KnowledgeAgent> Agents);

/// <summary>An agent and where it stands at Vapi.</summary>
internal sealed record KnowledgeAgent(Guid AgentId, string? Role, string? VapiAssistantId, string SyncStatus, string? ErrorCode);

/// <summary>How a sync that somebody asked for ended.</summary>
internal abstract record KnowledgeSyncResult
{
    public sealed record Done(KnowledgeSyncReply Reply) : KnowledgeSyncResult;

    public sealed record NotConnected : KnowledgeSyncResult;

    public sealed record NoAgents : KnowledgeSyncResult;
}

/// <summary>A sync that somebody waits for: documents, tool, agents.</summary>
internal sealed class KnowledgeSync(
    NpgsqlDataSource database, KnowledgePublisher publisher, VapiAccounts accounts, VapiSync agents, KnowledgeTools tools, DocumentStore documents,
    TimeProvider time)
{
    // The gateway waits 15 s.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);

    // Of this time, what is left for the agents when Vapi reads for long.
    private static readonly TimeSpan ForAgents = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(400);

    public async Task<KnowledgeSyncResult> SyncAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(workspace, cancellationToken) is not { } account)
        {
            return new KnowledgeSyncResult.NotConnected();
        }

        if (await AgentsAsync(workspace, cancellationToken) is not { Count: > 0 } ids)
        {
            return new KnowledgeSyncResult.NoAgents();
        }

        await MarkAsync(workspace, cancellationToken);
        using var patience = new CancellationTokenSource(Patience, time);
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(patience.Token);
        reading.CancelAfter(Patience - ForAgents);
        var pass = await PublishAsync(workspace, reading.Token);
        var synced = await agents.SyncAsync(workspace, ids, SyncMode.Push, patience.Token);
        var (rows, _) = await documents.ListAsync(workspace, DocumentStore.MaxDocuments, null, cancellationToken);
        return new KnowledgeSyncResult.Done(new KnowledgeSyncReply(
            StatusOf(pass, rows, synced),
            (pass as Pass.Failed)?.Code,
            rows,
            await tools.FindAsync(workspace, account.Fingerprint, cancellationToken),
            [.. synced.Select(agent => new KnowledgeAgent(agent.AgentId, agent.Role, agent.VapiAssistantId, agent.Status, agent.ErrorCode))]));
    }

    private static string StatusOf(Pass pass, IReadOnlyList<DocumentReply> documents, IReadOnlyList<SyncOutcome> agents) =>
        pass is Pass.Failed or Pass.NotConnected ? "failed"
        : pass is Pass.Waiting || agents.Any(agent => agent.Status == "pending") ? "pending"
        : documents.Any(document => document.Status == PublishedDocument.Failed) || agents.Any(agent => !agent.Succeeded) ? "failed"
        : "synced";

    // Ends with the patience of whoever waits; what was under way is found by the next pass, and the worker has one due.
    private async Task<Pass> PublishAsync(WorkspaceId workspace, CancellationToken patience)
    {
        try
        {
            var pass = await publisher.PassAsync(workspace, looks: true, patience);
            while (pass is Pass.Waiting)
            {
                await Task.Delay(LookAgain, time, patience);
                pass = await publisher.PassAsync(workspace, looks: false, patience);
            }

            return pass;
        }
        catch (OperationCanceledException)
        {
            return new Pass.Waiting();
        }
    }

    private async Task MarkAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        // Due only after this: until then it is done here.
        await KnowledgeQueue.MarkAsync(connection, transaction, workspace, time.GetUtcNow() + Patience, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    // Those that the sync of agents looks after; an assistant that somebody made by hand and that was never sent from here is left alone.
    private async Task<IReadOnlyList<Guid>> AgentsAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<Guid>(new CommandDefinition(
            """
            SELECT id FROM agents
            WHERE workspace_id = @workspace AND (sync_status <> 'none' OR role IS NOT NULL OR vapi_assistant_id IS NULL)
            ORDER BY created_at, id
            """,
            new { workspace = workspace.Value },
            cancellationToken: cancellationToken))).AsList();
    }
}
