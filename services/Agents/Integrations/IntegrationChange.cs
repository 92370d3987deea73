namespace PeteRental.Agents.Integrations;

/// <summary>What is to become of a workspace's integrations, now that its credentials were tried.</summary>
/// <param name="Request">What was given.</param>
/// <param name="Vapi">What came of the key; null when none was tried.</param>
/// <param name="Twilio">What came of Twilio's credentials; null when none were tried.</param>
/// <param name="Settles">The candidate that was tried again; the change is void when another one took its place.</param>
internal sealed record IntegrationChange(CredentialRequest Request, VapiCheck? Vapi, TwilioCheck? Twilio, Guid? Settles = null)
{
    public static IntegrationChange Settle(Guid candidate, VapiCheck check) => new(CredentialRequest.Nothing, check, null, candidate);

    public static IntegrationChange Settle(Guid candidate, TwilioCheck check) => new(CredentialRequest.Nothing, null, check, candidate);

    /// <summary>The fields that a provider refused, each with a sentence for its owner.</summary>
    public IReadOnlyDictionary<string, string[]> Refusals()
    {
        var errors = new Dictionary<string, string[]>();
        if (Vapi is { Verdict: Verdict.Refused })
        {
            errors[Request.VapiApiKey.IsGiven ? "vapi_api_key" : "vapi_region"] =
                ["Vapi does not take this key. It must be the private key, not the public one, of an organisation in this region."];
        }

        if (Twilio is { Verdict: Verdict.Refused } account)
        {
            var reason = account.ErrorCode == TwilioClient.AccountInactive
                ? "Twilio has suspended or closed this account."
                : "Twilio does not take this account and token together.";
            foreach (var field in TwilioFields())
            {
                errors[field] = [reason];
            }
        }
        else if (Twilio is { NumberErrorCode: { } number })
        {
            errors["twilio_phone_number"] =
            [
                number == TwilioClient.NumberNotOwned ? "This Twilio account does not own the number." : "This number takes no calls.",
            ];
        }

        return errors;
    }

    // A number that was given with refused credentials is not saved either, and its owner has to know.
    private IEnumerable<string> TwilioFields() => new (string Field, bool Given)[]
    {
        ("twilio_account_sid", Request.TwilioAccountSid.IsGiven),
        ("twilio_auth_token", Request.TwilioAuthToken.IsGiven),
        ("twilio_phone_number", Request.TwilioPhoneNumber.HasValue),
    }.Where(field => field.Given).Select(field => field.Field);
}

/// <summary>What changed.</summary>
/// <param name="Changed">Names of fields as clients write them.</param>
/// <param name="VapiChanged">The agents live in another account now, or in one that works again.</param>
/// <param name="TwilioChanged">Numbers can be given to Vapi with other credentials now.</param>
/// <param name="NumberBefore">The workspace's number before.</param>
/// <param name="Number">And now.</param>
internal sealed record IntegrationEffect(
    IReadOnlyList<string> Changed, bool VapiChanged, bool TwilioChanged, string? NumberBefore, string? Number)
{
    public static readonly IntegrationEffect None = new([], false, false, null, null);
}
