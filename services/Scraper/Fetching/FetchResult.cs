namespace PeteRental.Scraper.Fetching;

/// <summary>Remembered of a page so that it need not be sent again when it is the same.</summary>
internal sealed record Validators(string? ETag, DateTimeOffset? LastModified);

/// <summary>A page that was fetched or rendered.</summary>
/// <param name="Url">Where it was in the end, after redirects.</param>
/// <param name="ContentType">Media type without parameters, lower case.</param>
/// <param name="Text">The body as text; empty when not modified.</param>
/// <param name="Validators">For the next time.</param>
/// <param name="IsNotModified">The site says that it is the same as before.</param>
/// <param name="IsRendered">A browser ran its scripts.</param>
internal sealed record FetchedPage(Uri Url, string ContentType, string Text, Validators Validators, bool IsNotModified, bool IsRendered);

/// <summary>Either a page, or why there is none.</summary>
internal sealed record FetchResult(FetchedPage? Page, FetchError? Error)
{
    public static FetchResult Of(FetchedPage page) => new(page, null);

    public static FetchResult Failed(string code, int? status = null, TimeSpan? retryAfter = null) => new(null, new FetchError(code, status, retryAfter));
}

/// <summary>Why a page was not fetched.</summary>
/// <param name="Code">As in <see cref="Contracts.Events.ScrapeFailed"/>.</param>
/// <param name="Status">The site's answer, when there was one.</param>
/// <param name="RetryAfter">When the site asks to wait.</param>
internal sealed record FetchError(string Code, int? Status, TimeSpan? RetryAfter);
