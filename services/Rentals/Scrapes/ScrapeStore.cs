using Dapper;
using Npgsql;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;
using PeteRental.ServiceDefaults.Paging;

namespace PeteRental.Rentals.Scrapes;

/// <summary>Readings of sources, as they stand.</summary>
internal sealed class ScrapeStore(NpgsqlDataSource database, ScrapeWatch watch, Outbox outbox, TimeProvider time)
{
    private const string Columns =
        """
        id, source_id, status, requested_by, phase, pages_seen, pages_total, listings_found, added, changed, removed, method, cost, array_to_string(warnings, ',') AS warnings,
        error_code, created_at, started_at, finished_at
        """;

    /// <summary>One reading; null when the workspace has none such.</summary>
    public async Task<ScrapeReply?> FindAsync(WorkspaceId workspace, Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await FindAsync(connection, workspace, id, cancellationToken);
    }

    /// <summary>One reading, also as a transaction sees it.</summary>
    public static async Task<ScrapeReply?> FindAsync(NpgsqlConnection connection, WorkspaceId workspace, Guid id, CancellationToken cancellationToken) =>
        (await connection.QuerySingleOrDefaultAsync<ScrapeRow>(new CommandDefinition(
            $"SELECT {Columns} FROM scrapes WHERE workspace_id = @workspace AND id = @id", new { workspace = workspace.Value, id }, cancellationToken: cancellationToken)))?.ToReply();

    /// <summary>The reading of a source that is under way, as a transaction sees it.</summary>
    public static async Task<ScrapeReply?> FindUnfinishedAsync(NpgsqlConnection connection, WorkspaceId workspace, Guid source, CancellationToken cancellationToken) =>
        (await connection.QuerySingleOrDefaultAsync<ScrapeRow>(new CommandDefinition(
            $"SELECT {Columns} FROM scrapes WHERE workspace_id = @workspace AND source_id = @source AND status IN ('queued', 'running')",
            new { workspace = workspace.Value, source },
            cancellationToken: cancellationToken)))?.ToReply();

    /// <summary>The readings of a source, latest first.</summary>
    public async Task<Page<ScrapeReply>> ListAsync(WorkspaceId workspace, Guid source, int size, Cursor? start, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<ScrapeRow>(new CommandDefinition(
            $"""
            SELECT {Columns} FROM scrapes
            WHERE workspace_id = @workspace AND source_id = @source AND (@at::timestamptz IS NULL OR (created_at, id) < (@at, @id))
            ORDER BY created_at DESC, id DESC LIMIT @take
            """,
            new { workspace = workspace.Value, source, at = start?.At, id = start?.Id, take = size + 1 },
            cancellationToken: cancellationToken));
        var page = Page.Of(rows.AsList(), size, row => new Cursor(row.CreatedAt, row.Id));
        return new Page<ScrapeReply>([.. page.Items.Select(row => row.ToReply())], page.NextCursor);
    }

    /// <summary>Ends a reading that nobody wants any more. One that is over stays as it is; null when there is none such.</summary>
    public async Task<ScrapeReply?> CancelAsync(WorkspaceId workspace, Guid id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var source = await connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition(
            """
            UPDATE scrapes SET status = 'cancelled', phase = NULL, finished_at = @now
            WHERE workspace_id = @workspace AND id = @id AND status IN ('queued', 'running') RETURNING source_id
            """,
            new { workspace = workspace.Value, id, now },
            transaction,
            cancellationToken: cancellationToken));
        if (source is { } cancelled)
        {
            await outbox.AddAsync(connection, transaction, new ScrapeCancelled(workspace.Value, now, id, cancelled), cancellationToken);
        }

        var scrape = await FindAsync(connection, workspace, id, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        watch.Announce(new ScrapeId(id));
        return scrape;
    }

    private sealed record ScrapeRow(
        Guid Id, Guid SourceId, string Status, string RequestedBy, string? Phase, int PagesSeen, int PagesTotal, int ListingsFound, int Added, int Changed, int Removed,
        string? Method, decimal Cost, string Warnings, string? ErrorCode, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt)
    {
        public ScrapeReply ToReply() => new(
            Id, SourceId, Status, RequestedBy, Phase, PagesSeen, PagesTotal, ListingsFound, Added, Changed, Removed, Method, Cost,
            Warnings.Split(',', StringSplitOptions.RemoveEmptyEntries), ErrorCode, CreatedAt, StartedAt, FinishedAt);
    }
}
