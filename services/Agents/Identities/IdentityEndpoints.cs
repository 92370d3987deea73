using Microsoft.AspNetCore.Http.HttpResults;
using PeteRental.Contracts.Agents;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.Agents.Identities;

/// <summary>Tells the gateway who is behind a token that it has validated.</summary>
internal static class IdentityEndpoints
{
    public static void MapIdentities(this IEndpointRouteBuilder app) =>
        app.MapPost("/internal/identities", ResolveAsync).RequireService().WithTags("Internal")
            .WithSummary("The person, workspace and role of a validated token; creates what is new");

    private static async Task<Results<Ok<IdentityReply>, ProblemHttpResult>> ResolveAsync(
        IdentityRequest request, IdentityResolver resolver, CancellationToken cancellationToken)
    {
        if (Claims.From(request) is not { } claims)
        {
            return Problem.Of(StatusCodes.Status422UnprocessableEntity, "unreadable_identity", "The token names no person or organisation that can be stored.");
        }

        return await resolver.ResolveAsync(claims, cancellationToken) is { } identity
            ? TypedResults.Ok(identity)
            : Problem.Of(StatusCodes.Status410Gone, "person_erased", "The person was erased and does not come back by an old token.");
    }
}
