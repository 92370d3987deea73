using PeteRental.Contracts.Events;

namespace PeteRental.Scraper.Crawling;

/// <summary>A site to be read.</summary>
/// <param name="WorkspaceId">For whom: a language model is paid from their budget.</param>
/// <param name="SourceId">Whose pages are remembered.</param>
/// <param name="Start">An address, or the name of a company.</param>
/// <param name="Config">How.</param>
/// <param name="Today">The day where the homes are.</param>
internal sealed record ReadingOrder(Guid WorkspaceId, Guid SourceId, string Start, ScrapeConfig Config, DateOnly Today)
{
    /// <summary>Asked once a company's website was found, before anything of it is read. Null: always.</summary>
    public Func<Uri, CancellationToken, Task<bool>>? MayReadAsync { get; init; }
}

/// <summary>Where a reading begins.</summary>
/// <param name="Url">An address; null when it is a name.</param>
internal sealed record ReadingStart(Uri? Url)
{
    /// <summary>Outcome of a reading that <see cref="ReadingOrder.MayReadAsync"/> did not allow. Never published.</summary>
    public const string BelongsElsewhere = "belongs_elsewhere";

    /// <summary>
    /// An address when it has a scheme, or looks like a host: no space, and a dot or a colon in its first part. Whether it may be read is for
    /// the fetcher to say, so <c>file:</c> and <c>localhost:5432</c> are addresses, too. Everything else is a name.
    /// </summary>
    public static ReadingStart Of(string start)
    {
        var trimmed = start.Trim();
        if (trimmed.Contains("://", StringComparison.Ordinal) || trimmed.StartsWith("//", StringComparison.Ordinal))
        {
            return new ReadingStart(Uri.TryCreate(trimmed.StartsWith('/') ? $"https:{trimmed}" : trimmed, UriKind.Absolute, out var url) ? url : null);
        }

        var first = trimmed.Split('/', '?', '#')[0];
        if (trimmed.Any(char.IsWhiteSpace) || first.IndexOfAny(['.', ':', '[']) < 0 || first.EndsWith('.') || first.StartsWith('.'))
        {
            return new ReadingStart((Uri?)null);
        }

        return new ReadingStart(Uri.TryCreate($"https://{trimmed}", UriKind.Absolute, out var guessed)
            ? guessed
            : Uri.TryCreate(trimmed, UriKind.Absolute, out var other) ? other : null);
    }
}

/// <summary>What a reading is about at the moment.</summary>
internal enum ReadingPhase
{
    /// <summary>Looking for the page with the homes.</summary>
    Finding,
    /// <summary>Reading the list, page by page.</summary>
    ReadingList,
    /// <summary>Reading the homes' own pages.</summary>
    ReadingDetails,
    /// <summary>Putting it together.</summary>
    Finishing,
}

/// <summary>How far a reading is.</summary>
/// <param name="Phase">What it is about.</param>
/// <param name="PagesSeen">Pages read.</param>
/// <param name="PagesTotal">Pages known; it may grow.</param>
/// <param name="ListingsFound">Homes found.</param>
internal sealed record ReadingProgress(ReadingPhase Phase, int PagesSeen, int PagesTotal, int ListingsFound)
{
    /// <summary>Nothing yet.</summary>
    public static ReadingProgress None { get; } = new(ReadingPhase.Finding, 0, 1, 0);

    /// <summary>The phase as events name it.</summary>
    public string PhaseName => Phase switch
    {
        ReadingPhase.Finding => "finding",
        ReadingPhase.ReadingList => "reading_list",
        ReadingPhase.ReadingDetails => "reading_details",
        ReadingPhase.Finishing => "finishing",
    };
}

/// <summary>What a reading brought: homes, or why there are none.</summary>
internal sealed record SiteReading
{
    /// <summary>As in <see cref="ScrapeFailed"/>; null when it went well.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The homes, each once.</summary>
    public IReadOnlyList<ScrapedListing> Listings { get; init; } = [];

    /// <summary>How most of them were read; none without homes.</summary>
    public string Method { get; init; } = "none";

    /// <summary>Pages read.</summary>
    public int Pages { get; init; }

    /// <summary>What a language model was paid, in US dollars.</summary>
    public decimal Cost { get; init; }

    /// <summary>The site itself says that it has nothing to rent.</summary>
    public bool SaysNoneAvailable { get; init; }

    /// <summary>Not everything was read: a home that is missing is not gone.</summary>
    public bool IsPartial { get; init; }

    /// <summary>The page with the homes.</summary>
    public string FinalUrl { get; init; } = "";

    /// <summary>Stable codes.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>A reading that did not begin.</summary>
    public static SiteReading Failed(string code) => new() { ErrorCode = code };

    /// <summary>The same, when nobody wants it any more. What it cost, it cost.</summary>
    public SiteReading AsCancelled() => new() { ErrorCode = "cancelled", Pages = Pages, Cost = Cost, Warnings = Warnings };
}
