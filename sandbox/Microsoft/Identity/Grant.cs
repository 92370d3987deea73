namespace PeteRental.Sandbox.Microsoft.Identity;

/// <summary>What somebody allowed an application. Its tokens end with it.</summary>
internal sealed class Grant(MicrosoftAccount account, string clientId, DateTimeOffset grantedAt)
{
    public MicrosoftAccount Account { get; } = account;

    public string ClientId { get; } = clientId;

    public DateTimeOffset GrantedAt { get; } = grantedAt;

    /// <summary>All that was ever consented to.</summary>
    public HashSet<string> Scopes { get; } = new(StringComparer.Ordinal);

    /// <summary>How often tokens were refreshed.</summary>
    public int Refreshes { get; set; }

    public DateTimeOffset? LastRefreshedAt { get; set; }

    public bool IsRevoked { get; set; }
}

/// <summary>An authorization code.</summary>
internal sealed class Authorization(Grant grant, AuthorizeRequest request, IReadOnlyList<string> scopes, DateTimeOffset madeAt)
{
    public Grant Grant { get; } = grant;

    public AuthorizeRequest Request { get; } = request;

    public IReadOnlyList<string> Scopes { get; } = scopes;

    public DateTimeOffset MadeAt { get; } = madeAt;

    public bool IsUsed { get; set; }
}

/// <summary>A refresh token. Using it does not end it: it lives its 90 days beside those that it brought.</summary>
internal sealed record RefreshToken(Grant Grant, IReadOnlyList<string> Scopes, DateTimeOffset MadeAt);

/// <summary>An access token.</summary>
internal sealed record AccessToken(Grant Grant, IReadOnlyList<string> Scopes, DateTimeOffset ExpiresAt)
{
    public bool Allows(IEnumerable<string> anyOf) => anyOf.Any(scope => Scopes.Contains(scope, StringComparer.Ordinal));
}

/// <summary>What a token request brings.</summary>
internal sealed record IssuedTokens(Grant Grant, IReadOnlyList<string> Scopes, string AccessToken, string? RefreshToken, string? Nonce);
