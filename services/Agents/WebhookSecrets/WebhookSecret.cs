using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Agents.WebhookSecrets;

/// <summary>A new secret's text. It is shown once; of a token only the hash is kept.</summary>
internal static class SecretText
{
    public const string Token = "token";
    public const string Hmac = "hmac";

    private const int RandomBytes = 32;

    /// <summary>A prefix that leak scanners recognise, then 256 random bits.</summary>
    public static string Create(string kind) =>
        (kind == Token ? "prwh_" : "prsk_") + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>
    /// What a token is found by. Plain SHA-256 will do: its 256 random bits cannot be guessed, so there is nothing for a slow hash
    /// to slow down.
    /// </summary>
    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}

/// <summary>A webhook secret without the secret.</summary>
/// <param name="SecretId">The secret.</param>
/// <param name="Name">For people.</param>
/// <param name="Kind">token (sent along as it is) or hmac (signs the body).</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LastUsedAt">To about five minutes.</param>
internal sealed record WebhookSecretSummary(Guid SecretId, string Name, string Kind, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt);

/// <summary>The workspace's secrets, oldest first.</summary>
internal sealed record WebhookSecretListReply(IReadOnlyList<WebhookSecretSummary> WebhookSecrets, int Total);

/// <summary>A new secret. This is the only time it is shown.</summary>
internal sealed record NewWebhookSecretReply(Guid SecretId, string Name, string Kind, string Secret, DateTimeOffset CreatedAt);

/// <summary>A secret to make.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record NewWebhookSecretRequest
{
    private const int MaxNameLength = 60;

    /// <summary>1 to 60 characters; by default that of its kind.</summary>
    public Given<string> Name { get; init; }

    /// <summary>token (the default) or hmac.</summary>
    public Given<string> Kind { get; init; }

    public FieldErrors Check() => new FieldErrors()
        .CheckNotNull(Name, "name", IsName, "1 to 60 characters on one line.")
        .CheckNotNull(Kind, "kind", kind => kind is SecretText.Token or SecretText.Hmac, "token or hmac.");

    public static bool IsName(string text) => TextRules.IsLine(text, MaxNameLength);
}

/// <summary>A token that somebody has already, for the workspace of the signed identity.</summary>
/// <param name="Secret">8 to 200 visible ASCII characters.</param>
/// <param name="Name">1 to 60 characters.</param>
internal sealed record ImportWebhookSecretRequest(string? Secret, string? Name)
{
    public FieldErrors Check() => new FieldErrors()
        .Require(
            Secret is { Length: >= 8 and <= 200 } && Secret.All(character => character is > ' ' and <= '~'),
            "secret", "8 to 200 visible ASCII characters, as fit into a header.")
        .Require(Name is not null && NewWebhookSecretRequest.IsName(Name), "name", "1 to 60 characters on one line.");

    // A record prints its members; the secret is not for logs.
    public override string ToString() => $"{nameof(ImportWebhookSecretRequest)} {{ Name = {Name} }}";
}

/// <summary>An imported token.</summary>
/// <param name="SecretId">The secret.</param>
/// <param name="WorkspaceId">Its workspace.</param>
/// <param name="IsNew">False when it was there already.</param>
internal sealed record ImportedWebhookSecretReply(Guid SecretId, Guid WorkspaceId, bool IsNew);
