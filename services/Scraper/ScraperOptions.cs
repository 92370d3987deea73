namespace PeteRental.Scraper;

/// <summary>How sites are read, section <c>Scraper</c>.</summary>
internal sealed class ScraperOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Scraper";

    /// <summary>
    /// Origins (<c>http://127.0.0.1:8090</c>) that may be read although their address or port is closed: scheme, host and port have to be
    /// just these. For sample sites of one's own; empty in Production.
    /// </summary>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>Where the owner of a site learns who reads it, for the User-Agent header. Without it only our name is sent.</summary>
    public Uri? ContactUrl { get; set; }

    /// <summary>How much a site is asked for, and how often.</summary>
    public PolitenessOptions Politeness { get; set; } = new();

    /// <summary>What one page may cost.</summary>
    public FetchOptions Fetch { get; set; } = new();

    /// <summary>The browser for pages that are made by scripts.</summary>
    public BrowserOptions Browser { get; set; } = new();
}

/// <summary>The pace at which one host is asked. Each host is asked one thing at a time.</summary>
internal sealed class PolitenessOptions
{
    /// <summary>Between the end of one request and the next, at least.</summary>
    public TimeSpan ShortestDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest of the delays that are picked at random.</summary>
    public TimeSpan LongestDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The delay for <see cref="ScraperOptions.AllowedOrigins"/>, which are our own.</summary>
    public TimeSpan OwnDelay { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>The longest <c>Crawl-delay</c> of a robots.txt that is kept to; a longer one is cut to it.</summary>
    public TimeSpan LongestCrawlDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a robots.txt is believed. Never more than a day.</summary>
    public TimeSpan RobotsFor { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The same for <see cref="ScraperOptions.AllowedOrigins"/>, whose owner changes them while looking.</summary>
    public TimeSpan OwnRobotsFor { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long after a robots.txt could not be had the next attempt is made. Nothing is read of the host meanwhile.</summary>
    public TimeSpan RobotsRetry { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest <c>Retry-After</c> that keeps us away from a host.</summary>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromHours(1);
}

/// <summary>What one page may cost.</summary>
internal sealed class FetchOptions
{
    /// <summary>For a connection.</summary>
    public TimeSpan ConnectLimit { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>For a page with its redirects; waiting for one's turn is not counted.</summary>
    public TimeSpan WholeLimit { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Bytes of a page, counted after decompression.</summary>
    public int MaxBytes { get; set; } = 5 * 1024 * 1024;

    /// <summary>Bytes of a robots.txt that are read; the rest is passed over. RFC 9309 asks for 500 KiB at least.</summary>
    public int MaxRobotsBytes { get; set; } = 500 * 1024;

    /// <summary>Redirects that are followed.</summary>
    public int MaxRedirects { get; set; } = 5;
}

/// <summary>The browser.</summary>
internal sealed class BrowserOptions
{
    /// <summary>Chromium's program.</summary>
    public string ExecutablePath { get; set; } = "/usr/bin/chromium";

    /// <summary>Pages open at once. About four a core are the most that make sense.</summary>
    public int MaxPages { get; set; } = 4;

    /// <summary>Until the page begins to arrive and its document is read.</summary>
    public TimeSpan NavigationLimit { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>For one page altogether.</summary>
    public TimeSpan WholeLimit { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a page is waited for that does not come to rest.</summary>
    public TimeSpan QuietLimit { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Clicks on a button that shows more, or scrolls to the end, at most.</summary>
    public int MaxUnfoldings { get; set; } = 8;

    /// <summary>Characters of a page after its scripts ran.</summary>
    public int MaxCharacters { get; set; } = 5 * 1024 * 1024;

    /// <summary>Bytes that one page may move over the network, all its parts together.</summary>
    public long MaxTraffic { get; set; } = 25 * 1024 * 1024;

    /// <summary>Connections that one page may open.</summary>
    public int MaxConnections { get; set; } = 300;

    /// <summary>Megabytes for the scripts of one page.</summary>
    public int ScriptMemory { get; set; } = 256;

    /// <summary>After how long without a page the browser is closed.</summary>
    public TimeSpan IdleAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>After how many pages a new browser is begun, since browsers grow.</summary>
    public int PagesPerBrowser { get; set; } = 200;

    /// <summary>
    /// Whether Chromium locks its own processes in. It takes user namespaces and a user that is not root; where the machine has both, turn it on.
    /// </summary>
    public bool LocksItselfIn { get; set; }
}
