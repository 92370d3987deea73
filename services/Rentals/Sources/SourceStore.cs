using System.Text.Json;
using Dapper;
using Npgsql;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;
using PeteRental.Rentals.Rentals;
using PeteRental.Rentals.Scrapes;
using PeteRental.Rentals.Workspaces;
using PeteRental.ServiceDefaults.Messaging;
using PeteRental.ServiceDefaults.Paging;

namespace PeteRental.Rentals.Sources;

/// <summary>What became of a change of a source.</summary>
internal abstract record SourceSaving
{
    /// <summary>It is saved.</summary>
    public sealed record Saved(SourceReply Source) : SourceSaving;

    /// <summary>Another source has this address already.</summary>
    public sealed record Exists(Guid SourceId) : SourceSaving;

    /// <summary>The workspace has as many sources as it may have.</summary>
    public sealed record TooMany : SourceSaving;

    /// <summary>There is no such source.</summary>
    public sealed record Missing : SourceSaving;
}

/// <summary>The websites of workspaces.</summary>
internal sealed class SourceStore(
    NpgsqlDataSource database, ScrapeRequests requests, RentalWriter rentals, SourceNews news, WorkspaceZones zones, Outbox outbox)
{
    /// <summary>More websites than this are no manager's own.</summary>
    public const int MaxSources = 200;

    private const int MostNamedByCallers = 20;

    private const string Selection =
        """
        SELECT source.id, source.workspace_id, source.website, source.website_url, source.scraping_config, source.is_active, source.named_by_caller, source.suspected_break,
            source.last_scraped_at, source.last_error_code, source.next_scrape_at, source.created_at, source.updated_at,
            (SELECT scrape.id FROM scrapes AS scrape WHERE scrape.source_id = source.id AND scrape.status IN ('queued', 'running')) AS current_scrape_id,
            (SELECT count(*)::int FROM homes WHERE homes.source_id = source.id AND missing_since IS NULL AND deleted_at IS NULL) AS rental_count
        FROM sources AS source
        """;

    /// <summary>The sources of a workspace, oldest first.</summary>
    public async Task<Page<SourceReply>> ListAsync(WorkspaceId workspace, int size, Cursor? start, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<SourceRow>(new CommandDefinition(
            Selection +
            """

            WHERE source.workspace_id = @workspace AND (@at::timestamptz IS NULL OR (source.created_at, source.id) > (@at, @id))
            ORDER BY source.created_at, source.id LIMIT @take
            """,
            new { workspace = workspace.Value, at = start?.At, id = start?.Id, take = size + 1 },
            cancellationToken: cancellationToken));
        var page = Page.Of(rows.AsList(), size, row => new Cursor(row.CreatedAt, row.Id));
        return new Page<SourceReply>([.. page.Items.Select(row => row.ToReply())], page.NextCursor);
    }

    /// <summary>One source; null when the workspace has none such.</summary>
    public async Task<SourceReply?> FindAsync(WorkspaceId workspace, Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await FindAsync(connection, workspace, id, cancellationToken);
    }

    /// <summary>
    /// Adds a source and has it read at once, unless it is not to be read by itself. Without a person it is one that a caller named; such a one becomes
    /// a manager's when they add it.
    /// </summary>
    public async Task<SourceSaving> AddAsync(
        WorkspaceId workspace, Guid? user, SourceAddress address, JsonElement? config, bool isActive, CancellationToken cancellationToken)
    {
        var moment = await zones.NowInAsync(workspace, cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await WorkspaceTotals.LockAsync(connection, transaction, workspace, cancellationToken);
        var known = await FindByKeyAsync(connection, workspace, address.Key, cancellationToken);
        if (known is { } other && (user is null || !other.NamedByCaller))
        {
            return new SourceSaving.Exists(other.Id);
        }

        if (await CountAsync(connection, workspace, user is null, cancellationToken) >= (user is null ? MostNamedByCallers : MaxSources))
        {
            return new SourceSaving.TooMany();
        }

        var id = known?.Id ?? Guid.CreateVersion7(moment.Now);
        await PutAsync(connection, transaction, workspace, id, user, address, config, isActive, moment, cancellationToken);
        if (known is not null)
        {
            await rentals.AdoptAsync(connection, transaction, workspace, id, moment, cancellationToken);
        }

        await news.AddAsync(connection, transaction, workspace, new SourceStory(id, address.Website, SourceNews.Added), moment, cancellationToken);
        if (isActive)
        {
            await requests.AddAsync(connection, transaction, workspace, id, user is { } person ? ScrapeAsker.User(person) : ScrapeAsker.Voice, cancellationToken);
        }

        var saved = (await FindAsync(connection, workspace, id, cancellationToken))!;
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return new SourceSaving.Saved(saved);
    }

    /// <summary>Changes a source. One that is switched on again, or has another address, is read soon; switched on, it is the workspace's own.</summary>
    public async Task<SourceSaving> ChangeAsync(WorkspaceId workspace, Guid id, SourceChange change, CancellationToken cancellationToken)
    {
        var moment = await zones.NowInAsync(workspace, cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await WorkspaceTotals.LockAsync(connection, transaction, workspace, cancellationToken);
        if (await FindAsync(connection, workspace, id, cancellationToken) is not { } current)
        {
            return new SourceSaving.Missing();
        }

        var address = SourceAddress.Parse(change.WebsiteUrl.Or(current.WebsiteUrl))!;
        if (await FindByKeyAsync(connection, workspace, address.Key, cancellationToken) is { } other && other.Id != id)
        {
            return new SourceSaving.Exists(other.Id);
        }

        var config = change.ScrapingConfig.IsGiven ? change.ScrapingConfig.Value : current.ScrapingConfig;
        var isActive = change.IsActive.Value ?? current.IsActive;
        await UpdateAsync(connection, transaction, current, address, config, isActive, moment.Now, cancellationToken);
        if (isActive && current.AddedBy == SourceReply.Caller)
        {
            await rentals.AdoptAsync(connection, transaction, workspace, id, moment, cancellationToken);
        }

        await news.AddAsync(connection, transaction, workspace, new SourceStory(id, address.Website, SourceNews.Changed), moment, cancellationToken);
        var saved = (await FindAsync(connection, workspace, id, cancellationToken))!;
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return new SourceSaving.Saved(saved);
    }

    /// <summary>Removes a source; its homes are no longer offered, and kept, unless they never were. False when there is none such.</summary>
    public async Task<bool> RemoveAsync(WorkspaceId workspace, Guid user, Guid id, CancellationToken cancellationToken)
    {
        var moment = await zones.NowInAsync(workspace, cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await WorkspaceTotals.LockAsync(connection, transaction, workspace, cancellationToken);
        if (await FindAsync(connection, workspace, id, cancellationToken) is not { } source)
        {
            return false;
        }

        if (source.CurrentScrapeId is { } scrape)
        {
            await outbox.AddAsync(connection, transaction, new ScrapeCancelled(workspace.Value, moment.Now, scrape, id), cancellationToken);
        }

        await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM homes WHERE workspace_id = @workspace AND source_id = @id AND named_by_caller",
            new { workspace = workspace.Value, id }, transaction, cancellationToken: cancellationToken));
        await rentals.EndSourceAsync(connection, transaction, workspace, RentalActor.Removal(user, id), moment, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM sources WHERE workspace_id = @workspace AND id = @id", new { workspace = workspace.Value, id }, transaction, cancellationToken: cancellationToken));
        await news.AddAsync(connection, transaction, workspace, new SourceStory(id, source.Website, SourceNews.Removed), moment, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return true;
    }

    private static async Task<SourceReply?> FindAsync(NpgsqlConnection connection, WorkspaceId workspace, Guid id, CancellationToken cancellationToken) =>
        (await connection.QuerySingleOrDefaultAsync<SourceRow>(new CommandDefinition(
            Selection + "\nWHERE source.workspace_id = @workspace AND source.id = @id", new { workspace = workspace.Value, id }, cancellationToken: cancellationToken)))?.ToReply();

    private static Task<int> PutAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, WorkspaceId workspace, Guid id, Guid? user, SourceAddress address, JsonElement? config, bool isActive,
        Moment moment, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO sources (id, workspace_id, website, website_url, url_key, scraping_config, is_active, every_minutes, named_by_caller, created_by, created_at, updated_at)
            VALUES (@id, @workspace, @Website, @Url, @Key, @config::jsonb, @isActive, @every, @user IS NULL, @user, @Now, @Now)
            ON CONFLICT (id) DO UPDATE SET website_url = excluded.website_url, scraping_config = excluded.scraping_config, is_active = excluded.is_active,
                every_minutes = excluded.every_minutes, named_by_caller = false, created_by = excluded.created_by, updated_at = excluded.updated_at
            """,
            new { id, workspace = workspace.Value, address.Website, address.Url, address.Key, config = Json(config), isActive, every = Every(config), user, moment.Now },
            transaction,
            cancellationToken: cancellationToken));

    private static Task<int> UpdateAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, SourceReply current, SourceAddress address, JsonElement? config, bool isActive, DateTimeOffset now,
        CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE sources SET website = @Website, website_url = @Url, url_key = @Key, scraping_config = @config::jsonb, is_active = @isActive, updated_at = @now,
                named_by_caller = named_by_caller AND NOT @isActive, every_minutes = @every,
                next_scrape_at = CASE WHEN NOT @isActive THEN NULL WHEN @isNew THEN @now
                    ELSE least(next_scrape_at, @now + make_interval(mins => @every)) END
            WHERE workspace_id = @WorkspaceId AND id = @SourceId
            """,
            new
            {
                current.SourceId,
                current.WorkspaceId,
                address.Website,
                address.Url,
                address.Key,
                config = Json(config),
                isActive,
                isNew = address.Url != current.WebsiteUrl || (isActive && !current.IsActive),
                every = Every(config),
                now,
            },
            transaction,
            cancellationToken: cancellationToken));

    private static async Task<KeyedSource?> FindByKeyAsync(NpgsqlConnection connection, WorkspaceId workspace, string key, CancellationToken cancellationToken) =>
        await connection.QuerySingleOrDefaultAsync<KeyedSource>(new CommandDefinition(
            "SELECT id, named_by_caller FROM sources WHERE workspace_id = @workspace AND url_key = @key",
            new { workspace = workspace.Value, key },
            cancellationToken: cancellationToken));

    private static Task<int> CountAsync(NpgsqlConnection connection, WorkspaceId workspace, bool namedByCaller, CancellationToken cancellationToken) =>
        connection.ExecuteScalarAsync<int>(new CommandDefinition(
            "SELECT count(*) FROM sources WHERE workspace_id = @workspace AND named_by_caller = @namedByCaller",
            new { workspace = workspace.Value, namedByCaller },
            cancellationToken: cancellationToken));

    private static string Json(JsonElement? config) => config is { ValueKind: JsonValueKind.Object } given ? given.GetRawText() : "{}";

    private static int Every(JsonElement? config) => config is { ValueKind: JsonValueKind.Object } given ? ScrapingSettings.Of(given).EveryMinutes : ScrapingSettings.Daily;

    private sealed record KeyedSource(Guid Id, bool NamedByCaller);

    private sealed record SourceRow(
        Guid Id, Guid WorkspaceId, string Website, string WebsiteUrl, string ScrapingConfig, bool IsActive, bool NamedByCaller, bool SuspectedBreak, DateTimeOffset? LastScrapedAt,
        string? LastErrorCode, DateTimeOffset? NextScrapeAt, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, Guid? CurrentScrapeId, int RentalCount)
    {
        private string Status => this switch
        {
            { CurrentScrapeId: not null } => "scraping",
            { SuspectedBreak: true } => "suspected_break",
            { LastErrorCode: not null } => "failed",
            { LastScrapedAt: null } => "never_scraped",
            _ => "ok",
        };

        public SourceReply ToReply() => new(
            Id, WorkspaceId, Website, WebsiteUrl, JsonElement.Parse(ScrapingConfig), IsActive, NamedByCaller ? SourceReply.Caller : SourceReply.Manager, Status, RentalCount, SuspectedBreak, LastScrapedAt, LastErrorCode, NextScrapeAt,
            CurrentScrapeId, CreatedAt, UpdatedAt);
    }
}
