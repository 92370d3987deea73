using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using PeteRental.Sandbox.Control;

namespace PeteRental.Sandbox.Clerk;

/// <summary>A signed session token.</summary>
/// <param name="Token">The JWT.</param>
/// <param name="UserId">Its <c>sub</c>.</param>
/// <param name="ExpiresAt">Its <c>exp</c>.</param>
public sealed record IssuedToken(string Token, string UserId, DateTimeOffset ExpiresAt);

/// <summary>Signs anybody in.</summary>
public sealed class TokenIssuer(SigningKey key, SandboxClock clock, IOptions<SandboxOptions> options)
{
    private static readonly JsonSerializerOptions ClaimsJson = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>The public origin, fixed by configuration or else the one the request was sent to.</summary>
    public string Origin(HttpRequest request) => options.Value.OriginFor(request);

    /// <summary>The <c>iss</c> of tokens.</summary>
    public string Issuer(HttpRequest request) => Origin(request) + ClerkEndpoints.Prefix;

    /// <summary>Signs a token for a request that was checked.</summary>
    /// <param name="person">Who.</param>
    /// <param name="issuer">See <see cref="Issuer"/>.</param>
    /// <param name="browserOrigin">The page that asks; becomes <c>azp</c>. Null for a caller that is no browser.</param>
    public IssuedToken Issue(TokenRequest person, string issuer, string? browserOrigin)
    {
        var now = clock.Now.ToUnixTimeSeconds();
        var life = person.ExpiresIn ?? TokenRequest.DefaultLifeSeconds;
        var expires = now + life;
        // A token that is expired from the start was valid for a minute once.
        var issued = life > 0 ? now : expires - TokenRequest.DefaultLifeSeconds;
        var email = person.Email!;
        var claims = new SessionClaims(
            issuer, StableId("user_", email.ToLowerInvariant()), RandomId("sess_"), issued, issued, expires,
            browserOrigin ?? options.Value.Origins[0], RandomId(""), FactorAges: [0, -1], SessionStatus: "active", Version: 2,
            person.Org is { } org ? new OrganizationClaim(org.Id!, org.Slug, person.PlainRole!) : null,
            email, person.Name);
        var token = _handler.CreateToken(JsonSerializer.Serialize(claims, ClaimsJson), key.Credentials);
        return new IssuedToken(token, claims.Subject, DateTimeOffset.FromUnixTimeSeconds(expires));
    }

    private static string StableId(string prefix, string of) =>
        prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(of)))[..27];

    private static string RandomId(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(20));
}
