using System.Data.Common;
using Dapper;
using Npgsql;
using PeteRental.Agents.Audit;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults.Paging;

namespace PeteRental.Agents.AgentMembers;

/// <summary>How setting an agent's members ended.</summary>
internal abstract record AgentMembersWrite
{
    /// <summary>They are as asked for.</summary>
    public sealed record Done(IReadOnlyList<AgentMemberReply> Members) : AgentMembersWrite;

    /// <summary>Nothing was changed: these are no members of the workspace.</summary>
    public sealed record Strangers(IReadOnlySet<Guid> UserIds) : AgentMembersWrite;

    /// <summary>No such agent in this workspace.</summary>
    public sealed record Unknown : AgentMembersWrite;
}

/// <summary>Roles on single agents in the database.</summary>
internal sealed class AgentMemberStore(NpgsqlDataSource database, TimeProvider time)
{
    private const string Rows =
        """
        SELECT user_agents.user_id, users.email, users.full_name, user_agents.role, user_agents.created_at
        FROM user_agents JOIN users ON users.id = user_agents.user_id
        WHERE user_agents.workspace_id = @workspace AND user_agents.agent_id = @agent
        """;

    /// <summary>Members in the order in which they came, one more than asked for, and how many there are in all.</summary>
    public async Task<(IReadOnlyList<AgentMemberReply> Members, int Total)> ListAsync(
        WorkspaceId workspace, Guid agent, int limit, Cursor? after, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var answers = await connection.QueryMultipleAsync(new CommandDefinition(
            $"""
             {Rows} AND (user_agents.created_at, user_agents.user_id) > (@at, @id)
             ORDER BY user_agents.created_at, user_agents.user_id LIMIT @rows;
             SELECT count(*)::int FROM user_agents WHERE workspace_id = @workspace AND agent_id = @agent;
             """,
            new { workspace = workspace.Value, agent, at = after?.At ?? DateTimeOffset.UnixEpoch, id = after?.Id ?? Guid.Empty, rows = limit + 1 },
            cancellationToken: cancellationToken));
        var members = (await answers.ReadAsync<AgentMemberReply>()).AsList();
        return (members, await answers.ReadSingleAsync<int>());
    }

    /// <summary>Makes these the members. Nothing is written when they are already.</summary>
    public async Task<AgentMembersWrite> ReplaceAsync(Actor actor, Guid agent, IReadOnlyList<AgentRole> roles, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await LockAgentAsync(connection, transaction, actor.WorkspaceId, agent, cancellationToken))
        {
            return new AgentMembersWrite.Unknown();
        }

        var strangers = await FindStrangersAsync(connection, transaction, actor.WorkspaceId, roles, cancellationToken);
        if (strangers.Count > 0)
        {
            return new AgentMembersWrite.Strangers(strangers);
        }

        var before = await ReadAsync(connection, transaction, actor.WorkspaceId, agent, cancellationToken);
        if (before.Select(member => new AgentRole(member.UserId, member.Role)).ToHashSet().SetEquals(roles))
        {
            return new AgentMembersWrite.Done(before);
        }

        await WriteAsync(connection, transaction, actor, agent, roles, cancellationToken);
        var after = await ReadAsync(connection, transaction, actor.WorkspaceId, agent, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new AgentMembersWrite.Done(after);
    }

    /// <summary>Gives a member a role on an agent, in the transaction of what it comes with.</summary>
    public static Task AddAsync(
        DbConnection connection, DbTransaction transaction, WorkspaceId workspace, Guid agent, AgentRole role, DateTimeOffset now,
        CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO user_agents (workspace_id, agent_id, user_id, role, created_at) VALUES (@workspace, @agent, @UserId, @Role, @now)",
            new { workspace = workspace.Value, agent, role.UserId, role.Role, now },
            transaction,
            cancellationToken: cancellationToken));

    // One change of an agent's members at a time: of two lists one holds in the end, not a mixture.
    private static async Task<bool> LockAgentAsync(
        DbConnection connection, DbTransaction transaction, WorkspaceId workspace, Guid agent, CancellationToken cancellationToken) =>
        await connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition(
            "SELECT id FROM agents WHERE workspace_id = @workspace AND id = @agent FOR NO KEY UPDATE",
            new { workspace = workspace.Value, agent },
            transaction,
            cancellationToken: cancellationToken)) is not null;

    // Those who are members stay so until this is over.
    private static async Task<IReadOnlySet<Guid>> FindStrangersAsync(
        DbConnection connection, DbTransaction transaction, WorkspaceId workspace, IReadOnlyList<AgentRole> roles, CancellationToken cancellationToken)
    {
        var users = roles.Select(role => role.UserId).ToArray();
        var members = await connection.QueryAsync<Guid>(new CommandDefinition(
            "SELECT user_id FROM memberships WHERE workspace_id = @workspace AND user_id = ANY(@users) ORDER BY user_id FOR KEY SHARE",
            new { workspace = workspace.Value, users },
            transaction,
            cancellationToken: cancellationToken));
        return users.Except(members).ToHashSet();
    }

    private static async Task<IReadOnlyList<AgentMemberReply>> ReadAsync(
        DbConnection connection, DbTransaction transaction, WorkspaceId workspace, Guid agent, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<AgentMemberReply>(new CommandDefinition(
            $"{Rows} ORDER BY user_agents.created_at, user_agents.user_id",
            new { workspace = workspace.Value, agent },
            transaction,
            cancellationToken: cancellationToken))).AsList();

    private async Task WriteAsync(
        DbConnection connection, DbTransaction transaction, Actor actor, Guid agent, IReadOnlyList<AgentRole> roles, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await connection.ExecuteAsync(new CommandDefinition(
            """
            DELETE FROM user_agents WHERE workspace_id = @workspace AND agent_id = @agent AND user_id <> ALL(@users);
            INSERT INTO user_agents AS known (workspace_id, agent_id, user_id, role, created_at)
            SELECT @workspace, @agent, id, role, @now FROM unnest(@users, @roles) AS given (id, role)
            ON CONFLICT (agent_id, user_id) DO UPDATE SET role = excluded.role WHERE known.role <> excluded.role;
            """,
            new
            {
                workspace = actor.WorkspaceId.Value,
                agent,
                users = roles.Select(role => role.UserId).ToArray(),
                roles = roles.Select(role => role.Role).ToArray(),
                now,
            },
            transaction,
            cancellationToken: cancellationToken));
        await AuditLog.AddAsync(connection, transaction, actor, now, "agent.members_changed", agent, ["members"], cancellationToken);
    }
}
