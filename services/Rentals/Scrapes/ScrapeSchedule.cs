using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;
using PeteRental.Rentals.Sources;
using PeteRental.Rentals.Workspaces;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Rentals.Scrapes;

/// <summary>Settings of the schedule: configuration section <c>Scrapes</c>.</summary>
internal sealed class ScrapeOptions
{
    public const string Section = "Scrapes";

    /// <summary>Whether sources are read by themselves.</summary>
    public bool IsScheduled { get; init; } = true;

    /// <summary>How often it is looked for sources whose time has come.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A reading of which nothing was heard for so long has got lost.</summary>
    public TimeSpan GivenUpAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long readings are kept.</summary>
    public TimeSpan KeptFor { get; init; } = TimeSpan.FromDays(90);
}

/// <summary>
/// Has sources read whose time has come, and ends readings that got lost. Replicas share the work: a source that one of them has in
/// hand is skipped by the others.
/// </summary>
internal sealed partial class ScrapeSchedule(
    NpgsqlDataSource database, ScrapeRequests requests, SourceNews news, WorkspaceZones zones, IOptions<ScrapeOptions> options, Outbox outbox, TimeProvider time, ILogger<ScrapeSchedule> logger)
    : BackgroundService
{
    private const int Bite = 50;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.IsScheduled)
        {
            return;
        }

        using var timer = new PeriodicTimer(options.Value.LookEvery, time);
        try
        {
            do
            {
                await RoundAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopped();
        }
    }

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await RequestDueAsync(cancellationToken) == Bite)
            {
            }

            while (await EndLostAsync(cancellationToken) == Bite)
            {
            }

            await SweepAsync(cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            LogAway(exception.SqlState ?? exception.GetType().Name);
        }
    }

    private async Task<int> RequestDueAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var due = (await connection.QueryAsync<(Guid Id, Guid WorkspaceId)>(new CommandDefinition(
            """
            SELECT id, workspace_id FROM sources WHERE is_active AND next_scrape_at <= @now ORDER BY next_scrape_at LIMIT @Bite FOR UPDATE SKIP LOCKED
            """,
            new { now = time.GetUtcNow(), Bite },
            transaction,
            cancellationToken: cancellationToken))).AsList();
        foreach (var (id, workspace) in due)
        {
            await requests.AddAsync(connection, transaction, new WorkspaceId(workspace), id, ScrapeAsker.Schedule, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return due.Count;
    }

    private async Task<int> EndLostAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var now = time.GetUtcNow();
        var lost = (await connection.QueryAsync<LostScrape>(new CommandDefinition(
            """
            UPDATE scrapes SET status = 'failed', phase = NULL, error_code = 'timeout', finished_at = @now
            FROM sources WHERE sources.id = scrapes.source_id AND scrapes.id IN (
                SELECT lost.id FROM scrapes AS lost JOIN sources AS source ON source.id = lost.source_id
                WHERE lost.status IN ('queued', 'running') AND lost.created_at < @before LIMIT @Bite FOR UPDATE OF source, lost SKIP LOCKED)
            RETURNING scrapes.id, scrapes.workspace_id, scrapes.source_id, sources.website
            """,
            new { now, before = now - options.Value.GivenUpAfter, Bite },
            transaction,
            cancellationToken: cancellationToken))).AsList();
        foreach (var one in lost)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "UPDATE sources SET last_error_code = 'timeout', updated_at = @now WHERE id = @SourceId", new { one.SourceId, now }, transaction, cancellationToken: cancellationToken));
            await outbox.AddAsync(connection, transaction, new ScrapeCancelled(one.WorkspaceId, now, one.Id, one.SourceId), cancellationToken);
            var workspace = new WorkspaceId(one.WorkspaceId);
            await news.AddAsync(
                connection, transaction, workspace, new SourceStory(one.SourceId, one.Website, SourceNews.Failed, "timeout"),
                await zones.NowInAsync(workspace, cancellationToken), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return lost.Count;
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            DELETE FROM scrapes WHERE id IN (
                SELECT id FROM scrapes WHERE finished_at < @before LIMIT 1000 FOR UPDATE SKIP LOCKED)
            """,
            new { before = time.GetUtcNow() - options.Value.KeptFor },
            cancellationToken: cancellationToken));
    }

    private sealed record LostScrape(Guid Id, Guid WorkspaceId, Guid SourceId, string Website);

    [LoggerMessage(LogLevel.Warning, "No source was looked for: the database cannot be reached ({Code})")]
    private partial void LogAway(string code);

    [LoggerMessage(LogLevel.Debug, "The schedule has ended")]
    private partial void LogStopped();
}
