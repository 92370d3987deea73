namespace PeteRental.Scraper.Browser;

/// <summary>How much of a page's time is left.</summary>
internal sealed class PageClock(BrowserOptions options, TimeProvider time, CancellationToken token)
{
    // The rest is for reading the page, also one whose script has to be stopped first.
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(9);

    private readonly long _since = time.GetTimestamp();

    /// <summary>Ends with the time, or when nobody wants the page any more.</summary>
    public CancellationToken Token => token;

    /// <summary>A script holds the page and answers nothing.</summary>
    public bool IsBusy { get; set; }

    /// <summary>What may be spent on waiting for more.</summary>
    public TimeSpan Left => IsBusy ? TimeSpan.Zero : options.WholeLimit - Reserve - time.GetElapsedTime(_since);

    /// <summary>The time.</summary>
    public TimeProvider Time => time;
}
