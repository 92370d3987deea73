using System.Security.Cryptography;
using System.Text;

namespace PeteRental.Agents.Vapi;

/// <summary>An account at Vapi, as its private key opens it.</summary>
/// <param name="Region"><c>us</c> or <c>eu</c>.</param>
/// <param name="ApiKey">The private key. Never log it.</param>
internal sealed record VapiAccount(string Region, string ApiKey)
{
    public const string UnitedStates = "us";
    public const string Europe = "eu";

    /// <summary>
    /// Tells accounts apart without opening their keys. A plain hash will do: Vapi's keys are random, so there is nothing to guess. Two
    /// keys of one account look like two accounts here; what is there already is found by asking.
    /// </summary>
    public byte[] Fingerprint { get; } = SHA256.HashData(Encoding.UTF8.GetBytes($"{Region}|{ApiKey}"));

    // A record prints its members; this one must not.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Region = ").Append(Region);
        return true;
    }
}
