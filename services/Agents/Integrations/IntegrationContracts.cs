using PeteRental.Agents.Vapi;

namespace PeteRental.Agents.Integrations;

/// <summary>Where the workspace stands with its providers. Nothing of a key or token is in it.</summary>
/// <param name="Vapi">The account that its agents live in.</param>
/// <param name="Twilio">The account that its number belongs to.</param>
internal sealed record IntegrationsReply(VapiIntegrationReply Vapi, TwilioIntegrationReply Twilio)
{
    public static IntegrationsReply Of(StoredIntegrations stored) => new(OfVapi(stored), OfTwilio(stored));

    /// <summary>With what came of this request's own checks, also when nothing of it is kept.</summary>
    public IntegrationsReply With(IntegrationChange change) => new(
        change.Vapi is { ErrorCode: { } vapi } key
            ? Vapi with { Status = StatusAfter(Vapi.Status, key.Verdict), ErrorCode = vapi, CheckedAt = key.At }
            : Vapi,
        change.Twilio is { } account && (account.ErrorCode ?? account.NumberErrorCode) is { } twilio
            ? Twilio with { Status = StatusAfter(Twilio.Status, account.Verdict), ErrorCode = twilio, CheckedAt = account.At }
            : Twilio);

    /// <summary>The status speaks of what is in use; when nothing is, of what was given.</summary>
    private static string StatusAfter(string status, Verdict verdict) =>
        verdict == Verdict.Refused && status == IntegrationStatus.NotConnected ? IntegrationStatus.Rejected : status;

    private static VapiIntegrationReply OfVapi(StoredIntegrations stored)
    {
        (string Status, string? Error, DateTimeOffset? At) now = stored switch
        {
            { VapiCandidate: { IsChecking: true } waiting } => (IntegrationStatus.Checking, waiting.ErrorCode, waiting.CheckedAt),
            { Vapi: { Account: null } lost } => (IntegrationStatus.Unreadable, "vapi_key_unreadable", lost.CheckedAt),
            { Vapi: { IsRejected: true } refused } => (IntegrationStatus.Rejected, refused.ErrorCode ?? VapiError.KeyRejected, refused.CheckedAt),
            { Vapi: { } used, VapiCandidate: { } dropped } => (IntegrationStatus.Connected, dropped.ErrorCode, used.CheckedAt),
            { Vapi: { } used } => (IntegrationStatus.Connected, used.ErrorCode, used.CheckedAt),
            { VapiCandidate: { } dropped } => (StatusOf(dropped.Status), dropped.ErrorCode, dropped.CheckedAt),
            _ => (IntegrationStatus.NotConnected, null, null),
        };
        return new VapiIntegrationReply(now.Status, now.At, now.Error, stored.VapiRegion, stored.VapiPublicKey);
    }

    private static TwilioIntegrationReply OfTwilio(StoredIntegrations stored)
    {
        (string Status, string? Error, DateTimeOffset? At) now = stored switch
        {
            { TwilioCandidate: { IsChecking: true } waiting } => (IntegrationStatus.Checking, waiting.ErrorCode, waiting.CheckedAt),
            { Twilio: { Account: null } lost } => (IntegrationStatus.Unreadable, "twilio_token_unreadable", lost.CheckedAt),
            { Twilio: { IsRejected: true } refused } =>
                (IntegrationStatus.Rejected, refused.ErrorCode ?? TwilioClient.CredentialsRejected, refused.CheckedAt),
            { Twilio: { } used, TwilioCandidate: { } dropped } => (IntegrationStatus.Connected, dropped.ErrorCode, used.CheckedAt),
            { Twilio: { } used } => (IntegrationStatus.Connected, used.ErrorCode, used.CheckedAt),
            { TwilioCandidate: { } dropped } => (StatusOf(dropped.Status), dropped.ErrorCode, dropped.CheckedAt),
            _ => (IntegrationStatus.NotConnected, null, null),
        };
        var warning = stored.NumberIsMissing ? "phone_number_not_imported" : stored.Twilio is { IsTrial: true } ? "twilio_trial_account" : null;
        return new TwilioIntegrationReply(now.Status, now.At, now.Error, stored.Twilio?.AccountSid, stored.PhoneNumber, warning);
    }

    private static string StatusOf(string candidate) => candidate == "rejected" ? IntegrationStatus.Rejected : IntegrationStatus.NotConnected;
}

/// <summary>What an integration's status may be.</summary>
internal static class IntegrationStatus
{
    public const string NotConnected = "not_connected";

    /// <summary>The provider could not be asked yet; it is tried again by itself.</summary>
    public const string Checking = "checking";

    public const string Connected = "connected";

    /// <summary>The provider does not take the credential (any more).</summary>
    public const string Rejected = "rejected";

    /// <summary>Stored, but the key that it was encrypted with is lost: give it again.</summary>
    public const string Unreadable = "unreadable";
}

/// <summary>Vapi.</summary>
/// <param name="Status">not_connected, checking, connected, rejected or unreadable; about what is in use.</param>
/// <param name="CheckedAt">When Vapi last said so.</param>
/// <param name="ErrorCode">Why a key is not in use: vapi_key_rejected, vapi_unavailable, vapi_throttled, vapi_check_expired, vapi_key_unreadable.</param>
/// <param name="Region">us or eu.</param>
/// <param name="PublicKey">For web calls from a browser.</param>
internal sealed record VapiIntegrationReply(string Status, DateTimeOffset? CheckedAt, string? ErrorCode, string Region, string? PublicKey);

/// <summary>Twilio.</summary>
/// <param name="Status">As Vapi's.</param>
/// <param name="CheckedAt">When Twilio last said so.</param>
/// <param name="ErrorCode">
/// twilio_credentials_rejected, twilio_account_inactive, twilio_number_not_owned, twilio_number_without_voice, twilio_unavailable,
/// twilio_check_expired, twilio_token_unreadable.
/// </param>
/// <param name="AccountSid">The account.</param>
/// <param name="PhoneNumber">E.164.</param>
/// <param name="Warning">
/// twilio_trial_account: reaches verified numbers only. phone_number_not_imported: Vapi does not have the number of an agent, so nobody
/// who calls it reaches the agent; it needs Twilio's credentials.
/// </param>
internal sealed record TwilioIntegrationReply(
    string Status, DateTimeOffset? CheckedAt, string? ErrorCode, string? AccountSid, string? PhoneNumber, string? Warning);
