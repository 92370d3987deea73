using Microsoft.AspNetCore.Http.HttpResults;
using PeteRental.Agents.Audit;
using PeteRental.Agents.VoiceAgents;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.Agents.Assistants;

/// <summary>Assistants that exist at Vapi, and agents made for them.</summary>
internal static class AssistantEndpoints
{
    public static void MapAssistants(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/agents").RequireManager().WithTags("Agents");
        group.MapPost("/register", RegisterAsync).WithSummary("Adds an agent for an assistant that exists, owned by the member with an e-mail address")
            .WithDescription(
                "Sent again for the same assistant and member, it answers with the agent there is. 422 unknown_member when no active member has the "
                + "address, 409 vapi_assistant_id_taken when another member's agent answers for the assistant.");
    }

    private static async Task<Results<Created<AgentReply>, Ok<AgentReply>, ProblemHttpResult>> RegisterAsync(
        RegisterRequest request, CurrentMember member, AssistantBinder binder, CancellationToken cancellationToken)
    {
        var errors = request.Check();
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        return await binder.RegisterAsync(Actor.Of(member), request.VapiAssistantId.Value!, request.Name, request.UserEmail.Value!, cancellationToken) switch
        {
            Binding.Done { IsNew: true, Agent: var agent } => TypedResults.Created($"/agents/{agent.AgentId}", agent),
            Binding.Done done => TypedResults.Ok(done.Agent),
            Binding.Refused refused => AgentEndpoints.ProblemOf(refused.Why),
            _ => Problem.Of(
                StatusCodes.Status422UnprocessableEntity, "unknown_member", "No active member of this workspace has this e-mail address.",
                new Dictionary<string, object?> { ["errors"] = new Dictionary<string, string[]> { ["user_email"] = ["No active member of this workspace."] } }),
        };
    }
}
