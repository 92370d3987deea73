using System.Security.Cryptography;
using System.Text;

namespace PeteRental.VoiceWebhook.Calls;

/// <summary>
/// Tells repeat callers of a workspace apart without naming them: a keyed hash, since the few billion numbers there are could all
/// be tried against a plain one. The same person has another hash in another workspace.
/// </summary>
public sealed class CallerHash
{
    private readonly byte[] _key;

    /// <summary>Derives its key from the deployment's identity key, so that there is no further secret to keep.</summary>
    public CallerHash(IConfiguration configuration) =>
        _key = HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            Convert.FromBase64String(configuration["Identity:Key"] ?? ""),
            outputLength: 32,
            info: "voice caller hash"u8.ToArray());

    /// <summary>The hash of a number in a workspace; null when the call showed none.</summary>
    public string? Of(Guid workspace, string? number) =>
        number is null ? null : Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{workspace:N} {number}")));
}
