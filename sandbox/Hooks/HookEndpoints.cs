using Microsoft.AspNetCore.Http.HttpResults;

namespace PeteRental.Sandbox.Hooks;

/// <summary>A customer's webhook receiver: says yes to everything. What came is at <c>/control/requests?target=hooks/{name}</c>.</summary>
public static class HookEndpoints
{
    /// <summary>Maps <c>/hooks/{name}</c>.</summary>
    public static void MapHooks(this IEndpointRouteBuilder app) =>
        app.MapPost("/hooks/{name}", Receive).WithTags("Hooks").WithSummary("Takes any POST");

    private static NoContent Receive(string name) => TypedResults.NoContent();
}
