namespace PeteRental.Scraper.Browser;

/// <summary>How much of a page's time is left.</summary>
internal sealed class PageClock(BrowserOptions options, TimeProvider time, CancellationToken token)
{
    // For the document, and for asking for it again when a script had to be stopped first.
    private static readonly TimeSpan DocumentLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SecondLimit = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Reserve = DocumentLimit + SecondLimit;

    private readonly long _since = time.GetTimestamp();

    /// <summary>Ends with the time, or when nobody wants the page any more.</summary>
    public CancellationToken Token => token;

    /// <summary>A script holds the page and answers nothing.</summary>
    public bool IsBusy { get; set; }

    /// <summary>What may be spent on waiting for more.</summary>
    public TimeSpan Left => IsBusy ? TimeSpan.Zero : options.WholeLimit - Reserve - time.GetElapsedTime(_since);

    /// <summary>
    /// How long the document is waited for before what runs is stopped. A page that answered until now is large, or the machine busy: it has
    /// whatever is not needed for asking again.
    /// </summary>
    public TimeSpan Patience => DocumentLimit + (Left > TimeSpan.Zero ? Left : TimeSpan.Zero);

    /// <summary>The time.</summary>
    public TimeProvider Time => time;
}
