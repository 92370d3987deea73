using Microsoft.Extensions.Options;

namespace PeteRental.Sandbox.Microsoft.Identity;

/// <summary>Stands for the Microsoft identity platform, <c>https://login.microsoftonline.com</c>.</summary>
internal static class IdentityEndpoints
{
    /// <summary>Where it lives here.</summary>
    public const string Prefix = "/microsoft/login";

    private const string AnyTenant = "{tenantid}";

    private static readonly string[] SecretWays = ["client_secret_post", "client_secret_basic"];
    private static readonly string[] ResponseModes = ["query", "fragment", "form_post"];
    private static readonly string[] ResponseTypes = ["code"];
    private static readonly string[] SubjectTypes = ["pairwise"];
    private static readonly string[] Algorithms = ["RS256"];
    private static readonly string[] Claims = ["sub", "iss", "aud", "exp", "iat", "nonce", "preferred_username", "name", "tid", "ver", "oid", "email"];

    /// <summary>Maps everything under <c>/microsoft/login</c>.</summary>
    public static void MapMicrosoftIdentity(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(Prefix + "/{tenant}").WithTags("Microsoft: identity");
        group.MapGet("/v2.0/.well-known/openid-configuration", Describe).WithSummary("The metadata that clients start from");
        group.MapGet("/discovery/v2.0/keys", Keys).WithSummary("The keys that id tokens are signed with");
        group.MapGet("/oauth2/v2.0/authorize", AuthorizeEndpoint.Show).WithSummary("The account picker; with prompt=none and login_hint consents at once");
        group.MapPost("/oauth2/v2.0/authorize", AuthorizeEndpoint.ChooseAsync).WithSummary("An account was picked, or the application refused");
        group.MapPost("/oauth2/v2.0/token", TokenAsync).WithSummary("Tokens for a code or a refresh token");
    }

    private static IResult Describe(string tenant, HttpRequest request, IOptions<SandboxOptions> options)
    {
        var origin = options.Value.OriginFor(request);
        var endpoints = $"{origin}{Prefix}/{tenant}";
        return Results.Json(new
        {
            token_endpoint = endpoints + "/oauth2/v2.0/token",
            token_endpoint_auth_methods_supported = SecretWays,
            jwks_uri = endpoints + "/discovery/v2.0/keys",
            response_modes_supported = ResponseModes,
            subject_types_supported = SubjectTypes,
            id_token_signing_alg_values_supported = Algorithms,
            response_types_supported = ResponseTypes,
            scopes_supported = new[] { Scopes.OpenId, Scopes.Profile, Scopes.Email, Scopes.OfflineAccess },
            issuer = IdTokens.Issuer(origin, tenant switch
            {
                "common" or "organizations" => AnyTenant,
                "consumers" => MicrosoftAccount.PersonalTenant,
                _ => tenant,
            }),
            request_uri_parameter_supported = false,
            authorization_endpoint = endpoints + "/oauth2/v2.0/authorize",
            claims_supported = Claims,
        });
    }

    private static IResult Keys(IdentityKey key) => Results.Json(new { keys = new[] { key.Published() } });

    private static async Task<IResult> TokenAsync(
        HttpContext context, TokenBook book, IdTokens idTokens, IOptions<MicrosoftOptions> options, IOptions<SandboxOptions> sandbox,
        CancellationToken cancellationToken)
    {
        if (!context.Request.HasFormContentType)
        {
            return IdentityError.InvalidRequest(900144, "The request body must contain the following parameter: 'grant_type'.");
        }

        var form = await context.Request.ReadFormAsync(cancellationToken);
        var read = TokenRequest.Read(form, context.Request, options.Value.ClientSecret);
        if (read.Value is not { } request)
        {
            return read.Error!;
        }

        var outcome = request.GrantType == TokenRequest.CodeGrant ? book.Redeem(request) : book.Refresh(request);
        if (outcome.Value is not { } issued)
        {
            return outcome.Error!;
        }

        context.Response.Headers.CacheControl = "no-store, no-cache";
        return Results.Json(new
        {
            token_type = "Bearer",
            scope = Scopes.Told(issued.Scopes),
            expires_in = TokenBook.AccessSeconds,
            ext_expires_in = TokenBook.AccessSeconds,
            access_token = issued.AccessToken,
            refresh_token = issued.RefreshToken,
            id_token = issued.Scopes.Contains(Scopes.OpenId, StringComparer.Ordinal) ? idTokens.Write(issued, sandbox.Value.OriginFor(context.Request)) : null,
            client_info = request.WantsClientInfo ? IdTokens.ClientInfo(issued.Grant.Account) : null,
        });
    }
}
