using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace PeteRental.Calendar.Providers.Identity;

/// <summary>Google's OAuth 2.0 for web servers (https://developers.google.com/identity/protocols/oauth2/web-server).</summary>
internal sealed class GoogleIdentity(TokenEndpoint endpoint, IOptions<ProviderOptions> options) : IIdentityClient
{
    private const string Prefix = "https://www.googleapis.com/auth/";
    private const string Everything = Prefix + "calendar";

    // People may untick each of these; viewings need all of them: events to write, free/busy and the list of calendars to read.
    private static readonly string[] NeededScopes =
        [$"{Prefix}calendar.events", $"{Prefix}calendar.freebusy", $"{Prefix}calendar.calendarlist.readonly"];

    /// <inheritdoc />
    public string Provider => "google";

    /// <inheritdoc />
    public bool IsConfigured => Application.ClientId.Length > 0 && options.Value.CallbackUrl is not null;

    /// <inheritdoc />
    public bool CanRevoke => true;

    private GoogleOptions Application => options.Value.Google;

    /// <inheritdoc />
    public Uri AuthorizationUrl(AuthorizationOrder order)
    {
        var query = new Dictionary<string, string?>
        {
            ["client_id"] = Application.ClientId,
            ["response_type"] = "code",
            ["redirect_uri"] = options.Value.CallbackUrl!.AbsoluteUri,
            ["scope"] = $"openid email {string.Join(' ', NeededScopes)}",
            ["state"] = order.State,
            ["code_challenge"] = order.CodeChallenge,
            ["code_challenge_method"] = "S256",

            // Google gives a refresh token with the first consent only, unless it is asked to have the person consent again.
            ["access_type"] = "offline",
            ["prompt"] = order.LoginHint is null ? "consent select_account" : "consent",
        };
        if (order.LoginHint is { } hint)
        {
            query["login_hint"] = hint;
        }

        return new Uri(QueryHelpers.AddQueryString(Application.AuthorizeAddress.AbsoluteUri, query));
    }

    /// <inheritdoc />
    public async Task<ProviderResult<Grant>> ExchangeAsync(string code, string codeVerifier, CancellationToken cancellationToken)
    {
        var asked = await endpoint.AskAsync(
            Provider,
            Application.TokenAddress,
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

        if (IdToken.Read(asked.Answer.IdToken, Application.ClientId) is not { } claims || IdToken.Text(claims, "sub") is not { } account)
        {
            return new ProviderError(ProviderError.Rejected);
        }

        var reply = asked.Answer;
        return new Grant(
            reply.AccessToken, reply.RefreshToken, reply.ExpiresIn, reply.Scopes, account, IdToken.Text(claims, "email") ?? "",
            HasCalendarAccess(reply.Scopes));
    }

    /// <inheritdoc />
    /// <remarks>The answer normally has no refresh token: the one there is stays good.</remarks>
    public async Task<ProviderResult<RefreshedTokens>> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
    {
        var asked = await endpoint.AskAsync(
            Provider,
            Application.TokenAddress,
            new Dictionary<string, string>
            {
                ["grant_type"] = "refresh_token",
                ["client_id"] = Application.ClientId,
                ["client_secret"] = Application.ClientSecret,
                ["refresh_token"] = refreshToken,
            },
            cancellationToken);
        return asked.Error is { } error ? error : new RefreshedTokens(asked.Answer.AccessToken, asked.Answer.RefreshToken, asked.Answer.ExpiresIn);
    }

    /// <inheritdoc />
    /// <remarks>Ends the account's whole grant to our application. <c>invalid_token</c> says that it had ended already.</remarks>
    public async Task<ProviderError?> RevokeAsync(string refreshToken, CancellationToken cancellationToken) =>
        await endpoint.TellAsync(Provider, Application.RevokeAddress, new Dictionary<string, string> { ["token"] = refreshToken }, cancellationToken)
            is { MayPass: true } error ? error : null;

    private static bool HasCalendarAccess(string scopes)
    {
        var granted = scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return granted.Contains(Everything) || NeededScopes.All(granted.Contains);
    }
}
