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
        var claims = ClaimsOf(person, issuer, browserOrigin ?? options.Value.Origins[0], issued, expires);
        var token = _handler.CreateToken(JsonSerializer.Serialize(claims, ClaimsJson), key.Credentials);
        return new IssuedToken(token, claims.Subject, DateTimeOffset.FromUnixTimeSeconds(expires));
    }

    /// <summary>The user of an address: the same in tokens and in webhooks.</summary>
    internal static string UserIdOf(string email) => StableId("user_", email.ToLowerInvariant());

    /// <summary>An id that follows from something else.</summary>
    internal static string StableId(string prefix, string of) =>
        prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(of)))[..27];

    private static SessionClaims ClaimsOf(TokenRequest person, string issuer, string party, long issued, long expires)
    {
        var isFlat = person.Version == 1;
        var org = person.Org;
        return new SessionClaims(
            issuer, UserIdOf(person.Email!), RandomId("sess_"), issued, issued, expires, party,
            TokenId: isFlat ? null : RandomId(""),
            FactorAges: [0, -1],
            SessionStatus: isFlat ? null : person.Sts ?? "active",
            Version: isFlat ? null : 2,
            Organization: isFlat || org is null ? null : new OrganizationClaim(org.Id!, org.Slug, person.PlainRole!),
            OrganizationId: isFlat ? org?.Id : null,
            OrganizationSlug: isFlat ? org?.Slug : null,
            OrganizationRole: isFlat && org is not null ? "org:" + person.PlainRole : null,
            person.Act is null ? null : new ActorClaim("https://dashboard.clerk.com", RandomId("sess_"), person.Act),
            person.Email!, person.Name);
    }

    private static string RandomId(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(20));
}
