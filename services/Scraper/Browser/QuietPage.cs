using Microsoft.Playwright;

namespace PeteRental.Scraper.Browser;

/// <summary>Tells when a page has come to rest: nothing is on its way, and the document no longer changes.</summary>
internal sealed class QuietPage
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(3);

    private readonly IPage _page;
    private readonly PageClock _clock;
    private int _onTheirWay;
    private long _lastChange;

    public QuietPage(IPage page, PageClock clock)
    {
        (_page, _clock) = (page, clock);
        _lastChange = clock.Time.GetTimestamp();
        page.Request += (_, _) => Note(1);
        page.RequestFinished += (_, _) => Note(-1);
        page.RequestFailed += (_, _) => Note(-1);
    }

    /// <summary>Elements in the document when it was looked at last.</summary>
    public long Elements { get; private set; }

    /// <summary>Waits until the page is at rest, and no longer than <paramref name="limit"/>.</summary>
    public async Task WaitAsync(TimeSpan limit)
    {
        var since = _clock.Time.GetTimestamp();
        Interlocked.Exchange(ref _lastChange, since);
        using var looks = new PeriodicTimer(LookEvery, _clock.Time);
        var before = "";
        while (!_clock.IsBusy && _clock.Left > TimeSpan.Zero && _clock.Time.GetElapsedTime(since) < limit)
        {
            var now = await LookAsync();
            if (now != before)
            {
                before = now;
                Interlocked.Exchange(ref _lastChange, _clock.Time.GetTimestamp());
            }
            else if (Volatile.Read(ref _onTheirWay) <= 0 && _clock.Time.GetElapsedTime(Interlocked.Read(ref _lastChange)) >= Rest)
            {
                return;
            }

            await looks.WaitForNextTickAsync(_clock.Token);
        }
    }

    private async Task<string> LookAsync()
    {
        try
        {
            var state = await _page.EvaluateAsync<string>(PageScripts.State).WaitAsync(AnswerLimit, _clock.Time, _clock.Token);
            Elements = long.TryParse(state.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture, out var elements) ? elements : 0;
            return state;
        }
        catch (TimeoutException)
        {
            _clock.IsBusy = true;
            return "";
        }
        catch (PlaywrightException exception) when (PageScripts.IsPagesOwn(exception))
        {
            // It is on its way to another page, or does not let itself be asked.
            return "";
        }
    }

    // What was on its way before we looked may end after it: never below none.
    private void Note(int change)
    {
        Interlocked.Exchange(ref _lastChange, _clock.Time.GetTimestamp());
        if (Interlocked.Add(ref _onTheirWay, change) < 0)
        {
            Interlocked.Exchange(ref _onTheirWay, 0);
        }
    }
}
