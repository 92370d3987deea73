using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace PeteRental.Sandbox.Google.Identity;

/// <summary>Google's token endpoint and what belongs to it.</summary>
internal static class TokenEndpoints
{
    /// <summary>Maps tokens, revocation, keys and the signed-in person.</summary>
    public static void MapTokens(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(GoogleEndpoints.Prefix).WithTags("Google: identity");
        group.MapPost("/token", IssueAsync).WithSummary("Trades a code or a refresh token for an access token");
        group.MapMethods("/revoke", ["GET", "POST"], RevokeAsync).WithSummary("Takes back the whole grant that a token belongs to");
        group.MapGet("/oauth2/v3/certs", (GoogleSigningKey key) => TypedResults.Ok(key.KeySet())).WithSummary("The key of id_tokens as a key set");
        group.MapGet("/oauth2/v1/certs", (GoogleSigningKey key) => TypedResults.Ok(key.Certificates())).WithSummary("The key of id_tokens as a certificate");
        group.MapMethods("/oauth2/v3/userinfo", ["GET", "POST"], WhoIs).WithSummary("Whom the access token belongs to");
    }

    private static async Task<IResult> IssueAsync(
        HttpContext context, GoogleGrants grants, GoogleAccounts accounts, GoogleSigningKey key, IOptions<GoogleOptions> options,
        CancellationToken cancellationToken)
    {
        if (!context.Request.HasFormContentType)
        {
            return Refuse(context, "invalid_request", "Could not determine client ID from request.");
        }

        var form = await context.Request.ReadFormAsync(cancellationToken);
        var (clientId, secret) = Client(context.Request, form);
        if (string.IsNullOrEmpty(clientId))
        {
            return Refuse(context, "invalid_request", "Could not determine client ID from request.");
        }

        if (string.IsNullOrEmpty(secret))
        {
            return Refuse(context, "invalid_request", "client_secret is missing.");
        }

        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(options.Value.ClientSecret)))
        {
            return Refuse(context, "invalid_client", "Unauthorized");
        }

        var outcome = Decide(form, clientId, grants);
        return outcome.Error is null
            ? Answer(context, Tokens(outcome, accounts, key))
            : Refuse(context, outcome.Error, outcome.Description!);
    }

    private static TokenOutcome Decide(IFormCollection form, string clientId, GoogleGrants grants)
    {
        string? One(string name) => form[name].ToString() is { Length: > 0 } value ? value : null;

        return One("grant_type") switch
        {
            null => TokenOutcome.Refuse("invalid_request", "Required parameter is missing: grant_type"),
            "authorization_code" when One("code") is null => TokenOutcome.Refuse("invalid_request", "Missing required parameter: code"),
            "authorization_code" when One("redirect_uri") is null => TokenOutcome.Refuse("invalid_request", "Missing parameter: redirect_uri"),
            "authorization_code" => grants.Redeem(One("code")!, clientId, One("redirect_uri")!, One("code_verifier")),
            "refresh_token" when One("refresh_token") is null => TokenOutcome.Refuse("invalid_request", "Missing required parameter: refresh_token"),
            "refresh_token" => grants.RefreshAccess(One("refresh_token")!, clientId, Narrower(One("scope"))),
            var other => TokenOutcome.Refuse("unsupported_grant_type", "Invalid grant_type: " + other),
        };
    }

    private static string[]? Narrower(string? scope) =>
        scope?.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => GoogleScope.Full(name) ?? name).ToArray();

    private static JsonObject Tokens(TokenOutcome outcome, GoogleAccounts accounts, GoogleSigningKey key)
    {
        var (grant, scopes) = (outcome.Grant!, outcome.Scopes!);
        var body = new JsonObject
        {
            ["access_token"] = outcome.AccessToken,
            ["expires_in"] = (int)GoogleGrants.AccessLife.TotalSeconds,
            ["scope"] = string.Join(' ', scopes),
            ["token_type"] = "Bearer",
        };
        if (outcome.RefreshToken is { } refreshToken)
        {
            body["refresh_token"] = refreshToken;
        }

        if (scopes.Contains(GoogleScope.OpenId))
        {
            body["id_token"] = key.Sign(
                accounts.Get(grant.Email), grant.ClientId, outcome.AccessToken!, outcome.Nonce, scopes.Contains(GoogleScope.Email));
        }

        return body;
    }

    private static async Task<IResult> RevokeAsync(HttpContext context, GoogleGrants grants, CancellationToken cancellationToken)
    {
        var token = context.Request.Query["token"].ToString();
        if (token.Length == 0 && context.Request.HasFormContentType)
        {
            token = (await context.Request.ReadFormAsync(cancellationToken))["token"].ToString();
        }

        return token.Length == 0 ? Refuse(context, "invalid_request", "Missing required parameter: token")
            : grants.Revoke(token) ? Answer(context, [])
            : Refuse(context, "invalid_token", "Token expired or revoked");
    }

    private static JsonHttpResult<JsonObject> WhoIs(HttpContext context, GoogleGrants grants, GoogleAccounts accounts)
    {
        if (GoogleBearer.TokenOf(context.Request) is not { } token || grants.Find(token) is not { } access || !access.Scopes.Contains(GoogleScope.OpenId))
        {
            return TypedResults.Json(
                new JsonObject { ["error"] = "invalid_request", ["error_description"] = "Invalid Credentials" }, (JsonSerializerOptions?)null,
                statusCode: StatusCodes.Status401Unauthorized);
        }

        var account = accounts.Get(access.Grant.Email);
        var person = new JsonObject { ["sub"] = account.Subject };
        if (access.Scopes.Contains(GoogleScope.Email))
        {
            person["email"] = account.Email;
            person["email_verified"] = true;
        }

        if (access.Scopes.Contains(GoogleScope.Profile))
        {
            person["name"] = account.Email.Split('@')[0];
        }

        return Answer(context, person);
    }

    /// <summary>The client names itself in the form or in an Authorization header.</summary>
    private static (string? Id, string? Secret) Client(HttpRequest request, IFormCollection form)
    {
        const string scheme = "Basic ";
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
        {
            return (form["client_id"], form["client_secret"]);
        }

        var decoded = new byte[header.Length];
        var parts = Convert.TryFromBase64String(header[scheme.Length..].Trim(), decoded, out var length)
            ? Encoding.UTF8.GetString(decoded, 0, length).Split(':', 2)
            : [];
        return parts.Length == 2 ? (Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts[1])) : (null, null);
    }

    private static JsonHttpResult<JsonObject> Refuse(HttpContext context, string error, string description)
    {
        context.Response.StatusCode = error is "invalid_client" or "unauthorized_client"
            ? StatusCodes.Status401Unauthorized
            : StatusCodes.Status400BadRequest;
        return Answer(context, new JsonObject { ["error"] = error, ["error_description"] = description });
    }

    private static JsonHttpResult<JsonObject> Answer(HttpContext context, JsonObject body)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(body, (JsonSerializerOptions?)null, statusCode: context.Response.StatusCode);
    }
}
