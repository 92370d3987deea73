using System.Data.Common;
using Dapper;
using PeteRental.Agents.Audit;
using PeteRental.Agents.Users;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Agents.Clerk;

/// <summary>
/// Writes down who belongs to an organisation and with which role. The organisation decides: it may let its last owner go, and
/// somebody it has let go stays out until it says otherwise.
/// </summary>
internal sealed class MembershipAnnouncements(OrganizationAnnouncements organizations, Outbox outbox)
{
    private static readonly string[] Role = ["role"];

    /// <summary>Lets a person in, or changes their role.</summary>
    public async Task ApplyAsync(
        DbConnection connection, DbTransaction transaction, MembershipAnnouncement member, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await Subjects.LockAsync(connection, transaction, member.Subject, cancellationToken))
        {
            return;
        }

        var workspace = await organizations.ApplyAsync(connection, transaction, member.Organization, now, cancellationToken);
        if (workspace.IsClosed || !await IsBackAsync(connection, transaction, member, cancellationToken))
        {
            return;
        }

        var person = await PersonAnnouncements.EnsureAsync(connection, transaction, member, now, cancellationToken);
        if (await SaveAsync(connection, transaction, member, workspace.Id, person, now, cancellationToken) is not { } change || !change.Differs)
        {
            return;
        }

        await FirstWorkspace.TellAsync(connection, transaction, outbox, workspace.Id, person, now, cancellationToken);
        await AuditLog.AddAsync(
            connection, transaction, OrganizationAnnouncements.ActorOf(workspace.Id), now, change.IsNew ? "member.added" : "member.updated", person,
            change.IsNew ? [] : Role, cancellationToken);
    }

    /// <summary>Lets a person go; also one who is not known yet, so that older news of them are not believed.</summary>
    public static async Task RemoveAsync(
        DbConnection connection, DbTransaction transaction, MembershipAnnouncement member, DateTimeOffset at, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (await Subjects.LockAsync(connection, transaction, member.Subject, cancellationToken))
        {
            return;
        }

        var keys = new { member.Organization.Id, member.Subject, hash = Subjects.HashOf(member.Subject), at };
        var found = await connection.QuerySingleOrDefaultAsync<Found>(new CommandDefinition(
            """
            SELECT m.workspace_id, m.user_id, coalesce(m.announced_at > @at, false) AS is_later FROM memberships m
            JOIN workspaces w ON w.id = m.workspace_id JOIN users u ON u.id = m.user_id
            WHERE w.organization_id = @Id AND u.subject = @Subject
            """,
            keys,
            transaction,
            cancellationToken: cancellationToken));
        if (found is { IsLater: true })
        {
            return;
        }

        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO departures AS d (organization_id, subject_sha256, left_at) VALUES (@Id, @hash, @at)
            ON CONFLICT (organization_id, subject_sha256) DO UPDATE SET left_at = greatest(d.left_at, excluded.left_at)
            """,
            keys,
            transaction,
            cancellationToken: cancellationToken));
        if (found is not null)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "DELETE FROM memberships WHERE workspace_id = @WorkspaceId AND user_id = @UserId", found, transaction, cancellationToken: cancellationToken));
            await AuditLog.AddAsync(
                connection, transaction, OrganizationAnnouncements.ActorOf(found.WorkspaceId), now, "member.removed", found.UserId, [], cancellationToken);
        }
    }

    // Whoever left is back when the membership is younger than that. Two times that are the same: it is the one that ended.
    private static async Task<bool> IsBackAsync(
        DbConnection connection, DbTransaction transaction, MembershipAnnouncement member, CancellationToken cancellationToken)
    {
        var keys = new { member.Organization.Id, hash = Subjects.HashOf(member.Subject), member.At };
        await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM departures WHERE organization_id = @Id AND subject_sha256 = @hash AND left_at < @At",
            keys,
            transaction,
            cancellationToken: cancellationToken));
        return await connection.QuerySingleAsync<bool>(new CommandDefinition(
            "SELECT NOT EXISTS (SELECT FROM departures WHERE organization_id = @Id AND subject_sha256 = @hash)",
            keys,
            transaction,
            cancellationToken: cancellationToken));
    }

    // The announced role decides whenever it differs from what was announced, or else claimed, last; in between, what an owner set
    // here holds. The claim of a token that is older than this must not decide again: it counts as heard.
    private static Task<Change?> SaveAsync(
        DbConnection connection, DbTransaction transaction, MembershipAnnouncement member, Guid workspace, Guid person, DateTimeOffset now,
        CancellationToken cancellationToken) =>
        connection.QuerySingleOrDefaultAsync<Change>(new CommandDefinition(
            """
            INSERT INTO memberships AS m (
                workspace_id, user_id, role, organization_role, announced_role, announced_at, created_at, updated_at)
            VALUES (@workspace, @person, @Role, @ClaimedRole, @ClaimedRole, @At, @now, @now)
            ON CONFLICT (workspace_id, user_id) DO UPDATE SET
                role = CASE WHEN coalesce(m.announced_role, m.organization_role) IS DISTINCT FROM excluded.announced_role
                            THEN excluded.role ELSE m.role END,
                updated_at = CASE WHEN coalesce(m.announced_role, m.organization_role) IS DISTINCT FROM excluded.announced_role
                                  THEN excluded.updated_at ELSE m.updated_at END,
                announced_role = excluded.announced_role,
                announced_at = excluded.announced_at
            WHERE m.announced_at IS NULL OR m.announced_at <= excluded.announced_at
            RETURNING m.xmax = 0 AS is_new, m.updated_at = @now AS differs
            """,
            new { workspace, person, Role = RoleNames.Of(member.Role), member.ClaimedRole, member.At, now },
            transaction,
            cancellationToken: cancellationToken));

    private sealed record Found(Guid WorkspaceId, Guid UserId, bool IsLater);

    private sealed record Change(bool IsNew, bool Differs);
}
