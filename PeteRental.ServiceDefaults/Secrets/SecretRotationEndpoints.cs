using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.ServiceDefaults.Secrets;

/// <summary>What <c>pete keys rotate</c> asks of a service that keeps secrets. Not routed by the gateway.</summary>
public static class SecretRotationEndpoints
{
    /// <summary>Adds the rotation of a service's sealed columns; call it after <see cref="SecretExtensions.AddSecrets"/>.</summary>
    public static WebApplicationBuilder AddSecretRotation(this WebApplicationBuilder builder, params SealedColumn[] columns)
    {
        builder.Services.AddSingleton(provider => new SecretRotation(
            provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<SecretBox>(), provider.GetRequiredService<MasterKeys>(), columns));
        return builder;
    }

    /// <summary>Maps <c>/internal/secrets</c>.</summary>
    public static void MapSecretRotation(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/internal/secrets").RequireService().ExcludeFromDescription();
        group.MapGet("/", ListAsync);
        group.MapPost("/rewrap", RewrapAsync);
    }

    private static async Task<Ok<IReadOnlyList<SealedColumnState>>> ListAsync(SecretRotation rotation, CancellationToken cancellationToken) =>
        TypedResults.Ok(await rotation.ListAsync(cancellationToken));

    private static async Task<Results<Ok<RewrappedBite>, ProblemHttpResult>> RewrapAsync(
        string column, string? after, SecretRotation rotation, CancellationToken cancellationToken) =>
        await rotation.RewrapAsync(column, after, cancellationToken) is { } bite ? TypedResults.Ok(bite) : Problem.NotFound("column");
}
