using System.Security.Cryptography;
using System.Text;

namespace PeteRental.ServiceDefaults.Secrets;

/// <summary>How an attempt to open a secret ended.</summary>
public enum SecretState
{
    /// <summary>Here it is.</summary>
    Opened,

    /// <summary>It was sealed with a master key that is not configured any more. Ask its owner to give it again.</summary>
    MasterKeyLost,

    /// <summary>It was cut or altered, or belongs to another owner or purpose.</summary>
    Damaged,
}

/// <summary>An opened secret, or why there is none.</summary>
/// <param name="State">Anything but <see cref="SecretState.Opened"/> comes without a value.</param>
/// <param name="Value">The secret. Never log it.</param>
public readonly record struct OpenedSecret(SecretState State, byte[] Value)
{
    /// <summary>The value as text.</summary>
    public string Text => Encoding.UTF8.GetString(Value);

    // A record prints its members; this one must not.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("State = ").Append(State);
        return true;
    }
}

/// <summary>
/// Secrets at rest: AES-256-GCM under a data key of their own, which is wrapped with a master key from the configuration (envelope
/// encryption, NIST SP 800-38D and 800-57). Owner and purpose are associated data, so a sealed secret is of no use in another's row.
/// </summary>
/// <remarks>
/// A sealed secret is one value: version 1 byte, master key id 8, nonce 12, wrapped data key 32, tag 16, nonce 12, tag 16, then the
/// ciphertext. Random nonces are safe: a data key encrypts once, and a master key wraps far fewer than 2³² of them.
/// </remarks>
public sealed class SecretBox(MasterKeys keys)
{
    private const byte Version = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int WrapStart = 1 + MasterKeys.IdBytes;
    private const int SealStart = WrapStart + NonceBytes + MasterKeys.KeyBytes + TagBytes;
    private const int CipherStart = SealStart + NonceBytes + TagBytes;

    /// <summary>Seals a secret.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="owner">Whose it is, such as a workspace id. Needed again to open it.</param>
    /// <param name="purpose">What it is for, such as <c>webhook-signing-key</c>. Needed again to open it.</param>
    public byte[] Seal(ReadOnlySpan<byte> secret, string owner, string purpose)
    {
        var box = new byte[CipherStart + secret.Length];
        Span<byte> dataKey = stackalloc byte[MasterKeys.KeyBytes];
        RandomNumberGenerator.Fill(dataKey);
        try
        {
            Wrap(dataKey, box);
            RandomNumberGenerator.Fill(box.AsSpan(SealStart, NonceBytes));
            using var aes = new AesGcm(dataKey, TagBytes);
            aes.Encrypt(
                box.AsSpan(SealStart, NonceBytes), secret, box.AsSpan(CipherStart), box.AsSpan(SealStart + NonceBytes, TagBytes),
                AssociatedData(owner, purpose));
            return box;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <summary>Seals a text.</summary>
    public byte[] Seal(string secret, string owner, string purpose) => Seal(Encoding.UTF8.GetBytes(secret), owner, purpose);

    /// <summary>Opens a sealed secret. Never throws for what it was given: a lost master key is a state, not a crash.</summary>
    public OpenedSecret Open(ReadOnlySpan<byte> box, string owner, string purpose)
    {
        Span<byte> dataKey = stackalloc byte[MasterKeys.KeyBytes];
        try
        {
            var state = Unwrap(box, dataKey);
            if (state != SecretState.Opened)
            {
                return new OpenedSecret(state, []);
            }

            var secret = new byte[box.Length - CipherStart];
            using var aes = new AesGcm(dataKey, TagBytes);
            aes.Decrypt(
                box.Slice(SealStart, NonceBytes), box[CipherStart..], box.Slice(SealStart + NonceBytes, TagBytes), secret,
                AssociatedData(owner, purpose));
            return new OpenedSecret(SecretState.Opened, secret);
        }
        catch (AuthenticationTagMismatchException)
        {
            return new OpenedSecret(SecretState.Damaged, []);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <summary>Whether the secret should be rewrapped because its master key is not the one in use.</summary>
    public bool IsOutdated(ReadOnlySpan<byte> box) => KeyIdOf(box) != keys.CurrentId;

    /// <summary>
    /// The same secret with its data key wrapped by the master key in use; null when it cannot be opened. The secret itself is not
    /// touched, so neither owner nor purpose are needed.
    /// </summary>
    public byte[]? Rewrap(ReadOnlySpan<byte> box)
    {
        Span<byte> dataKey = stackalloc byte[MasterKeys.KeyBytes];
        try
        {
            if (Unwrap(box, dataKey) != SecretState.Opened)
            {
                return null;
            }

            var rewrapped = box.ToArray();
            Wrap(dataKey, rewrapped);
            return rewrapped;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    private void Wrap(ReadOnlySpan<byte> dataKey, Span<byte> box)
    {
        box[0] = Version;
        Convert.FromHexString(keys.CurrentId).CopyTo(box[1..]);
        var nonce = box.Slice(WrapStart, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(keys.Current, TagBytes);
        var wrapped = box.Slice(WrapStart + NonceBytes, MasterKeys.KeyBytes);
        aes.Encrypt(nonce, dataKey, wrapped, box.Slice(WrapStart + NonceBytes + MasterKeys.KeyBytes, TagBytes), box[..WrapStart]);
    }

    private SecretState Unwrap(ReadOnlySpan<byte> box, Span<byte> dataKey)
    {
        if (box.Length < CipherStart || box[0] != Version)
        {
            return SecretState.Damaged;
        }

        if (keys.Find(KeyIdOf(box)) is not { } masterKey)
        {
            return SecretState.MasterKeyLost;
        }

        using var aes = new AesGcm(masterKey, TagBytes);
        aes.Decrypt(
            box.Slice(WrapStart, NonceBytes), box.Slice(WrapStart + NonceBytes, MasterKeys.KeyBytes),
            box.Slice(WrapStart + NonceBytes + MasterKeys.KeyBytes, TagBytes), dataKey, box[..WrapStart]);
        return SecretState.Opened;
    }

    private static string KeyIdOf(ReadOnlySpan<byte> box) =>
        box.Length < WrapStart ? "" : Convert.ToHexStringLower(box[1..WrapStart]);

    // The length in front keeps "a|b" + "c" and "a" + "b|c" apart.
    private static byte[] AssociatedData(string owner, string purpose) => Encoding.UTF8.GetBytes($"{owner.Length}|{owner}|{purpose}");
}
