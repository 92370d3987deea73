using System.Data.Common;
using Dapper;
using PeteRental.Contracts;

namespace PeteRental.Agents.KnowledgeBase.Publishing;

/// <summary>Says, in the transaction of a change, that Vapi has to hear of it. Whatever happens afterwards, the worker finds the mark.</summary>
internal static class KnowledgeQueue
{
    /// <summary>The workspace's documents changed. Locks the workspace's knowledge base until the transaction ends.</summary>
    public static Task MarkAsync(
        DbConnection connection, DbTransaction transaction, WorkspaceId workspace, DateTimeOffset now, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO knowledge_bases AS base (workspace_id, wanted, due_at) VALUES (@workspace, 1, @now)
            ON CONFLICT (workspace_id) DO UPDATE SET wanted = base.wanted + 1, due_at = @now, attempts = 0
            """,
            new { workspace = workspace.Value, now },
            transaction,
            cancellationToken: cancellationToken));

    /// <summary>A file at Vapi is not wanted any more.</summary>
    public static Task RetireFileAsync(
        DbConnection connection, DbTransaction? transaction, WorkspaceId workspace, byte[] account, string fileId, DateTimeOffset now,
        CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO knowledge_retired (id, workspace_id, account, resource, vapi_id, retired_at)
            VALUES (@Id, @workspace, @account, 'file', @fileId, @now)
            """,
            new { Id = Guid.CreateVersion7(now), workspace = workspace.Value, account, fileId, now },
            transaction,
            cancellationToken: cancellationToken));
}
