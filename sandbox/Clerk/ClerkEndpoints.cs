using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace PeteRental.Sandbox.Clerk;

/// <summary>A session token.</summary>
public sealed record TokenReply(string Token);

/// <summary>What OpenID Connect Discovery says of this issuer, as far as a verifier needs it.</summary>
public sealed record Metadata(
    string Issuer, string AuthorizationEndpoint, string TokenEndpoint, string JwksUri, IReadOnlyList<string> ResponseTypesSupported,
    IReadOnlyList<string> SubjectTypesSupported, IReadOnlyList<string> IdTokenSigningAlgValuesSupported, IReadOnlyList<string> ClaimsSupported);

/// <summary>Stands for Clerk: the keys, and a token for whoever asks.</summary>
public static class ClerkEndpoints
{
    /// <summary>Where Clerk's Frontend API lives here.</summary>
    public const string Prefix = "/clerk";

    /// <summary>Maps the keys, the metadata and the tokens.</summary>
    public static void MapClerk(this IEndpointRouteBuilder app)
    {
        var origins = app.ServiceProvider.GetRequiredService<IOptions<SandboxOptions>>().Value.Origins;
        var group = app.MapGroup(Prefix).WithTags("Clerk")
            .RequireCors(policy => policy.WithOrigins([.. origins]).AllowAnyHeader().WithMethods("GET", "POST"));
        group.MapGet("/.well-known/jwks.json", Keys).WithSummary("The keys that tokens are signed with");
        group.MapGet("/.well-known/openid-configuration", Describe).WithSummary("The issuer's metadata");
        group.MapPost("/tokens", Issue).WithSummary("A session token for anybody");
    }

    private static Ok<KeySet> Keys(SigningKey key) => TypedResults.Ok(new KeySet([key.Published]));

    private static Ok<Metadata> Describe(HttpRequest request, TokenIssuer issuer)
    {
        var iss = issuer.Issuer(request);
        return TypedResults.Ok(new Metadata(
            iss, iss + SignInEndpoints.Path, iss + "/tokens", iss + "/.well-known/jwks.json", ["token"], ["public"], ["RS256"],
            ["iss", "sub", "sid", "iat", "nbf", "exp", "azp", "jti", "v", "o", "email", "name"]));
    }

    private static Results<Ok<TokenReply>, ValidationProblem> Issue(TokenRequest person, HttpContext context, TokenIssuer issuer)
    {
        var invalid = person.Check();
        if (invalid.Any)
        {
            return invalid.ToProblem();
        }

        var origin = context.Request.Headers.Origin.ToString();
        var azp = SandboxOptions.IsOrigin(origin) ? origin : null;
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new TokenReply(issuer.Issue(person, issuer.Issuer(context.Request), azp).Token));
    }
}
