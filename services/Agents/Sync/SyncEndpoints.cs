using Microsoft.AspNetCore.Http.HttpResults;
using PeteRental.Agents.AgentMembers;
using PeteRental.Agents.VoiceAgents;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.Agents.Sync;

/// <summary>What a sync that somebody asked for led to.</summary>
/// <param name="Agent">As it is now; <c>sync</c> says where it stands.</param>
/// <param name="Repaired">Fields that somebody had changed at Vapi and that are as here again.</param>
internal sealed record SyncReply(AgentReply Agent, IReadOnlyList<string> Repaired);

/// <summary>Syncing an agent by hand.</summary>
internal static class SyncEndpoints
{
    // The gateway waits for 15 s.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);

    public static void MapSync(this IEndpointRouteBuilder app) =>
        app.MapGroup("/agents").RequireMember().WithTags("Agents")
            .MapPost("/{id:guid}/sync", SyncAsync).RequireAgentManager().WithSummary("Makes the agent's assistant at Vapi what the agent is here")
            .WithDescription(
                "Also repairs what somebody changed at Vapi, and says which fields these were. 409 vapi_not_connected without an account; "
                + "502 vapi_sync_failed with the error's code when Vapi refuses or is away; it is tried again by itself. An answer with "
                + "sync.status pending means that Vapi takes its time.");

    private static async Task<Results<Ok<SyncReply>, ProblemHttpResult>> SyncAsync(
        Guid id, CurrentMember member, AgentStore agents, VapiSync sync, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await agents.AskForSyncAsync(member.WorkspaceId, id, cancellationToken))
        {
            return await agents.FindAsync(member.WorkspaceId, id, cancellationToken) is null
                ? Problem.NotFound("agent")
                : Problem.Of(StatusCodes.Status409Conflict, "vapi_not_connected", "Connect the workspace to Vapi first.");
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        if (await sync.SyncAsync(member.WorkspaceId, [id], SyncMode.Repair, either.Token) is not [var outcome]
            || await agents.FindAsync(member.WorkspaceId, id, cancellationToken) is not { } agent)
        {
            return Problem.NotFound("agent");
        }

        return outcome.Status == "failed"
            ? Problem.Of(
                StatusCodes.Status502BadGateway, "vapi_sync_failed", "Vapi did not take the agent; it is tried again by itself.",
                new Dictionary<string, object?> { ["error_code"] = outcome.ErrorCode, ["agent"] = AgentReply.From(agent) })
            : TypedResults.Ok(new SyncReply(AgentReply.From(agent), outcome.Repaired));
    }
}
