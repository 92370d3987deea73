using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace PeteRental.Sandbox.Microsoft.Identity;

/// <summary>The key that id tokens are signed with; a new one at every start.</summary>
internal sealed class IdentityKey : IDisposable
{
    private const int KeyBits = 2048;

    private readonly RSA _rsa = RSA.Create(KeyBits);

    public IdentityKey()
    {
        var key = new RsaSecurityKey(_rsa);
        key.KeyId = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
        Credentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256);
    }

    public SigningCredentials Credentials { get; }

    /// <summary>The public half, as it stands in the key set.</summary>
    public object Published()
    {
        var open = _rsa.ExportParameters(includePrivateParameters: false);
        return new
        {
            kty = "RSA",
            use = "sig",
            kid = Credentials.Key.KeyId,
            alg = SecurityAlgorithms.RsaSha256,
            n = Base64UrlEncoder.Encode(open.Modulus),
            e = Base64UrlEncoder.Encode(open.Exponent),
        };
    }

    public void Dispose() => _rsa.Dispose();
}
