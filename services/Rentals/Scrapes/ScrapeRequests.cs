using System.Text.Json;
using Dapper;
using Npgsql;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;
using PeteRental.Rentals.Sources;
using PeteRental.Rentals.Workspaces;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Rentals.Scrapes;

/// <summary>
/// Has sources read. A source is read once at a time, whoever asks: the unique index on unfinished readings sees to it, and who comes
/// second gets the reading that is under way.
/// </summary>
internal sealed class ScrapeRequests(NpgsqlDataSource database, WorkspaceZones zones, Outbox outbox, TimeProvider time)
{
    /// <summary>A reading of a source that is under way, else a new one; null when the workspace has no such source.</summary>
    public async Task<ScrapeReply?> RequestAsync(WorkspaceId workspace, Guid source, ScrapeAsker asker, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await AddAsync(connection, transaction, workspace, source, asker, cancellationToken))
        {
            return null;
        }

        var scrape = await ScrapeStore.FindUnfinishedAsync(connection, workspace, source, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return scrape;
    }

    /// <summary>Asks for a reading in the transaction of something else; nothing happens while one is under way. False without such a source.</summary>
    public async Task<bool> AddAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, WorkspaceId workspace, Guid source, ScrapeAsker asker, CancellationToken cancellationToken)
    {
        // Locked until the commit: whoever ends the reading of this source meanwhile waits, so that there is one to be found afterwards.
        var wanted = await connection.QuerySingleOrDefaultAsync<WantedSource>(new CommandDefinition(
            "SELECT website_url, scraping_config, every_minutes FROM sources WHERE workspace_id = @workspace AND id = @source FOR UPDATE",
            new { workspace = workspace.Value, source },
            transaction,
            cancellationToken: cancellationToken));
        if (wanted is null)
        {
            return false;
        }

        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var added = await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO scrapes (id, workspace_id, source_id, status, requested_by, user_id, created_at)
            VALUES (@id, @workspace, @source, 'queued', @Kind, @UserId, @now)
            ON CONFLICT (source_id) WHERE status IN ('queued', 'running') DO NOTHING
            """,
            new { id, workspace = workspace.Value, source, asker.Kind, asker.UserId, now },
            transaction,
            cancellationToken: cancellationToken));
        if (added == 1)
        {
            var config = ScrapingSettings.Of(JsonElement.Parse(wanted.ScrapingConfig)).Config with { Timezone = (await zones.FindAsync(workspace, cancellationToken)).Id };
            await outbox.AddAsync(
                connection, transaction, new ScrapeRequested(workspace.Value, now, id, source, wanted.WebsiteUrl, asker.Kind, config), cancellationToken);
        }

        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE sources SET next_scrape_at = CASE WHEN is_active THEN @next END WHERE id = @source",
            new { source, next = now + Jittered(wanted.EveryMinutes) },
            transaction,
            cancellationToken: cancellationToken));
        return true;
    }

    // A tenth more or less, so that sources that were added together are not read together for ever.
    private static TimeSpan Jittered(int minutes) => TimeSpan.FromMinutes(minutes * (0.9 + (0.2 * Random.Shared.NextDouble())));

    private sealed record WantedSource(string WebsiteUrl, string ScrapingConfig, int EveryMinutes);
}
