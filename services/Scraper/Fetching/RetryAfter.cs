namespace PeteRental.Scraper.Fetching;

/// <summary>The header Retry-After, as seconds or as a day and time.</summary>
internal static class RetryAfter
{
    /// <summary>How long to wait; null when nothing is said.</summary>
    public static TimeSpan? Of(HttpResponseMessage response, TimeProvider time)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
