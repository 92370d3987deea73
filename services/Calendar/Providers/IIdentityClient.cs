using NodaTime;

namespace PeteRental.Calendar.Providers;

/// <summary>A provider's OAuth 2.0 endpoints. Expected failures are values.</summary>
internal interface IIdentityClient
{
    /// <summary>microsoft or google.</summary>
    string Provider { get; }

    /// <summary>True when our application is registered with the provider, by configuration.</summary>
    bool IsConfigured { get; }

    /// <summary>True when the provider has a call to give a grant back.</summary>
    bool CanRevoke { get; }

    /// <summary>Where a person says yes or no (authorization code with PKCE, S256).</summary>
    Uri AuthorizationUrl(AuthorizationOrder order);

    /// <summary>Trades a code for tokens and tells whose account it is. Codes are good once.</summary>
    Task<ProviderResult<Grant>> ExchangeAsync(string code, string codeVerifier, CancellationToken cancellationToken);

    /// <summary>
    /// Fetches new tokens. <see cref="ProviderError.ReconnectRequired"/> when the grant is gone, <see cref="ProviderError.ClientRejected"/>
    /// when the provider does not know us.
    /// </summary>
    Task<ProviderResult<RefreshedTokens>> RefreshAsync(string refreshToken, CancellationToken cancellationToken);

    /// <summary>Gives the grant back. Null also when it had gone already, or when the provider has no such call.</summary>
    Task<ProviderError?> RevokeAsync(string refreshToken, CancellationToken cancellationToken);
}

/// <summary>What is asked of a person.</summary>
/// <param name="State">Comes back with the answer.</param>
/// <param name="CodeChallenge">S256 of the verifier.</param>
/// <param name="LoginHint">Whom to preselect; null lets the person choose.</param>
internal sealed record AuthorizationOrder(string State, string CodeChallenge, string? LoginHint);

/// <summary>What a person has granted. Never log it.</summary>
/// <param name="AccessToken">For calls.</param>
/// <param name="RefreshToken">For new ones; null when the provider gave none (Google, on a repeated consent).</param>
/// <param name="ExpiresIn">Of the access token.</param>
/// <param name="Scopes">Granted, which may be fewer than asked for.</param>
/// <param name="AccountId">The provider's own id of the account.</param>
/// <param name="AccountEmail">For people.</param>
/// <param name="HasCalendarAccess">True when the scopes suffice.</param>
internal sealed record Grant(
    string AccessToken, string? RefreshToken, Duration ExpiresIn, string Scopes, string AccountId, string AccountEmail, bool HasCalendarAccess)
{
    /// <inheritdoc />
    public override string ToString() => $"Grant of {Scopes}";
}

/// <summary>New tokens. Never log them.</summary>
/// <param name="AccessToken">For calls.</param>
/// <param name="RefreshToken">Replaces the one it was fetched with; null keeps that one.</param>
/// <param name="ExpiresIn">Of the access token.</param>
internal sealed record RefreshedTokens(string AccessToken, string? RefreshToken, Duration ExpiresIn)
{
    /// <inheritdoc />
    public override string ToString() => "Refreshed tokens";
}
