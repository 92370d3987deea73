using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.Rentals.Scrapes;

/// <summary>Readings of websites, while they go on and afterwards.</summary>
internal static class ScrapeEndpoints
{
    /// <summary>An event goes out this often even when nothing changed, so that no proxy takes the connection for dead.</summary>
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(8);

    public static void MapScrapes(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/scrapes").RequireMember().WithTags("Rentals");
        group.MapGet("/{id:guid}", FindAsync).WithSummary("How far a reading is, or what came of it");
        group.MapGet("/{id:guid}/events", FollowAsync).WithSummary("Follows a reading as server-sent events")
            .WithDescription(
                "Each event's data is the reading as GET /scrapes/{id} answers it. progress events come while it goes on, at least one in eight seconds; the last event is "
                + "completed, failed or cancelled, and ends the stream.");
        group.MapPost("/{id:guid}/cancel", CancelAsync).RequireManager().WithSummary("Ends a reading")
            .WithDescription("Nothing of it is taken over. One that is over stays as it is.");
        group.MapDelete("/{id:guid}", CancelAsync).RequireManager().WithSummary("Ends a reading, as POST /scrapes/{id}/cancel does");
    }

    private static async Task<Results<Ok<ScrapeReply>, ProblemHttpResult>> FindAsync(
        Guid id, CurrentMember member, ScrapeStore scrapes, CancellationToken cancellationToken) =>
        await scrapes.FindAsync(member.WorkspaceId, id, cancellationToken) is { } scrape ? TypedResults.Ok(scrape) : Problem.NotFound("scrape");

    private static async Task<Results<Ok<ScrapeReply>, ProblemHttpResult>> CancelAsync(
        Guid id, CurrentMember member, ScrapeStore scrapes, CancellationToken cancellationToken) =>
        await scrapes.CancelAsync(member.WorkspaceId, id, cancellationToken) is { } scrape ? TypedResults.Ok(scrape) : Problem.NotFound("scrape");

    private static async Task<Results<ServerSentEventsResult<ScrapeReply>, ProblemHttpResult>> FollowAsync(
        Guid id, CurrentMember member, ScrapeStore scrapes, ScrapeWatch watch, TimeProvider time, HttpResponse response, IHostApplicationLifetime lifetime,
        CancellationToken cancellationToken)
    {
        if (await scrapes.FindAsync(member.WorkspaceId, id, cancellationToken) is null)
        {
            return Problem.NotFound("scrape");
        }

        // nginx and the like would otherwise keep events until there are enough of them.
        response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(EventsAsync(member.WorkspaceId, new ScrapeId(id), scrapes, watch, time, lifetime.ApplicationStopping, cancellationToken));
    }

    private static async IAsyncEnumerable<SseItem<ScrapeReply>> EventsAsync(
        WorkspaceId workspace, ScrapeId id, ScrapeStore scrapes, ScrapeWatch watch, TimeProvider time, CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A service that stops must not wait for its followers; they come back to another replica.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        ScrapeReply? told = null;
        var toldAt = 0L;
        using var following = watch.Follow(id);
        while (!ending.IsCancellationRequested)
        {
            // Waits from before it looks, so that no change in between goes unnoticed.
            var change = following.NextAsync(ending.Token);
            if (await scrapes.FindAsync(workspace, id.Value, CancellationToken.None) is not { } scrape)
            {
                yield break;
            }

            if (told is null || !Same(told, scrape) || time.GetElapsedTime(toldAt) >= SignOfLife)
            {
                (told, toldAt) = (scrape, time.GetTimestamp());
                yield return new SseItem<ScrapeReply>(scrape, scrape.IsOver() ? scrape.Status : "progress");
            }

            if (scrape.IsOver())
            {
                yield break;
            }

            await change;
        }
    }

    private static bool Same(ScrapeReply one, ScrapeReply other) => one with { Warnings = other.Warnings } == other;
}
