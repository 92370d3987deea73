using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using PeteRental.Agents.Audit;
using PeteRental.Contracts.Agents;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.Agents.Workspaces;

/// <summary>The workspace of the request.</summary>
internal static class WorkspaceEndpoints
{
    public static void MapWorkspace(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/workspace").RequireMember().WithTags("Workspace");
        group.MapGet("/", FindAsync).WithSummary("The workspace of this request, its integrations and its two agents");
        group.MapPost("/", SaveAsync).RequireOwner().WithSummary("Saves settings and credentials of the workspace")
            .WithDescription(
                "Only what is given changes; saving the same again changes nothing. Each credential is tried against its provider before it is "
                + "stored: one that is refused answers 422 credential_rejected under its field's name, with everything else saved and what was "
                + "stored before still there; one whose provider cannot be asked is kept aside (status checking) and tried again until it can. "
                + "Afterwards the workspace has an inbound and an outbound agent, and Vapi has them too (sync_status synced) or will (pending).");
        group.MapPatch("/agents", ChangeAgentsAsync).RequireManager().WithSummary("Changes how the inbound and the outbound agent behave")
            .WithDescription(
                "Only what is given changes, here and at Vapi; null takes the default again. 200 when Vapi has followed for at least one agent, "
                + "partial when for one only. 500 vapi_sync_failed when for none: the change is kept here, and tried again until it is through.");
        app.MapGet("/internal/workspace", FactsAsync).RequireService().WithTags("Internal")
            .WithSummary("What other services need to know of the workspace of the signed identity");
    }

    private static async Task<Results<Ok<WorkspaceDetailsReply>, ProblemHttpResult>> FindAsync(
        CurrentMember member, WorkspaceStore workspaces, CancellationToken cancellationToken) =>
        await workspaces.ViewAsync(member.WorkspaceId, cancellationToken) is { } view
            ? TypedResults.Ok(WorkspaceDetailsReply.From(view))
            : Problem.NotFound("workspace");

    private static async Task<Results<Ok<WorkspaceFacts>, ProblemHttpResult>> FactsAsync(
        CallingService caller, WorkspaceStore workspaces, CancellationToken cancellationToken) =>
        caller.WorkspaceId is not { } workspace ? Problem.Of(StatusCodes.Status400BadRequest, "workspace_needed", "The signed identity names no workspace.")
        : await workspaces.FindAsync(workspace, cancellationToken) is { } found
            ? TypedResults.Ok(new WorkspaceFacts(found.WorkspaceId, found.Name, found.Timezone))
            : Problem.NotFound("workspace");

    private static async Task<Results<Ok<WorkspaceSavedReply>, ProblemHttpResult>> SaveAsync(
        WorkspaceRequest request, CurrentMember member, WorkspaceSave save, CancellationToken cancellationToken) =>
        await save.SaveAsync(Actor.Of(member), request, cancellationToken) switch
        {
            SaveResult.Done done => TypedResults.Ok(done.Reply),
            SaveResult.Rejected rejected => ProblemOf(rejected),
            SaveResult.Invalid invalid => invalid.Errors.ToProblem(),
            _ => Problem.NotFound("workspace"),
        };

    private static async Task<Results<Ok<BehaviorReply>, ProblemHttpResult>> ChangeAgentsAsync(
        BehaviorRequest request, CurrentMember member, BehaviorChange behavior, CancellationToken cancellationToken)
    {
        var errors = request.Check();
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        return await behavior.ApplyAsync(Actor.Of(member), request.Changes(), cancellationToken) switch
        {
            null => Problem.NotFound("workspace"),
            { AllFailed: true } failed => ProblemOf(failed),
            var outcome => TypedResults.Ok(new BehaviorReply(outcome.Results, outcome.IsPartial, RequestId)),
        };
    }

    private static ProblemHttpResult ProblemOf(SaveResult.Rejected rejected) => Problem.Of(
        StatusCodes.Status422UnprocessableEntity,
        "credential_rejected",
        "A provider refused what is named under errors. Everything else was saved.",
        new Dictionary<string, object?>
        {
            ["errors"] = rejected.Errors,
            ["workspace"] = rejected.Reply.Workspace,
            ["integrations"] = rejected.Reply.Integrations,
            ["agents"] = rejected.Reply.Agents,
            ["request_id"] = rejected.Reply.RequestId,
        });

    private static ProblemHttpResult ProblemOf(BehaviorOutcome failed) => Problem.Of(
        StatusCodes.Status500InternalServerError,
        "vapi_sync_failed",
        "The change is saved here, but Vapi could not be made to follow. It is tried again until it can.",
        new Dictionary<string, object?> { ["results"] = failed.Results, ["partial"] = false, ["request_id"] = RequestId });

    private static string? RequestId => Activity.Current?.TraceId.ToString();
}
