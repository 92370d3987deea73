using Dapper;
using Npgsql;
using PeteRental.Contracts;
using PeteRental.Contracts.Rentals;
using PeteRental.Rentals.Addresses;
using PeteRental.Rentals.Scrapes;
using PeteRental.Rentals.Sources;

namespace PeteRental.Rentals.Voice;

/// <summary>What is known of a site that a caller named.</summary>
/// <param name="Website">Its name; null when the words name none.</param>
/// <param name="AsOf">When it was last read; null when never.</param>
/// <param name="IsStale">The last reading is old, and another was asked for.</param>
/// <param name="Outcome"><c>reading</c> or <c>unreadable</c> when there is nothing to answer from; null otherwise.</param>
internal sealed record SpokenSite(string? Website, DateTimeOffset? AsOf, bool IsStale, string? Outcome);

/// <summary>
/// The websites that callers name. One that is not known is read for the first time, once, without a place in the schedule: a manager decides
/// about that. Callers can add only so many.
/// </summary>
internal sealed class VoiceSites(NpgsqlDataSource database, SourceStore sources, ScrapeRequests scrapes, TimeProvider time)
{
    private const int MostNamedByCallers = 20;
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(24);

    // Asking again would change nothing.
    private static readonly string[] Lasting = ["blocked_by_robots", "refused_host", "refused_address", "not_found", "unsupported_content"];

    /// <summary>The site in a caller's or a model's words, and a reading of it where one is due.</summary>
    public async Task<SpokenSite> FindAsync(WorkspaceId workspace, string words, CancellationToken cancellationToken)
    {
        if (SourceAddress.Parse(Written(words)) is not { } address)
        {
            return new SpokenSite(null, null, false, null);
        }

        var known = await KnownAsync(workspace, cancellationToken);
        var source = known.FirstOrDefault(row => row.Website == address.Website) ?? known.FirstOrDefault(row => MayBe(address, row.Website));
        if (source is null)
        {
            return await BeginAsync(workspace, address, known.Count(row => row.CreatedBy is null), cancellationToken);
        }

        if (source.LastScrapedAt is { } at)
        {
            var isStale = time.GetUtcNow() - at > Fresh;
            if (isStale)
            {
                await scrapes.RequestAsync(workspace, source.Id, ScrapeAsker.Voice, cancellationToken);
            }

            return new SpokenSite(source.Website, at, isStale, null);
        }

        if (source.LastErrorCode is { } code && Lasting.Contains(code))
        {
            return new SpokenSite(source.Website, null, false, RentalOutcome.Unreadable);
        }

        await scrapes.RequestAsync(workspace, source.Id, ScrapeAsker.Voice, cancellationToken);
        return new SpokenSite(source.Website, null, false, RentalOutcome.Reading);
    }

    /// <summary>When the oldest site of a workspace was last read; null without any.</summary>
    public async Task<DateTimeOffset?> OldestAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<DateTime?>(new CommandDefinition(
            "SELECT min(last_scraped_at) FROM sources WHERE workspace_id = @workspace AND is_active",
            new { workspace = workspace.Value },
            cancellationToken: cancellationToken)) is { } at ? new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc)) : null;
    }

    /// <summary>Whether a company's name, as somebody says it, may be that of a site: <c>Birchwood Homes</c> is <c>birchwoodhomes.test</c>. Pure.</summary>
    internal static bool MayBe(SourceAddress said, string website)
    {
        var name = said.IsName ? string.Concat(AddressWords.Split(said.Website)) : "";
        var dot = website.LastIndexOf('.');
        var host = string.Concat(AddressWords.Split(dot > 0 ? website[..dot] : website));
        return name.Length >= 4 && host.Length >= 4 && (host.Contains(name, StringComparison.Ordinal) || name.Contains(host, StringComparison.Ordinal));
    }

    private static string Written(string words) => words
        .Replace(" dot ", ".", StringComparison.OrdinalIgnoreCase).Replace(" slash ", "/", StringComparison.OrdinalIgnoreCase).Replace(" dash ", "-", StringComparison.OrdinalIgnoreCase);

    private async Task<SpokenSite> BeginAsync(WorkspaceId workspace, SourceAddress address, int namedByCallers, CancellationToken cancellationToken)
    {
        if (namedByCallers >= MostNamedByCallers)
        {
            return new SpokenSite(address.Website, null, false, RentalOutcome.Unreadable);
        }

        var saving = await sources.AddAsync(workspace, user: null, address, config: null, isActive: false, cancellationToken);
        var id = saving switch
        {
            SourceSaving.Saved saved => saved.Source.SourceId,
            SourceSaving.Exists exists => exists.SourceId,
            _ => (Guid?)null,
        };
        if (id is not { } source)
        {
            return new SpokenSite(address.Website, null, false, RentalOutcome.Unreadable);
        }

        await scrapes.RequestAsync(workspace, source, ScrapeAsker.Voice, cancellationToken);
        return new SpokenSite(address.Website, null, false, RentalOutcome.Reading);
    }

    private async Task<IReadOnlyList<KnownSource>> KnownAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<KnownSource>(new CommandDefinition(
            "SELECT id, website, last_scraped_at, last_error_code, created_by FROM sources WHERE workspace_id = @workspace ORDER BY created_at, id",
            new { workspace = workspace.Value },
            cancellationToken: cancellationToken))).AsList();
    }

    private sealed record KnownSource(Guid Id, string Website, DateTimeOffset? LastScrapedAt, string? LastErrorCode, Guid? CreatedBy);
}
