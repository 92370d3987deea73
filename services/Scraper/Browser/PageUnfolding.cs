using Microsoft.Playwright;

namespace PeteRental.Scraper.Browser;

/// <summary>Has a page show what it keeps back: clicks "Load more", or goes to the end of a list that grows by scrolling.</summary>
internal sealed class PageUnfolding(IPage page, QuietPage quiet, PageClock clock)
{
    private static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(3);

    /// <summary>Goes on while the page grows, and no more often than <paramref name="most"/>.</summary>
    public async Task UnfoldAsync(int most)
    {
        for (var step = 0; step < most && clock.Left > StepLimit; step++)
        {
            var before = quiet.Elements;
            if (!await StepAsync())
            {
                return;
            }

            await quiet.WaitAsync(StepLimit);
            if (quiet.Elements <= before)
            {
                return;
            }
        }
    }

    private async Task<bool> StepAsync()
    {
        try
        {
            return await page.EvaluateAsync<bool>(PageScripts.Unfold).WaitAsync(AnswerLimit, clock.Time, clock.Token);
        }
        catch (TimeoutException)
        {
            clock.IsBusy = true;
            return false;
        }
        catch (PlaywrightException exception) when (PageScripts.IsPagesOwn(exception))
        {
            return false;
        }
    }
}
