using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using PeteRental.Sandbox.Control;

namespace PeteRental.Sandbox.Google.Identity;

/// <summary>The key that id_tokens are signed with, and its public half in both forms in which Google publishes it.</summary>
internal sealed class GoogleSigningKey : IDisposable
{
    public const string Issuer = "https://accounts.google.com";

    private const int KeyBits = 2048;
    private const int YearsOfCertificate = 30;

    private readonly RSA _rsa = RSA.Create(KeyBits);
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly SandboxClock _clock;
    private readonly RsaSecurityKey _key;

    public GoogleSigningKey(SandboxClock clock, TimeProvider time)
    {
        _clock = clock;
        _key = new RsaSecurityKey(_rsa);
        _key.KeyId = Convert.ToHexStringLower(_key.ComputeJwkThumbprint())[..40];

        var request = new CertificateRequest("CN=federated-signon.sandbox.test", _rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(time.GetUtcNow().AddYears(-YearsOfCertificate), time.GetUtcNow().AddYears(YearsOfCertificate));
        Certificate = certificate.ExportCertificatePem();
    }

    /// <summary>What <c>/oauth2/v1/certs</c> gives for the key id.</summary>
    public string Certificate { get; }

    public JsonObject Certificates() => new() { [_key.KeyId] = Certificate };

    /// <summary>What <c>/oauth2/v3/certs</c> gives.</summary>
    public JsonObject KeySet()
    {
        var open = _rsa.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["kid"] = _key.KeyId,
                ["kty"] = "RSA",
                ["alg"] = SecurityAlgorithms.RsaSha256,
                ["use"] = "sig",
                ["n"] = Base64UrlEncoder.Encode(open.Modulus),
                ["e"] = Base64UrlEncoder.Encode(open.Exponent),
            }),
        };
    }

    /// <summary>An id_token for the holder of an access token.</summary>
    public string Sign(GoogleAccount account, string clientId, string accessToken, string? nonce, bool withEmail)
    {
        var now = _clock.Now.ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["azp"] = clientId,
            ["aud"] = clientId,
            ["sub"] = account.Subject,
            ["at_hash"] = Base64UrlEncoder.Encode(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(accessToken))[..16]),
            ["iat"] = now,
            ["exp"] = now + 3_600,
        };
        if (withEmail)
        {
            claims["email"] = account.Email;
            claims["email_verified"] = true;
        }

        if (nonce is not null)
        {
            claims["nonce"] = nonce;
        }

        return _handler.CreateToken(claims.ToJsonString(), new SigningCredentials(_key, SecurityAlgorithms.RsaSha256));
    }

    public void Dispose() => _rsa.Dispose();
}
