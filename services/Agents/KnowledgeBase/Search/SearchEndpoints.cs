using Microsoft.AspNetCore.Http.HttpResults;
using PeteRental.Contracts.Agents;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Problems;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Agents.KnowledgeBase.Search;

/// <summary>Searching the documents: for people, and for VoiceWebhook while a caller waits.</summary>
internal static class SearchEndpoints
{
    private const int DefaultLimit = 10;
    private const int MaxLimit = 50;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // VoiceWebhook waits 250 ms in all.
    private static readonly TimeSpan CallersPatience = TimeSpan.FromMilliseconds(120);

    public static void MapKnowledgeSearch(this IEndpointRouteBuilder app)
    {
        app.MapGet("/knowledge-base/search", SearchAsync).RequireMember().WithTags("Knowledge base")
            .WithSummary("Searches the documents")
            .WithDescription("`q` is a question as one asks it, or words, in English or Spanish; `limit` 1 to 50 (10). Best first.");
        app.MapPost("/internal/knowledge-base/search", AnswerAsync).RequireService().WithTags("Internal")
            .WithSummary("Passages that may answer a caller's question, in the workspace of the signed identity");
    }

    private static async Task<Results<Ok<SearchReply>, ProblemHttpResult>> SearchAsync(
        CurrentMember member, KnowledgeSearch search, CancellationToken cancellationToken, string? q = null, int? limit = null)
    {
        var errors = new FieldErrors()
            .Require(!string.IsNullOrWhiteSpace(q) && q.Length <= Question.MaxLength && !q.Contains('\0'), "q", "A question of 1 to 1,000 characters.")
            .Require(limit is null or (>= 1 and <= MaxLimit), "limit", "1 to 50.");
        return errors.Any
            ? errors.ToProblem()
            : TypedResults.Ok(await search.FindAsync(member.WorkspaceId, q!, limit ?? DefaultLimit, Patience, cancellationToken));
    }

    private static async Task<Results<Ok<KnowledgeReply>, ProblemHttpResult>> AnswerAsync(
        KnowledgeQuestion question, CallingService caller, KnowledgeSearch search, CancellationToken cancellationToken)
    {
        if (caller.WorkspaceId is not { } workspace)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "workspace_needed", "The signed identity names no workspace.");
        }

        var query = question.Query ?? "";
        var words = query.Length <= Question.MaxLength ? query : query[^Question.MaxLength..];
        var found = await search.FindAsync(workspace, words, Math.Clamp(question.Limit, 1, MaxLimit), CallersPatience, cancellationToken);
        return TypedResults.Ok(new KnowledgeReply(
            [.. found.Results.Select(result => new KnowledgePassage(result.ChunkId, result.Content, result.Similarity))]));
    }
}
