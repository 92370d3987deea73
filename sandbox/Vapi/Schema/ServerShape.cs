using static PeteRental.Sandbox.Vapi.Schema.Rules;

namespace PeteRental.Sandbox.Vapi.Schema;

/// <summary>Where Vapi sends its webhooks.</summary>
internal static class ServerShape
{
    private static readonly Rule Backoff = Shape(
        ("type", OneOf("fixed exponential")),
        ("maxRetries", Between(0, 10)),
        ("baseDelaySeconds", Between(0, 10)),
        ("excludedStatusCodes", ListOf(Number))).Needs("type", "maxRetries", "baseDelaySeconds");

    /// <summary><c>secret</c> is no longer in the published schema, but is still taken. It is never given back.</summary>
    public static ShapeRule Server { get; } = Shape(
        ("url", Url),
        ("timeoutSeconds", Between(1, 300)),
        ("credentialId", Text),
        ("staticIpAddressesEnabled", Flag),
        ("encryptedPaths", ListOf(Text)),
        ("headers", Texts),
        ("backoffPlan", Backoff),
        ("secret", Text));
}
