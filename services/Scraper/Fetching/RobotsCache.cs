using Microsoft.Extensions.Options;

namespace PeteRental.Scraper.Fetching;

/// <summary>What a site's robots.txt says, or why that is not known; then nothing of the site may be read.</summary>
internal sealed record RobotsAnswer(RobotsRules Rules, FetchError? Error);

/// <summary>
/// The robots.txt of sites, remembered for a day at most (RFC 9309, 2.4). One for each scheme, host and port. Whoever asks holds the turn of
/// the host, so each is fetched once.
/// </summary>
internal sealed class RobotsCache(SiteClient client, AddressGuard guard, IOptions<ScraperOptions> options, TimeProvider time)
{
    // RFC 9309, 2.3.1.2: five redirects at least, also to other hosts; then the file counts as missing.
    private const int MaxRedirects = 5;
    private const int MostSites = 20_000;
    private const int MostRules = 500_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private int _rules;

    /// <summary>What is remembered; null when it has to be fetched.</summary>
    public RobotsAnswer? Find(Uri url)
    {
        lock (_lock)
        {
            return _entries.TryGetValue(KeyOf(url), out var entry) && entry.Until > time.GetUtcNow() ? entry.Answer : null;
        }
    }

    /// <summary>Fetches it anew.</summary>
    /// <exception cref="OperationCanceledException">The time is up.</exception>
    public async Task<RobotsAnswer> FetchAsync(Uri url, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await ReadAsync(new Uri(url, "/robots.txt"), cancellationToken);
            Keep(url, answer);
            return answer;
        }
        catch (Exception exception) when (exception is not OperationCanceledException && SiteClient.CodeOf(exception) is not null)
        {
            // Not kept: a site that cannot be reached now is asked again the next time.
            return new RobotsAnswer(RobotsRules.Nothing, new FetchError(SiteClient.CodeOf(exception)!, null, null));
        }
    }

    private async Task<RobotsAnswer> ReadAsync(Uri url, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            if (guard.Refuse(url) is not null)
            {
                return Unknown(status: null);
            }

            using var response = await client.GetAsync(url, known: null, cancellationToken);
            var status = (int)response.StatusCode;
            switch (status)
            {
                case >= 200 and < 300:
                    return new RobotsAnswer(await ParseAsync(response, cancellationToken), null);
                case 301 or 302 or 303 or 307 or 308 when redirects < MaxRedirects && Uri.TryCreate(url, response.Headers.Location, out var next):
                    url = next;
                    continue;
                // Who asks too often is not told that there are no rules.
                case 429 or >= 500:
                    return Unknown(status, RetryAfter.Of(response, time));
                default:
                    return new RobotsAnswer(RobotsRules.None, null);
            }
        }
    }

    private async Task<RobotsRules> ParseAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var (bytes, isWhole) = await PageBody.ReadUpToAsync(body, options.Value.Fetch.MaxRobotsBytes, cancellationToken);
        var text = System.Text.Encoding.UTF8.GetString(bytes);
        // Half a line would be another rule than the one that was cut.
        return RobotsRules.Parse(isWhole ? text : text[..(text.LastIndexOfAny(['\n', '\r']) + 1)], SiteClient.Product);
    }

    private static RobotsAnswer Unknown(int? status, TimeSpan? retryAfter = null) =>
        new(RobotsRules.Nothing, new FetchError(FetchCodes.BlockedByRobots, status, retryAfter));

    private void Keep(Uri url, RobotsAnswer answer)
    {
        var politeness = options.Value.Politeness;
        var known = guard.IsAllowedOrigin(url) ? politeness.OwnRobotsFor : politeness.RobotsFor;
        var duration = answer.Error is null ? known : politeness.RobotsRetry;
        var now = time.GetUtcNow();
        lock (_lock)
        {
            Forget(KeyOf(url));
            if (_entries.Count >= MostSites || _rules + answer.Rules.Rules.Count > MostRules)
            {
                MakeRoom(now);
            }

            _entries[KeyOf(url)] = new Entry(answer, now + (duration < TimeSpan.FromDays(1) ? duration : TimeSpan.FromDays(1)));
            _rules += answer.Rules.Rules.Count;
        }
    }

    // The older half goes, so that this is done seldom.
    private void MakeRoom(DateTimeOffset now)
    {
        var old = _entries.OrderBy(entry => entry.Value.Until).Take(_entries.Count / 2 + 1).Concat(_entries.Where(entry => entry.Value.Until <= now));
        foreach (var key in old.Select(entry => entry.Key).ToHashSet())
        {
            Forget(key);
        }
    }

    private void Forget(string key)
    {
        if (_entries.Remove(key, out var entry))
        {
            _rules -= entry.Answer.Rules.Rules.Count;
        }
    }

    private static string KeyOf(Uri url) => $"{url.Scheme}://{AddressGuard.HostOf(url)}:{url.Port}";

    private sealed record Entry(RobotsAnswer Answer, DateTimeOffset Until);
}
