using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using PeteRental.Agents.Users;
using PeteRental.Contracts;
using PeteRental.Contracts.Agents;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.Agents.VoiceAgents;

/// <summary>Tells VoiceWebhook which agent a call is for, and Calendar whose lists there can be.</summary>
internal static class AgentRouteEndpoints
{
    public static void MapAgentRoutes(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/internal").RequireService().WithTags("Internal");
        group.MapPost("/agent-routes", FindAsync).WithSummary("The agent of a call, in the workspace of the signed identity");
        group.MapGet("/agents/{id:guid}", HasAgentAsync).WithSummary("Whether the workspace of the signed identity has an agent");
        group.MapGet("/members/{id:guid}", HasMemberAsync).WithSummary("Whether the workspace of the signed identity has a member");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> HasAgentAsync(
        Guid id, CallingService caller, AgentStore agents, CancellationToken cancellationToken) =>
        caller.WorkspaceId is { } workspace && await agents.FindAsync(workspace, id, cancellationToken) is not null
            ? TypedResults.NoContent()
            : Problem.NotFound("agent");

    private static async Task<Results<NoContent, ProblemHttpResult>> HasMemberAsync(
        Guid id, CallingService caller, UserStore users, CancellationToken cancellationToken) =>
        caller.WorkspaceId is { } workspace && await users.FindAsync(workspace, new UserId(id), cancellationToken) is not null
            ? TypedResults.NoContent()
            : Problem.NotFound("user");

    private static async Task<Results<Ok<AgentRouteReply>, ProblemHttpResult>> FindAsync(
        AgentRouteRequest request, CallingService caller, AgentRoutes routes, CancellationToken cancellationToken)
    {
        if (caller.WorkspaceId is not { } workspace)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "workspace_needed", "The signed identity names no workspace.");
        }

        return await routes.FindAsync(workspace, request, cancellationToken) is { } route
            ? TypedResults.Ok(route)
            : Problem.NotFound("agent");
    }
}

/// <summary>Finds the agent of a call. The first that names one wins: its assistant, its number, and the workspace's default.</summary>
internal sealed class AgentRoutes(NpgsqlDataSource database)
{
    public async Task<AgentRouteReply?> FindAsync(WorkspaceId workspace, AgentRouteRequest request, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // The default, for calls that name no assistant: the inbound agent, else the oldest active one. A handful of rows at most
        // are sorted, all of one workspace.
        return await connection.QuerySingleOrDefaultAsync<AgentRouteReply>(new CommandDefinition(
            """
            SELECT id AS agent_id, workspace_id, vapi_assistant_id, calendar_id, is_active, config ->> 'language' AS language
            FROM agents
            WHERE workspace_id = @workspace
              AND (vapi_assistant_id = @VapiAssistantId OR phone_number = @PhoneNumber OR @VapiAssistantId IS NULL)
            ORDER BY (vapi_assistant_id = @VapiAssistantId) IS TRUE DESC, (phone_number = @PhoneNumber) IS TRUE DESC,
                is_active DESC, (role = 'inbound') IS TRUE DESC, created_at, id
            LIMIT 1
            """,
            new { workspace = workspace.Value, VapiAssistantId = Known(request.VapiAssistantId), PhoneNumber = Known(request.PhoneNumber) },
            cancellationToken: cancellationToken));
    }

    // Whatever a webhook's body holds arrives here, and Postgres takes no NUL in a text: an empty one is named, and nobody's.
    private static string? Known(string? text) => string.IsNullOrEmpty(text) ? null : text.Contains('\0', StringComparison.Ordinal) ? "" : text;
}
