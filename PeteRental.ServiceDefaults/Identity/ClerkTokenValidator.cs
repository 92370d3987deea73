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
}

/// <summary>What we read from a valid session token.</summary>
/// <param name="Subject">The person: <c>user_…</c>.</param>
/// <param name="Email">When the session token is customised to carry it.</param>
/// <param name="Name">Full name, likewise.</param>
/// <param name="OrganizationId">The active organisation, from <c>o.id</c> (v2) or <c>org_id</c> (v1).</param>
/// <param name="OrganizationSlug">Its short name.</param>
/// <param name="OrganizationRole">The person's role in it, without <c>org:</c>.</param>
public sealed record SessionToken(
    string Subject, string? Email, string? Name, string? OrganizationId, string? OrganizationSlug, string? OrganizationRole);

/// <summary>
/// Validates Clerk session tokens, versions 1 and 2, as the vendor prescribes: RS256 only, key by <c>kid</c>, exact issuer, 5 s of
/// skew, authorised party, and no session that still has a task to do (<c>sts: pending</c>).
/// </summary>
public sealed class ClerkTokenValidator(IOptions<ClerkOptions> options, JwksCache keys, TimeProvider time)
{
    private const int MaxTokenLength = 8192;

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
        return result.IsValid && result.SecurityToken is JsonWebToken valid ? Read(valid) : null;
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
        var skew = TimeSpan.FromSeconds(5);
        return expires is not null && expires > now - skew && (notBefore is null || notBefore < now + skew);
    }

    private SessionToken? Read(JsonWebToken token)
    {
        if (!token.Subject.StartsWith("user_", StringComparison.Ordinal) || token.Subject.Length > 200 || Text(token, "sts") == "pending")
        {
            return null;
        }

        var party = Text(token, "azp");
        if (party is not null && options.Value.AuthorizedParties.Count > 0 && !options.Value.AuthorizedParties.Contains(party))
        {
            return null;
        }

        var (id, slug, role) = Organization(token);
        return new SessionToken(token.Subject, Text(token, "email"), Text(token, "name") ?? FullName(token), id, slug, role);
    }

    private static (string? Id, string? Slug, string? Role) Organization(JsonWebToken token)
    {
        // Version 2: "o": {"id":"org_…","slg":"maple","rol":"admin"}; version 1: flat org_id, org_slug, org_role ("org:admin").
        if (token.TryGetPayloadValue<JsonElement>("o", out var v2) && v2.ValueKind == JsonValueKind.Object)
        {
            return (Member(v2, "id"), Member(v2, "slg"), Bare(Member(v2, "rol")));
        }

        return (Text(token, "org_id"), Text(token, "org_slug"), Bare(Text(token, "org_role")));
    }

    private static string? Bare(string? role) =>
        role is not null && role.StartsWith("org:", StringComparison.Ordinal) ? role["org:".Length..] : role;

    private static string? Member(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? FullName(JsonWebToken token)
    {
        var name = $"{Text(token, "first_name")} {Text(token, "last_name")}".Trim();
        return name.Length == 0 ? null : name;
    }

    private static string? Text(JsonWebToken token, string claim) =>
        token.TryGetPayloadValue<string>(claim, out var value) && !string.IsNullOrWhiteSpace(value) ? value : null;
}
