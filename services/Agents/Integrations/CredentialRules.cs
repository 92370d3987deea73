using System.Text.RegularExpressions;
using PeteRental.Agents.Vapi;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Agents.Integrations;

/// <summary>The credentials of a save. Left out: stays. Null: disconnect.</summary>
internal sealed record CredentialRequest(
    Given<string?> VapiApiKey, Given<string?> VapiPublicKey, Given<string> VapiRegion,
    Given<string?> TwilioAccountSid, Given<string?> TwilioAuthToken, Given<string?> TwilioPhoneNumber)
{
    public static readonly CredentialRequest Nothing = new(default, default, default, default, default, default);
}

/// <summary>What has to be tried before anything is stored.</summary>
/// <param name="Vapi">Null: no key was given.</param>
/// <param name="Twilio">Null: neither credentials nor a number to check were given.</param>
internal sealed record CredentialPlan(VapiAccount? Vapi, TwilioCandidate? Twilio);

/// <summary>What credentials may look like, and how given parts and stored ones go together. Pure.</summary>
internal static partial class CredentialRules
{
    /// <summary>Adds what is wrong with the request's form.</summary>
    public static FieldErrors CheckCredentials(this FieldErrors errors, CredentialRequest request) => errors
        .Check(request.VapiApiKey, "vapi_api_key", key => KeyShape().IsMatch(key!), "The private key from Vapi's dashboard: 8 to 200 characters without spaces, or null.")
        .Check(request.VapiPublicKey, "vapi_public_key", key => KeyShape().IsMatch(key!), "The public key from Vapi's dashboard: 8 to 200 characters without spaces, or null.")
        .CheckNotNull(request.VapiRegion, "vapi_region", region => region is VapiAccount.UnitedStates or VapiAccount.Europe, "us or eu.")
        .Check(request.TwilioAccountSid, "twilio_account_sid", sid => SidShape().IsMatch(sid!), "AC and 32 hexadecimal digits, or null.")
        .Check(request.TwilioAuthToken, "twilio_auth_token", token => TokenShape().IsMatch(token!), "32 hexadecimal digits, or null.")
        .Check(request.TwilioPhoneNumber, "twilio_phone_number", number => PhoneNumber.Parse(number) is not null, "A number with its country code, such as +15550100123, or null.")
        .Require(!(request.TwilioAccountSid.IsNull && request.TwilioAuthToken.HasValue), "twilio_account_sid", "An auth token is of no use without its account.")
        .Require(!(request.TwilioAuthToken.IsNull && request.TwilioAccountSid.HasValue), "twilio_auth_token", "An account is of no use without its auth token.");

    /// <summary>What to try; what is missing for it goes to <paramref name="errors"/>. The request must have passed <see cref="CheckCredentials"/>.</summary>
    public static CredentialPlan PlanWith(this CredentialRequest request, StoredIntegrations stored, FieldErrors errors) =>
        new(PlanVapi(request, stored, errors), PlanTwilio(request, stored, errors));

    private static VapiAccount? PlanVapi(CredentialRequest request, StoredIntegrations stored, FieldErrors errors)
    {
        if (request.VapiApiKey.IsGiven)
        {
            return request.VapiApiKey.Value is { } key ? new VapiAccount(request.VapiRegion.Or(stored.LastVapi?.Region ?? stored.VapiRegion)!, key) : null;
        }

        if (!request.VapiRegion.IsGiven || request.VapiRegion.Value == (stored.LastVapi?.Region ?? stored.VapiRegion))
        {
            return null;
        }

        // Another region is another account: the key has to open that one.
        errors.Require(stored.LastVapi is not null || stored.Vapi is null, "vapi_api_key", "The stored key cannot be read any more. Please give it again.");
        return stored.LastVapi is { } last ? new VapiAccount(request.VapiRegion.Value!, last.ApiKey) : null;
    }

    private static TwilioCandidate? PlanTwilio(CredentialRequest request, StoredIntegrations stored, FieldErrors errors)
    {
        var number = request.TwilioPhoneNumber.HasValue ? PhoneNumber.Parse(request.TwilioPhoneNumber.Value!)?.Value : null;
        var last = stored.LastTwilio;
        if (!request.TwilioAccountSid.HasValue && !request.TwilioAuthToken.HasValue)
        {
            // A number alone is tried with the account there is; without one nobody can say whose it is.
            return number is not null && last is not null && !request.Disconnects() ? new TwilioCandidate(last, number) : null;
        }

        if (request.Disconnects())
        {
            return null;
        }

        var sid = request.TwilioAccountSid.Or(last?.AccountSid ?? stored.Twilio?.AccountSid);
        var token = request.TwilioAuthToken.Or(last?.AuthToken);
        errors
            .Require(sid is not null, "twilio_account_sid", "An auth token is of no use without its account.")
            .Require(token is not null, "twilio_auth_token", "An account is of no use without its auth token.");
        var waiting = request.TwilioPhoneNumber.IsGiven ? null : stored.TwilioCandidate?.Credential?.PhoneNumber;
        return sid is null || token is null ? null : new TwilioCandidate(new TwilioAccount(sid, token), number ?? waiting);
    }

    /// <summary>Whether Twilio is to be forgotten.</summary>
    public static bool Disconnects(this CredentialRequest request) => request.TwilioAccountSid.IsNull || request.TwilioAuthToken.IsNull;

    [GeneratedRegex(@"\A[!-~]{8,200}\z", RegexOptions.CultureInvariant)]
    private static partial Regex KeyShape();

    [GeneratedRegex(@"\AAC[0-9a-fA-F]{32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SidShape();

    [GeneratedRegex(@"\A[0-9a-fA-F]{32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TokenShape();
}
