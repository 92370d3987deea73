using Microsoft.Playwright;
using PeteRental.Scraper.Fetching;

namespace PeteRental.Scraper.Browser;

/// <summary>The document of a page as text, or a code of <see cref="FetchCodes"/> that says why there is none.</summary>
internal sealed record PageSnapshot(string? Text, string? Code)
{
    // Together what PageClock holds back. Large pages take their time on a busy machine.
    private static readonly TimeSpan FirstLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SecondLimit = TimeSpan.FromSeconds(3);

    private const string TooLarge = "too-large";
    private const string ErrorPage = "error-page";

    /// <summary>Takes it. A script that never ends is stopped first.</summary>
    public static async Task<PageSnapshot> TakeAsync(IPage page, ICDPSession inspector, int maxCharacters, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var text = await page.EvaluateAsync<string>(PageScripts.Serialise, maxCharacters).WaitAsync(attempt == 1 ? FirstLimit : SecondLimit, cancellationToken);
                return text switch
                {
                    TooLarge => new PageSnapshot(null, FetchCodes.TooLarge),
                    ErrorPage => new PageSnapshot(null, FetchCodes.Unreachable),
                    _ => new PageSnapshot(text, null),
                };
            }
            catch (Exception exception) when (attempt == 1 && IsPassing(exception))
            {
                await StopScriptsAsync(inspector, cancellationToken);
            }
            catch (Exception exception) when (IsPassing(exception))
            {
                return new PageSnapshot(null, exception is TimeoutException ? FetchCodes.Timeout : FetchCodes.UnsupportedContent);
            }
        }
    }

    // Nothing that the browser itself would die of.
    private static bool IsPassing(Exception exception) => exception is TimeoutException || PageScripts.IsPagesOwn(exception);

    // Answered beside the page's own thread, but only to who was there before that thread was taken.
    private static async Task StopScriptsAsync(ICDPSession inspector, CancellationToken cancellationToken)
    {
        var stopping = inspector.SendAsync("Runtime.terminateExecution");
        await Task.WhenAny(stopping, Task.Delay(StopLimit, cancellationToken));
    }
}
