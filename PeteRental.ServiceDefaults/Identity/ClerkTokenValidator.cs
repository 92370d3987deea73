using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace PeteRental.ServiceDefaults.Identity;

/// <summary>Where session tokens come from. Section <c>Clerk</c>.</summary>
public sealed class ClerkOptions
{
    /// <summary>The exact <c>iss</c> of tokens, without a trailing slash.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>Where the public keys are. Configured, never derived from a token.</summary>
    public string JwksUrl { get; set; } = "";

    /// <summary>Origins whose tokens are accepted (<c>azp</c>). Empty means any; a token without <c>azp</c> comes from no browser and passes.</summary>
    public IList<string> AuthorizedParties { get; } = [];

    /// <summary>
    /// Clerk's issuers are https, and that keeps issuers for development out: they sign in anybody. Keys that came over a network in
    /// the clear could be anybody's.
    /// </summary>
    internal bool IsTrustworthy =>
        Uri.TryCreate(Issuer, UriKind.Absolute, out var issuer) && issuer.Scheme == Uri.UriSchemeHttps
        && Uri.TryCreate(JwksUrl, UriKind.Absolute, out var keys) && (keys.Scheme == Uri.UriSchemeHttps || keys.IsLoopback);
}

/// <summary>What we read from a valid session token.</summary>
/// <param name="Subject">The person: <c>user_…</c>.</param>
/// <param name="Email">When the session token is customised to carry it.</param>
/// <param name="Name">Full name, likewise.</param>
/// <param name="OrganizationId">The active organisation, from <c>o.id</c> (v2) or <c>org_id</c> (v1).</param>
/// <param name="OrganizationSlug">Its short name.</param>
/// <param name="OrganizationRole">The person's role in it, without <c>org:</c>.</param>
/// <param name="ImpersonatedBy">Who acts as the person (<c>act.sub</c>), an operator at the provider; null for the person themselves.</param>
public sealed record SessionToken(
    string Subject, string? Email, string? Name, string? OrganizationId, string? OrganizationSlug, string? OrganizationRole,
    string? ImpersonatedBy = null);

/// <summary>
/// Validates Clerk session tokens, versions 1 and 2, as the vendor prescribes: RS256 only, key by <c>kid</c>, exact issuer, 5 s of
/// skew, authorised party, a session (<c>sid</c>: tokens made from templates have none and may live for years), and none that still
/// has a task to do (<c>sts: pending</c>).
/// </summary>
public sealed class ClerkTokenValidator(IOptions<ClerkOptions> options, JwksCache keys, TimeProvider time)
{
    private const int MaxTokenLength = 8192;

    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(5);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    /// <summary>The token's content, or null when it is not one to trust. Never says why: the caller may be the forger.</summary>
    /// <exception cref="HttpRequestException">The keys cannot be fetched and none are known yet.</exception>
    public async ValueTask<SessionToken?> ValidateAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length > MaxTokenLength || !_handler.CanReadToken(token) || !TryRead(token, out var unverified))
        {
            return null;
        }

        if (unverified.Alg != SecurityAlgorithms.RsaSha256 || string.IsNullOrEmpty(unverified.Kid))
        {
            return null;
        }

        var key = await keys.FindAsync(unverified.Kid, cancellationToken);
        if (key is null)
        {
            return null;
        }

        var result = await _handler.ValidateTokenAsync(token, Parameters(key));
        return result.IsValid && result.SecurityToken is JsonWebToken valid
            ? Read(JsonElement.Parse(Base64UrlEncoder.DecodeBytes(valid.EncodedPayload)))
            : null;
    }

    private bool TryRead(string token, out JsonWebToken unverified)
    {
        try
        {
            unverified = _handler.ReadJsonWebToken(token);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or SecurityTokenException or JsonException)
        {
            unverified = null!;
            return false;
        }
    }

    private TokenValidationParameters Parameters(SecurityKey key) => new()
    {
        ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
        IssuerSigningKey = key,
        ValidIssuer = options.Value.Issuer,
        ValidateIssuer = true,
        // Clerk's tokens carry no audience; azp, checked below, takes its place.
        ValidateAudience = false,
        RequireExpirationTime = true,
        RequireSignedTokens = true,
        LifetimeValidator = (notBefore, expires, _, _) => IsAlive(notBefore, expires),
    };

    private bool IsAlive(DateTime? notBefore, DateTime? expires)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return expires is not null && expires > now - Skew && (notBefore is null || notBefore < now + Skew);
    }

    private SessionToken? Read(JsonElement claims)
    {
        if (Text(claims, "sub") is not { Length: <= 200 } subject || !subject.StartsWith("user_", StringComparison.Ordinal))
        {
            return null;
        }

        if (Text(claims, "sid") is null || Text(claims, "sts") == "pending" || !WasIssuedAlready(claims) || !IsForUs(claims))
        {
            return null;
        }

        var (id, slug, role) = Organization(claims);
        return new SessionToken(
            subject, Text(claims, "email"), Text(claims, "name") ?? FullName(claims), id, slug, role, ImpersonatedBy(claims));
    }

    private bool WasIssuedAlready(JsonElement claims) =>
        !claims.TryGetProperty("iat", out var issued)
        || (issued.ValueKind == JsonValueKind.Number && issued.TryGetInt64(out var at) && at < (time.GetUtcNow() + Skew).ToUnixTimeSeconds());

    private bool IsForUs(JsonElement claims) =>
        options.Value.AuthorizedParties.Count == 0
        || !claims.TryGetProperty("azp", out var party)
        || (party.ValueKind == JsonValueKind.String && options.Value.AuthorizedParties.Contains(party.GetString()!));

    // "act": {"iss":"https://dashboard.clerk.com","sid":"sess_…","sub":"user_…"}. Whatever its shape: it is not the person.
    private static string? ImpersonatedBy(JsonElement claims) =>
        !claims.TryGetProperty("act", out var actor) ? null
        : actor.ValueKind == JsonValueKind.Object && Text(actor, "sub") is { Length: <= 200 } subject ? subject
        : "unknown";

    private static (string? Id, string? Slug, string? Role) Organization(JsonElement claims)
    {
        // Version 2: "o": {"id":"org_…","slg":"maple","rol":"admin"}; version 1: flat org_id, org_slug, org_role ("org:admin").
        if (claims.TryGetProperty("o", out var v2) && v2.ValueKind == JsonValueKind.Object)
        {
            return (Text(v2, "id"), Text(v2, "slg"), Bare(Text(v2, "rol")));
        }

        return (Text(claims, "org_id"), Text(claims, "org_slug"), Bare(Text(claims, "org_role")));
    }

    private static string? Bare(string? role) =>
        role is not null && role.StartsWith("org:", StringComparison.Ordinal) ? role["org:".Length..] : role;

    private static string? FullName(JsonElement claims)
    {
        var name = $"{Text(claims, "first_name")} {Text(claims, "last_name")}".Trim();
        return name.Length == 0 ? null : name;
    }

    private static string? Text(JsonElement claims, string claim) =>
        claims.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { } text
        && !string.IsNullOrWhiteSpace(text)
            ? text
            : null;
}
