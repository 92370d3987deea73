using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace PeteRental.Sandbox.Twilio;

/// <summary>
/// Which credentials are good here, so that tests and people can choose the case by the value: an auth token of 32
/// hexadecimal digits that are not all zeros, with any account sid; or an API key <c>SK…</c> with a secret of 32 letters
/// and digits. An account whose sid ends in 5555 is suspended, in 7777 a trial.
/// </summary>
internal static partial class TwilioCredentials
{
    /// <summary>Whether the text has the form of an account's sid.</summary>
    public static bool IsAccountSid(string? text) => text is not null && AccountSid().IsMatch(text);

    /// <summary>Whether these would pass at Twilio: an auth token, or an API key with its secret.</summary>
    public static bool AreGood(string? accountSid, string? authToken, string? apiKey = null, string? apiSecret = null) =>
        IsAccountSid(accountSid)
        && (authToken is not null ? IsAuthToken(authToken) : apiKey is not null && apiSecret is not null && IsApiKey(apiKey, apiSecret));

    /// <summary>Whether a number is owned: all are but those that end in 0404.</summary>
    public static bool Owns(string number) => !number.EndsWith("0404", StringComparison.Ordinal);

    /// <summary>Suspended accounts can be read and cannot send.</summary>
    public static bool IsSuspended(string accountSid) => accountSid.EndsWith("5555", StringComparison.Ordinal);

    /// <summary>Trial accounts.</summary>
    public static bool IsTrial(string accountSid) => accountSid.EndsWith("7777", StringComparison.Ordinal);

    /// <summary>Whether the header's credentials are good; then with whose name they came, and the token when it was an account's.</summary>
    public static bool TryRead(string authorization, out string user, out string? authToken)
    {
        user = "";
        authToken = null;
        if (!AuthenticationHeaderValue.TryParse(authorization, out var header)
            || !string.Equals(header.Scheme, "Basic", StringComparison.OrdinalIgnoreCase)
            || !TryDecode(header.Parameter, out var pair) || pair.IndexOf(':', StringComparison.Ordinal) is not (> 0 and var colon))
        {
            return false;
        }

        (user, var password) = (pair[..colon], pair[(colon + 1)..]);
        if (IsApiKey(user, password))
        {
            return true;
        }

        authToken = password;
        return IsAccountSid(user) && IsAuthToken(password);
    }

    private static bool IsAuthToken(string text) => AuthToken().IsMatch(text);

    private static bool IsApiKey(string key, string secret) => ApiKey().IsMatch(key) && ApiSecret().IsMatch(secret);

    private static bool TryDecode(string? base64, out string text)
    {
        var bytes = new byte[(base64?.Length ?? 0) + 1];
        var isReadable = Convert.TryFromBase64String(base64 ?? "", bytes, out var written);
        text = Encoding.UTF8.GetString(bytes, 0, written);
        return isReadable;
    }

    [GeneratedRegex(@"\AAC[0-9a-fA-F]{32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex AccountSid();

    [GeneratedRegex(@"\A(?!0{32})[0-9a-fA-F]{32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex AuthToken();

    [GeneratedRegex(@"\ASK[0-9a-fA-F]{32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ApiKey();

    [GeneratedRegex(@"\A[0-9a-zA-Z]{32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ApiSecret();
}
