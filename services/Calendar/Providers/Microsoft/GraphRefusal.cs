using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace PeteRental.Calendar.Providers.Microsoft;

/// <summary>Why Graph did not do what was asked.</summary>
/// <param name="Status">Of the answer; 0 when there was none that can be read.</param>
/// <param name="Code">Graph's own; empty when it gave none.</param>
/// <param name="ExistingEventId">With a repeated transaction, sometimes: the event that was made by it.</param>
/// <param name="RetryAfter">The wish for the next attempt.</param>
internal sealed record GraphRefusal(int Status, string Code = "", string? ExistingEventId = null, TimeSpan? RetryAfter = null)
{
    private const int LongestCode = 64;

    /// <summary>Not reached, too slow, dropped, or an answer nobody can read.</summary>
    public static GraphRefusal Broken { get; } = new(0);

    /// <summary>An event of this transaction has been made. What is answered is undocumented: both statuses have been seen.</summary>
    public bool IsDuplicate => Status is 400 or 409 && Is("ErrorDuplicateTransactionId");

    /// <summary>Delta cannot go on from where it was.</summary>
    public bool IsSyncLost => Status == 410 || Is("syncStateNotFound") || Is("resyncRequired") || Is("syncStateInvalid");

    /// <summary>The refusal in everybody's terms.</summary>
    public ProviderError Error => new(
        Status switch
        {
            _ when Is("MailboxNotEnabledForRESTAPI") || Is("MailboxNotSupportedForRESTAPI") => ProviderError.Forbidden,
            _ when IsDuplicate => ProviderError.Duplicate,
            401 => ProviderError.TokenRejected,
            403 => ProviderError.Forbidden,
            404 or 410 => ProviderError.NotFound,
            429 => ProviderError.Throttled,
            503 or 504 when RetryAfter is not null => ProviderError.Throttled,
            // Somebody else was writing: the next attempt looks again.
            412 => ProviderError.Unavailable,
            409 when Is("ErrorIrresolvableConflict") => ProviderError.Unavailable,
            408 => ProviderError.Unavailable,
            >= 400 and < 500 => ProviderError.Rejected,
            _ => ProviderError.Unavailable,
        },
        RetryAfter);

    /// <summary>Reads an answer that is no success.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="retryAfter">Seconds, or a date.</param>
    /// <param name="body">Graph's JSON, or anything that stands between Graph and us.</param>
    /// <param name="now">To read the date by.</param>
    public static GraphRefusal Read(HttpStatusCode status, RetryConditionHeaderValue? retryAfter, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var error = ErrorOf(body);
        var code = error?.Code is { Length: > 0 and <= LongestCode } told && told.All(char.IsAsciiLetterOrDigit) ? told : "";
        var wait = retryAfter?.Delta ?? (retryAfter?.Date is { } date ? date - now : null);
        return new GraphRefusal((int)status, code, error?.ExistingEventId, wait < TimeSpan.Zero ? TimeSpan.Zero : wait);
    }

    private static GraphErrorDetail? ErrorOf(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, GraphJson.Default.GraphErrorBody)?.Error;
        }
        catch (JsonException)
        {
            // A page of a proxy, or nothing: the status says enough.
            return null;
        }
    }

    private bool Is(string code) => Code.Equals(code, StringComparison.OrdinalIgnoreCase);
}
