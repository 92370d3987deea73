using System.Data.Common;
using Dapper;
using Npgsql;
using PeteRental.Agents.Users;
using PeteRental.Contracts.Agents;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Agents.Identities;

/// <summary>
/// Finds who is behind a token. The usual answer is one read; a first token, or one that tells something new, takes a transaction in
/// which the unique keys decide, so fifty first tokens at once make one user, one workspace and one event.
/// </summary>
internal sealed class IdentityResolver(NpgsqlDataSource database, Outbox outbox, TimeProvider time)
{
    /// <summary>The person, the workspace of the token, and the role in it.</summary>
    public async Task<IdentityReply> ResolveAsync(Claims claims, CancellationToken cancellationToken)
    {
        if (await FindAsync(claims, cancellationToken) is { } known && known.Knows(claims))
        {
            return known.ToReply();
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var now = time.GetUtcNow();
        var person = await SavePersonAsync(connection, transaction, claims, now, cancellationToken);
        var workspace = await EnsureWorkspaceAsync(connection, transaction, claims, person.Id, now, cancellationToken);
        var membership = await SaveMembershipAsync(connection, transaction, claims, person.Id, workspace, now, cancellationToken);
        if (person.IsNew)
        {
            await outbox.AddAsync(connection, transaction, new UserRegistered(workspace, now, person.Id, claims.Email), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return new IdentityReply(person.Id, workspace, membership.Role, membership.IsActive);
    }

    private async Task<KnownIdentity?> FindAsync(Claims claims, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<KnownIdentity>(new CommandDefinition(
            claims.Organization is null
                ? """
                  SELECT u.id AS user_id, w.id AS workspace_id, m.role, m.is_active, u.email, u.full_name, u.name_is_own, m.organization_role
                  FROM users u
                  JOIN workspaces w ON w.personal_user_id = u.id
                  JOIN memberships m ON m.workspace_id = w.id AND m.user_id = u.id
                  WHERE u.subject = @Subject
                  """
                : """
                  SELECT u.id AS user_id, w.id AS workspace_id, m.role, m.is_active, u.email, u.full_name, u.name_is_own, m.organization_role
                  FROM users u
                  JOIN workspaces w ON w.organization_id = @Organization
                  JOIN memberships m ON m.workspace_id = w.id AND m.user_id = u.id
                  WHERE u.subject = @Subject
                  """,
            new { claims.Subject, Organization = claims.Organization?.Id },
            cancellationToken: cancellationToken));
    }

    // A name that the person wrote here stays; otherwise the token's wins over an older token's. xmax is 0 in a row that this
    // statement inserted, and a transaction id in one that it updated.
    private static Task<SavedPerson> SavePersonAsync(
        DbConnection connection, DbTransaction transaction, Claims claims, DateTimeOffset now, CancellationToken cancellationToken) =>
        connection.QuerySingleAsync<SavedPerson>(new CommandDefinition(
            """
            INSERT INTO users AS u (id, subject, email, full_name, created_at, updated_at)
            VALUES (@Id, @Subject, @Email, @FullName, @now, @now)
            ON CONFLICT (subject) DO UPDATE SET
                email = coalesce(excluded.email, u.email),
                full_name = CASE WHEN u.name_is_own THEN u.full_name ELSE coalesce(excluded.full_name, u.full_name) END,
                updated_at = excluded.updated_at
            RETURNING id, xmax = 0 AS is_new
            """,
            new { Id = Guid.CreateVersion7(now), claims.Subject, claims.Email, claims.FullName, now },
            transaction,
            cancellationToken: cancellationToken));

    private static async Task<Guid> EnsureWorkspaceAsync(
        DbConnection connection, DbTransaction transaction, Claims claims, Guid person, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var workspace = new
        {
            Id = Guid.CreateVersion7(now),
            Person = claims.Organization is null ? person : (Guid?)null,
            Organization = claims.Organization?.Id,
            Name = claims.Organization is { } organization ? organization.Slug ?? organization.Id : claims.FullName ?? "My workspace",
            now,
        };
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO workspaces (id, personal_user_id, organization_id, name, created_at, updated_at)
            VALUES (@Id, @Person, @Organization, @Name, @now, @now)
            ON CONFLICT DO NOTHING
            """,
            workspace,
            transaction,
            cancellationToken: cancellationToken));
        // A statement of its own: it sees what another transaction committed while the insert above waited for it.
        return await connection.QuerySingleAsync<Guid>(new CommandDefinition(
            claims.Organization is null
                ? "SELECT id FROM workspaces WHERE personal_user_id = @Person"
                : "SELECT id FROM workspaces WHERE organization_id = @Organization",
            workspace,
            transaction,
            cancellationToken: cancellationToken));
    }

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

    private sealed record SavedPerson(Guid Id, bool IsNew);

    private sealed record SavedMembership(string Role, bool IsActive);

    private sealed record KnownIdentity(
        Guid UserId, Guid WorkspaceId, string Role, bool IsActive, string? Email, string? FullName, bool NameIsOwn, string? OrganizationRole)
    {
        /// <summary>Whether the token tells nothing that is not stored already.</summary>
        public bool Knows(Claims claims) =>
            (claims.Email is null || claims.Email == Email)
            && (claims.FullName is null || NameIsOwn || claims.FullName == FullName)
            && claims.Organization?.ClaimedRole == OrganizationRole;

        public IdentityReply ToReply() => new(UserId, WorkspaceId, Role, IsActive);
    }
}
