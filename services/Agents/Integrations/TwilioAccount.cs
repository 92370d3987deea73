using System.Security.Cryptography;
using System.Text;

namespace PeteRental.Agents.Integrations;

/// <summary>An account at Twilio.</summary>
/// <param name="AccountSid">AC and 32 hex digits.</param>
/// <param name="AuthToken">Opens the account. Never log it.</param>
internal sealed record TwilioAccount(string AccountSid, string AuthToken)
{
    /// <summary>What a sealed token is for.</summary>
    public const string TokenPurpose = "twilio-auth-token";

    /// <summary>Tells whether credentials are given again without opening them. Twilio's tokens are random, so there is nothing to guess.</summary>
    public byte[] Fingerprint { get; } = SHA256.HashData(Encoding.UTF8.GetBytes($"{AccountSid}|{AuthToken}"));

    // A record prints its members; this one must not.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("AccountSid = ").Append(AccountSid);
        return true;
    }
}
