using System.Data.Common;
using Dapper;
using Npgsql;
using PeteRental.Agents.Audit;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Paging;

namespace PeteRental.Agents.Users;

/// <summary>A person as a member of one workspace.</summary>
internal sealed record Member(
    Guid UserId, string? Email, string? FullName, string? Phone, Guid WorkspaceId, string Role, bool IsVerified, bool IsActive,
    DateTimeOffset CreatedAt, DateTimeOffset MemberSince);

/// <summary>How a change to a member ended.</summary>
internal abstract record MemberChange
{
    public sealed record Done(Member Member) : MemberChange;

    /// <summary>Not a member of this workspace.</summary>
    public sealed record Unknown : MemberChange;

    /// <summary>Nobody would be left to run the workspace.</summary>
    public sealed record LastOwner : MemberChange;
}

/// <summary>People and their memberships in the database.</summary>
internal sealed class UserStore(NpgsqlDataSource database, TimeProvider time)
{
    private const string Columns =
        """
        u.id AS user_id, u.email, u.full_name, u.phone, m.workspace_id, m.role, u.is_verified, m.is_active, u.created_at,
        m.created_at AS member_since
        """;

    public async Task<Member?> FindAsync(WorkspaceId workspace, UserId user, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await FindAsync(connection, null, workspace, user.Value, cancellationToken);
    }

    /// <summary>Members in the order in which they joined, one more than asked for.</summary>
    public async Task<IReadOnlyList<Member>> ListAsync(WorkspaceId workspace, int limit, Cursor? after, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<Member>(new CommandDefinition(
            $"""
             SELECT {Columns} FROM memberships m JOIN users u ON u.id = m.user_id
             WHERE m.workspace_id = @workspace AND (m.created_at, m.user_id) > (@at, @id)
             ORDER BY m.created_at, m.user_id LIMIT @rows
             """,
            new { workspace = workspace.Value, at = after?.At ?? DateTimeOffset.UnixEpoch, id = after?.Id ?? Guid.Empty, rows = limit + 1 },
            cancellationToken: cancellationToken))).AsList();
    }

    public async Task<int> CountAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleAsync<int>(new CommandDefinition(
            "SELECT count(*)::int FROM memberships WHERE workspace_id = @workspace",
            new { workspace = workspace.Value },
            cancellationToken: cancellationToken));
    }

    /// <summary>Changes the person's own profile. What is written here is kept over what the provider says later.</summary>
    public async Task<Member?> SaveProfileAsync(CurrentMember member, ProfileChange change, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE users SET
                full_name = CASE WHEN @SetsName THEN @FullName ELSE full_name END,
                name_is_own = CASE WHEN @SetsName THEN @FullName IS NOT NULL ELSE name_is_own END,
                phone = CASE WHEN @SetsPhone THEN @Phone ELSE phone END,
                phone_is_own = CASE WHEN @SetsPhone THEN @Phone IS NOT NULL ELSE phone_is_own END,
                updated_at = @now
            WHERE id = @user AND erased_at IS NULL
            """,
            new
            {
                SetsName = change.FullName.IsGiven,
                FullName = change.FullName.Value,
                SetsPhone = change.Phone.IsGiven,
                Phone = change.Phone.Value,
                now = time.GetUtcNow(),
                user = member.UserId.Value,
            },
            cancellationToken: cancellationToken));
        return await FindAsync(connection, null, member.WorkspaceId, member.UserId.Value, cancellationToken);
    }

    /// <summary>Changes what a member may do. The workspace keeps at least one active owner.</summary>
    public async Task<MemberChange> ChangeAsync(
        Actor actor, Guid user, string? role, bool? active, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // One change of owners at a time: two who demote each other at once would each see the other as the one who stays.
        await connection.ExecuteAsync(new CommandDefinition(
            "SELECT FROM workspaces WHERE id = @workspace FOR NO KEY UPDATE",
            new { workspace = actor.WorkspaceId.Value },
            transaction,
            cancellationToken: cancellationToken));
        if (await FindAsync(connection, transaction, actor.WorkspaceId, user, cancellationToken) is not { } member)
        {
            return new MemberChange.Unknown();
        }

        var changed = member with { Role = role ?? member.Role, IsActive = active ?? member.IsActive };
        if (changed == member)
        {
            return new MemberChange.Done(member);
        }

        var losesOwner = member is { Role: "owner", IsActive: true } && changed is not { Role: "owner", IsActive: true };
        if (losesOwner && !await HasOtherOwnerAsync(connection, transaction, actor.WorkspaceId, user, cancellationToken))
        {
            return new MemberChange.LastOwner();
        }

        await SaveAsync(connection, transaction, actor, member, changed, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new MemberChange.Done(changed);
    }

    private async Task SaveAsync(
        DbConnection connection, DbTransaction transaction, Actor actor, Member before, Member after, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE memberships SET role = @Role, is_active = @IsActive, updated_at = @now
            WHERE workspace_id = @WorkspaceId AND user_id = @UserId
            """,
            new { after.Role, after.IsActive, now, after.WorkspaceId, after.UserId },
            transaction,
            cancellationToken: cancellationToken));
        string[] changed = [.. before.Role == after.Role ? Array.Empty<string>() : ["role"], .. before.IsActive == after.IsActive ? Array.Empty<string>() : ["active"]];
        await AuditLog.AddAsync(connection, transaction, actor, now, "member.updated", after.UserId, changed, cancellationToken);
    }

    private static Task<Member?> FindAsync(
        DbConnection connection, DbTransaction? transaction, WorkspaceId workspace, Guid user, CancellationToken cancellationToken) =>
        connection.QuerySingleOrDefaultAsync<Member>(new CommandDefinition(
            $"""
             SELECT {Columns} FROM memberships m JOIN users u ON u.id = m.user_id
             WHERE m.workspace_id = @workspace AND m.user_id = @user
             """,
            new { workspace = workspace.Value, user },
            transaction,
            cancellationToken: cancellationToken));

    private static Task<bool> HasOtherOwnerAsync(
        DbConnection connection, DbTransaction transaction, WorkspaceId workspace, Guid user, CancellationToken cancellationToken) =>
        connection.QuerySingleAsync<bool>(new CommandDefinition(
            """
            SELECT EXISTS (
                SELECT FROM memberships WHERE workspace_id = @workspace AND user_id <> @user AND role = 'owner' AND is_active)
            """,
            new { workspace = workspace.Value, user },
            transaction,
            cancellationToken: cancellationToken));
}
