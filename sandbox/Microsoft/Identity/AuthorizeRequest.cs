using System.Text.RegularExpressions;

namespace PeteRental.Sandbox.Microsoft.Identity;

/// <summary>What an application asks of the authorization endpoint, as it stands in the query.</summary>
internal sealed partial record AuthorizeRequest(
    string? ClientId, string? RedirectUri, string? ResponseType, string? ResponseMode, string? Scope, string? State,
    string? CodeChallenge, string? CodeChallengeMethod, string? Nonce, string? Prompt, string? LoginHint)
{
    public static AuthorizeRequest From(IQueryCollection query)
    {
        // A test adds prompt=none and login_hint to the address that the application has made: of several the last one counts.
        string? One(string name) => query[name] is { Count: > 0 } values ? values[^1] : null;

        return new(
            One("client_id"), One("redirect_uri"), One("response_type"), One("response_mode"), One("scope"), One("state"), One("code_challenge"),
            One("code_challenge_method"), One("nonce"), One("prompt"), One("login_hint"));
    }

    /// <summary>Consent without a page.</summary>
    public bool IsSilent => Prompt == "none";

    /// <summary>Why it cannot be sent back to the application at all, null when it can.</summary>
    public IdentityError? CheckReturn() =>
        string.IsNullOrEmpty(ClientId) ? IdentityError.Missing("client_id")
        : string.IsNullOrEmpty(RedirectUri) ? IdentityError.InvalidRequest(900971, "No reply address provided.")
        : !IsReturnable(RedirectUri) ? IdentityError.InvalidRequest(50011, $"The redirect URI '{RedirectUri}' specified in the request does not match the redirect URIs configured for the application '{ClientId}'.")
        : null;

    /// <summary>Why the application is refused, null when it is not; and the scopes that it asks for.</summary>
    public IdentityError? Check(out IReadOnlyList<string> scopes)
    {
        scopes = [];
        return this switch
        {
            { ResponseType: not "code" } => new IdentityError(400, "unsupported_response_type", 700054, $"response_type '{ResponseType}' is not enabled for the application."),
            { ResponseMode: not (null or "query" or "fragment" or "form_post") } => IdentityError.InvalidRequest(70007, $"'{ResponseMode}' is not a supported value of 'response_mode' when requesting a code."),
            { Prompt: not (null or "none" or "login" or "consent" or "select_account" or "create") } => IdentityError.InvalidRequest(90023, $"Unsupported 'prompt' value '{Prompt}'."),
            { Scope: null or "" } => IdentityError.Missing("scope"),
            { CodeChallenge: null, CodeChallengeMethod: not null } => IdentityError.Missing("code_challenge"),
            { CodeChallengeMethod: not (null or "S256" or "plain") } => IdentityError.InvalidRequest(501481, $"The code_challenge_method '{CodeChallengeMethod}' is not supported."),
            { CodeChallenge: { } challenge } when !ChallengeShape().IsMatch(challenge) => IdentityError.InvalidRequest(501481, "The code_challenge has an invalid length or character."),
            _ => Scopes.TryRead(Scope, out scopes, out var unknown) ? null : IdentityError.UnknownScope(unknown),
        };
    }

    private static bool IsReturnable(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Fragment.Length == 0;

    [GeneratedRegex(@"\A[A-Za-z0-9._~-]{43,128}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ChallengeShape();
}
