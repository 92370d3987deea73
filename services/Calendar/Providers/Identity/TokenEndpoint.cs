using System.Net;
using System.Text.Json;
using NodaTime;

namespace PeteRental.Calendar.Providers.Identity;

/// <summary>What a token endpoint gave. Never log it.</summary>
/// <param name="AccessToken">For calls.</param>
/// <param name="RefreshToken">Null when none came along.</param>
/// <param name="ExpiresIn">Of the access token.</param>
/// <param name="Scopes">Granted, separated by blanks; empty when not said.</param>
/// <param name="IdToken">Who it is; null unless asked for.</param>
internal sealed record TokenReply(string AccessToken, string? RefreshToken, Duration ExpiresIn, string Scopes, string? IdToken)
{
    /// <inheritdoc />
    public override string ToString() => "Reply of a token endpoint";
}

/// <summary>
/// An OAuth 2.0 token endpoint on the wire (RFC 6749, 5.1 and 5.2; RFC 7009 for revocation). Neither what is sent nor what comes back is
/// ever logged: both are secrets. Only the caller's own cancellation throws.
/// </summary>
internal sealed partial class TokenEndpoint(IHttpClientFactory clients, ILogger<TokenEndpoint> logger)
{
    /// <summary>Name of the HTTP client.</summary>
    public const string HttpClientName = "calendar-identity";

    private const int DefaultLifetimeSeconds = 3600;
    private const int LongestLifetimeSeconds = 24 * 3600;

    /// <summary>Asks for tokens.</summary>
    public async Task<ProviderResult<TokenReply>> AskAsync(
        string provider, Uri address, IReadOnlyDictionary<string, string> form, CancellationToken cancellationToken)
    {
        var (body, error) = await PostAsync(provider, address, form, cancellationToken);
        if (error is not null)
        {
            return error;
        }

        if (Read(body) is { } reply)
        {
            return reply;
        }

        LogUnreadable(provider);
        return new ProviderError(ProviderError.Unavailable);
    }

    /// <summary>Says something that needs no answer but that it was heard.</summary>
    public async Task<ProviderError?> TellAsync(
        string provider, Uri address, IReadOnlyDictionary<string, string> form, CancellationToken cancellationToken) =>
        (await PostAsync(provider, address, form, cancellationToken)).Error;

    private async Task<(JsonElement Body, ProviderError? Error)> PostAsync(
        string provider, Uri address, IReadOnlyDictionary<string, string> form, CancellationToken cancellationToken)
    {
        using var content = new FormUrlEncodedContent(form);
        try
        {
            using var response = await clients.CreateClient(HttpClientName).PostAsync(address, content, cancellationToken);
            var body = Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return (body, null);
            }

            var refused = ErrorOf(response.StatusCode, Text(body, "error")) with { RetryAfter = response.Headers.RetryAfter?.Delta };
            LogRefused(provider, (int)response.StatusCode, refused.Code);
            return (default, refused);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException
            || (broken is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogBroken(provider, broken.GetType().Name);
            return (default, new ProviderError(ProviderError.Unavailable));
        }
    }

    /// <summary>
    /// <c>{"error":"invalid_grant","error_description":"…","error_codes":[…]}</c>: only <c>error</c> says what to do. A status alone never
    /// means that a grant is gone: whoever believes a proxy's 400 disconnects everybody.
    /// </summary>
    internal static ProviderError ErrorOf(HttpStatusCode status, string? error) => new((status, error) switch
    {
        (HttpStatusCode.TooManyRequests, _) => ProviderError.Throttled,
        ( >= HttpStatusCode.InternalServerError, _) => ProviderError.Unavailable,
        (_, "invalid_grant" or "interaction_required" or "consent_required" or "login_required") => ProviderError.ReconnectRequired,
        (_, "invalid_client" or "unauthorized_client") => ProviderError.ClientRejected,
        (_, "temporarily_unavailable" or "server_error") => ProviderError.Unavailable,
        (_, "invalid_request" or "invalid_scope" or "unsupported_grant_type" or "invalid_resource" or "invalid_token") => ProviderError.Rejected,
        _ => ProviderError.Unavailable,
    });

    private static TokenReply? Read(JsonElement body)
    {
        if (Text(body, "access_token") is not { Length: > 0 } accessToken || !string.Equals(Text(body, "token_type"), "Bearer", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var seconds = body.TryGetProperty("expires_in", out var given) && given.ValueKind == JsonValueKind.Number && given.TryGetInt64(out var said)
            ? Math.Clamp(said, 0, LongestLifetimeSeconds)
            : DefaultLifetimeSeconds;
        return new TokenReply(
            accessToken, Text(body, "refresh_token") is { Length: > 0 } refreshToken ? refreshToken : null, Duration.FromSeconds(seconds),
            Text(body, "scope") ?? "", Text(body, "id_token"));
    }

    private static JsonElement Parse(byte[] body)
    {
        try
        {
            return JsonElement.Parse(body);
        }
        catch (JsonException)
        {
            // A page of a proxy, or half an answer: an object without members says as much.
            return default;
        }
    }

    private static string? Text(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    [LoggerMessage(LogLevel.Warning, "The token endpoint of {Provider} could not be asked: {Problem}")]
    private partial void LogBroken(string provider, string problem);

    [LoggerMessage(LogLevel.Warning, "The token endpoint of {Provider} answered {Status}: {Code}")]
    private partial void LogRefused(string provider, int status, string code);

    [LoggerMessage(LogLevel.Warning, "The token endpoint of {Provider} gave an answer that cannot be read")]
    private partial void LogUnreadable(string provider);
}
