using System.Net;
using System.Text.Json;

namespace PeteRental.Calendar.Providers.Google;

/// <summary>Why the API did not do it.</summary>
/// <param name="Error">What it means to us, unless the call knows better.</param>
/// <param name="Status">Of the answer; null when there was none to read.</param>
/// <param name="Reason">Google's word; empty when it gave none.</param>
internal sealed record GoogleRefusal(ProviderError Error, HttpStatusCode? Status = null, string Reason = "")
{
    /// <summary>No answer, or none that anybody can read.</summary>
    public static readonly GoogleRefusal Unreadable = new(new ProviderError(ProviderError.Unavailable));

    /// <summary>It is there no more, as a deleted event says of itself.</summary>
    public static readonly GoogleRefusal Gone = new(new ProviderError(ProviderError.NotFound), HttpStatusCode.Gone);

    /// <summary>
    /// Reads a refusal. The status alone says too little: a 403 may be a limit that passes or a permission that is missing, and a 403
    /// or 404 without Google's own body comes from something in between, which knows nothing of the calendar. Pure.
    /// </summary>
    public static GoogleRefusal Read(HttpStatusCode status, ReadOnlySpan<byte> body, TimeSpan? retryAfter)
    {
        var reasons = ReasonsOf(body);
        var code = status switch
        {
            HttpStatusCode.Unauthorized => ProviderError.TokenRejected,
            HttpStatusCode.TooManyRequests => ProviderError.Throttled,
            HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError or < HttpStatusCode.BadRequest => ProviderError.Unavailable,
            _ when reasons is null => ProviderError.Unavailable,
            HttpStatusCode.Forbidden => Forbidden(reasons),
            HttpStatusCode.NotFound or HttpStatusCode.Gone => ProviderError.NotFound,
            HttpStatusCode.Conflict => ProviderError.Duplicate,
            _ => ProviderError.Rejected,
        };
        return new GoogleRefusal(new ProviderError(code, retryAfter), status, reasons?.FirstOrDefault(IsWord) ?? "");
    }

    private static string Forbidden(IReadOnlyList<string> reasons) =>
        reasons.Any(reason => reason is "rateLimitExceeded" or "userRateLimitExceeded" or "quotaExceeded" or "calendarUseLimits" or "dailyLimitExceeded")
            ? ProviderError.Throttled
            // The Calendar API is switched off in our own project.
            : reasons.Contains("accessNotConfigured") ? ProviderError.ClientRejected
            : ProviderError.Forbidden;

    /// <summary>Null when the body is no refusal of Google's.</summary>
    private static List<string>? ReasonsOf(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, GoogleJson.Default.GoogleRefusalBody)?.Error is { } error
                ? [.. (error.Errors ?? []).Select(item => item.Reason).OfType<string>()]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // It is logged, so it must be one of Google's words and nothing else.
    private static bool IsWord(string reason) => reason.Length is > 0 and <= 60 && reason.All(char.IsAsciiLetter);
}
