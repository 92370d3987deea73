using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using PeteRental.Agents.Audit;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.Agents.Workspaces;

/// <summary>The workspace of the request.</summary>
internal static class WorkspaceEndpoints
{
    public static void MapWorkspace(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/workspace").RequireMember().WithTags("Workspace");
        group.MapGet("/", FindAsync).WithSummary("The workspace of this request");
        group.MapPost("/", SaveAsync).RequireOwner().WithSummary("Saves settings of the workspace")
            .WithDescription("Only what is given changes. Saving the same again changes nothing.");
    }

    private static async Task<Results<Ok<WorkspaceReply>, ProblemHttpResult>> FindAsync(
        CurrentMember member, WorkspaceStore workspaces, CancellationToken cancellationToken) =>
        await workspaces.FindAsync(member.WorkspaceId, cancellationToken) is { } workspace
            ? TypedResults.Ok(workspace)
            : Problem.NotFound("workspace");

    private static async Task<Results<Ok<WorkspaceSavedReply>, ProblemHttpResult>> SaveAsync(
        WorkspaceRequest request, CurrentMember member, WorkspaceStore workspaces, CancellationToken cancellationToken)
    {
        var errors = request.Check();
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        return await workspaces.SaveAsync(Actor.Of(member), request, cancellationToken) is { } workspace
            ? TypedResults.Ok(new WorkspaceSavedReply(workspace, Activity.Current?.TraceId.ToString()))
            : Problem.NotFound("workspace");
    }
}
