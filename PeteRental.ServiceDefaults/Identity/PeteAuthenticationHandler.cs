using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.ServiceDefaults.Identity;

/// <summary>
/// Authenticates requests that reach a service. A person needs both the identity that the gateway signed and, checked again here,
/// the session token it was made from; a service needs its signed identity alone.
/// </summary>
internal sealed partial class PeteAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    IdentitySigner signer,
    ClerkTokenValidator tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "PeteRental";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers[SignedIdentity.HeaderName] is not [{ Length: > 0 } header])
        {
            return AuthenticateResult.NoResult();
        }

        if (signer.Verify(header) is not { } identity)
        {
            return AuthenticateResult.Fail("The identity is not ours or has expired.");
        }

        if (!identity.IsService && !await HasMatchingTokenAsync(identity))
        {
            return AuthenticateResult.Fail("The session token does not match the identity.");
        }

        Context.Features.Set(identity);
        return AuthenticateResult.Success(new AuthenticationTicket(PrincipalOf(identity), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return Problem.Of(StatusCodes.Status401Unauthorized, "unauthenticated", "Sign in first: a valid session token is needed.").ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problem.Of(StatusCodes.Status403Forbidden, "forbidden", "Your role in this workspace does not allow this.").ExecuteAsync(Context);

    private async Task<bool> HasMatchingTokenAsync(SignedIdentity identity)
    {
        if (BearerToken.Of(Request) is not { } token
            || await tokens.ValidateAsync(token, Context.RequestAborted) is not { } session
            || session.Subject != identity.Subject)
        {
            return false;
        }

        if (session.ImpersonatedBy is { } actor)
        {
            LogImpersonation(Logger, actor, session.Subject, Request.Method, Context.GetEndpoint()?.DisplayName);
        }

        Context.Features.Set(session);
        return true;
    }

    // Ids at the provider; they name nobody to whoever reads this without access there.
    [LoggerMessage(LogLevel.Warning, "{Actor} acts as {Subject}: {Method} {Endpoint}")]
    private static partial void LogImpersonation(ILogger logger, string actor, string subject, string method, string? endpoint);

    private static ClaimsPrincipal PrincipalOf(SignedIdentity identity)
    {
        var claims = new List<Claim>(3) { new(PeteClaims.Kind, identity.IsService ? PeteClaims.Service : PeteClaims.Member) };
        if (identity.Role is { } role)
        {
            claims.Add(new Claim(PeteClaims.Role, role.ToString()));
        }

        return new ClaimsPrincipal(new ClaimsIdentity(claims, SchemeName));
    }
}

internal static class PeteClaims
{
    public const string Kind = "kind";
    public const string Role = "role";
    public const string Member = "member";
    public const string Service = "service";
}

/// <summary>The one place a session token is accepted from: <c>Authorization: Bearer</c>. Cookies are not read, so there is no CSRF.</summary>
public static class BearerToken
{
    private const string Prefix = "Bearer ";

    /// <summary>The token, or null when there is none or more than one header.</summary>
    public static string? Of(HttpRequest request) =>
        request.Headers.Authorization is [{ } value] && value.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && value.Length > Prefix.Length
            ? value[Prefix.Length..].Trim()
            : null;
}
