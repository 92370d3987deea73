using Microsoft.AspNetCore.Http.HttpResults;
using PeteRental.Agents.Audit;
using PeteRental.Agents.Vapi;
using PeteRental.Agents.VoiceAgents;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Paging;
using PeteRental.ServiceDefaults.Problems;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Agents.Assistants;

/// <summary>Assistants that exist at Vapi, and agents made for them.</summary>
internal static class AssistantEndpoints
{
    private static readonly Comparer<Cursor> ByAge = Comparer<Cursor>.Create((one, other) => (one.At, one.Id).CompareTo((other.At, other.Id)));

    public static void MapAssistants(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/agents").RequireManager().WithTags("Agents");
        group.MapPost("/register", RegisterAsync).WithSummary("Adds an agent for an assistant that exists, owned by the member with an e-mail address")
            .WithDescription(
                "Sent again for the same assistant and member, it answers with the agent there is. 422 unknown_member when no active member has the "
                + "address, 409 vapi_assistant_id_taken when another member's agent answers for the assistant.");
        group.MapPost("/import", ImportAsync).WithSummary("Adds an agent that is as an assistant at Vapi is")
            .WithDescription(
                "Name, first message, system prompt, voice, language, model and length of calls are taken over; nothing changes at Vapi until the agent "
                + "is changed here. 404 assistant_not_found, 409 vapi_assistant_id_taken or vapi_not_connected, 422 assistant_not_importable naming what "
                + "an agent cannot hold, 502 vapi_unavailable with Vapi's reason as error_code.");
        app.MapGet("/vapi/assistants", ListAsync).RequireMember().WithTags("Agents").WithSummary("Assistants of the workspace's Vapi account, newest first")
            .WithDescription("409 vapi_not_connected without an account, 502 vapi_unavailable with Vapi's reason as error_code.");
    }

    private static async Task<Results<Ok<AssistantListReply>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery query, CurrentMember member, VapiAssistants assistants, CancellationToken cancellationToken)
    {
        if (!query.TryGetStart(out var start))
        {
            return Problem.Invalid("cursor", "Not a cursor that a page before has given.");
        }

        var found = await assistants.ListAsync(member.WorkspaceId, cancellationToken);
        if (found.Error is { } error)
        {
            return ProblemOf(error);
        }

        // Vapi lists all there are; the page is cut out of them.
        var ordered = found.Answer.OrderByDescending(PlaceOf, ByAge).Where(assistant => start is null || ByAge.Compare(PlaceOf(assistant), start) < 0);
        var page = Page.Of(ordered.Take(query.Size + 1).ToList(), query.Size, PlaceOf);
        return TypedResults.Ok(new AssistantListReply(page.Items, found.Answer.Count, page.NextCursor));
    }

    private static async Task<Results<Created<AgentReply>, ProblemHttpResult>> ImportAsync(
        ImportRequest request, CurrentMember member, VapiAssistants assistants, AssistantBinder binder, CancellationToken cancellationToken)
    {
        var errors = request.Check();
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var id = request.VapiAssistantId.Value!;
        var found = await assistants.FindAsync(member.WorkspaceId, id, cancellationToken);
        if (found.Error is { } error)
        {
            // Vapi calls an id that is none a bad request.
            return error.Code is VapiError.NotFound or VapiError.Rejected
                ? Problem.Of(StatusCodes.Status404NotFound, "assistant_not_found", "The workspace's Vapi account has no such assistant.")
                : ProblemOf(error);
        }

        var misfits = ImportedAssistant.Read(found.Answer, out var name, out var config);
        if (misfits.Any)
        {
            return NotImportable(misfits);
        }

        var agent = new Agent
        {
            Id = Guid.Empty,
            WorkspaceId = member.WorkspaceId.Value,
            UserId = member.UserId.Value,
            Name = name,
            VapiAssistantId = id,
            Config = config,
        };
        return await binder.AddAsync(Actor.Of(member), agent, cancellationToken) switch
        {
            AgentWrite.Done done => TypedResults.Created($"/agents/{done.Agent.AgentId}", done.Agent),
            var refused => AgentEndpoints.ProblemOf(refused),
        };
    }

    private static ProblemHttpResult ProblemOf(VapiError error) => error == VapiAssistants.NotConnected
        ? Problem.Of(StatusCodes.Status409Conflict, error.Code, "Connect the workspace to Vapi first.")
        : Problem.Of(
            StatusCodes.Status502BadGateway, VapiError.Unavailable, "Vapi could not be asked. Please try again in a moment.",
            new Dictionary<string, object?> { ["error_code"] = error.Code });

    private static ProblemHttpResult NotImportable(FieldErrors misfits) => Problem.Of(
        StatusCodes.Status422UnprocessableEntity, "assistant_not_importable",
        "An agent cannot hold all of this assistant. Register it instead, which leaves it as it is.",
        new Dictionary<string, object?> { ["errors"] = misfits.ByField });

    private static Cursor PlaceOf(AssistantReply assistant) =>
        new(assistant.CreatedAt ?? DateTimeOffset.UnixEpoch, Guid.TryParse(assistant.VapiAssistantId, out var id) ? id : Guid.Empty);

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
