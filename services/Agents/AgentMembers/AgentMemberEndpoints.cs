using Microsoft.AspNetCore.Http.HttpResults;
using PeteRental.Agents.Audit;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Paging;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.Agents.AgentMembers;

/// <summary>The people with a role on one agent.</summary>
internal static class AgentMemberEndpoints
{
    private static readonly string[] NoMember = ["No member of this workspace."];

    public static void MapAgentMembers(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/agents/{id:guid}/members").RequireMember().WithTags("Agents");
        group.MapGet("/", ListAsync).RequireAgentManager().WithSummary("People with a role on the agent, longest-standing first");
        group.MapPut("/", ReplaceAsync).RequireAgentManager().WithSummary("Sets who has which role on the agent; whoever is left out has none any more")
            .WithDescription(
                "A manager or owner of an agent may change that agent, whatever their role in the workspace; a viewer of an agent may still change "
                + "it as a manager of the workspace. Who is no member of the workspace is named in 422 unknown_member, and nothing is changed.");
    }

    private static async Task<Results<Ok<AgentMemberListReply>, ProblemHttpResult>> ListAsync(
        Guid id, [AsParameters] PageQuery query, CurrentMember member, AgentMemberStore members, CancellationToken cancellationToken)
    {
        if (!query.TryGetStart(out var start))
        {
            return Problem.Invalid("cursor", "Not a cursor that a page before has given.");
        }

        var (rows, total) = await members.ListAsync(member.WorkspaceId, id, query.Size, start, cancellationToken);
        var page = Page.Of(rows, query.Size, row => new Cursor(row.CreatedAt, row.UserId));
        return TypedResults.Ok(new AgentMemberListReply(page.Items, total, page.NextCursor));
    }

    private static async Task<Results<Ok<AgentMemberListReply>, ProblemHttpResult>> ReplaceAsync(
        Guid id, AgentMembersRequest request, CurrentMember member, AgentMemberStore members, CancellationToken cancellationToken)
    {
        var errors = request.Check();
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var roles = request.Roles();
        return await members.ReplaceAsync(Actor.Of(member), id, roles, cancellationToken) switch
        {
            AgentMembersWrite.Done done => TypedResults.Ok(new AgentMemberListReply(done.Members, done.Members.Count, null)),
            AgentMembersWrite.Strangers strangers => UnknownMembers(roles, strangers.UserIds),
            _ => Problem.NotFound("agent"),
        };
    }

    private static ProblemHttpResult UnknownMembers(IReadOnlyList<AgentRole> roles, IReadOnlySet<Guid> strangers) => Problem.Of(
        StatusCodes.Status422UnprocessableEntity,
        "unknown_member",
        "Somebody in the list is no member of this workspace.",
        new Dictionary<string, object?>
        {
            ["errors"] = roles.Index().Where(entry => strangers.Contains(entry.Item.UserId))
                .ToDictionary(entry => $"members[{entry.Index}].user_id", _ => NoMember),
        });
}
