using System.Text.RegularExpressions;
using PeteRental.Sandbox.Vapi.Schema;

namespace PeteRental.Sandbox.Twilio;

/// <summary>A message as it is asked for, in the names of Twilio's form.</summary>
internal sealed partial record MessageRequest(
    string To, string From, string MessagingServiceSid, string Body, IReadOnlyList<string> MediaUrls, string StatusCallback, string ValidityPeriod)
{
    private const int MaxBody = 1_600;
    private const int MaxMedia = 10;
    private const int MaxValiditySeconds = 36_000;

    public static MessageRequest Read(IFormCollection form) => new(
        form["To"].ToString(), form["From"].ToString(), form["MessagingServiceSid"].ToString(), form["Body"].ToString(),
        [.. form["MediaUrl"].OfType<string>()], form["StatusCallback"].ToString(), form["ValidityPeriod"].ToString());

    /// <summary>Twilio's error, null when it can be sent. The last digits of a number choose the case; see <see cref="MessageEndpoints"/>.</summary>
    public (int Code, string Message)? Check() =>
        To.Length == 0 ? (21604, "A 'To' phone number is required.")
        : From.Length == 0 && MessagingServiceSid.Length == 0 ? (21603, "A 'From' phone number is required.")
        : Body.Length == 0 && MediaUrls.Count == 0 ? (21602, "Message body is required.")
        : Body.Length > MaxBody ? (21617, $"The concatenated message body exceeds the {MaxBody} character limit.")
        : MediaUrls.Count > MaxMedia ? (21623, $"Number of media files exceeds allowed limit of {MaxMedia}.")
        : !PhoneNumberShape.IsE164(To) || Ends(To, "0000") ? (21211, $"Invalid 'To' Phone Number: {To}")
        : CheckSender() ?? CheckDelivery();

    private (int Code, string Message)? CheckSender() =>
        MessagingServiceSid.Length > 0 ? ServiceSid().IsMatch(MessagingServiceSid) ? null : (21701, "The Messaging Service SID is invalid.")
        : !PhoneNumberShape.IsE164(From) ? (21212, $"Invalid 'From' Phone Number: {From}")
        : !TwilioCredentials.Owns(From) ? (21606, $"The 'From' phone number {From} is not a valid, SMS-capable inbound phone number or short code for your account.")
        : null;

    private (int Code, string Message)? CheckDelivery() =>
        Ends(To, "0001") ? (21610, "Attempt to send to unsubscribed recipient")
        : StatusCallback.Length > 0 && !IsUrl(StatusCallback) ? (21609, $"The StatusCallback URL {StatusCallback} is not a valid URL.")
        : ValidityPeriod.Length > 0 && !(int.TryParse(ValidityPeriod, out var seconds) && seconds is >= 1 and <= MaxValiditySeconds)
            ? (21612, $"ValidityPeriod must be from 1 to {MaxValiditySeconds} seconds.")
        : null;

    private static bool Ends(string number, string digits) => number.EndsWith(digits, StringComparison.Ordinal);

    private static bool IsUrl(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    [GeneratedRegex(@"\AMG[0-9a-fA-F]{32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ServiceSid();
}
