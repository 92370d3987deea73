using System.Data.Common;
using Dapper;

namespace PeteRental.Agents.Sync;

/// <summary>
/// Says, in the transaction of a change, that Vapi has to hear of it. Whatever happens afterwards, the worker finds the mark: a change
/// that was saved reaches Vapi.
/// </summary>
internal static class SyncQueue
{
    // In a workspace without an account there is nobody to tell; connecting one marks everything.
    private const string Mark =
        """
        UPDATE agents SET sync_status = 'pending', sync_wanted = sync_wanted + 1, sync_due_at = @now, sync_attempts = 0
        WHERE workspace_id = @workspace AND EXISTS (SELECT FROM vapi_accounts WHERE workspace_id = @workspace)
        """;

    /// <summary>These agents changed. Returns how many of them Vapi has to hear of.</summary>
    public static Task<int> MarkAsync(
        DbConnection connection, DbTransaction transaction, Guid workspace, IReadOnlyCollection<Guid> agents, DateTimeOffset now,
        CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            Mark + " AND id = ANY (@agents)", new { workspace, agents = agents.ToArray(), now }, transaction, cancellationToken: cancellationToken));

    /// <summary>
    /// Something changed that all agents of ours show: the account, the webhook's secret, the documents. Assistants that were made by
    /// hand and never sent from here are left alone.
    /// </summary>
    public static Task MarkAllAsync(
        DbConnection connection, DbTransaction transaction, Guid workspace, DateTimeOffset now, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            Mark + " AND (sync_status <> 'none' OR role IS NOT NULL OR vapi_assistant_id IS NULL)",
            new { workspace, now },
            transaction,
            cancellationToken: cancellationToken));
}
