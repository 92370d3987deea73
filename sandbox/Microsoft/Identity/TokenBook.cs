using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using PeteRental.Sandbox.Control;

namespace PeteRental.Sandbox.Microsoft.Identity;

/// <summary>All grants, codes and tokens, by the sandbox's clock.</summary>
internal sealed class TokenBook(SandboxClock clock)
{
    /// <summary>How long an access token lives, as the real one tells it.</summary>
    public const int AccessSeconds = 3_599;

    private const int Capacity = 50_000;
    private static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RefreshLife = TimeSpan.FromDays(90);
    private static readonly string[] AboutSigningIn = [Scopes.OpenId, Scopes.Profile, Scopes.Email, Scopes.OfflineAccess];

    private readonly Lock _gate = new();
    private readonly Recent<Grant> _grants = new(Capacity);
    private readonly Recent<Authorization> _codes = new(Capacity);
    private readonly Recent<RefreshToken> _refresh = new(Capacity);
    private readonly Recent<AccessToken> _access = new(Capacity);

    /// <summary>Writes consent down and makes the code for it.</summary>
    public string Consent(MicrosoftAccount account, AuthorizeRequest request, IReadOnlyList<string> scopes)
    {
        lock (_gate)
        {
            var grant = _grants.Values.FirstOrDefault(grant => grant.Account == account && grant.ClientId == request.ClientId && !grant.IsRevoked);
            if (grant is null)
            {
                grant = new Grant(account, request.ClientId!, clock.Now);
                _grants.Add(Guid.NewGuid().ToString(), grant);
            }

            grant.Scopes.UnionWith(scopes);
            var code = "1." + Random(64);
            _codes.Add(code, new Authorization(grant, request, scopes, clock.Now));
            return code;
        }
    }

    /// <summary>Tokens for a code.</summary>
    public Outcome<IssuedTokens, IdentityError> Redeem(TokenRequest request)
    {
        lock (_gate)
        {
            if (!_codes.TryGet(request.Code!, out var code))
            {
                return IdentityError.InvalidGrant(9002313, "Invalid request. Request is malformed or invalid.");
            }

            if (Check(code, request) is { } error)
            {
                return error;
            }

            code.IsUsed = true;
            return Issue(code.Grant, Narrowed(code.Scopes, code.Scopes, request), code.Scopes, code.Request.Nonce);
        }
    }

    /// <summary>New tokens for a refresh token.</summary>
    public Outcome<IssuedTokens, IdentityError> Refresh(TokenRequest request)
    {
        lock (_gate)
        {
            if (!_refresh.TryGet(request.RefreshToken!, out var token))
            {
                return IdentityError.InvalidGrant(9002313, "Invalid request. Request is malformed or invalid.");
            }

            if (Check(token, request) is { } error)
            {
                return error;
            }

            token.Grant.Refreshes++;
            token.Grant.LastRefreshedAt = clock.Now;
            return Issue(token.Grant, Narrowed(token.Scopes, token.Grant.Scopes, request), token.Scopes, nonce: null);
        }
    }

    /// <summary>A token that is good now, or null.</summary>
    public AccessToken? FindAccess(string token)
    {
        lock (_gate)
        {
            return _access.TryGet(token, out var access) && !access.Grant.IsRevoked && access.ExpiresAt > clock.Now ? access : null;
        }
    }

    /// <summary>Whose a token or a code is, good or not.</summary>
    public MicrosoftAccount? OwnerOf(string tokenOrCode)
    {
        lock (_gate)
        {
            return _access.TryGet(tokenOrCode, out var access) ? access.Grant.Account
                : _refresh.TryGet(tokenOrCode, out var refresh) ? refresh.Grant.Account
                : _codes.TryGet(tokenOrCode, out var code) ? code.Grant.Account
                : null;
        }
    }

    /// <summary>Somebody takes back what they allowed; answers how many applications that ends.</summary>
    public int Revoke(MicrosoftAccount account)
    {
        lock (_gate)
        {
            var open = OpenGrants(account);
            open.ForEach(grant => grant.IsRevoked = true);
            return open.Count;
        }
    }

    /// <summary>What somebody allows now.</summary>
    public IReadOnlyList<T> Grants<T>(MicrosoftAccount account, Func<Grant, T> told)
    {
        lock (_gate)
        {
            return [.. OpenGrants(account).Select(told)];
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _grants.Clear();
            _codes.Clear();
            _refresh.Clear();
            _access.Clear();
        }
    }

    private List<Grant> OpenGrants(MicrosoftAccount account) => [.. _grants.Values.Where(grant => grant.Account == account && !grant.IsRevoked)];

    private IdentityError? Check(Authorization code, TokenRequest request) =>
        code.Request.ClientId != request.ClientId
            ? IdentityError.InvalidGrant(70000, "The provided authorization code was issued to another application.")
        : code.IsUsed
            ? IdentityError.InvalidGrant(54005, "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.")
        : clock.Now - code.MadeAt > CodeLife
            ? IdentityError.InvalidGrant(70008, "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.")
        : code.Grant.IsRevoked
            ? IdentityError.InvalidGrant(50173, "The provided grant has expired due to it being revoked, a fresh auth token is needed.", "bad_token")
        : code.Request.RedirectUri != request.RedirectUri
            ? IdentityError.InvalidGrant(500112, $"The reply address '{request.RedirectUri}' does not match the reply address '{code.Request.RedirectUri}' provided when requesting Authorization code.")
        : !Proves(code.Request, request.CodeVerifier)
            ? IdentityError.InvalidGrant(501481, "The Code_Verifier does not match the code_challenge supplied in the authorization request.")
        : MissingConsent(code.Scopes, request);

    private IdentityError? Check(RefreshToken token, TokenRequest request) =>
        token.Grant.ClientId != request.ClientId
            ? IdentityError.InvalidGrant(700003, "The provided refresh token was issued to another application.")
        : token.Grant.IsRevoked
            ? IdentityError.InvalidGrant(50173, "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.", "bad_token")
        : clock.Now - token.MadeAt > RefreshLife
            ? IdentityError.InvalidGrant(700082, "The refresh token has expired due to inactivity. The token was inactive for 90.00:00:00.")
        : MissingConsent(token.Grant.Scopes, request);

    private static IdentityError? MissingConsent(IEnumerable<string> granted, TokenRequest request) =>
        request.Scopes.Except(granted, StringComparer.Ordinal).Except(AboutSigningIn, StringComparer.Ordinal).Any()
            ? IdentityError.InvalidGrant(65001, $"The user or administrator has not consented to use the application with ID '{request.ClientId}'. Send an interactive authorization request for this user and resource.", "consent_required")
            : null;

    /// <summary>Who names scopes gets those that were consented to; what is about signing in comes with them all the same.</summary>
    private static IReadOnlyList<string> Narrowed(IReadOnlyList<string> before, IReadOnlyCollection<string> consented, TokenRequest request) =>
        request.Scopes.Count == 0
            ? before
            : [.. request.Scopes.Intersect(consented, StringComparer.Ordinal).Union(before.Intersect(AboutSigningIn, StringComparer.Ordinal), StringComparer.Ordinal)];

    private IssuedTokens Issue(Grant grant, IReadOnlyList<string> scopes, IReadOnlyList<string> lasting, string? nonce)
    {
        var access = "EwB" + Random(96);
        _access.Add(access, new AccessToken(grant, scopes, clock.Now.AddSeconds(AccessSeconds)));
        string? refresh = null;
        if (scopes.Contains(Scopes.OfflineAccess, StringComparer.Ordinal))
        {
            refresh = "1.AX" + Random(96);
            _refresh.Add(refresh, new RefreshToken(grant, lasting, clock.Now));
        }

        return new IssuedTokens(grant, scopes, access, refresh, nonce);
    }

    /// <summary>RFC 7636. A verifier for a code that was asked for without a challenge is refused too: somebody took the challenge out.</summary>
    private static bool Proves(AuthorizeRequest request, string? verifier) => request switch
    {
        { CodeChallenge: null } => verifier is null,
        _ when verifier is null => false,
        { CodeChallengeMethod: "S256" } => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) == request.CodeChallenge,
        _ => verifier == request.CodeChallenge,
    };

    private static string Random(int bytes) => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));
}
