namespace PeteRental.Scraper.Fetching;

/// <summary>What has to be so before a page is asked for, by whatever means: an open address, the host's turn, and a robots.txt that allows it.</summary>
internal sealed class SiteAccess(AddressGuard guard, HostGate gate, RobotsCache robots)
{
    /// <summary>Waits for the turn. Either there is one, which the caller ends, or an error.</summary>
    /// <param name="url">What is to be read.</param>
    /// <param name="clock">Runs from when the page may be asked for.</param>
    /// <exception cref="OperationCanceledException">The caller gave up, or the time is up.</exception>
    public async Task<(HostGate.Turn? Turn, FetchError? Error)> EnterAsync(Uri url, FetchClock clock)
    {
        if (guard.Refuse(url) is { } code)
        {
            return (null, new FetchError(code, null, null));
        }

        // What is known already to be in vain takes no turn.
        if ((Closed(url) ?? Forbidden(url, robots.Find(url))) is { } known)
        {
            return (null, known);
        }

        clock.Hold();
        var turn = await gate.EnterAsync(url, clock.Caller);
        try
        {
            if ((Closed(url) ?? await AskRobotsAsync(url, turn, clock)) is { } error)
            {
                turn.Dispose();
                return (null, error);
            }

            clock.Run();
            return (turn, null);
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    /// <summary>Whether the place where a browser ended may be read, too: it follows redirects by itself. No turn is held meanwhile.</summary>
    public async Task<FetchError?> CheckLandingAsync(Uri url, FetchClock clock)
    {
        if (guard.Refuse(url) is { } code)
        {
            return new FetchError(code, null, null);
        }

        if (robots.Find(url) is { } answer)
        {
            return Forbidden(url, answer);
        }

        var (turn, error) = await EnterAsync(url, clock);
        turn?.Dispose();
        return error;
    }

    /// <summary>What is known of the site's robots.txt, fetched when need be.</summary>
    public async Task<RobotsRules> RulesAsync(Uri url, FetchClock clock)
    {
        var (turn, _) = await EnterAsync(new Uri(url, "/robots.txt"), clock);
        turn?.Dispose();
        return robots.Find(url)?.Rules ?? RobotsRules.None;
    }

    private async Task<FetchError?> AskRobotsAsync(Uri url, HostGate.Turn turn, FetchClock clock)
    {
        var answer = robots.Find(url);
        if (answer is null)
        {
            clock.Run();
            answer = await robots.FetchAsync(url, clock.Token);
            clock.Hold();
            turn.CrawlDelay = answer.Rules.CrawlDelay;
            if (Forbidden(url, answer) is null)
            {
                await turn.PauseAsync(clock.Caller);
            }
        }

        turn.CrawlDelay = answer.Rules.CrawlDelay;
        return Forbidden(url, answer);
    }

    private static FetchError? Forbidden(Uri url, RobotsAnswer? answer) =>
        answer is null ? null
        : answer.Error ?? (answer.Rules.Allows(url.PathAndQuery) ? null : new FetchError(FetchCodes.BlockedByRobots, null, null));

    private FetchError? Closed(Uri url) => gate.ClosedFor(url) is { } left ? new FetchError(FetchCodes.HttpError, 429, left) : null;
}
