using System.Data.Common;
using Dapper;
using PeteRental.Agents.Audit;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Agents.Workspaces;

/// <summary>
/// Closes a workspace that has nobody left: its secrets are revoked, what opens accounts elsewhere is thrown away, its agents answer no
/// more, and nobody gets in. What it has recorded stays until it is due, or an operator removes it; its assistants at Vapi stay in an
/// account that was never ours.
/// </summary>
internal static class WorkspaceClosing
{
    private static readonly string[] Changed = ["closed", "webhook_secrets"];

    /// <summary>Closes it; the caller holds its row locked FOR UPDATE, so that nobody joins meanwhile.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="outbox">Where events go.</param>
    /// <param name="actor">Who closes which workspace.</param>
    /// <param name="isPersonal">It was a person's own: its name and its documents may be about them, so they go too.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task CloseAsync(
        DbConnection connection, DbTransaction transaction, Outbox outbox, Actor actor, bool isPersonal, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var workspace = actor.WorkspaceId.Value;
        var silenced = await connection.QueryAsync<SilencedAgent>(new CommandDefinition(
            """
            UPDATE workspaces SET
                closed_at = @now, updated_at = @now, notification_email = NULL, vapi_public_key = NULL, twilio_phone_number = NULL,
                name = CASE WHEN @isPersonal THEN 'Closed workspace' ELSE name END
            WHERE id = @workspace;
            DELETE FROM webhook_secrets WHERE workspace_id = @workspace;
            DELETE FROM idempotent_replies WHERE workspace_id = @workspace;
            DELETE FROM memberships WHERE workspace_id = @workspace;
            DELETE FROM vapi_removals WHERE workspace_id = @workspace;
            DELETE FROM vapi_accounts WHERE workspace_id = @workspace;
            DELETE FROM vapi_phone_numbers WHERE workspace_id = @workspace;
            DELETE FROM twilio_accounts WHERE workspace_id = @workspace;
            DELETE FROM credential_candidates WHERE workspace_id = @workspace;
            DELETE FROM knowledge_base_tools WHERE workspace_id = @workspace;
            DELETE FROM knowledge_bases WHERE workspace_id = @workspace;
            DELETE FROM knowledge_retired WHERE workspace_id = @workspace;
            DELETE FROM knowledge_chunks WHERE workspace_id = @workspace AND @isPersonal;
            DELETE FROM knowledge_documents WHERE workspace_id = @workspace AND @isPersonal;
            UPDATE agents SET sync_due_at = NULL WHERE workspace_id = @workspace;
            UPDATE agents SET is_active = false, updated_at = @now WHERE workspace_id = @workspace AND is_active
            RETURNING id, vapi_assistant_id, calendar_id;
            """,
            new { workspace, isPersonal, now },
            transaction,
            cancellationToken: cancellationToken));
        foreach (var agent in silenced)
        {
            var updated = new AgentUpdated(workspace, now, agent.Id, agent.VapiAssistantId, agent.VapiAssistantId, agent.CalendarId, IsActive: false);
            await outbox.AddAsync(connection, transaction, updated, cancellationToken);
        }

        await outbox.AddAsync(connection, transaction, new WorkspaceUpdated(workspace, now, Changed), cancellationToken);
        await AuditLog.AddAsync(connection, transaction, actor, now, "workspace.closed", workspace, [], cancellationToken);
    }

    private sealed record SilencedAgent(Guid Id, string? VapiAssistantId, Guid? CalendarId);
}
