using System.Data.Common;
using Dapper;
using PeteRental.Agents.Audit;
using PeteRental.Agents.Workspaces;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Agents.Clerk;

/// <summary>Writes down what the provider says of an organisation, in its workspace.</summary>
internal sealed class OrganizationAnnouncements(Outbox outbox)
{
    private static readonly string[] Name = ["name"];

    /// <summary>
    /// The organisation's workspace, made when it is new. Its name follows the organisation's whenever that changes there; in
    /// between, what an owner called it here holds.
    /// </summary>
    public async Task<OpenedWorkspace> ApplyAsync(
        DbConnection connection, DbTransaction transaction, OrganizationAnnouncement organization, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var workspace = await WorkspaceOpening.OfOrganizationAsync(
            connection, transaction, organization.Id, organization.Name ?? organization.Id, now, cancellationToken);
        if (workspace.IsClosed || organization.Name is null)
        {
            return workspace;
        }

        // The name before the change comes back too; a workspace that was made a moment ago has the right one already.
        var change = await connection.QuerySingleOrDefaultAsync<NameChange>(new CommandDefinition(
            """
            UPDATE workspaces w SET
                name = CASE WHEN w.announced_name IS DISTINCT FROM @Name THEN @Name ELSE w.name END,
                announced_name = @Name,
                announced_at = coalesce(@At, w.announced_at),
                updated_at = CASE WHEN w.announced_name IS DISTINCT FROM @Name THEN @now ELSE w.updated_at END
            FROM (SELECT id, name FROM workspaces WHERE id = @Workspace FOR NO KEY UPDATE) AS before
            WHERE w.id = before.id AND (w.announced_at IS NULL OR w.announced_at <= @At)
            RETURNING before.name AS before, w.name AS after
            """,
            new { organization.Name, organization.At, Workspace = workspace.Id, now },
            transaction,
            cancellationToken: cancellationToken));
        if (change is not null && change.Before != change.After)
        {
            await outbox.AddAsync(connection, transaction, new WorkspaceUpdated(workspace.Id, now, Name), cancellationToken);
            await AuditLog.AddAsync(connection, transaction, ActorOf(workspace.Id), now, "workspace.updated", workspace.Id, Name, cancellationToken);
        }

        return workspace;
    }

    /// <summary>Lets everybody out and closes the workspace. One that nobody knew is closed too, so that later news of it are not believed.</summary>
    public async Task CloseAsync(
        DbConnection connection, DbTransaction transaction, OrganizationAnnouncement organization, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var row = new { Id = Guid.CreateVersion7(now), Organization = organization.Id, now };
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO workspaces (id, organization_id, name, created_at, updated_at) VALUES (@Id, @Organization, @Organization, @now, @now)
            ON CONFLICT DO NOTHING
            """,
            row,
            transaction,
            cancellationToken: cancellationToken));
        // Locked whole at once: a lock that is raised later lets two of these wait for each other.
        var workspace = await connection.QuerySingleAsync<OpenedWorkspace>(new CommandDefinition(
            "SELECT id, closed_at IS NOT NULL AS is_closed FROM workspaces WHERE organization_id = @Organization FOR UPDATE",
            row,
            transaction,
            cancellationToken: cancellationToken));
        if (!workspace.IsClosed)
        {
            await WorkspaceClosing.CloseAsync(connection, transaction, outbox, ActorOf(workspace.Id), isPersonal: false, now, cancellationToken);
        }
    }

    internal static Actor ActorOf(Guid workspace) => new(new WorkspaceId(workspace), null, "clerk");

    private sealed record NameChange(string Before, string After);
}
