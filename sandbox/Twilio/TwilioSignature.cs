using System.Security.Cryptography;
using System.Text;

namespace PeteRental.Sandbox.Twilio;

/// <summary>
/// <c>X-Twilio-Signature</c> of a form that is posted to a webhook: HMAC-SHA1 with the account's auth token over the full
/// address and then every field in the order of its name, name and value without anything between.
/// See https://www.twilio.com/docs/usage/security.
/// </summary>
internal static class TwilioSignature
{
    /// <summary>The header's name.</summary>
    public const string HeaderName = "X-Twilio-Signature";

    /// <summary>The signature in base64.</summary>
    /// <param name="url">The address as it was given, query included.</param>
    /// <param name="fields">The form; each name once.</param>
    /// <param name="authToken">The account's.</param>
    public static string Of(string url, IEnumerable<KeyValuePair<string, string>> fields, string authToken)
    {
        var signed = new StringBuilder(url);
        foreach (var (name, value) in fields.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            signed.Append(name).Append(value);
        }

        // Twilio's algorithm, not a choice.
#pragma warning disable CA5350
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(authToken), Encoding.UTF8.GetBytes(signed.ToString())));
#pragma warning restore CA5350
    }
}
