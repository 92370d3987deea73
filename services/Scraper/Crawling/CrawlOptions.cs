namespace PeteRental.Scraper.Crawling;

/// <summary>How much of a site is read, section <c>Scraper:Crawling</c>. A source may ask for less, not for more.</summary>
internal sealed class CrawlOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Scraper:Crawling";

    /// <summary>Pages of a site in one reading.</summary>
    public int MostPages { get; set; } = 60;

    /// <summary>Pages that are tried on the way to the homes.</summary>
    public int MostCandidates { get; set; } = 12;

    /// <summary>Homes of a site in one reading.</summary>
    public int MostListings { get; set; } = 2_000;

    /// <summary>How long a reading may take. What was found by then is kept.</summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Files of a sitemap that are read.</summary>
    public int MostSitemaps { get; set; } = 4;

    /// <summary>Pages that are remembered of a source.</summary>
    public int MostRemembered { get; set; } = 200;
}
