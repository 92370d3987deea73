using PeteRental.Agents.Vapi;

namespace PeteRental.Agents.Integrations;

/// <summary>What a workspace has of its integrations.</summary>
/// <param name="VapiRegion">Where its account at Vapi is, or would be.</param>
/// <param name="VapiPublicKey">For web calls.</param>
/// <param name="PhoneNumber">Its number at Twilio.</param>
/// <param name="NumberIsMissing">Vapi does not have a number that an agent should answer.</param>
/// <param name="Vapi">The account in use.</param>
/// <param name="Twilio">The account in use.</param>
/// <param name="VapiCandidate">A key that was given and is not in use.</param>
/// <param name="TwilioCandidate">Credentials that were given and are not in use.</param>
internal sealed record StoredIntegrations(
    string VapiRegion, string? VapiPublicKey, string? PhoneNumber, bool NumberIsMissing,
    StoredVapi? Vapi, StoredTwilio? Twilio, StoredCandidate<VapiAccount>? VapiCandidate, StoredCandidate<TwilioCandidate>? TwilioCandidate)
{
    /// <summary>The key given last that may be good: what a save that gives only a part of it goes on from.</summary>
    public VapiAccount? LastVapi => VapiCandidate?.Credential ?? Vapi?.Account;

    /// <summary>See <see cref="LastVapi"/>.</summary>
    public TwilioAccount? LastTwilio => TwilioCandidate?.Credential?.Account ?? Twilio?.Account;
}

/// <summary>The account at Vapi that is in use.</summary>
/// <param name="Account">Null when its key cannot be opened any more.</param>
/// <param name="Fingerprint">See <see cref="VapiAccount.Fingerprint"/>.</param>
/// <param name="IsRejected">Vapi took the key once and does not any more.</param>
/// <param name="ErrorCode">Why.</param>
/// <param name="CheckedAt">When Vapi last said so.</param>
internal sealed record StoredVapi(VapiAccount? Account, byte[] Fingerprint, bool IsRejected, string? ErrorCode, DateTimeOffset CheckedAt);

/// <summary>The account at Twilio that is in use.</summary>
/// <param name="Account">Null when its token cannot be opened any more.</param>
/// <param name="AccountSid">Its public half.</param>
/// <param name="Fingerprint">See <see cref="TwilioAccount.Fingerprint"/>.</param>
/// <param name="IsTrial">Reaches verified numbers only.</param>
/// <param name="IsRejected">Twilio took the credentials once and does not any more.</param>
/// <param name="ErrorCode">Why.</param>
/// <param name="CheckedAt">When Twilio last said so.</param>
internal sealed record StoredTwilio(
    TwilioAccount? Account, string AccountSid, byte[] Fingerprint, bool IsTrial, bool IsRejected, string? ErrorCode, DateTimeOffset CheckedAt);

/// <summary>Twilio's credentials, and the number that was given with them.</summary>
internal sealed record TwilioCandidate(TwilioAccount Account, string? PhoneNumber);

/// <summary>A credential that was given and is not in use.</summary>
/// <param name="Id">Of this attempt.</param>
/// <param name="Credential">Null once it is settled, or when it cannot be opened any more.</param>
/// <param name="Status">checking, rejected or expired.</param>
/// <param name="ErrorCode">Why it is not in use.</param>
/// <param name="GivenAt">When.</param>
/// <param name="CheckedAt">When it was tried last.</param>
/// <param name="Attempts">That came to nothing since.</param>
internal sealed record StoredCandidate<T>(
    Guid Id, T? Credential, string Status, string ErrorCode, DateTimeOffset GivenAt, DateTimeOffset CheckedAt, int Attempts)
    where T : class
{
    public bool IsChecking => Status == "checking";
}
