namespace PeteRental.Sandbox;

/// <summary>The <c>Sandbox</c> section of the configuration.</summary>
public sealed class SandboxOptions
{
    /// <summary>The section these options are bound from.</summary>
    public const string Section = "Sandbox";

    /// <summary>
    /// Where browsers and services reach the sandbox, such as <c>http://localhost:8090</c>. Null means the origin each
    /// request was sent to. It fixes the issuer of tokens, so set it when services and browsers use different host names.
    /// </summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>
    /// Origins that a sign-in may return to and that may call <c>/clerk</c> from a browser. The first also stands in as
    /// <c>azp</c> for a token that no browser asked for. Null means the gateway's and the console's usual addresses.
    /// </summary>
    public string[]? AllowedOrigins { get; set; }

    /// <summary>How often a file at <c>/vapi</c> is read until it is done: the read with this number says so first. At least 1.</summary>
    public int VapiFileReadsUntilDone { get; set; } = 2;

    /// <summary>Where Clerk's webhooks are sent unless a request says otherwise, such as <c>http://localhost:8080/webhooks/clerk</c>.</summary>
    public Uri? ClerkWebhookUrl { get; set; }

    /// <summary><see cref="AllowedOrigins"/>, or the usual ones.</summary>
    public IReadOnlyList<string> Origins => AllowedOrigins is { Length: > 0 } origins ? origins : DefaultOrigins;

    private static readonly string[] DefaultOrigins =
        ["http://localhost:8080", "http://127.0.0.1:8080", "http://localhost:5173", "http://127.0.0.1:5173"];

    /// <summary><see cref="PublicUrl"/>, or the origin that this request was sent to.</summary>
    public string OriginFor(HttpRequest request) =>
        (PublicUrl?.GetLeftPart(UriPartial.Authority) ?? $"{request.Scheme}://{request.Host}").TrimEnd('/');

    /// <summary>An origin is scheme, host and port as a browser writes it: no path and no trailing slash.</summary>
    public static bool IsOrigin(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && string.Equals(uri.GetLeftPart(UriPartial.Authority), value, StringComparison.Ordinal);
}
