using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PeteRental.Agents.AgentMembers;
using PeteRental.Agents.Audit;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Paging;
using PeteRental.ServiceDefaults.Problems;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Agents.VoiceAgents;

/// <summary>The voice agents of the workspace.</summary>
internal static class AgentEndpoints
{
    public static void MapAgents(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/agents").RequireMember().WithTags("Agents");
        group.MapGet("/", ListAsync).WithSummary("Agents of the workspace, oldest first");
        group.MapPost("/", AddAsync).RequireManager().WithSummary("Adds an agent")
            .WithDescription(
                "A workspace has at most one inbound and one outbound agent, and one agent for each assistant and each number: 409 role_taken, "
                + "vapi_assistant_id_taken or phone_number_taken. With an Idempotency-Key the same request can be sent again for 24 hours.");
        group.MapGet("/{id:guid}", FindAsync).WithName("FindAgent").WithSummary("One agent");
        group.MapPatch("/{id:guid}", ChangeAsync).RequireAgentManager().WithSummary("Changes what is given of an agent");
        group.MapDelete("/{id:guid}", RemoveAsync).RequireAgentManager().WithSummary("Removes an agent; its appointments stay");
    }

    private static async Task<Results<Ok<AgentListReply>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery query, CurrentMember member, AgentStore agents, CancellationToken cancellationToken)
    {
        if (!query.TryGetStart(out var start))
        {
            return Problem.Invalid("cursor", "Not a cursor that a page before has given.");
        }

        var (rows, total) = await agents.ListAsync(member.WorkspaceId, query.Size, start, cancellationToken);
        var page = Page.Of(rows, query.Size, row => new Cursor(row.CreatedAt, row.Id));
        return TypedResults.Ok(new AgentListReply([.. page.Items.Select(AgentReply.From)], total, page.NextCursor));
    }

    private static async Task<Results<Ok<AgentReply>, ProblemHttpResult>> FindAsync(
        Guid id, CurrentMember member, AgentStore agents, CancellationToken cancellationToken) =>
        await agents.FindAsync(member.WorkspaceId, id, cancellationToken) is { } agent
            ? TypedResults.Ok(AgentReply.From(agent))
            : Problem.NotFound("agent");

    private static async Task<Results<Created<AgentReply>, ProblemHttpResult>> AddAsync(
        AgentRequest request,
        CurrentMember member,
        AgentStore agents,
        CancellationToken cancellationToken,
        [FromHeader(Name = RequestKey.Header)] string? idempotencyKey = null)
    {
        var errors = AgentRules.Check(request, isNew: true)
            .Require(idempotencyKey is null || RequestKey.IsKey(idempotencyKey), RequestKey.Header, "1 to 255 visible ASCII characters.");
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        return await agents.AddAsync(Actor.Of(member), request, idempotencyKey, cancellationToken) switch
        {
            AgentWrite.Done done => TypedResults.Created($"/agents/{done.Agent.AgentId}", done.Agent),
            var refused => ProblemOf(refused),
        };
    }

    private static async Task<Results<Ok<AgentReply>, ProblemHttpResult>> ChangeAsync(
        Guid id, AgentRequest request, CurrentMember member, AgentStore agents, CancellationToken cancellationToken)
    {
        var errors = AgentRules.Check(request, isNew: false);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        return await agents.ChangeAsync(Actor.Of(member), id, request, cancellationToken) switch
        {
            AgentWrite.Done done => TypedResults.Ok(done.Agent),
            var refused => ProblemOf(refused),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        Guid id, CurrentMember member, AgentStore agents, CancellationToken cancellationToken) =>
        await agents.RemoveAsync(Actor.Of(member), id, cancellationToken) ? TypedResults.NoContent() : Problem.NotFound("agent");

    /// <summary>Why an agent was not written.</summary>
    public static ProblemHttpResult ProblemOf(AgentWrite refused) => refused switch
    {
        AgentWrite.Taken taken => Problem.Of(
            StatusCodes.Status409Conflict,
            $"{taken.Field}_taken",
            "Another agent of this workspace has this already.",
            new Dictionary<string, object?> { ["errors"] = new Dictionary<string, string[]> { [taken.Field] = ["Another agent has this already."] } }),
        AgentWrite.KeyReused => Problem.Of(
            StatusCodes.Status422UnprocessableEntity, "idempotency_key_reused", "This Idempotency-Key came with a different request before."),
        _ => Problem.NotFound("agent"),
    };
}
