namespace PeteRental.Rentals.Scrapes;

/// <summary>Who wants a source read.</summary>
/// <param name="Kind">user, schedule or voice.</param>
/// <param name="UserId">The person.</param>
internal sealed record ScrapeAsker(string Kind, Guid? UserId)
{
    /// <summary>Its time has come.</summary>
    public static readonly ScrapeAsker Schedule = new("schedule", null);

    /// <summary>A caller asks for its homes.</summary>
    public static readonly ScrapeAsker Voice = new("voice", null);

    /// <summary>A member of the workspace.</summary>
    public static ScrapeAsker User(Guid id) => new("user", id);
}

/// <summary>One reading of a source.</summary>
/// <param name="ScrapeId">Its id.</param>
/// <param name="SourceId">What is read.</param>
/// <param name="Status">queued, running, completed, failed or cancelled.</param>
/// <param name="RequestedBy">user, schedule or voice.</param>
/// <param name="Phase">finding, reading_list, reading_details or finishing; null before and after.</param>
/// <param name="PagesSeen">Pages read so far.</param>
/// <param name="PagesTotal">Pages known so far; it may grow.</param>
/// <param name="ListingsFound">Homes found.</param>
/// <param name="Added">Homes that are new, or offered again.</param>
/// <param name="Changed">Homes of which something changed.</param>
/// <param name="Removed">Homes that are no longer offered.</param>
/// <param name="Method">How most homes were read.</param>
/// <param name="Cost">What a language model was paid, in US dollars.</param>
/// <param name="Warnings">Stable codes.</param>
/// <param name="ErrorCode">Why it failed, such as blocked_by_robots, unreachable, refused_host, timeout or no_listings.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="FinishedAt">When it ended.</param>
internal sealed record ScrapeReply(
    Guid ScrapeId, Guid SourceId, string Status, string RequestedBy, string? Phase, int PagesSeen, int PagesTotal, int ListingsFound, int Added, int Changed, int Removed,
    string? Method, decimal Cost, IReadOnlyList<string> Warnings, string? ErrorCode, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt)
{
    /// <summary>Whether nothing will change any more.</summary>
    public bool IsOver() => Status is "completed" or "failed" or "cancelled";
}

/// <summary>A page of readings, latest first.</summary>
internal sealed record ScrapeListReply(IReadOnlyList<ScrapeReply> Scrapes, string? NextCursor);
