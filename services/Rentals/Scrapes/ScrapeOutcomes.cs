using System.Text.Json;
using Dapper;
using Npgsql;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;
using PeteRental.Rentals.Rentals;
using PeteRental.Rentals.Sources;
using PeteRental.Rentals.Workspaces;
using PeteRental.ServiceDefaults;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Rentals.Scrapes;

/// <summary>
/// What the Scraper tells of readings. A reading that is over, or was cancelled, hears nothing more; a message that comes again changes
/// nothing; and the chunks of a result are taken over together, when the last of them is there.
/// </summary>
internal sealed class ScrapeOutcomes(
    NpgsqlDataSource database, RentalWriter rentals, SourceNews news, WorkspaceZones zones, ScrapeWatch watch, Outbox outbox)
{
    private const string NoListings = "no_listings";

    /// <summary>Notes how far a reading is. Progress may arrive out of order: older than what is known is thrown away.</summary>
    public async Task ProgressAsync(ScrapeProgressed progress, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE scrapes SET status = 'running', phase = @Phase, sequence = @Sequence, pages_seen = @PagesSeen, pages_total = @PagesTotal,
                listings_found = @ListingsFound, started_at = coalesce(started_at, @at)
            WHERE workspace_id = @WorkspaceId AND id = @ScrapeId AND status IN ('queued', 'running') AND sequence < @Sequence
            """,
            new
            {
                progress.Phase,
                progress.Sequence,
                progress.PagesSeen,
                progress.PagesTotal,
                progress.ListingsFound,
                progress.WorkspaceId,
                progress.ScrapeId,
                at = progress.OccurredAt.ToUniversalTime(),
            },
            cancellationToken: cancellationToken));
        watch.Announce(new ScrapeId(progress.ScrapeId));
    }

    /// <summary>Keeps a chunk of a result, and takes over the whole once all of it is there.</summary>
    public async Task CompleteAsync(Guid? message, ScrapeCompleted part, CancellationToken cancellationToken)
    {
        var moment = await zones.NowInAsync(new WorkspaceId(part.WorkspaceId), cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await IsWantedAsync(connection, transaction, message, nameof(ScrapeCompletedConsumer), part.WorkspaceId, part.ScrapeId, cancellationToken))
        {
            return;
        }

        await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO scrape_chunks (scrape_id, chunk, is_last, body) VALUES (@ScrapeId, @Chunk, @IsLast, @body::jsonb) ON CONFLICT DO NOTHING",
            new { part.ScrapeId, part.Chunk, part.IsLast, body = JsonSerializer.Serialize(part.Listings, JsonDefaults.Options) },
            transaction,
            cancellationToken: cancellationToken));
        if (await WholeAsync(connection, part.ScrapeId, cancellationToken) is { } listings)
        {
            await TakeOverAsync(connection, transaction, part, listings, moment, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        watch.Announce(new ScrapeId(part.ScrapeId));
    }

    /// <summary>Ends a reading that went badly. What its source offered before is offered on.</summary>
    public async Task FailAsync(Guid? message, ScrapeFailed failure, CancellationToken cancellationToken)
    {
        var moment = await zones.NowInAsync(new WorkspaceId(failure.WorkspaceId), cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await IsWantedAsync(connection, transaction, message, nameof(ScrapeFailedConsumer), failure.WorkspaceId, failure.ScrapeId, cancellationToken))
        {
            return;
        }

        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE scrapes SET status = 'failed', phase = NULL, error_code = @Code, pages_seen = greatest(pages_seen, @Pages), cost = @Cost, warnings = @warnings,
                finished_at = @at
            WHERE id = @ScrapeId
            """,
            new { failure.ScrapeId, failure.Code, failure.Pages, failure.Cost, warnings = failure.Warnings.ToArray(), at = failure.OccurredAt.ToUniversalTime() },
            transaction,
            cancellationToken: cancellationToken));
        await ForgetChunksAsync(connection, transaction, failure.ScrapeId, cancellationToken);
        var isBreak = failure.Code == NoListings && await OffersAnyAsync(connection, failure.SourceId, cancellationToken);
        await NoteFailureAsync(connection, transaction, failure, isBreak, moment, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        watch.Announce(new ScrapeId(failure.ScrapeId));
    }

    private async Task TakeOverAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, ScrapeCompleted result, IReadOnlyList<ScrapedListing> listings, Moment moment,
        CancellationToken cancellationToken)
    {
        // No homes where there were some, and no word about it: rather the site was rebuilt than everything let at once.
        if (listings.Count == 0 && !result.SaysNoneAvailable && await OffersAnyAsync(connection, result.SourceId, cancellationToken))
        {
            await EndAsync(connection, transaction, result, "failed", NoListings, AppliedChanges.Nothing, cancellationToken);
            await NoteFailureAsync(
                connection, transaction,
                new ScrapeFailed(result.WorkspaceId, result.OccurredAt, result.ScrapeId, result.SourceId, NoListings, result.Pages, result.Cost, result.Warnings),
                isBreak: true, moment, cancellationToken);
            return;
        }

        var workspace = new WorkspaceId(result.WorkspaceId);
        var (website, namedByCaller) = await connection.QuerySingleAsync<(string, bool)>(new CommandDefinition(
            """
            UPDATE sources SET last_scraped_at = @at, last_error_code = NULL, suspected_break = false, updated_at = @Now,
                website = CASE WHEN starts_with(url_key, 'name:') THEN coalesce(@found, website) ELSE website END
            WHERE id = @SourceId RETURNING website, named_by_caller
            """,
            new { result.SourceId, at = result.OccurredAt.ToUniversalTime(), moment.Now, found = SourceAddress.Parse(result.FinalUrl)?.Website },
            transaction,
            cancellationToken: cancellationToken));
        var applied = await rentals.ApplyAsync(
            connection, transaction, workspace, new SourceReading(result.SourceId, website, listings, result.IsPartial, namedByCaller),
            RentalActor.Scrape(result.ScrapeId, result.SourceId), moment, cancellationToken);
        await EndAsync(connection, transaction, result, "completed", errorCode: null, applied, cancellationToken);
        await news.AddAsync(connection, transaction, workspace, new SourceStory(result.SourceId, website, SourceNews.Scraped), moment, cancellationToken);
    }

    private async Task NoteFailureAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, ScrapeFailed failure, bool isBreak, Moment moment, CancellationToken cancellationToken)
    {
        var website = await connection.QuerySingleAsync<string>(new CommandDefinition(
            "UPDATE sources SET last_error_code = @Code, suspected_break = suspected_break OR @isBreak, updated_at = @Now WHERE id = @SourceId RETURNING website",
            new { failure.SourceId, failure.Code, isBreak, moment.Now },
            transaction,
            cancellationToken: cancellationToken));
        var story = new SourceStory(failure.SourceId, website, isBreak ? SourceNews.SuspectedBreak : SourceNews.Failed, failure.Code);
        await news.AddAsync(connection, transaction, new WorkspaceId(failure.WorkspaceId), story, moment, cancellationToken);
    }

    private static Task<bool> OffersAnyAsync(NpgsqlConnection connection, Guid source, CancellationToken cancellationToken) =>
        connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT FROM homes WHERE source_id = @source AND missing_since IS NULL AND deleted_at IS NULL)",
            new { source },
            cancellationToken: cancellationToken));

    private static async Task EndAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, ScrapeCompleted result, string status, string? errorCode, AppliedChanges applied,
        CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE scrapes SET status = @status, phase = NULL, error_code = @errorCode, pages_seen = @Pages, pages_total = @Pages, listings_found = @ListingsTotal,
                added = @added, changed = @changed, removed = @removed, method = @Method, cost = @Cost, warnings = @warnings,
                started_at = coalesce(started_at, @at), finished_at = @at
            WHERE id = @ScrapeId
            """,
            new
            {
                result.ScrapeId,
                status,
                errorCode,
                result.Pages,
                result.ListingsTotal,
                added = applied.Added.Count,
                changed = applied.Changed.Count,
                removed = applied.Removed.Count,
                result.Method,
                result.Cost,
                warnings = result.Warnings.ToArray(),
                at = result.OccurredAt.ToUniversalTime(),
            },
            transaction,
            cancellationToken: cancellationToken));
        await ForgetChunksAsync(connection, transaction, result.ScrapeId, cancellationToken);
    }

    // Locked in the order in which everything does that touches homes: workspace, source, reading. Two chunks at once would otherwise each
    // miss the other.
    private static async Task<bool> IsWantedAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid? message, string consumer, Guid workspace, Guid scrape, CancellationToken cancellationToken)
    {
        await WorkspaceTotals.LockAsync(connection, transaction, new WorkspaceId(workspace), cancellationToken);
        if (message is { } id && !await Inbox.TryRecordAsync(connection, transaction, id, consumer, cancellationToken))
        {
            return false;
        }

        var parameters = new { workspace, scrape };
        await connection.ExecuteAsync(new CommandDefinition(
            "SELECT FROM sources WHERE workspace_id = @workspace AND id = (SELECT source_id FROM scrapes WHERE id = @scrape) FOR UPDATE",
            parameters, transaction, cancellationToken: cancellationToken));
        return await connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition(
            "SELECT id FROM scrapes WHERE workspace_id = @workspace AND id = @scrape AND status IN ('queued', 'running') FOR UPDATE",
            parameters, transaction, cancellationToken: cancellationToken)) is not null;
    }

    private static async Task<IReadOnlyList<ScrapedListing>?> WholeAsync(NpgsqlConnection connection, Guid scrape, CancellationToken cancellationToken)
    {
        var bodies = (await connection.QueryAsync<string>(new CommandDefinition(
            """
            SELECT body FROM scrape_chunks
            WHERE scrape_id = @scrape AND (SELECT count(*) FROM scrape_chunks WHERE scrape_id = @scrape)
                = (SELECT chunk + 1 FROM scrape_chunks WHERE scrape_id = @scrape AND is_last)
            ORDER BY chunk
            """,
            new { scrape },
            cancellationToken: cancellationToken))).AsList();
        return bodies.Count == 0 ? null : [.. bodies.SelectMany(body => JsonSerializer.Deserialize<IReadOnlyList<ScrapedListing>>(body, JsonDefaults.Options)!)];
    }

    private static Task<int> ForgetChunksAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid scrape, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM scrape_chunks WHERE scrape_id = @scrape", new { scrape }, transaction, cancellationToken: cancellationToken));
}
