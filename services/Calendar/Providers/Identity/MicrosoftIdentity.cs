using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace PeteRental.Calendar.Providers.Identity;

/// <summary>Microsoft's identity platform, version 2.0 (https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow).</summary>
internal sealed class MicrosoftIdentity(TokenEndpoint endpoint, IOptions<ProviderOptions> options) : IIdentityClient
{
    private const string Scopes = "openid profile email offline_access User.Read Calendars.ReadWrite MailboxSettings.Read";
    private const string NeededScope = "Calendars.ReadWrite";

    /// <inheritdoc />
    public string Provider => "microsoft";

    /// <inheritdoc />
    public bool IsConfigured => Application.ClientId.Length > 0 && options.Value.CallbackUrl is not null;

    /// <inheritdoc />
    public bool CanRevoke => false;

    private MicrosoftOptions Application => options.Value.Microsoft;

    /// <inheritdoc />
    public Uri AuthorizationUrl(AuthorizationOrder order)
    {
        var query = new Dictionary<string, string?>
        {
            ["client_id"] = Application.ClientId,
            ["response_type"] = "code",
            ["redirect_uri"] = options.Value.CallbackUrl!.AbsoluteUri,
            ["response_mode"] = "query",
            ["scope"] = Scopes,
            ["state"] = order.State,
            ["code_challenge"] = order.CodeChallenge,
            ["code_challenge_method"] = "S256",
        };

        // Who is signed in with several accounts shall choose, unless it is said whose diary is meant.
        query.Add(order.LoginHint is null ? "prompt" : "login_hint", order.LoginHint ?? "select_account");
        return new Uri(QueryHelpers.AddQueryString(Address("authorize").AbsoluteUri, query));
    }

    /// <inheritdoc />
    public async Task<ProviderResult<Grant>> ExchangeAsync(string code, string codeVerifier, CancellationToken cancellationToken)
    {
        var asked = await endpoint.AskAsync(
            Provider,
            Address("token"),
            new Dictionary<string, string>
            {
                ["grant_type"] = "authorization_code",
                ["client_id"] = Application.ClientId,
                ["client_secret"] = Application.ClientSecret,
                ["code"] = code,
                ["code_verifier"] = codeVerifier,
                ["redirect_uri"] = options.Value.CallbackUrl!.AbsoluteUri,
            },
            cancellationToken);
        if (asked.Error is { } error)
        {
            return error;
        }

        // Tenant and object id together name an account for good; an e-mail address may go to somebody else.
        if (IdToken.Read(asked.Answer.IdToken, Application.ClientId) is not { } claims
            || IdToken.Text(claims, "tid") is not { } tenant || IdToken.Text(claims, "oid") is not { } account)
        {
            return new ProviderError(ProviderError.Rejected);
        }

        var reply = asked.Answer;
        return new Grant(
            reply.AccessToken, reply.RefreshToken, reply.ExpiresIn, reply.Scopes, $"{tenant}.{account}",
            IdToken.Text(claims, "email") ?? IdToken.Text(claims, "preferred_username") ?? "", HasCalendarAccess(reply.Scopes));
    }

    /// <inheritdoc />
    public async Task<ProviderResult<RefreshedTokens>> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
    {
        var asked = await endpoint.AskAsync(
            Provider,
            Address("token"),
            new Dictionary<string, string>
            {
                ["grant_type"] = "refresh_token",
                ["client_id"] = Application.ClientId,
                ["client_secret"] = Application.ClientSecret,
                ["refresh_token"] = refreshToken,
                ["scope"] = Scopes,
            },
            cancellationToken);
        return asked.Error is { } error ? error : new RefreshedTokens(asked.Answer.AccessToken, asked.Answer.RefreshToken, asked.Answer.ExpiresIn);
    }

    /// <inheritdoc />
    /// <remarks>Microsoft has no such call for one application's grant. Deleting the tokens ends our access; people find the grant in their account.</remarks>
    public Task<ProviderError?> RevokeAsync(string refreshToken, CancellationToken cancellationToken) => Task.FromResult<ProviderError?>(null);

    // Granted scopes come as short names or, for some resources, with the resource in front.
    private static bool HasCalendarAccess(string scopes) => scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Any(scope => string.Equals(scope[(scope.LastIndexOf('/') + 1)..], NeededScope, StringComparison.OrdinalIgnoreCase));

    private Uri Address(string what) => new(Application.LoginAddress, $"{Uri.EscapeDataString(Application.Tenant)}/oauth2/v2.0/{what}");
}
