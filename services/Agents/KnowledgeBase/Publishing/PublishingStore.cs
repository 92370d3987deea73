using Dapper;
using Npgsql;
using PeteRental.Agents.Sync;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Agents.KnowledgeBase.Publishing;

/// <summary>How far Vapi has followed, in the database. What was done at Vapi is written down even when whoever asked has gone.</summary>
internal sealed class PublishingStore(NpgsqlDataSource database, Outbox outbox, TimeProvider time)
{
    // An assistant that cannot be synced for so long does not keep a tool without documents alive.
    private static readonly TimeSpan WaitForAgents = TimeSpan.FromHours(1);

    /// <summary>Begins a pass: from now on a change of the account is one after it.</summary>
    public async Task<PublishedState> BeginAsync(WorkspaceId workspace, byte[] account, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var answers = await connection.QueryMultipleAsync(new CommandDefinition(
            """
            INSERT INTO knowledge_bases AS base (workspace_id, account) VALUES (@workspace, @account)
            ON CONFLICT (workspace_id) DO UPDATE SET account = excluded.account
            RETURNING wanted, attempts, announced;
            SELECT id, name, content_type, status, error_code, vapi_account, vapi_file_id, uploaded_at
            FROM knowledge_documents WHERE workspace_id = @workspace ORDER BY created_at, id;
            SELECT account, tool_id, name, sent FROM knowledge_base_tools WHERE workspace_id = @workspace;
            SELECT id, resource, vapi_id FROM knowledge_retired WHERE workspace_id = @workspace;
            """,
            new { workspace = workspace.Value, account },
            cancellationToken: cancellationToken));
        var state = await answers.ReadSingleAsync<BaseRow>();
        return new PublishedState(
            state.Wanted,
            state.Attempts,
            state.Announced,
            (await answers.ReadAsync<PublishedDocument>()).AsList(),
            await answers.ReadSingleOrDefaultAsync<PublishedTool>(),
            (await answers.ReadAsync<RetiredThing>()).AsList());
    }

    public async Task<byte[]?> ContentAsync(Guid document, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<byte[]>(new CommandDefinition(
            "SELECT content FROM knowledge_files WHERE document_id = @document", new { document }, cancellationToken: cancellationToken));
    }

    /// <summary>Writes down where a document stands. One that was removed meanwhile leaves its file to be removed at Vapi, too.</summary>
    public async Task KeepAsync(WorkspaceId workspace, byte[] account, PublishedDocument document)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync();
        var isThere = await connection.ExecuteAsync(
            """
            UPDATE knowledge_documents
            SET status = @Status, error_code = @ErrorCode, vapi_account = @account, vapi_file_id = @VapiFileId, uploaded_at = @UploadedAt,
                synced_at = CASE WHEN @Status <> 'synced' THEN NULL WHEN status = 'synced' THEN synced_at ELSE @now END
            WHERE workspace_id = @workspace AND id = @Id
            """,
            new { workspace = workspace.Value, account, document.Id, document.Status, document.ErrorCode, document.VapiFileId, document.UploadedAt, now }) == 1;
        if (!isThere && document.VapiFileId is { } file)
        {
            await KnowledgeQueue.RetireFileAsync(connection, null, workspace, account, file, now, CancellationToken.None);
        }
    }

    public async Task RetireFileAsync(WorkspaceId workspace, byte[] account, string fileId)
    {
        await using var connection = await database.OpenConnectionAsync();
        await KnowledgeQueue.RetireFileAsync(connection, null, workspace, account, fileId, time.GetUtcNow(), CancellationToken.None);
    }

    /// <summary>Writes down the tool. Agents hear of it when it is another one than before.</summary>
    public async Task KeepAsync(WorkspaceId workspace, PublishedTool? before, PublishedTool tool)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(
            """
            INSERT INTO knowledge_base_tools (workspace_id, account, tool_id, name, sent) VALUES (@workspace, @Account, @ToolId, @Name, @Sent)
            ON CONFLICT (workspace_id) DO UPDATE
            SET account = excluded.account, tool_id = excluded.tool_id, name = excluded.name, sent = excluded.sent;
            DELETE FROM knowledge_retired WHERE workspace_id = @workspace AND resource = 'tool' AND vapi_id = @ToolId;
            DELETE FROM vapi_removals WHERE workspace_id = @workspace AND resource = 'tool' AND vapi_id = @ToolId;
            """,
            new { workspace = workspace.Value, tool.Account, tool.ToolId, tool.Name, tool.Sent },
            transaction);
        if (before?.ToolId != tool.ToolId || !before.Account.AsSpan().SequenceEqual(tool.Account))
        {
            await SyncQueue.MarkAllAsync(connection, transaction, workspace.Value, time.GetUtcNow(), CancellationToken.None);
        }

        await transaction.CommitAsync();
    }

    /// <summary>Takes the tool away from the agents. At Vapi it goes once they have followed.</summary>
    public async Task RetireAsync(WorkspaceId workspace, PublishedTool tool)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(
            """
            DELETE FROM knowledge_base_tools WHERE workspace_id = @workspace;
            INSERT INTO knowledge_retired (id, workspace_id, account, resource, vapi_id, retired_at)
            VALUES (@Id, @workspace, @Account, 'tool', @ToolId, @now);
            """,
            new { Id = Guid.CreateVersion7(now), workspace = workspace.Value, tool.Account, tool.ToolId, now },
            transaction);
        await SyncQueue.MarkAllAsync(connection, transaction, workspace.Value, now, CancellationToken.None);
        await transaction.CommitAsync();
    }

    /// <summary>
    /// Hands over what may go at Vapi now: files that the tool named until this pass, and tools that no assistant names any more. True
    /// when something still has to wait for the assistants.
    /// </summary>
    public async Task<bool> ReleaseAsync(WorkspaceId workspace, IReadOnlyList<RetiredThing> known)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync();
        return await connection.QuerySingleAsync<bool>(
            """
            WITH gone AS (
                DELETE FROM knowledge_retired
                WHERE workspace_id = @workspace AND (
                    (resource = 'file' AND id = ANY (@known))
                    OR (resource = 'tool' AND (
                        retired_at < @late
                        OR NOT EXISTS (SELECT FROM agents WHERE workspace_id = @workspace AND sync_status IN ('pending', 'failed')))))
                RETURNING *
            ), handed AS (
                INSERT INTO vapi_removals (id, workspace_id, account, resource, vapi_id, due_at)
                SELECT id, workspace_id, account, resource, vapi_id, @now FROM gone)
            SELECT count(*) > (SELECT count(*) FROM gone) FROM knowledge_retired WHERE workspace_id = @workspace
            """,
            new { workspace = workspace.Value, known = known.Select(thing => thing.Id).ToArray(), late = now - WaitForAgents, now });
    }

    /// <summary>Everything is at Vapi as it is here. Announced when it was not so before.</summary>
    public async Task SettleAsync(WorkspaceId workspace, PublishedState state, byte[] published, int documents, string? toolId, TimeSpan? again)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(
            """
            UPDATE knowledge_bases
            SET settled = @Wanted, attempts = 0, error_code = NULL, announced = @published,
                due_at = CASE WHEN wanted > @Wanted THEN @now ELSE @again END
            WHERE workspace_id = @workspace
            """,
            new { workspace = workspace.Value, state.Wanted, published, now, again = now + again },
            transaction);
        if (!published.AsSpan().SequenceEqual(state.Announced))
        {
            await outbox.AddAsync(connection, transaction, new KnowledgeBaseSynced(workspace.Value, now, documents, toolId), CancellationToken.None);
        }

        await transaction.CommitAsync();
        outbox.Wake();
    }

    /// <summary>Not done yet: look again after a while. With an error, it was a failure.</summary>
    public async Task PostponeAsync(WorkspaceId workspace, TimeSpan delay, string? errorCode)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            UPDATE knowledge_bases
            SET due_at = @due, error_code = @errorCode, attempts = CASE WHEN @errorCode IS NULL THEN 0 ELSE attempts + 1 END
            WHERE workspace_id = @workspace
            """,
            new { workspace = workspace.Value, due = time.GetUtcNow() + delay, errorCode });
    }

    /// <summary>Without an account there is nothing to do until there is one.</summary>
    public async Task RestAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE knowledge_bases SET due_at = NULL, account = NULL WHERE workspace_id = @workspace",
            new { workspace = workspace.Value },
            cancellationToken: cancellationToken));
    }

    private sealed record BaseRow(long Wanted, int Attempts, byte[]? Announced);
}
