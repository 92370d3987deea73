using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PeteRental.VoiceWebhook.Authentication;

/// <summary>
/// A signed request, as Vapi's HMAC credentials make it: <c>x-signature</c> is the HMAC-SHA256 of <c>{timestamp}.{body}</c> in hex
/// or base64, optionally after a prefix such as <c>sha256=</c>; <c>x-timestamp</c> is in seconds or milliseconds.
/// </summary>
/// <param name="Signature">The signature's 32 bytes.</param>
/// <param name="Timestamp">The timestamp as it was written, since that is what was signed.</param>
public sealed record WebhookSignature(byte[] Signature, string Timestamp)
{
    /// <summary>Header of the signature.</summary>
    public const string SignatureHeader = "x-signature";

    /// <summary>Header of the time it was made.</summary>
    public const string TimestampHeader = "x-timestamp";

    /// <summary>A signature older, or from further ahead, than this is not accepted.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    // Milliseconds since 1970 passed this in 1973; seconds will in 5138.
    private const long SmallestMilliseconds = 100_000_000_000;

    private const int LongestPrefix = 16;

    /// <summary>Reads the headers; null when they are missing or malformed.</summary>
    public static WebhookSignature? Of(HttpRequest request) =>
        request.Headers[SignatureHeader] is [{ Length: > 0 and < 256 } signature]
        && request.Headers[TimestampHeader] is [{ Length: > 0 and < 32 } timestamp]
        && Decode(signature) is { } bytes
            ? new WebhookSignature(bytes, timestamp)
            : null;

    /// <summary>True when one of the keys made this signature over this body, not long ago. Takes the same time whichever it was.</summary>
    public bool IsValid(ReadOnlySpan<byte> body, IReadOnlyList<byte[]> keys, DateTimeOffset now)
    {
        var isValid = false;
        foreach (var key in keys)
        {
            using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
            hmac.AppendData(Encoding.UTF8.GetBytes(Timestamp));
            hmac.AppendData("."u8);
            hmac.AppendData(body);
            isValid |= CryptographicOperations.FixedTimeEquals(hmac.GetHashAndReset(), Signature);
        }

        return isValid && IsRecent(now);
    }

    private bool IsRecent(DateTimeOffset now)
    {
        if (!long.TryParse(Timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        var milliseconds = value >= SmallestMilliseconds ? value : value * 1000;
        return Math.Abs(now.ToUnixTimeMilliseconds() - milliseconds) <= Tolerance.TotalMilliseconds;
    }

    // 32 bytes are 64 characters of hex, 44 of base64 or 43 of base64url; an equals sign before that ends a prefix.
    private static byte[]? Decode(string header)
    {
        var equals = header.IndexOf('=', StringComparison.Ordinal);
        var text = equals is > 0 and <= LongestPrefix ? header.AsSpan(equals + 1) : header.AsSpan();
        text = text.Trim();
        var bytes = new byte[SHA256.HashSizeInBytes];
        return text.Length switch
        {
            64 => Convert.FromHexString(text, bytes, out _, out var written) == System.Buffers.OperationStatus.Done && written == bytes.Length
                ? bytes
                : null,
            43 => Base64Url.IsValid(text) && Base64Url.TryDecodeFromChars(text, bytes, out var written) && written == bytes.Length ? bytes : null,
            44 => Convert.TryFromBase64Chars(text, bytes, out var written) && written == bytes.Length ? bytes : null,
            _ => null,
        };
    }
}
