using Dapper;
using Npgsql;
using PeteRental.Contracts;
using PeteRental.Rentals.Sources;

namespace PeteRental.Rentals.Database;

/// <summary>Counts homes and sites.</summary>
internal sealed class DatabaseReader(NpgsqlDataSource database)
{
    private const string Offered = "workspace_id = @workspace AND deleted_at IS NULL AND missing_since IS NULL";

    /// <summary>Counts by site.</summary>
    public async Task<DatabaseStats> StatsAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = (await connection.QueryAsync<WebsiteRow>(new CommandDefinition(
            $"""
             WITH homes AS (SELECT website, count(*)::int AS count FROM rentals WHERE {Offered} GROUP BY website),
             sites AS (SELECT website, max(last_scraped_at) AS last_scraped FROM sources WHERE workspace_id = @workspace AND NOT named_by_caller GROUP BY website)
             SELECT coalesce(homes.website, sites.website) AS website, coalesce(homes.count, 0) AS count, sites.last_scraped,
                 (SELECT max(updated_at) FROM rentals WHERE {Offered}) AS last_changed
             FROM homes FULL JOIN sites USING (website) ORDER BY 1
             """,
            new { workspace = workspace.Value },
            cancellationToken: cancellationToken))).AsList();
        return new DatabaseStats(
            rows.Sum(row => row.Count),
            rows.Count(row => row.Website is not null),
            rows.SelectMany(row => new[] { row.LastScraped, row.LastChanged }).Max(),
            rows.Where(row => row.Website is not null).ToDictionary(row => row.Website!, row => new WebsiteStats(row.Count, row.LastScraped)));
    }

    /// <summary>How many homes of a website are offered there.</summary>
    public Task<int> CountAsync(WorkspaceId workspace, NamedSite site, CancellationToken cancellationToken) =>
        CountAsync($"{NamedSite.TableFor(site)} WHERE {Offered} AND {site.Condition}", new { workspace = workspace.Value, sources = site.Sources, host = site.Host }, cancellationToken);

    /// <summary>How many homes can be had, now or from a day that is known.</summary>
    public Task<int> CountAvailableAsync(WorkspaceId workspace, CancellationToken cancellationToken) =>
        CountAsync($"rentals WHERE {Offered} AND available_from < 'infinity'", new { workspace = workspace.Value }, cancellationToken);

    private async Task<int> CountAsync(string homes, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<int>(
            new CommandDefinition($"SELECT count(*)::int FROM {homes}", parameters, cancellationToken: cancellationToken));
    }

    private sealed record WebsiteRow(string? Website, int Count, DateTimeOffset? LastScraped, DateTimeOffset? LastChanged);
}
