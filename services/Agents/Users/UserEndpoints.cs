using Microsoft.AspNetCore.Http.HttpResults;
using PeteRental.Agents.Audit;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Paging;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.Agents.Users;

/// <summary>The signed-in person, and for owners the members of the workspace.</summary>
internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/users").RequireMember().WithTags("Users");
        group.MapGet("/me", FindMeAsync).WithSummary("The signed-in person in the workspace of this request");
        group.MapPatch("/me", ChangeMeAsync).WithSummary("Changes one's own name or phone number");
        group.MapDelete("/me", EraseMeAsync).WithSummary("Erases the signed-in person from every workspace")
            .WithDescription(
                "Cannot be undone: the sign-in they had opens nothing here any more. A workspace of their own is closed with its secrets "
                + "revoked and its agents silent; workspaces of organisations stay with their other members. The sign-in itself is deleted at "
                + "the sign-in provider, which has the same effect here. An operator who acts as the person may not do it (403 impersonated).");
        group.MapGet("/", ListAsync).RequireOwner().WithSummary("Members of the workspace, in the order in which they joined");
        group.MapPatch("/{id:guid}", ChangeAsync).RequireOwner()
            .WithSummary("Changes a member's role or shuts the member out")
            .WithDescription(
                "The last active owner can neither be demoted nor deactivated (409 last_owner). In an organisation's workspace a role set here "
                + "holds until the organisation itself changes the member's role.");
    }

    private static async Task<Results<Ok<UserReply>, ProblemHttpResult>> FindMeAsync(
        CurrentMember member, UserStore users, CancellationToken cancellationToken) =>
        Reply(await users.FindAsync(member.WorkspaceId, member.UserId, cancellationToken));

    private static async Task<Results<Ok<UserReply>, ProblemHttpResult>> ChangeMeAsync(
        ProfileRequest request, CurrentMember member, UserStore users, CancellationToken cancellationToken)
    {
        var errors = ProfileChange.Read(request, out var change);
        return errors.Any ? errors.ToProblem() : Reply(await users.SaveProfileAsync(member, change, cancellationToken));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EraseMeAsync(
        CurrentMember member, PersonEraser people, CancellationToken cancellationToken)
    {
        if (member.ImpersonatedBy is not null)
        {
            return Problem.Of(StatusCodes.Status403Forbidden, "impersonated", "Only the person themselves may do this, not somebody who acts for them.");
        }

        await people.EraseAsync(member.Subject, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<UserListReply>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery query, CurrentMember member, UserStore users, CancellationToken cancellationToken)
    {
        if (!query.TryGetStart(out var start))
        {
            return Problem.Invalid("cursor", "Not a cursor that a page before has given.");
        }

        var rows = await users.ListAsync(member.WorkspaceId, query.Size, start, cancellationToken);
        var page = Page.Of(rows, query.Size, row => new Cursor(row.MemberSince, row.UserId));
        var total = await users.CountAsync(member.WorkspaceId, cancellationToken);
        return TypedResults.Ok(new UserListReply([.. page.Items.Select(UserReply.From)], total, page.NextCursor));
    }

    private static async Task<Results<Ok<UserReply>, ProblemHttpResult>> ChangeAsync(
        Guid id, MemberRequest request, CurrentMember member, UserStore users, CancellationToken cancellationToken)
    {
        var errors = request.Check();
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        return await users.ChangeAsync(Actor.Of(member), id, request.Role.Value, request.Active.Value, cancellationToken) switch
        {
            MemberChange.Done done => TypedResults.Ok(UserReply.From(done.Member)),
            MemberChange.LastOwner => Problem.Of(
                StatusCodes.Status409Conflict, "last_owner", "A workspace needs an active owner: make somebody else owner first."),
            _ => Problem.NotFound("user"),
        };
    }

    private static Results<Ok<UserReply>, ProblemHttpResult> Reply(Member? member) =>
        member is null ? Problem.NotFound("user") : TypedResults.Ok(UserReply.From(member));
}
