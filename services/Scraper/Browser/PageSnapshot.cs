using Microsoft.Playwright;

namespace PeteRental.Scraper.Browser;

/// <summary>The document of a page as text. All are false or null when the page does not answer.</summary>
internal sealed record PageSnapshot(string? Text, bool IsTooLarge, bool IsErrorPage)
{
    private const string TooLarge = "too-large";
    private const string ErrorPage = "error-page";

    /// <summary>Takes it. A script that never ends is stopped first.</summary>
    public static async Task<PageSnapshot> TakeAsync(IPage page, int maxCharacters, TimeSpan limit, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var text = await page.EvaluateAsync<string>(PageScripts.Serialise, maxCharacters).WaitAsync(limit / 2, cancellationToken);
                return text switch
                {
                    TooLarge => new PageSnapshot(null, IsTooLarge: true, IsErrorPage: false),
                    ErrorPage => new PageSnapshot(null, IsTooLarge: false, IsErrorPage: true),
                    _ => new PageSnapshot(text, IsTooLarge: false, IsErrorPage: false),
                };
            }
            catch (Exception exception) when (attempt == 1 && IsPassing(exception))
            {
                await StopScriptsAsync(page, limit / 4, cancellationToken);
            }
            catch (Exception exception) when (IsPassing(exception))
            {
                return new PageSnapshot(null, IsTooLarge: false, IsErrorPage: false);
            }
        }
    }

    // Nothing that the browser itself would die of.
    private static bool IsPassing(Exception exception) =>
        exception is TimeoutException || (exception is PlaywrightException failed && PageScripts.IsNavigation(failed));

    private static async Task StopScriptsAsync(IPage page, TimeSpan limit, CancellationToken cancellationToken)
    {
        var inspector = await page.Context.NewCDPSessionAsync(page).WaitAsync(cancellationToken);
        try
        {
            // Answered beside the page's own thread.
            await inspector.SendAsync("Runtime.terminateExecution").WaitAsync(limit, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Then the next attempt to read is not answered either, and that is the page's end.
            await inspector.DetachAsync().WaitAsync(limit, cancellationToken).ContinueWith(_ => { }, cancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }
}
