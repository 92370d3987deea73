using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace PeteRental.Calendar.Providers.Identity;

/// <summary>
/// The claims of an id token that came straight from a provider's token endpoint. Its signature is not checked: TLS to the endpoint
/// proves who wrote it (OpenID Connect Core, 3.1.3.7, point 6). Never take one from anywhere else.
/// </summary>
internal static class IdToken
{
    /// <summary>The claims, or null when it cannot be read or is not meant for us.</summary>
    /// <param name="token">Compact form: <c>header.claims.signature</c>.</param>
    /// <param name="clientId">Our application; must be the audience.</param>
    public static JsonElement? Read(string? token, string clientId)
    {
        if (token?.Split('.') is not [_, { Length: > 0 } encoded, _])
        {
            return null;
        }

        try
        {
            var claims = JsonElement.Parse(WebEncoders.Base64UrlDecode(encoded));
            return claims.ValueKind == JsonValueKind.Object && Text(claims, "aud") == clientId ? claims : null;
        }
        catch (Exception unreadable) when (unreadable is FormatException or JsonException)
        {
            return null;
        }
    }

    /// <summary>A claim that is text and not empty.</summary>
    public static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var claim) && claim.ValueKind == JsonValueKind.String && claim.GetString() is { Length: > 0 } text ? text : null;
}
