using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.Gateway.Edge;

/// <summary>Checks session tokens at the edge. The services check them again.</summary>
internal sealed class EdgeAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    ClerkTokenValidator tokens,
    IdentityDirectory directory)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Edge";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Open routes are authenticated by their service; their Authorization header (a webhook's, say) is none of ours.
        if (Context.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.Authorization.IAllowAnonymous>() is not null
            || BearerToken.Of(Request) is not { } token)
        {
            return AuthenticateResult.NoResult();
        }

        if (await tokens.ValidateAsync(token, Context.RequestAborted) is not { } session)
        {
            return AuthenticateResult.Fail("Not a valid session token.");
        }

        if (await directory.FindAsync(session, Context.RequestAborted) is not { } identity)
        {
            return AuthenticateResult.Fail("The person may not come in: deactivated, erased, or out of the organisation.");
        }

        Context.Features.Set(identity);
        return AuthenticateResult.Success(new AuthenticationTicket(
            MemberPrincipal.Of(identity.Role, SchemeName), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return Problem.Of(StatusCodes.Status401Unauthorized, "unauthenticated", "Sign in first: a valid session token is needed.").ExecuteAsync(Context);
    }
}
