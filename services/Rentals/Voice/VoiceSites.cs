using Dapper;
using Npgsql;
using PeteRental.Contracts;
using PeteRental.Contracts.Rentals;
using PeteRental.Rentals.Scrapes;
using PeteRental.Rentals.Sources;

namespace PeteRental.Rentals.Voice;

/// <summary>What is known of a site that a caller named.</summary>
/// <param name="Website">Its name; null when the words name none.</param>
/// <param name="AsOf">When it was last read; null when never.</param>
/// <param name="IsStale">The last reading is old, and another was asked for.</param>
/// <param name="Outcome"><c>reading</c> or <c>unreadable</c> when there is nothing to answer from; null otherwise.</param>
/// <param name="Site">Whose homes are meant; null for those that the workspace offers.</param>
internal sealed record SpokenSite(string? Website, DateTimeOffset? AsOf, bool IsStale, string? Outcome, NamedSite? Site);

/// <summary>
/// The websites that callers name. One that is not known is read for the first time, once, without a place in the schedule: a manager decides
/// about that. Callers can add only so many.
/// </summary>
internal sealed class VoiceSites(NpgsqlDataSource database, NamedSites sites, SourceStore sources, ScrapeRequests scrapes, TimeProvider time)
{
    /// <summary>Of a host with many list pages: somebody waits, and the others have their turn with the next question.</summary>
    private const int MostAskedForAtOnce = 10;

    private static readonly TimeSpan Fresh = TimeSpan.FromHours(24);

    // Asking again would change nothing.
    private static readonly string[] Lasting = ["blocked_by_robots", "refused_host", "refused_address", "not_found", "unsupported_content"];

    /// <summary>The site in a caller's or a model's words, and a reading of it where one is due.</summary>
    public async Task<SpokenSite> FindAsync(WorkspaceId workspace, string words, CancellationToken cancellationToken)
    {
        if (SourceAddress.Parse(Written(words)) is not { } address)
        {
            return new SpokenSite(null, null, false, null, null);
        }

        var known = await sites.KnownAsync(workspace, cancellationToken);
        var meant = NamedSites.Meant(address, known);
        if (meant.Count == 0)
        {
            return await BeginAsync(workspace, address, cancellationToken);
        }

        var before = time.GetUtcNow() - Fresh;
        var due = meant.Where(source => source.LastScrapedAt is { } at ? at < before : !IsLost(source)).ToList();
        foreach (var source in due.Take(MostAskedForAtOnce))
        {
            await scrapes.RequestAsync(workspace, source.Id, ScrapeAsker.Voice, cancellationToken);
        }

        var website = meant[0].Website;
        return meant.Min(source => source.LastScrapedAt) is { } asOf ? new SpokenSite(website, asOf, due.Count > 0, null, NamedSites.Of(address, known))
            : new SpokenSite(website, null, false, due.Count > 0 ? RentalOutcome.Reading : RentalOutcome.Unreadable, null);
    }

    /// <summary>Whose homes a caller's words mean, without any reading; null when they name no site that is known.</summary>
    public async Task<NamedSite?> RecallAsync(WorkspaceId workspace, string? words, CancellationToken cancellationToken) =>
        words is not null && SourceAddress.Parse(Written(words)) is { } address
        && await sites.FindAsync(workspace, address, cancellationToken) is { Sources.Length: > 0 } site ? site : null;

    /// <summary>When the oldest site of a workspace was last read; null without any.</summary>
    public async Task<DateTimeOffset?> OldestAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<DateTime?>(new CommandDefinition(
            "SELECT min(last_scraped_at) FROM sources WHERE workspace_id = @workspace AND is_active",
            new { workspace = workspace.Value },
            cancellationToken: cancellationToken)) is { } at ? new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc)) : null;
    }

    private static string Written(string words) => words
        .Replace(" dot ", ".", StringComparison.OrdinalIgnoreCase).Replace(" slash ", "/", StringComparison.OrdinalIgnoreCase).Replace(" dash ", "-", StringComparison.OrdinalIgnoreCase);

    private static bool IsLost(KnownSource source) => source.LastErrorCode is { } code && Lasting.Contains(code);

    private async Task<SpokenSite> BeginAsync(WorkspaceId workspace, SourceAddress address, CancellationToken cancellationToken)
    {
        var saving = await sources.AddAsync(workspace, user: null, address, config: null, isActive: false, cancellationToken);
        var id = saving switch
        {
            SourceSaving.Saved saved => saved.Source.SourceId,
            SourceSaving.Exists exists => exists.SourceId,
            _ => (Guid?)null,
        };
        if (id is not { } source)
        {
            return new SpokenSite(address.Website, null, false, RentalOutcome.Unreadable, null);
        }

        await scrapes.RequestAsync(workspace, source, ScrapeAsker.Voice, cancellationToken);
        return new SpokenSite(address.Website, null, false, RentalOutcome.Reading, null);
    }
}
