using Microsoft.AspNetCore.Http.HttpResults;
using PeteRental.Contracts.Rentals;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.Rentals.Voice;

/// <summary>What VoiceWebhook asks while a caller waits. That nothing fits is an answer, not an error.</summary>
internal static class VoiceEndpoints
{
    public static void MapVoice(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/internal/voice").RequireService().WithTags("Internal");
        group.MapPost("/search", SearchAsync).WithSummary("Homes that fit what a caller asks for");
        group.MapPost("/details", DetailsAsync).WithSummary("One home in full");
        group.MapPost("/match", MatchAsync).WithSummary("Which home a caller's words mean");
    }

    private static async Task<Results<Ok<VoiceRentalReply>, ProblemHttpResult>> SearchAsync(
        VoiceRentalSearch search, CallingService caller, VoiceRentals rentals, CancellationToken cancellationToken) =>
        caller.WorkspaceId is { } workspace ? TypedResults.Ok(await rentals.SearchAsync(workspace, search, cancellationToken)) : NoWorkspace();

    private static async Task<Results<Ok<VoiceRentalAnswer>, ProblemHttpResult>> DetailsAsync(
        VoiceRentalDetails details, CallingService caller, VoiceRentals rentals, CancellationToken cancellationToken) =>
        caller.WorkspaceId is { } workspace ? TypedResults.Ok(await rentals.FindAsync(workspace, details, cancellationToken)) : NoWorkspace();

    private static async Task<Results<Ok<VoiceRentalAnswer>, ProblemHttpResult>> MatchAsync(
        VoiceRentalMatch match, CallingService caller, VoiceRentals rentals, CancellationToken cancellationToken) =>
        caller.WorkspaceId is { } workspace ? TypedResults.Ok(await rentals.MatchAsync(workspace, match, cancellationToken)) : NoWorkspace();

    private static ProblemHttpResult NoWorkspace() =>
        Problem.Of(StatusCodes.Status400BadRequest, "no_workspace", "The calling service must say which workspace it acts for.");
}
