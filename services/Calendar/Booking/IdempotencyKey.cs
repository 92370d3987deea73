using System.Security.Cryptography;
using System.Text.Json;
using PeteRental.ServiceDefaults;

namespace PeteRental.Calendar.Booking;

/// <summary>
/// The <c>Idempotency-Key</c> header: a request that comes again under the same key gets the answer of the first one; another
/// request under it is an error.
/// </summary>
internal static class IdempotencyKey
{
    /// <summary>Name of the header.</summary>
    public const string Header = "Idempotency-Key";

    private const int MaxLength = 255;

    /// <summary>Reads the header; false when it is there and no key.</summary>
    /// <param name="header">As sent; null without one.</param>
    /// <param name="operation">What is asked for, with the address of what it is asked of.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="key">Null without a header.</param>
    public static bool TryRead<TRequest>(string? header, string operation, TRequest request, out ReplyKey? key)
    {
        key = null;
        if (header is null)
        {
            return true;
        }

        if (header.Length is 0 or > MaxLength || header.Any(character => character is < '!' or > '~'))
        {
            return false;
        }

        // Over what was understood rather than over the bytes: a client may write the same thing with other white space.
        var hash = SHA256.HashData([.. System.Text.Encoding.UTF8.GetBytes(operation), 0, .. JsonSerializer.SerializeToUtf8Bytes(request, JsonDefaults.Options)]);
        key = new ReplyKey(ReplyKey.Rest, header, hash);
        return true;
    }
}
