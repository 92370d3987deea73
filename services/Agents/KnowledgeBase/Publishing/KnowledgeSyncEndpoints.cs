using Microsoft.AspNetCore.Http.HttpResults;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.Agents.KnowledgeBase.Publishing;

/// <summary>Documents to Vapi, now.</summary>
internal static class KnowledgeSyncEndpoints
{
    public static void MapKnowledgeSync(this IEndpointRouteBuilder app) =>
        app.MapPost("/knowledge-base/sync", SyncAsync).RequireManager().WithTags("Knowledge base")
            .WithSummary("Brings the documents to Vapi, and the agents to know of them")
            .WithDescription(
                "Documents go to Vapi by themselves; this waits for it, up to about 12 s, looks at what should be there already, and tries again what "
                + "failed. `status` is pending when it is not finished by then: it goes on. 409 vapi_not_connected without an account at Vapi, "
                + "409 no_agents without an agent for the documents to go to.");

    private static async Task<Results<Ok<KnowledgeSyncReply>, ProblemHttpResult>> SyncAsync(
        CurrentMember member, KnowledgeSync sync, CancellationToken cancellationToken) =>
        await sync.SyncAsync(member.WorkspaceId, cancellationToken) switch
        {
            KnowledgeSyncResult.Done done => TypedResults.Ok(done.Reply),
            KnowledgeSyncResult.NoAgents => Problem.Of(
                StatusCodes.Status409Conflict, "no_agents", "There is no agent that the documents could go to. Save the workspace or add an agent first."),
            _ => Problem.Of(
                StatusCodes.Status409Conflict, "vapi_not_connected", "The workspace has no account at Vapi. Save its Vapi key first."),
        };
}
