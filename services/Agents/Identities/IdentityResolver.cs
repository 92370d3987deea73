using System.Data.Common;
using Dapper;
using Npgsql;
using PeteRental.Agents.Users;
using PeteRental.Agents.Workspaces;
using PeteRental.Contracts.Agents;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Agents.Identities;

/// <summary>
/// Finds who is behind a token. The usual answer is one read; a first token, or one that tells something new, takes a transaction in
/// which one writer of a person follows the other, so fifty first tokens at once make one user, one workspace and one event.
/// </summary>
internal sealed class IdentityResolver(NpgsqlDataSource database, Outbox outbox, TimeProvider time)
{
    /// <summary>The person, the workspace of the token, and the role in it; null for somebody who was erased.</summary>
    public async Task<IdentityReply?> ResolveAsync(Claims claims, CancellationToken cancellationToken)
    {
        if (await FindAsync(claims, cancellationToken) is { } known && known.Knows(claims))
        {
            return known.ToReply();
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await Subjects.LockAsync(connection, transaction, claims.Subject, cancellationToken))
        {
            return null;
        }

        var identity = await SaveAsync(connection, transaction, claims, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return identity;
    }

    private async Task<IdentityReply> SaveAsync(
        DbConnection connection, DbTransaction transaction, Claims claims, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var person = await SavePersonAsync(connection, transaction, claims, now, cancellationToken);
        var workspace = claims.Organization is { } organization
            ? await WorkspaceOpening.OfOrganizationAsync(
                connection, transaction, organization.Id, organization.Slug ?? organization.Id, now, cancellationToken)
            : await WorkspaceOpening.OfPersonAsync(connection, transaction, person, claims.FullName ?? "My workspace", now, cancellationToken);
        if (workspace.IsClosed || await HasLeftAsync(connection, transaction, claims, cancellationToken))
        {
            return new IdentityReply(person, workspace.Id, RoleNames.Of(WorkspaceRole.Viewer), IsActive: false);
        }

        var membership = await SaveMembershipAsync(connection, transaction, claims, person, workspace.Id, now, cancellationToken);
        await FirstWorkspace.TellAsync(connection, transaction, outbox, workspace.Id, person, now, cancellationToken);
        return new IdentityReply(person, workspace.Id, membership.Role, membership.IsActive);
    }

    private async Task<KnownIdentity?> FindAsync(Claims claims, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<KnownIdentity>(new CommandDefinition(
            claims.Organization is null
                ? """
                  SELECT u.id AS user_id, w.id AS workspace_id, m.role, m.is_active, u.email, u.full_name, u.name_is_own,
                      u.announced_at IS NOT NULL AS is_announced, m.organization_role
                  FROM users u
                  JOIN workspaces w ON w.personal_user_id = u.id
                  JOIN memberships m ON m.workspace_id = w.id AND m.user_id = u.id
                  WHERE u.subject = @Subject
                  """
                : """
                  SELECT u.id AS user_id, w.id AS workspace_id, m.role, m.is_active, u.email, u.full_name, u.name_is_own,
                      u.announced_at IS NOT NULL AS is_announced, m.organization_role
                  FROM users u
                  JOIN workspaces w ON w.organization_id = @Organization
                  JOIN memberships m ON m.workspace_id = w.id AND m.user_id = u.id
                  WHERE u.subject = @Subject
                  """,
            new { claims.Subject, Organization = claims.Organization?.Id },
            cancellationToken: cancellationToken));
    }

    // A name that the person wrote here stays, and what the provider announced is better than what a token carries: it comes in an
    // order, and says which addresses are verified. Otherwise the token's wins over an older token's.
    private static Task<Guid> SavePersonAsync(
        DbConnection connection, DbTransaction transaction, Claims claims, DateTimeOffset now, CancellationToken cancellationToken) =>
        connection.QuerySingleAsync<Guid>(new CommandDefinition(
            """
            INSERT INTO users AS u (id, subject, email, full_name, created_at, updated_at)
            VALUES (@Id, @Subject, @Email, @FullName, @now, @now)
            ON CONFLICT (subject) DO UPDATE SET
                email = CASE WHEN u.announced_at IS NULL THEN coalesce(excluded.email, u.email) ELSE coalesce(u.email, excluded.email) END,
                full_name = CASE WHEN u.name_is_own THEN u.full_name
                                 WHEN u.announced_at IS NULL THEN coalesce(excluded.full_name, u.full_name)
                                 ELSE coalesce(u.full_name, excluded.full_name) END,
                updated_at = excluded.updated_at
            RETURNING id
            """,
            new { Id = Guid.CreateVersion7(now), claims.Subject, claims.Email, claims.FullName, now },
            transaction,
            cancellationToken: cancellationToken));

    private static async Task<bool> HasLeftAsync(
        DbConnection connection, DbTransaction transaction, Claims claims, CancellationToken cancellationToken) =>
        claims.Organization is { } organization
        && await connection.QuerySingleAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT FROM departures WHERE organization_id = @Id AND subject_sha256 = @hash)",
            new { organization.Id, hash = Subjects.HashOf(claims.Subject) },
            transaction,
            cancellationToken: cancellationToken));

    // The organisation decides about a role whenever its claim changes; in between, what an owner set here holds.
    private static Task<SavedMembership> SaveMembershipAsync(
        DbConnection connection, DbTransaction transaction, Claims claims, Guid person, Guid workspace, DateTimeOffset now,
        CancellationToken cancellationToken) =>
        connection.QuerySingleAsync<SavedMembership>(new CommandDefinition(
            """
            INSERT INTO memberships AS m (workspace_id, user_id, role, organization_role, created_at, updated_at)
            VALUES (@workspace, @person, @Role, @OrganizationRole, @now, @now)
            ON CONFLICT (workspace_id, user_id) DO UPDATE SET
                role = CASE WHEN m.organization_role IS DISTINCT FROM excluded.organization_role THEN excluded.role ELSE m.role END,
                organization_role = excluded.organization_role,
                updated_at = CASE WHEN m.organization_role IS DISTINCT FROM excluded.organization_role THEN excluded.updated_at ELSE m.updated_at END
            RETURNING role, is_active
            """,
            new
            {
                workspace,
                person,
                Role = RoleNames.Of(claims.Organization?.Role ?? WorkspaceRole.Owner),
                OrganizationRole = claims.Organization?.ClaimedRole,
                now,
            },
            transaction,
            cancellationToken: cancellationToken));

    private sealed record SavedMembership(string Role, bool IsActive);

    private sealed record KnownIdentity(
        Guid UserId, Guid WorkspaceId, string Role, bool IsActive, string? Email, string? FullName, bool NameIsOwn, bool IsAnnounced,
        string? OrganizationRole)
    {
        /// <summary>Whether the token tells nothing that is not stored already, or known better.</summary>
        public bool Knows(Claims claims) =>
            (claims.Email is null || claims.Email == Email || (IsAnnounced && Email is not null))
            && (claims.FullName is null || NameIsOwn || claims.FullName == FullName || (IsAnnounced && FullName is not null))
            && claims.Organization?.ClaimedRole == OrganizationRole;

        public IdentityReply ToReply() => new(UserId, WorkspaceId, Role, IsActive);
    }
}
