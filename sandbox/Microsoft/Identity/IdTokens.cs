using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using PeteRental.Sandbox.Control;

namespace PeteRental.Sandbox.Microsoft.Identity;

/// <summary>Writes id tokens (v2.0).</summary>
internal sealed class IdTokens(IdentityKey key, SandboxClock clock)
{
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    public string Write(IssuedTokens issued, string origin)
    {
        var account = issued.Grant.Account;
        var now = clock.Now.ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["aud"] = issued.Grant.ClientId,
            ["iss"] = Issuer(origin, account.TenantId),
            ["iat"] = now,
            ["nbf"] = now,
            ["exp"] = now + TokenBook.AccessSeconds + 1,
            ["oid"] = account.Id,
            ["sub"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{account.Id} {issued.Grant.ClientId}"))),
            ["tid"] = account.TenantId,
            ["ver"] = "2.0",
        };
        if (issued.Scopes.Contains(Scopes.Profile, StringComparer.Ordinal))
        {
            claims["name"] = account.DisplayName;
            claims["preferred_username"] = account.Email;
        }

        if (issued.Scopes.Contains(Scopes.Email, StringComparer.Ordinal))
        {
            claims["email"] = account.Email;
        }

        if (issued.Nonce is { } nonce)
        {
            claims["nonce"] = nonce;
        }

        return _handler.CreateToken(claims.ToJsonString(), key.Credentials);
    }

    /// <summary>What the vendor's own clients key accounts on.</summary>
    public static string ClientInfo(MicrosoftAccount account) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new { uid = account.Id, utid = account.TenantId }));

    public static string Issuer(string origin, string tenant) => $"{origin}{IdentityEndpoints.Prefix}/{tenant}/v2.0";
}
