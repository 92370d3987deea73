using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using PeteRental.Scraper.Fetching;

namespace PeteRental.Scraper.Browser;

/// <summary>The document of a page as text, or a code of <see cref="FetchCodes"/> that says why there is none.</summary>
internal sealed record PageSnapshot(string? Text, string? Code)
{
    // One for a page that goes on to another one meanwhile, one for a question that the stop of a script hit itself.
    private const int Attempts = 3;

    private const string TooLarge = "too-large";
    private const string ErrorPage = "error-page";

    /// <summary>Takes it. A script that never ends is stopped first.</summary>
    /// <exception cref="OperationCanceledException">The time of <paramref name="clock"/> is over.</exception>
    public static async Task<PageSnapshot> TakeAsync(IPage page, ICDPSession inspector, int maxCharacters, PageClock clock)
    {
        var isStopped = false;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var answer = isStopped ? AskBareAsync(inspector, maxCharacters) : page.EvaluateAsync<string>(PageScripts.Serialise, maxCharacters);
                if (!isStopped && !await IsAnsweredAsync(answer, clock))
                {
                    // Answered beside the page's own thread, but only to who was there before that thread was taken. When no script runs
                    // any more it ends the next one instead, so nothing new is asked: the answer is on its way, or comes after the stop.
                    isStopped = true;
                    _ = inspector.SendAsync("Runtime.terminateExecution");
                }

                return await answer.WaitAsync(clock.Token) switch
                {
                    TooLarge => new PageSnapshot(null, FetchCodes.TooLarge),
                    ErrorPage => new PageSnapshot(null, FetchCodes.Unreachable),
                    var text => new PageSnapshot(text, null),
                };
            }
            catch (PlaywrightException exception) when (PageScripts.IsPagesOwn(exception))
            {
                if (attempt == Attempts)
                {
                    return new PageSnapshot(null, FetchCodes.UnsupportedContent);
                }
            }
        }
    }

    // Without what Playwright puts into a page to ask it: when the stop hit that, it stays broken for as long as the page is there.
    private static async Task<string> AskBareAsync(ICDPSession inspector, int maxCharacters)
    {
        var reply = await inspector.SendAsync(
            "Runtime.evaluate",
            new Dictionary<string, object> { ["expression"] = string.Create(CultureInfo.InvariantCulture, $"({PageScripts.Serialise})({maxCharacters})"), ["returnByValue"] = true });
        return reply?.GetProperty("result") is { } result && result.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new PlaywrightException("The page did not answer with its document.");
    }

    private static async Task<bool> IsAnsweredAsync(Task<string> answer, PageClock clock)
    {
        try
        {
            await answer.WaitAsync(clock.Patience, clock.Time, clock.Token);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
