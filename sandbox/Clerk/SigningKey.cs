using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace PeteRental.Sandbox.Clerk;

/// <summary>
/// The key that session tokens are signed with. It lives in memory only and is another one after a restart, as after a
/// rotation at Clerk: verifiers must fetch the key set again when they meet an unknown key id.
/// </summary>
public sealed class SigningKey : IDisposable
{
    private const int KeyBits = 2048;

    private readonly RSA _rsa = RSA.Create(KeyBits);

    /// <summary>Makes the key.</summary>
    public SigningKey()
    {
        var key = new RsaSecurityKey(_rsa);
        // The id follows from the key itself (RFC 7638), so two keys never share one.
        key.KeyId = "ins_" + Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
        Credentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256);

        var open = _rsa.ExportParameters(includePrivateParameters: false);
        Published = new PublishedKey(
            "sig", "RSA", key.KeyId, SecurityAlgorithms.RsaSha256, Base64UrlEncoder.Encode(open.Modulus), Base64UrlEncoder.Encode(open.Exponent));
    }

    /// <summary>To sign with.</summary>
    public SigningCredentials Credentials { get; }

    /// <summary>The public half, as it stands in the key set.</summary>
    public PublishedKey Published { get; }

    /// <inheritdoc />
    public void Dispose() => _rsa.Dispose();
}

/// <summary>An RSA public key as RFC 7517 writes it.</summary>
public sealed record PublishedKey(string Use, string Kty, string Kid, string Alg, string N, string E);

/// <summary>The key set.</summary>
public sealed record KeySet(IReadOnlyList<PublishedKey> Keys);
