using System.Text.Json.Serialization;

namespace PeteRental.Sandbox.Clerk;

/// <summary>
/// The claims of a Clerk session token, version 2 or 1, as clerk.com/docs/backend-requests/resources/session-tokens has them;
/// <c>email</c> and <c>name</c> are there because the instance is taken to have customised its session token.
/// </summary>
internal sealed record SessionClaims(
    [property: JsonPropertyName("iss")] string Issuer,
    [property: JsonPropertyName("sub")] string Subject,
    [property: JsonPropertyName("sid")] string SessionId,
    [property: JsonPropertyName("iat")] long IssuedAt,
    [property: JsonPropertyName("nbf")] long NotBefore,
    [property: JsonPropertyName("exp")] long ExpiresAt,
    [property: JsonPropertyName("azp")] string AuthorizedParty,
    [property: JsonPropertyName("jti")] string? TokenId,
    [property: JsonPropertyName("fva")] int[] FactorAges,
    [property: JsonPropertyName("sts")] string? SessionStatus,
    [property: JsonPropertyName("v")] int? Version,
    [property: JsonPropertyName("o")] OrganizationClaim? Organization,
    [property: JsonPropertyName("org_id")] string? OrganizationId,
    [property: JsonPropertyName("org_slug")] string? OrganizationSlug,
    [property: JsonPropertyName("org_role")] string? OrganizationRole,
    [property: JsonPropertyName("act")] ActorClaim? Actor,
    [property: JsonPropertyName("email")] string Email,
    [property: JsonPropertyName("name")] string? Name);

/// <summary>The active organisation.</summary>
internal sealed record OrganizationClaim(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("slg")] string? Slug,
    [property: JsonPropertyName("rol")] string Role);

/// <summary>Who acts as the person.</summary>
internal sealed record ActorClaim(
    [property: JsonPropertyName("iss")] string Issuer,
    [property: JsonPropertyName("sid")] string SessionId,
    [property: JsonPropertyName("sub")] string Subject);
