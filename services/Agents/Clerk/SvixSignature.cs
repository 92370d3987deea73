using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PeteRental.Agents.Clerk;

/// <summary>
/// The signature of a delivery by Svix, through which Clerk sends (docs.svix.com, "Verifying Payloads Manually"; the same as Standard
/// Webhooks). Signed is <c>{id}.{timestamp}.{body}</c>; the header is a list such as <c>v1,K5oZ… v1,6zZ0…</c>, with several while a
/// secret is being rotated.
/// </summary>
/// <param name="Id">The message, the same when it is sent again.</param>
/// <param name="Timestamp">As it was written, since that is what was signed.</param>
/// <param name="SentAt">What it means.</param>
/// <param name="Signatures">The version 1 signatures; other versions are not ours to check.</param>
public sealed record SvixSignature(string Id, string Timestamp, DateTimeOffset SentAt, IReadOnlyList<byte[]> Signatures)
{
    /// <summary>A signature older, or from further ahead, than this is not accepted.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);

    private const int LongestId = 256;
    private const int LongestList = 4096;
    private const string SecretPrefix = "whsec_";

    /// <summary>Reads <c>svix-id</c>, <c>svix-timestamp</c> and <c>svix-signature</c>, or else the same of <c>webhook-</c>; null when one is missing or unreadable.</summary>
    public static SvixSignature? Of(IHeaderDictionary headers) => Of(headers, "svix-") ?? Of(headers, "webhook-");

    /// <summary>The key in a secret such as <c>whsec_MfKQ…</c>: its base64, decoded. Null when it is none.</summary>
    public static byte[]? KeyOf(string? secret)
    {
        var text = secret?.Trim() ?? "";
        var encoded = text.StartsWith(SecretPrefix, StringComparison.Ordinal) ? text[SecretPrefix.Length..] : text;
        var key = new byte[encoded.Length];
        return encoded.Length > 0 && Convert.TryFromBase64String(encoded, key, out var length) ? key[..length] : null;
    }

    /// <summary>True when the key made one of the signatures over this body, not long ago. Takes the same time whichever it was.</summary>
    public bool IsValid(ReadOnlySpan<byte> body, byte[] key, DateTimeOffset now)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes($"{Id}.{Timestamp}."));
        hmac.AppendData(body);
        var expected = hmac.GetHashAndReset();
        var isValid = false;
        foreach (var signature in Signatures)
        {
            isValid |= CryptographicOperations.FixedTimeEquals(signature, expected);
        }

        return isValid && (now - SentAt).Duration() <= Tolerance;
    }

    private static SvixSignature? Of(IHeaderDictionary headers, string prefix) =>
        headers[prefix + "id"] is [{ Length: > 0 and <= LongestId } id]
        && headers[prefix + "timestamp"] is [{ } timestamp] && TimeOf(timestamp) is { } sentAt
        && headers[prefix + "signature"] is [{ Length: > 0 and <= LongestList } list]
            ? new SvixSignature(id, timestamp, sentAt, SignaturesOf(list))
            : null;

    // Seconds; eleven digits reach to the year 5138.
    private static DateTimeOffset? TimeOf(string text) =>
        text.Length <= 11 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    private static List<byte[]> SignaturesOf(string list)
    {
        var signatures = new List<byte[]>();
        foreach (var entry in list.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var signature = new byte[SHA256.HashSizeInBytes];
            if (entry.StartsWith("v1,", StringComparison.Ordinal)
                && Convert.TryFromBase64Chars(entry.AsSpan(3), signature, out var length) && length == signature.Length)
            {
                signatures.Add(signature);
            }
        }

        return signatures;
    }
}
