using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;
using PeteRental.Contracts;

namespace PeteRental.ServiceDefaults.Identity;

/// <summary>What a member of a workspace may do: a viewer reads, a manager changes, an owner also handles people and secrets.</summary>
public enum WorkspaceRole
{
    /// <summary>Reads.</summary>
    Viewer,

    /// <summary>Reads and changes.</summary>
    Manager,

    /// <summary>Also people, secrets and integrations.</summary>
    Owner,
}

/// <summary>
/// Who a request acts for, as one of our services vouches for it to another. It travels in <see cref="HeaderName"/>, signed with a
/// key that only our services have, so it cannot be made outside even by somebody who reaches a service's port.
/// </summary>
/// <param name="Service">The service that vouches; for a service's own call, the caller.</param>
/// <param name="WorkspaceId">The workspace acted for; null where none is known yet.</param>
/// <param name="UserId">The person; null for a service's own call.</param>
/// <param name="Role">The person's role in the workspace; null for a service's own call.</param>
/// <param name="Subject">The token subject that the person's own JWT must repeat; null for a service's own call.</param>
/// <param name="ExpiresAt">Unix seconds.</param>
public sealed record SignedIdentity(
    [property: JsonPropertyName("v")] string Service,
    [property: JsonPropertyName("w")] Guid? WorkspaceId,
    [property: JsonPropertyName("u")] Guid? UserId,
    [property: JsonPropertyName("r")] WorkspaceRole? Role,
    [property: JsonPropertyName("s")] string? Subject,
    [property: JsonPropertyName("e")] long ExpiresAt)
{
    /// <summary>The gateway removes this header, and every other with its prefix, from outside requests.</summary>
    public const string HeaderName = "X-PeteRental-Identity";

    /// <summary>Headers with this prefix never pass from outside.</summary>
    public const string HeaderPrefix = "X-PeteRental-";

    /// <summary>A service acting for itself rather than for a signed-in person.</summary>
    [JsonIgnore]
    public bool IsService => UserId is null;
}

[JsonSerializable(typeof(SignedIdentity))]
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
internal sealed partial class SignedIdentityJson : JsonSerializerContext;

/// <summary>Signs and checks <see cref="SignedIdentity"/> headers: <c>base64url(json).base64url(hmac-sha256)</c>.</summary>
/// <param name="key">At least 32 bytes, the same for all services of a deployment (<c>Identity:Key</c>, base64).</param>
/// <param name="service">Name of this service.</param>
/// <param name="time">The clock.</param>
public sealed class IdentitySigner(byte[] key, string service, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(5);

    /// <summary>The header of this service's own call, for a workspace or for none.</summary>
    public string SignService(WorkspaceId? workspace) => Sign(new SignedIdentity(service, workspace?.Value, null, null, null, Expiry()));

    /// <summary>The header that vouches for a signed-in person.</summary>
    public string SignMember(WorkspaceId workspace, UserId user, WorkspaceRole role, string subject) =>
        Sign(new SignedIdentity(service, workspace.Value, user.Value, role, subject, Expiry()));

    /// <summary>The identity in a header, or null when it is malformed, forged or expired.</summary>
    public SignedIdentity? Verify(string header)
    {
        var dot = header.IndexOf('.', StringComparison.Ordinal);
        if (dot < 1 || header.Length > 2048)
        {
            return null;
        }

        try
        {
            var payload = WebEncoders.Base64UrlDecode(header, 0, dot);
            var signature = WebEncoders.Base64UrlDecode(header, dot + 1, header.Length - dot - 1);
            if (!CryptographicOperations.FixedTimeEquals(signature, HMACSHA256.HashData(key, payload)))
            {
                return null;
            }

            var identity = JsonSerializer.Deserialize(payload, SignedIdentityJson.Default.SignedIdentity);
            var now = time.GetUtcNow();
            return identity is not null && DateTimeOffset.FromUnixTimeSeconds(identity.ExpiresAt) + Skew > now ? identity : null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return null;
        }
    }

    private long Expiry() => (time.GetUtcNow() + Lifetime).ToUnixTimeSeconds();

    private string Sign(SignedIdentity identity)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(identity, SignedIdentityJson.Default.SignedIdentity);
        return $"{WebEncoders.Base64UrlEncode(payload)}.{WebEncoders.Base64UrlEncode(HMACSHA256.HashData(key, payload))}";
    }
}
