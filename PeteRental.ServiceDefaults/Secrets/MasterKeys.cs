using System.Security.Cryptography;

namespace PeteRental.ServiceDefaults.Secrets;

/// <summary>
/// The keys that data keys are wrapped with: one in use and, during a rotation, those before it. A key's id follows from the key
/// itself, so it cannot be configured wrongly.
/// </summary>
public sealed class MasterKeys
{
    /// <summary>Bytes of a master key.</summary>
    public const int KeyBytes = 32;

    internal const int IdBytes = 8;

    private readonly Dictionary<string, byte[]> _keys;

    /// <summary>Takes the keys.</summary>
    /// <param name="current">Everything new is wrapped with this one.</param>
    /// <param name="previous">Only opened with.</param>
    /// <exception cref="ArgumentException">A key does not have 32 bytes.</exception>
    public MasterKeys(byte[] current, params IEnumerable<byte[]> previous)
    {
        _keys = previous.Prepend(current).DistinctBy(IdOf).ToDictionary(IdOf);
        CurrentId = IdOf(current);
    }

    /// <summary>Id of the key in use, 16 hex digits.</summary>
    public string CurrentId { get; }

    internal IEnumerable<string> PreviousIds => _keys.Keys.Where(id => id != CurrentId);

    internal byte[] Current => _keys[CurrentId];

    /// <summary>Reads the configuration's texts.</summary>
    /// <exception cref="InvalidOperationException">One of them is not 32 bytes in base64. Says which, not what it is.</exception>
    public static MasterKeys Parse(string? current, IEnumerable<string>? previous) => new(
        Parse(current, "Secrets:MasterKey"),
        [.. (previous ?? []).Select((text, index) => Parse(text, $"Secrets:PreviousMasterKeys:{index}"))]);

    internal byte[]? Find(string id) => _keys.GetValueOrDefault(id);

    private static byte[] Parse(string? text, string setting)
    {
        var key = new byte[KeyBytes];
        return Convert.TryFromBase64String(text ?? "", key, out var length) && length == KeyBytes
            ? key
            : throw new InvalidOperationException($"{setting} must be {KeyBytes} bytes in base64, such as `openssl rand -base64 32` prints.");
    }

    private static string IdOf(byte[] key)
    {
        if (key.Length != KeyBytes)
        {
            throw new ArgumentException($"A master key has {KeyBytes} bytes.", nameof(key));
        }

        // Derived for this use alone, so that the id says nothing about the key.
        return Convert.ToHexStringLower(HKDF.DeriveKey(HashAlgorithmName.SHA256, key, IdBytes, info: "peterental master key id"u8.ToArray()));
    }
}
