using PeteRental.Scraper.Extraction;
using PeteRental.Scraper.Fetching;

namespace PeteRental.Scraper.Crawling;

/// <summary>One reading of a site while it lasts: what was seen, what was found, what is left of its budgets.</summary>
internal sealed class SiteVisit(ReadingOrder order, CrawlOptions limits, PageReader pages, IProgress<ReadingProgress> progress)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<string> _warnings = [];
    private readonly int _mostPages = Math.Clamp(order.Config.MaxPages ?? limits.MostPages, 1, limits.MostPages);
    private ReadingPhase _phase;
    private int _pagesSeen;
    private int _pagesKnown = 1;
    private bool _needsRendering;
    private bool _isPartial;

    /// <summary>What is to be read.</summary>
    public ReadingOrder Order { get; } = order;

    /// <summary>How much of it.</summary>
    public CrawlOptions Limits { get; } = limits;

    /// <summary>Which hosts belong to it.</summary>
    public SiteBoundary Boundary { get; } = new();

    /// <summary>The homes found so far.</summary>
    public HomeCollection Homes { get; } = new(limits.MostListings);

    /// <summary>Pages without homes, for whoever reads what rules cannot.</summary>
    public List<ReadPage> Barren { get; } = [];

    /// <summary>A page said that there is nothing to rent.</summary>
    public bool SaysNoneAvailable { get; set; }

    /// <summary>The page with the homes, else the one that reading began at.</summary>
    public Uri? FinalUrl { get; set; }

    /// <summary>Why the page that promised the homes could not be read.</summary>
    public FetchError? Obstacle { get; private set; }

    /// <summary>What a language model was paid.</summary>
    public decimal Cost { get; set; }

    /// <summary>Whether another page may be read.</summary>
    public bool HasPagesLeft => _pagesSeen < _mostPages;

    /// <summary>Whether a page was read already, or is known not to be worth it.</summary>
    public bool HasSeen(Uri url) => _seen.Contains(PageKey.Of(url));

    /// <summary>Notes a page that will be read; false when it was, or will be.</summary>
    public bool TryPlan(Uri url)
    {
        if (!_seen.Add(PageKey.Of(url)))
        {
            return false;
        }

        _pagesKnown++;
        return true;
    }

    /// <summary>Says what the reading is about now.</summary>
    public void Enter(ReadingPhase phase)
    {
        _phase = phase > _phase ? phase : _phase;
        Tell();
    }

    /// <summary>Notes something that whoever looks at the result should know, once.</summary>
    public void Warn(string code)
    {
        if (!_warnings.Contains(code))
        {
            _warnings.Add(code);
        }
    }

    /// <summary>Notes why not everything was read.</summary>
    public void Cut(string code)
    {
        _isPartial = true;
        Warn(code);
    }

    /// <summary>Reads a page: as the site sends it, and in a browser where the order or the page asks for it.</summary>
    public async Task<ReadPage> OpenAsync(Uri url, CancellationToken cancellationToken)
    {
        _seen.Add(PageKey.Of(url));
        _pagesSeen++;
        var page = await ReadAsync(url, cancellationToken);
        if (page.Extraction is { } extraction)
        {
            _seen.Add(PageKey.Of(page.Url));
            if (extraction.Listings.Count == 0)
            {
                Barren.Add(page);
            }
        }

        if (page.IsRendered)
        {
            Warn("rendered");
        }

        Tell();
        return page;
    }

    /// <summary>Reads a page in a browser once more. What cannot be rendered stays as it was.</summary>
    public async Task<ReadPage> RenderAsync(ReadPage page, CancellationToken cancellationToken)
    {
        var rendered = await pages.RenderAsync(page.Url, Order, cancellationToken);
        if (rendered.Extraction is null)
        {
            Warn("render_failed");
            return page;
        }

        Warn("rendered");
        return rendered;
    }

    /// <summary>Notes why a page that promised homes could not be read, the first time.</summary>
    public void NoteObstacle(FetchError? error)
    {
        if (error is not null and not { Status: 404 or 410 })
        {
            Obstacle ??= error;
        }
    }

    /// <summary>The result.</summary>
    public SiteReading End(string? errorCode)
    {
        if (Homes.IsFull)
        {
            Cut("too_many_listings");
        }

        Home[] homes = [.. Homes.Useful];
        return new SiteReading
        {
            ErrorCode = errorCode,
            Listings = errorCode is null ? [.. homes.Select(ScrapedListings.Of)] : [],
            Method = errorCode is null ? ScrapedListings.MethodOf(homes) : "none",
            Pages = _pagesSeen,
            Cost = Cost,
            SaysNoneAvailable = SaysNoneAvailable && homes.Length == 0,
            IsPartial = _isPartial,
            FinalUrl = FinalUrl?.AbsoluteUri ?? Order.Start,
            Warnings = [.. _warnings],
        };
    }

    private async Task<ReadPage> ReadAsync(Uri url, CancellationToken cancellationToken)
    {
        var mayRender = Order.Config.Render != false;
        if (mayRender && (Order.Config.Render == true || _needsRendering))
        {
            var rendered = await pages.RenderAsync(url, Order, cancellationToken);
            if (rendered.Extraction is not null || rendered.Error is not { Code: "internal" or "timeout" })
            {
                return rendered;
            }

            Warn("render_failed");
        }

        var page = await pages.ReadAsync(url, Order, cancellationToken);
        if (!mayRender || page.Extraction is not { NeedsRendering: true } shell || shell.Links.Any(link => link.Kind == LinkKind.Feed))
        {
            return page;
        }

        // The site's other pages will need it, too: they are not asked for twice.
        page = await RenderAsync(page, cancellationToken);
        _needsRendering = page.IsRendered;
        return page;
    }

    private void Tell() => progress.Report(new ReadingProgress(_phase, _pagesSeen, Math.Max(_pagesSeen, Math.Min(_pagesKnown, _mostPages)), Homes.All.Count));
}
