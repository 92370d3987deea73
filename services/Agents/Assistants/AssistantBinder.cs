using System.Data.Common;
using Dapper;
using Npgsql;
using PeteRental.Agents.AgentMembers;
using PeteRental.Agents.Audit;
using PeteRental.Agents.VoiceAgents;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Agents.Assistants;

/// <summary>How binding an assistant to a member's agent ended.</summary>
internal abstract record Binding
{
    /// <summary>The agent answers for the assistant.</summary>
    public sealed record Done(AgentReply Agent, bool IsNew) : Binding;

    /// <summary>No active member of the workspace has this address.</summary>
    public sealed record UnknownMember : Binding;

    /// <summary>An agent could not be written.</summary>
    public sealed record Refused(AgentWrite Why) : Binding;
}

/// <summary>Makes agents for assistants that exist already. Who is named becomes the owner of the agent.</summary>
internal sealed class AssistantBinder(NpgsqlDataSource database, AgentStore agents, Outbox outbox, TimeProvider time)
{
    /// <summary>Binds an assistant for the member with this address. Doing it again for the same member changes nothing.</summary>
    public async Task<Binding> RegisterAsync(Actor actor, string assistant, string name, string email, CancellationToken cancellationToken)
    {
        if (await FindMemberAsync(actor.WorkspaceId, email, cancellationToken) is not { } user)
        {
            return new Binding.UnknownMember();
        }

        // The unique key decides among many at once; whoever comes second finds what the first has made.
        var agent = new Agent { Id = Guid.Empty, WorkspaceId = actor.WorkspaceId.Value, UserId = user, Name = name, VapiAssistantId = assistant };
        return await AddAsync(actor, agent, cancellationToken) switch
        {
            AgentWrite.Done done => new Binding.Done(done.Agent, IsNew: true),
            AgentWrite.Taken when await agents.FindByAssistantAsync(actor.WorkspaceId, assistant, cancellationToken) is { } known && known.UserId == user =>
                new Binding.Done(AgentReply.From(known), IsNew: false),
            var refused => new Binding.Refused(refused),
        };
    }

    /// <summary>Adds an agent and makes the one it is for its owner.</summary>
    public async Task<AgentWrite> AddAsync(Actor actor, Agent agent, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            var reply = await InsertAsync(connection, transaction, actor, agent with { Id = Guid.CreateVersion7(now) }, now, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            outbox.Wake();
            return new AgentWrite.Done(reply);
        }
        catch (PostgresException exception) when (AgentStore.TakenField(exception) is { } field)
        {
            return new AgentWrite.Taken(field);
        }
    }

    private async Task<AgentReply> InsertAsync(
        DbConnection connection, DbTransaction transaction, Actor actor, Agent agent, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var reply = await agents.InsertAsync(connection, transaction, actor, agent, now, cancellationToken);
        await AgentMemberStore.AddAsync(
            connection, transaction, actor.WorkspaceId, agent.Id, new AgentRole(agent.UserId, "owner"), now, cancellationToken);
        return reply;
    }

    // The sign-in provider lets two accounts have one address; the one that joined first is meant.
    private async Task<Guid?> FindMemberAsync(WorkspaceId workspace, string email, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QueryFirstOrDefaultAsync<Guid?>(new CommandDefinition(
            """
            SELECT users.id FROM memberships JOIN users ON users.id = memberships.user_id
            WHERE memberships.workspace_id = @workspace AND memberships.is_active AND users.email = @email
            ORDER BY memberships.created_at, users.id LIMIT 1
            """,
            new { workspace = workspace.Value, email = email.Trim().ToLowerInvariant() },
            cancellationToken: cancellationToken));
    }
}
