using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace PeteRental.Sandbox.Microsoft.Identity;

/// <summary>What an application asks of the token endpoint.</summary>
internal sealed record TokenRequest(
    string ClientId, string GrantType, string? Code, string? RedirectUri, string? CodeVerifier, string? RefreshToken,
    IReadOnlyList<string> Scopes, bool WantsClientInfo)
{
    public const string CodeGrant = "authorization_code";
    public const string RefreshGrant = "refresh_token";

    /// <summary>Reads a form, after the application has proved who it is.</summary>
    public static Outcome<TokenRequest, IdentityError> Read(IFormCollection form, HttpRequest http, string secret)
    {
        var (clientId, clientSecret) = Credentials(form, http);
        if (Typed(form, "grant_type") is not { } grantType)
        {
            return IdentityError.Missing("grant_type");
        }

        if (clientId is null)
        {
            return IdentityError.Missing("client_id");
        }

        if (grantType is not (CodeGrant or RefreshGrant))
        {
            return new IdentityError(StatusCodes.Status400BadRequest, "unsupported_grant_type", 70003, $"The app requested an unsupported grant type '{grantType}'.");
        }

        if (clientSecret is null)
        {
            return IdentityError.InvalidClient(7000218, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.");
        }

        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(clientSecret), Encoding.UTF8.GetBytes(secret)))
        {
            return IdentityError.InvalidClient(7000215, $"Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{clientId}'.");
        }

        string[] needed = grantType == CodeGrant ? ["code", "redirect_uri"] : ["refresh_token"];
        if (Array.Find(needed, name => Typed(form, name) is null) is { } missing)
        {
            return IdentityError.Missing(missing);
        }

        return Identity.Scopes.TryRead(form["scope"].ToString(), out var scopes, out var unknown)
            ? new TokenRequest(
                clientId, grantType, Typed(form, "code"), Typed(form, "redirect_uri"), Typed(form, "code_verifier"), Typed(form, "refresh_token"),
                scopes, form["client_info"] == "1")
            : IdentityError.UnknownScope(unknown);
    }

    /// <summary>In the form or, as RFC 6749 has it, in the header.</summary>
    private static (string? Id, string? Secret) Credentials(IFormCollection form, HttpRequest http)
    {
        if (!AuthenticationHeader.TryReadBasic(http.Headers[HeaderNames.Authorization].ToString(), out var id, out var secret))
        {
            return (Typed(form, "client_id"), Typed(form, "client_secret"));
        }

        return (id, secret);
    }

    private static string? Typed(IFormCollection form, string name) => form[name].ToString() is { Length: > 0 } text ? text : null;
}

/// <summary>Reads an <c>Authorization</c> header.</summary>
internal static class AuthenticationHeader
{
    private const string Basic = "Basic ";
    private const string Bearer = "Bearer ";

    public static bool TryReadBasic(string header, out string id, out string secret)
    {
        (id, secret) = ("", "");
        var bytes = new byte[header.Length];
        if (!header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase)
            || !Convert.TryFromBase64String(header[Basic.Length..].Trim(), bytes, out var length))
        {
            return false;
        }

        var parts = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        (id, secret) = (Uri.UnescapeDataString(parts[0]), parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "");
        return parts.Length == 2;
    }

    public static string? ReadBearer(string header) =>
        header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && header[Bearer.Length..].Trim() is { Length: > 0 } token ? token : null;
}
