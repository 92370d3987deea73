using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace PeteRental.Agents.Integrations;

/// <summary>What Twilio says about an account and a number.</summary>
/// <param name="ErrorCode">Why the account cannot be used; null when it can.</param>
/// <param name="IsTrial">A trial account reaches verified numbers only.</param>
/// <param name="NumberErrorCode">Why the number cannot be used; null when it can, or when none was asked for.</param>
internal readonly record struct TwilioFinding(string? ErrorCode, bool IsTrial = false, string? NumberErrorCode = null);

/// <summary>
/// Twilio's REST API, as far as accounts go (https://www.twilio.com/docs/iam/api/account). Its answers hold the account's token: nothing
/// of them is logged or passed on.
/// </summary>
internal sealed partial class TwilioClient(IHttpClientFactory clients, IOptions<TwilioOptions> options, ILogger<TwilioClient> logger)
{
    /// <summary>Name of the HTTP client.</summary>
    public const string HttpClientName = "twilio";

    /// <summary>401, 403 or 404: no such account, or another token.</summary>
    public const string CredentialsRejected = "twilio_credentials_rejected";

    /// <summary>Suspended or closed.</summary>
    public const string AccountInactive = "twilio_account_inactive";

    /// <summary>The account does not own the number.</summary>
    public const string NumberNotOwned = "twilio_number_not_owned";

    /// <summary>The number takes no calls.</summary>
    public const string NumberWithoutVoice = "twilio_number_without_voice";

    /// <summary>Not reachable, too slow, or an answer nobody can read.</summary>
    public const string Unavailable = "twilio_unavailable";

    /// <summary>Whether the account can be used, and the number with it. Only the caller's own cancellation throws.</summary>
    public async Task<TwilioFinding> CheckAsync(TwilioAccount account, string? number, CancellationToken cancellationToken)
    {
        var path = $"Accounts/{account.AccountSid}";
        var (found, error) = await FindAsync(account, $"{path}.json", cancellationToken);
        if (error is not null)
        {
            return new TwilioFinding(error);
        }

        var status = Text(found, "status");
        if (status != "active")
        {
            return new TwilioFinding(status is "suspended" or "closed" ? AccountInactive : Unavailable);
        }

        var isTrial = Text(found, "type") == "Trial";
        if (number is null)
        {
            return new TwilioFinding(null, isTrial);
        }

        var (numbers, broken) = await FindAsync(account, $"{path}/IncomingPhoneNumbers.json?PhoneNumber={Uri.EscapeDataString(number)}", cancellationToken);
        return broken is not null ? new TwilioFinding(broken) : OfNumber(numbers, number, isTrial);
    }

    /// <summary><c>{"incoming_phone_numbers":[{"phone_number":"+1555…","capabilities":{"voice":true,"sms":true,…},…}],…}</c></summary>
    private static TwilioFinding OfNumber(JsonElement answer, string number, bool isTrial)
    {
        if (!answer.TryGetProperty("incoming_phone_numbers", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return new TwilioFinding(Unavailable);
        }

        // The filter finds parts of numbers too.
        var owned = list.EnumerateArray().FirstOrDefault(entry => entry.ValueKind == JsonValueKind.Object && Text(entry, "phone_number") == number);
        return new TwilioFinding(
            null,
            isTrial,
            owned.ValueKind == JsonValueKind.Undefined ? NumberNotOwned
            : owned.TryGetProperty("capabilities", out var can) && can.ValueKind == JsonValueKind.Object
                && can.TryGetProperty("voice", out var voice) && voice.ValueKind == JsonValueKind.True ? null
            : NumberWithoutVoice);
    }

    private async Task<(JsonElement Answer, string? ErrorCode)> FindAsync(TwilioAccount account, string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(options.Value.BaseAddress, path));
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{account.AccountSid}:{account.AuthToken}")));
        try
        {
            using var response = await clients.CreateClient(HttpClientName).SendAsync(request, cancellationToken);
            if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
            {
                return (default, CredentialsRejected);
            }

            if (response.StatusCode == HttpStatusCode.OK)
            {
                var answer = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
                return answer.ValueKind == JsonValueKind.Object ? (answer, null) : (default, Unavailable);
            }

            LogRefused((int)response.StatusCode);
        }
        catch (Exception broken) when (broken is HttpRequestException or JsonException or IOException
            || (broken is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogBroken(broken.GetType().Name);
        }

        return (default, Unavailable);
    }

    private static string? Text(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    [LoggerMessage(LogLevel.Warning, "Twilio could not be asked about an account: {Problem}")]
    private partial void LogBroken(string problem);

    [LoggerMessage(LogLevel.Warning, "Twilio answered {Status} when asked about an account")]
    private partial void LogRefused(int status);
}
