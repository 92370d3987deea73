using Microsoft.AspNetCore.Http.HttpResults;
using PeteRental.Rentals.Scrapes;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Paging;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.Rentals.Sources;

/// <summary>The websites that a workspace's homes are read from.</summary>
internal static class SourceEndpoints
{
    public static void MapSources(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/rentals/sources").RequireMember().WithTags("Rentals");
        group.MapGet("/", ListAsync).WithSummary("The websites that homes are read from, oldest first");
        group.MapPost("/", AddAsync).RequireManager().WithSummary("Adds a website, and reads it at once")
            .WithDescription(
                "website_url is the address of the homes, of any page of the site, or the bare name of a company. scraping_config may say every_minutes (60 to 43200, "
                + "daily when left out), max_pages, render, follow_details and use_llm. The same website twice answers 409 source_exists with its source_id; "
                + "one that only a caller has named so far becomes yours, with its homes.");
        group.MapGet("/{id:guid}", FindAsync).WithSummary("One website");
        group.MapPatch("/{id:guid}", ChangeAsync).RequireManager().WithSummary("Changes a website; what is left out stays as it is");
        group.MapDelete("/{id:guid}", RemoveAsync).RequireManager().WithSummary("Removes a website")
            .WithDescription("Homes that only it offered are no longer offered; they and their history are kept.");
        group.MapPost("/{id:guid}/scrape", ScrapeAsync).RequireManager().WithSummary("Reads a website now")
            .WithDescription("202 with the reading, to be followed at /scrapes/{id} and /scrapes/{id}/events. While it is being read already, that reading is the answer.");
        group.MapGet("/{id:guid}/scrapes", ListScrapesAsync).WithSummary("The readings of a website, latest first");
    }

    private static async Task<Results<Ok<SourceListReply>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery query, CurrentMember member, SourceStore sources, CancellationToken cancellationToken)
    {
        if (!query.TryGetStart(out var start))
        {
            return Problem.Invalid("cursor", "This is not a cursor of this list.");
        }

        var page = await sources.ListAsync(member.WorkspaceId, query.Size, start, cancellationToken);
        return TypedResults.Ok(new SourceListReply(page.Items, page.NextCursor));
    }

    private static async Task<Results<Ok<SourceReply>, ProblemHttpResult>> FindAsync(
        Guid id, CurrentMember member, SourceStore sources, CancellationToken cancellationToken) =>
        await sources.FindAsync(member.WorkspaceId, id, cancellationToken) is { } source ? TypedResults.Ok(source) : Problem.NotFound("source");

    private static async Task<Results<Created<SourceReply>, ProblemHttpResult>> AddAsync(
        NewSourceRequest request, CurrentMember member, SourceStore sources, CancellationToken cancellationToken)
    {
        var errors = request.Check();
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var saving = await sources.AddAsync(
            member.WorkspaceId, member.UserId.Value, SourceAddress.Parse(request.Address)!, request.ScrapingConfig.Value, request.IsActive.Value ?? true, cancellationToken);
        return saving is SourceSaving.Saved saved
            ? TypedResults.Created($"/rentals/sources/{saved.Source.SourceId}", saved.Source)
            : Refusal(saving);
    }

    private static async Task<Results<Ok<SourceReply>, ProblemHttpResult>> ChangeAsync(
        Guid id, SourceChange change, CurrentMember member, SourceStore sources, CancellationToken cancellationToken)
    {
        var errors = change.Check();
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var saving = await sources.ChangeAsync(member.WorkspaceId, id, change, cancellationToken);
        return saving is SourceSaving.Saved saved ? TypedResults.Ok(saved.Source) : Refusal(saving);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        Guid id, CurrentMember member, SourceStore sources, CancellationToken cancellationToken) =>
        await sources.RemoveAsync(member.WorkspaceId, member.UserId.Value, id, cancellationToken) ? TypedResults.NoContent() : Problem.NotFound("source");

    private static async Task<Results<Accepted<ScrapeReply>, ProblemHttpResult>> ScrapeAsync(
        Guid id, CurrentMember member, ScrapeRequests requests, CancellationToken cancellationToken) =>
        await requests.RequestAsync(member.WorkspaceId, id, ScrapeAsker.User(member.UserId.Value), cancellationToken) is { } scrape
            ? TypedResults.Accepted($"/scrapes/{scrape.ScrapeId}", scrape)
            : Problem.NotFound("source");

    private static async Task<Results<Ok<ScrapeListReply>, ProblemHttpResult>> ListScrapesAsync(
        Guid id, [AsParameters] PageQuery query, CurrentMember member, SourceStore sources, ScrapeStore scrapes, CancellationToken cancellationToken)
    {
        if (!query.TryGetStart(out var start))
        {
            return Problem.Invalid("cursor", "This is not a cursor of this list.");
        }

        if (await sources.FindAsync(member.WorkspaceId, id, cancellationToken) is null)
        {
            return Problem.NotFound("source");
        }

        var page = await scrapes.ListAsync(member.WorkspaceId, id, query.Size, start, cancellationToken);
        return TypedResults.Ok(new ScrapeListReply(page.Items, page.NextCursor));
    }

    private static ProblemHttpResult Refusal(SourceSaving saving) => saving switch
    {
        SourceSaving.Exists exists => Problem.Of(
            StatusCodes.Status409Conflict, "source_exists", "This website is among yours already.", new Dictionary<string, object?> { ["source_id"] = exists.SourceId }),
        SourceSaving.TooMany => Problem.Of(StatusCodes.Status409Conflict, "too_many_sources", $"A workspace has at most {SourceStore.MaxSources} websites."),
        _ => Problem.NotFound("source"),
    };
}
