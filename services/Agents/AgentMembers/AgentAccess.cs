using Dapper;
using Npgsql;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.Agents.AgentMembers;

/// <summary>
/// Who may change one agent: managers and owners of the workspace, and whoever is a manager or an owner of that agent. A role on an
/// agent only ever adds to the one in the workspace (docs/decisions/0016). Everybody in the workspace may see its agents.
/// </summary>
internal static class AgentAccess
{
    /// <summary>
    /// For endpoints under <c>/agents/{id}</c> whose handler takes a <see cref="CurrentMember"/>: 404 when the workspace has no such
    /// agent, 403 when the member may see it but not change it.
    /// </summary>
    public static RouteHandlerBuilder RequireAgentManager(this RouteHandlerBuilder endpoint) =>
        endpoint.RequireMember().AddEndpointFilter<AgentManagerFilter>();
}

/// <summary>Looks the agent and the member's say up in one query, before the handler sees the request.</summary>
internal sealed class AgentManagerFilter(NpgsqlDataSource database) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var member = context.Arguments.OfType<CurrentMember>().Single();
        var agent = Guid.Parse((string)context.HttpContext.GetRouteValue("id")!);
        return await MayChangeAsync(member, agent, context.HttpContext.RequestAborted) switch
        {
            null => Problem.NotFound("agent"),
            false => Problem.Of(StatusCodes.Status403Forbidden, "forbidden", "This needs a manager of the agent or of the workspace."),
            true => await next(context),
        };
    }

    // Null when there is no such agent in the member's workspace.
    private async Task<bool?> MayChangeAsync(CurrentMember member, Guid agent, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<bool?>(new CommandDefinition(
            """
            SELECT @isManager OR EXISTS (
                SELECT FROM user_agents
                WHERE workspace_id = @workspace AND agent_id = agents.id AND user_id = @user AND role IN ('owner', 'manager'))
            FROM agents WHERE workspace_id = @workspace AND id = @agent
            """,
            new
            {
                isManager = member.Role is WorkspaceRole.Manager or WorkspaceRole.Owner,
                workspace = member.WorkspaceId.Value,
                user = member.UserId.Value,
                agent,
            },
            cancellationToken: cancellationToken));
    }
}
