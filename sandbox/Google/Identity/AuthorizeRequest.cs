using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace PeteRental.Sandbox.Google.Identity;

/// <summary>Why Google shows an error page instead of going back.</summary>
internal sealed record AuthorizeError(string Code, string Detail);

/// <summary>A request for somebody's consent, checked.</summary>
internal sealed record AuthorizeRequest(
    string ClientId, string RedirectUri, IReadOnlyList<string> Scopes, string? State, bool IsOffline, IReadOnlyList<string> Prompt,
    bool IncludesGranted, string? LoginHint, string? Challenge, string? Nonce, IReadOnlyList<string> Unticked, bool SandboxConsent)
{
    private const int MaxState = 4_096;

    /// <summary>No page is to be shown.</summary>
    public bool IsSilent => Prompt.Contains("none", StringComparer.Ordinal);

    /// <summary>Reads the parameters of the address, or of the page's form which carries them on.</summary>
    public static (AuthorizeRequest? Request, AuthorizeError? Error) Read(Func<string, StringValues> parameter)
    {
        string? One(string name) => parameter(name) is { Count: > 0 } values && values[^1] is { Length: > 0 } value ? value : null;

        // A test adds prompt=none to the address that the application has made: of several the last one counts, and a consent that was asked
        // for ahead of it is given.
        var prompts = parameter("prompt");
        var prompt = Words(prompts.Count > 0 ? prompts[^1] : null);
        var isConsentAsked = prompts.Count > 1 && prompts.SkipLast(1).SelectMany(Words).Contains("consent", StringComparer.Ordinal);
        var asked = Words(One("scope"));
        var full = asked.Select(GoogleScope.Full).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        var error = One("client_id") is null ? Invalid("Missing required parameter: client_id")
            : One("redirect_uri") is null ? Invalid("Missing required parameter: redirect_uri")
            : !IsAddress(One("redirect_uri")!)
                ? new AuthorizeError("redirect_uri_mismatch", "redirect_uri is an absolute http or https address without a fragment.")
            : One("response_type") is null ? Invalid("Required parameter is missing: response_type")
            : One("response_type") != "code" ? new AuthorizeError("unsupported_response_type", "Only response_type=code is known.")
            : asked.Count == 0 ? Invalid("Missing required parameter: scope")
            : asked.FirstOrDefault(scope => GoogleScope.Full(scope) is null) is { } unknown
                ? new AuthorizeError("invalid_scope", "Some requested scopes were invalid: " + unknown)
            : One("access_type") is not (null or "online" or "offline") ? Invalid("Invalid parameter value for access_type")
            : prompt.Any(word => word is not ("none" or "consent" or "select_account")) ? Invalid("Invalid parameter value for prompt")
            : prompt.Contains("none", StringComparer.Ordinal) && prompt.Count > 1 ? Invalid("Invalid prompt: none cannot be combined with others")
            : One("code_challenge_method") is not (null or "plain" or "S256") ? Invalid("Invalid parameter value for code_challenge_method")
            : One("code_challenge_method") is not null && One("code_challenge") is null ? Invalid("Missing required parameter: code_challenge")
            : One("state") is { Length: > MaxState } ? Invalid("state is too long")
            : null;
        return error is not null ? (null, error) : (new AuthorizeRequest(
            One("client_id")!, One("redirect_uri")!, full, One("state"), One("access_type") == "offline", prompt,
            One("include_granted_scopes") == "true", One("login_hint"), Hashed(One("code_challenge"), One("code_challenge_method")),
            One("nonce"), [.. parameter("sandbox_untick").SelectMany(Words)], isConsentAsked || One("sandbox_consent") == "1"), null);
    }

    /// <summary>What is left of the scopes when some are unticked; each may be named in full or without Google's prefix.</summary>
    public IReadOnlyList<string> Without(IReadOnlyList<string> unticked) => [.. Scopes.Where(scope =>
        !GoogleScope.CanBeUnticked(scope) || !unticked.Any(name => name == scope || GoogleScope.Prefix + name == scope))];

    public Consent ConsentBy(string email, IReadOnlyList<string> scopes, bool onPage) => new(
        email, ClientId, scopes, RedirectUri, Challenge, Nonce, IsOffline,
        SandboxConsent || (onPage && Prompt.Contains("consent", StringComparer.Ordinal)), IncludesGranted);

    /// <summary>The address to go back to with an answer.</summary>
    public string Return(params (string Name, string? Value)[] answer)
    {
        var parameters = answer.Append(("state", State)).Where(pair => pair.Item2 is not null);
        return QueryHelpers.AddQueryString(RedirectUri, parameters.ToDictionary(pair => pair.Item1, pair => pair.Item2));
    }

    /// <summary>A plain challenge is kept hashed, too, so that both kinds are compared in one way.</summary>
    private static string? Hashed(string? challenge, string? method) => challenge is null || method == "S256"
        ? challenge
        : Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(challenge)));

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0;

    private static IReadOnlyList<string> Words(string? text) =>
        text?.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static AuthorizeError Invalid(string detail) => new("invalid_request", detail);
}
