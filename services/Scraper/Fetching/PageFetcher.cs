using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace PeteRental.Scraper.Fetching;

/// <summary>Reads one page of a site by plain HTTP, as the site allows it. Safe to call from many threads.</summary>
internal sealed class PageFetcher(SiteClient client, SiteAccess access, HostGate gate, IOptions<ScraperOptions> options, TimeProvider time)
{
    private readonly FetchOptions _options = options.Value.Fetch;

    /// <summary>Fetches a page. Failures are values; only <paramref name="cancellationToken"/> ends it with an exception.</summary>
    /// <param name="url">An absolute address from anybody; it is checked.</param>
    /// <param name="known">What was remembered of the page; null asks for all of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<FetchResult> FetchAsync(Uri url, Validators? known, CancellationToken cancellationToken)
    {
        using var clock = new FetchClock(_options.WholeLimit, time, cancellationToken);
        try
        {
            for (var redirects = 0; ; redirects++)
            {
                var (result, next) = await StepAsync(url, known, clock);
                if (next is null)
                {
                    return result;
                }

                if (redirects == _options.MaxRedirects)
                {
                    return FetchResult.Failed(FetchCodes.HttpError, result.Error?.Status);
                }

                if (url.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps)
                {
                    return FetchResult.Failed(FetchCodes.RefusedAddress);
                }

                url = next;
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && SiteClient.CodeOf(exception) is not null)
        {
            return FetchResult.Failed(SiteClient.CodeOf(exception)!);
        }
    }

    /// <summary>The addresses of <c>Sitemap</c> lines in the site's robots.txt; empty when there is none.</summary>
    public async Task<IReadOnlyList<Uri>> SitemapsAsync(Uri site, CancellationToken cancellationToken)
    {
        using var clock = new FetchClock(_options.WholeLimit, time, cancellationToken);
        try
        {
            var rules = await access.RulesAsync(site, clock);
            return [.. rules.Sitemaps.Select(text => Uri.TryCreate(site, text, out var url) ? url : null).OfType<Uri>().Where(url => url.Scheme is "http" or "https")];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [];
        }
    }

    // A page, an error, or (with the status as an error) where to go on.
    private async Task<(FetchResult Result, Uri? Next)> StepAsync(Uri url, Validators? known, FetchClock clock)
    {
        var (turn, error) = await access.EnterAsync(url, clock);
        if (turn is null)
        {
            return (new FetchResult(null, error), null);
        }

        using (turn)
        {
            using var response = await client.GetAsync(url, known, clock.Token);
            var status = (int)response.StatusCode;
            if (status is 301 or 302 or 303 or 307 or 308 && Uri.TryCreate(url, response.Headers.Location, out var next))
            {
                return (FetchResult.Failed(FetchCodes.HttpError, status), next);
            }

            return (await ReadAsync(url, response, known, clock.Token), null);
        }
    }

    private async Task<FetchResult> ReadAsync(Uri url, HttpResponseMessage response, Validators? known, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (status == 304 && known is not null)
        {
            var again = new Validators(response.Headers.ETag?.ToString() ?? known.ETag, response.Content.Headers.LastModified ?? known.LastModified);
            return FetchResult.Of(new FetchedPage(WithoutFragment(url), "", "", again, IsNotModified: true, IsRendered: false));
        }

        if (status is < 200 or >= 300)
        {
            return Refused(url, response, status);
        }

        var type = response.Content.Headers.ContentType;
        var mediaType = type?.MediaType?.ToLowerInvariant();
        if ((mediaType is not null && !PageText.IsRead(mediaType)) || response.Content.Headers.ContentEncoding.Count > 0)
        {
            return FetchResult.Failed(FetchCodes.UnsupportedContent, status);
        }

        if (response.Content.Headers.ContentLength > _options.MaxBytes)
        {
            return FetchResult.Failed(FetchCodes.TooLarge, status);
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var bytes = await PageBody.ReadAsync(body, _options.MaxBytes, cancellationToken);
        if (bytes is not null && mediaType is not null && PageText.IsPacked(mediaType))
        {
            bytes = await PageBody.UnpackAsync(bytes, _options.MaxBytes, cancellationToken);
            mediaType = null;
        }

        return bytes is null ? FetchResult.Failed(FetchCodes.TooLarge, status) : ToPage(url, response, bytes, mediaType ?? PageText.Sniff(bytes), type);
    }

    private static FetchResult ToPage(Uri url, HttpResponseMessage response, byte[] bytes, string? mediaType, MediaTypeHeaderValue? type)
    {
        if (mediaType is null || PageText.IsBinary(bytes))
        {
            return FetchResult.Failed(FetchCodes.UnsupportedContent, (int)response.StatusCode);
        }

        var validators = new Validators(response.Headers.ETag?.ToString(), response.Content.Headers.LastModified);
        return FetchResult.Of(new FetchedPage(WithoutFragment(url), mediaType, PageText.Decode(bytes, type?.CharSet), validators, IsNotModified: false, IsRendered: false));
    }

    private FetchResult Refused(Uri url, HttpResponseMessage response, int status)
    {
        var wait = status is 429 or 503 ? RetryAfter.Of(response, time) : null;
        if (wait is { } duration)
        {
            gate.Close(url, duration);
        }

        return FetchResult.Failed(FetchCodes.HttpError, status, wait);
    }

    private static Uri WithoutFragment(Uri url) => url.Fragment.Length == 0 ? url : new Uri(url.GetLeftPart(UriPartial.Query));
}
