using Dapper;
using Npgsql;
using PeteRental.Agents.Audit;
using PeteRental.Agents.Integrations;
using PeteRental.Agents.VoiceAgents;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Agents.Workspaces;

/// <summary>The inbound and the outbound agent that every workspace has once it is saved. The database allows one of each.</summary>
internal sealed class RoleAgents(NpgsqlDataSource database, AgentStore agents, Outbox outbox)
{
    public const string Inbound = "inbound";
    public const string Outbound = "outbound";

    public static readonly IReadOnlyList<string> Both = [Inbound, Outbound];

    /// <summary>What an agent of a role is called until somebody names it.</summary>
    public static string NameOf(string role) => role == Inbound ? "Inbound agent" : "Outbound agent";

    /// <summary>The agents that are there, inbound first.</summary>
    public async Task<IReadOnlyList<RoleAgentReply>> ListAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<RoleAgentReply>(new CommandDefinition(
            """
            SELECT role, id AS agent_id, vapi_assistant_id, sync_status, sync_error_code AS error_code
            FROM agents WHERE workspace_id = @workspace AND role IS NOT NULL ORDER BY role
            """,
            new { workspace = workspace.Value },
            cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>The agents that Vapi has to hear of: those with a role, and any other that waits.</summary>
    public async Task<IReadOnlyList<Guid>> ListToSyncAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<Guid>(new CommandDefinition(
            """
            SELECT id FROM agents WHERE workspace_id = @workspace AND (role IS NOT NULL OR sync_status = 'pending')
            ORDER BY role NULLS LAST, created_at, id
            """,
            new { workspace = workspace.Value },
            cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Adds the agents that are missing; returns those. Only a person makes agents.</summary>
    public async Task<IReadOnlyList<RoleAgentId>> EnsureAsync(Unit unit, Actor actor, IEnumerable<string> roles)
    {
        var added = new List<RoleAgentId>();
        if (actor.UserId is not { } user)
        {
            return added;
        }

        foreach (var role in roles)
        {
            var agent = new Agent
            {
                Id = Guid.CreateVersion7(unit.Now),
                WorkspaceId = unit.Workspace.Value,
                UserId = user.Value,
                Name = NameOf(role),
                Role = role,
            };
            if (await InsertAsync(unit, agent) == 1)
            {
                await outbox.AddAsync(unit.Connection, unit.Transaction, agent.Registered(unit.Now), unit.Token);
                await AuditLog.AddAsync(unit.Connection, unit.Transaction, actor, unit.Now, "agent.registered", agent.Id, [], unit.Token);
                added.Add(new RoleAgentId(agent.Id, role));
            }
        }

        return added;
    }

    /// <summary>
    /// The inbound agent answers the workspace's number, unless somebody gave it another one, or the number to another agent. Returns
    /// the agent when that changed it.
    /// </summary>
    public async Task<IReadOnlyList<Guid>> AssignNumberAsync(
        Unit unit, Actor actor, IntegrationEffect effect, bool isGiven, IReadOnlyList<RoleAgentId> added)
    {
        // A number that somebody took from the agent comes back only when it is given again.
        var applies = effect.Number != effect.NumberBefore || isGiven || added.Any(agent => agent.Role == Inbound);
        if (!applies || await FindAsync(unit, Inbound) is not { } inbound)
        {
            return [];
        }

        var mayChange = inbound.PhoneNumber is null || inbound.PhoneNumber == effect.NumberBefore;
        if (!mayChange || inbound.PhoneNumber == effect.Number)
        {
            return [];
        }

        const string Before = "number";
        await unit.Transaction.SaveAsync(Before, unit.Token);
        try
        {
            await agents.UpdateAsync(
                unit.Connection, unit.Transaction, actor, inbound, inbound with { PhoneNumber = effect.Number }, ["phone_number"], unit.Token);
            return [inbound.Id];
        }
        catch (PostgresException exception) when (exception.ConstraintName == "agents_one_per_number")
        {
            await unit.Transaction.RollbackAsync(Before, unit.Token);
            return [];
        }
    }

    /// <summary>The workspace's agent of a role, locked; null when there is none.</summary>
    public static async Task<Agent?> FindAsync(Unit unit, string role) =>
        await unit.Connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition(
            "SELECT id FROM agents WHERE workspace_id = @workspace AND role = @role",
            new { workspace = unit.Workspace.Value, role },
            unit.Transaction,
            cancellationToken: unit.Token)) is { } id
            ? await AgentStore.LockAsync(unit.Connection, unit.Transaction, unit.Workspace, id, unit.Token)
            : null;

    /// <summary>The agents that answer a number.</summary>
    public static async Task<IReadOnlyList<Guid>> WithNumberAsync(Unit unit) =>
        (await unit.Connection.QueryAsync<Guid>(new CommandDefinition(
            "SELECT id FROM agents WHERE workspace_id = @workspace AND phone_number IS NOT NULL",
            new { workspace = unit.Workspace.Value },
            unit.Transaction,
            cancellationToken: unit.Token))).AsList();

    private static Task<int> InsertAsync(Unit unit, Agent agent) => unit.ExecuteAsync(
        """
        INSERT INTO agents (id, workspace_id, user_id, agent_name, role, config, created_at, updated_at)
        VALUES (@Id, @WorkspaceId, @UserId, @Name, @Role, @Config::jsonb, @Now, @Now)
        ON CONFLICT (workspace_id, role) WHERE role IS NOT NULL DO NOTHING
        """,
        new { agent.Id, agent.WorkspaceId, agent.UserId, agent.Name, agent.Role, Config = agent.Config.ToJson(), unit.Now });
}

/// <summary>An agent and its role.</summary>
internal readonly record struct RoleAgentId(Guid Id, string Role);
