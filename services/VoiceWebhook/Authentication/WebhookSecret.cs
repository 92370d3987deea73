using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;
using PeteRental.ServiceDefaults.Identity;

namespace PeteRental.VoiceWebhook.Authentication;

/// <summary>
/// A shared secret as Vapi presents it: <c>X-Vapi-Secret</c> (the legacy server secret) or <c>Authorization: Bearer</c> (a
/// credential). Only its SHA-256 goes any further: that is what workspaces are found by, so there is nothing to compare
/// byte by byte and nothing to leak from a cache or a log.
/// </summary>
public static class WebhookSecret
{
    /// <summary>Vapi's legacy header.</summary>
    public const string HeaderName = "X-Vapi-Secret";

    private const int Longest = 1_024;

    /// <summary>The hashes (lower-case hex) of the secrets that a request presents; usually one, none when there is none.</summary>
    public static IReadOnlyList<string> HashesOf(HttpRequest request)
    {
        var header = Single(request.Headers[HeaderName]);
        var bearer = BearerToken.Of(request);
        return (Hash(header), Hash(bearer)) switch
        {
            ({ } first, { } second) when first != second => [first, second],
            ({ } first, _) => [first],
            (null, { } second) => [second],
            _ => [],
        };
    }

    private static string? Single(StringValues values) => values.Count == 1 ? values[0] : null;

    private static string? Hash(string? secret) =>
        secret is { Length: > 0 and <= Longest } ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret))) : null;
}
