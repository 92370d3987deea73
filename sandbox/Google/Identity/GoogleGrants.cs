using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using PeteRental.Sandbox.Control;

namespace PeteRental.Sandbox.Google.Identity;

/// <summary>What somebody allowed a client, until it is taken back.</summary>
internal sealed class Grant(string email, string clientId, DateTimeOffset at)
{
    public string Email { get; } = email;

    public string ClientId { get; } = clientId;

    public DateTimeOffset GrantedAt { get; } = at;

    /// <summary>Everything that was ever ticked, in the order in which it was.</summary>
    public List<string> Scopes { get; } = [];

    /// <summary>The live refresh tokens, oldest first.</summary>
    public List<string> RefreshTokens { get; } = [];

    public bool IsRevoked { get; set; }
}

/// <summary>An access token.</summary>
internal sealed record GoogleAccess(Grant Grant, IReadOnlyList<string> Scopes, DateTimeOffset ExpiresAt);

/// <summary>What is to be consented to; see <see cref="AuthorizeRequest"/>.</summary>
internal sealed record Consent(
    string Email, string ClientId, IReadOnlyList<string> Scopes, string RedirectUri, string? Challenge, string? Nonce,
    bool IsOffline, bool WithConsent, bool IncludesGranted);

/// <summary>Tokens, or the error to answer instead.</summary>
internal sealed record TokenOutcome(
    string? Error, string? Description, Grant? Grant = null, string? AccessToken = null, string? RefreshToken = null,
    IReadOnlyList<string>? Scopes = null, string? Nonce = null)
{
    public static TokenOutcome Refuse(string error, string description) => new(error, description);
}

/// <summary>Grants, codes and tokens. All are forgotten with the process, which to their holders is a revocation.</summary>
internal sealed class GoogleGrants(SandboxClock clock)
{
    public static readonly TimeSpan AccessLife = TimeSpan.FromSeconds(3_599);

    private const int MaxLive = 50_000;
    private const int MaxRefreshTokens = 100;
    private static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan UnusedLife = TimeSpan.FromDays(182);

    private readonly Lock _gate = new();
    private readonly OrderedDictionary<(string Email, string ClientId), Grant> _grants = [];
    private readonly OrderedDictionary<string, Code> _codes = [];
    private readonly OrderedDictionary<string, GoogleAccess> _access = [];
    private readonly OrderedDictionary<string, Refresh> _refresh = [];

    /// <summary>Records the consent and gives the code for it.</summary>
    public string Add(Consent consent)
    {
        lock (_gate)
        {
            var key = (consent.Email, consent.ClientId);
            var isFirst = !_grants.TryGetValue(key, out var grant);
            if (isFirst)
            {
                Keep(_grants, key, grant = new Grant(consent.Email, consent.ClientId, clock.Now));
            }

            grant!.Scopes.AddRange(consent.Scopes.Except(grant.Scopes));
            string[] scopes = consent.IncludesGranted ? [.. grant.Scopes] : [.. consent.Scopes];
            var code = "4/0A" + Random(48);
            Keep(_codes, code, new Code(grant, consent, scopes, consent.IsOffline && (isFirst || consent.WithConsent), clock.Now + CodeLife));
            return code;
        }
    }

    /// <summary>Trades a code for tokens. Whatever comes of it, the code is used up.</summary>
    public TokenOutcome Redeem(string text, string clientId, string redirectUri, string? verifier)
    {
        lock (_gate)
        {
            if (!_codes.Remove(text, out var code))
            {
                return TokenOutcome.Refuse("invalid_grant", text.StartsWith("4/", StringComparison.Ordinal) ? "Bad Request" : "Malformed auth code.");
            }

            if (code.ExpiresAt <= clock.Now || code.Grant.IsRevoked || code.Consent.ClientId != clientId || code.Consent.RedirectUri != redirectUri)
            {
                return TokenOutcome.Refuse("invalid_grant", "Bad Request");
            }

            if (CheckVerifier(code.Consent.Challenge, verifier) is { } wrong)
            {
                return TokenOutcome.Refuse("invalid_grant", wrong);
            }

            return Issue(code.Grant, code.Scopes, code.GivesRefresh ? AddRefresh(code) : null, code.Consent.Nonce);
        }
    }

    /// <summary>Gives a new access token.</summary>
    public TokenOutcome RefreshAccess(string text, string clientId, IReadOnlyList<string>? narrower)
    {
        lock (_gate)
        {
            if (!_refresh.TryGetValue(text, out var refresh) || refresh.Grant.IsRevoked || refresh.LastUsed + UnusedLife <= clock.Now)
            {
                return TokenOutcome.Refuse("invalid_grant", "Token has been expired or revoked.");
            }

            if (refresh.Grant.ClientId != clientId)
            {
                return TokenOutcome.Refuse("unauthorized_client", "Unauthorized");
            }

            if (narrower?.Except(refresh.Scopes).Any() is true)
            {
                return TokenOutcome.Refuse("invalid_scope", "Some requested scopes were invalid.");
            }

            _refresh[text] = refresh with { LastUsed = clock.Now };
            return Issue(refresh.Grant, narrower ?? refresh.Scopes, refreshToken: null, nonce: null);
        }
    }

    /// <summary>What a live access token allows.</summary>
    public GoogleAccess? Find(string accessToken)
    {
        lock (_gate)
        {
            return _access.TryGetValue(accessToken, out var access) && !access.Grant.IsRevoked && access.ExpiresAt > clock.Now ? access : null;
        }
    }

    /// <summary>Whose token or code this is, dead or alive.</summary>
    public string? OwnerOf(string tokenOrCode)
    {
        lock (_gate)
        {
            return (_access.GetValueOrDefault(tokenOrCode)?.Grant ?? _refresh.GetValueOrDefault(tokenOrCode)?.Grant
                ?? _codes.GetValueOrDefault(tokenOrCode)?.Grant)?.Email;
        }
    }

    /// <summary>Takes back the whole grant that a token belongs to; false when there is none.</summary>
    public bool Revoke(string token)
    {
        lock (_gate)
        {
            var grant = _access.GetValueOrDefault(token)?.Grant ?? _refresh.GetValueOrDefault(token)?.Grant;
            if (grant is null or { IsRevoked: true })
            {
                return false;
            }

            Revoke(grant);
            return true;
        }
    }

    /// <summary>Takes back everything that somebody allowed to whomever.</summary>
    public void RevokeAll(string email)
    {
        lock (_gate)
        {
            foreach (var grant in _grants.Values.Where(grant => grant.Email == email).ToList())
            {
                Revoke(grant);
            }
        }
    }

    /// <summary>The live grants of somebody, each with how many refresh tokens it has.</summary>
    public IReadOnlyList<(Grant Grant, IReadOnlyList<string> Scopes, int RefreshTokens)> GrantsOf(string email)
    {
        lock (_gate)
        {
            return [.. _grants.Values.Where(grant => grant.Email == email)
                .Select(grant => (grant, (IReadOnlyList<string>)[.. grant.Scopes], grant.RefreshTokens.Count))];
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            foreach (var grant in _grants.Values)
            {
                grant.IsRevoked = true;
            }

            _grants.Clear();
            _codes.Clear();
            _access.Clear();
            _refresh.Clear();
        }
    }

    private void Revoke(Grant grant)
    {
        grant.IsRevoked = true;
        _grants.Remove((grant.Email, grant.ClientId));
    }

    private TokenOutcome Issue(Grant grant, IReadOnlyList<string> scopes, string? refreshToken, string? nonce)
    {
        var token = "ya29.a0" + Random(96);
        Keep(_access, token, new GoogleAccess(grant, scopes, clock.Now + AccessLife));
        return new TokenOutcome(null, null, grant, token, refreshToken, scopes, nonce);
    }

    private string AddRefresh(Code code)
    {
        var token = "1//0" + Random(48);
        Keep(_refresh, token, new Refresh(code.Grant, code.Scopes, clock.Now));
        code.Grant.RefreshTokens.Add(token);
        if (code.Grant.RefreshTokens.Count > MaxRefreshTokens)
        {
            _refresh.Remove(code.Grant.RefreshTokens[0]);
            code.Grant.RefreshTokens.RemoveAt(0);
        }

        return token;
    }

    private static string? CheckVerifier(string? challenge, string? verifier) => (challenge, verifier) switch
    {
        (null, null) => null,
        (null, _) => "code_verifier or verifier is not needed.",
        (_, null) => "Missing code verifier.",
        _ => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(verifier))) == challenge ? null : "Invalid code verifier.",
    };

    private static void Keep<TKey, TValue>(OrderedDictionary<TKey, TValue> all, TKey key, TValue value)
        where TKey : notnull
    {
        all.Add(key, value);
        if (all.Count > MaxLive)
        {
            all.RemoveAt(0);
        }
    }

    private static string Random(int bytes) => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));

    private sealed record Code(Grant Grant, Consent Consent, IReadOnlyList<string> Scopes, bool GivesRefresh, DateTimeOffset ExpiresAt);

    private sealed record Refresh(Grant Grant, IReadOnlyList<string> Scopes, DateTimeOffset LastUsed);
}
