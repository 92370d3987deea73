using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using PeteRental.Contracts.Events;
using PeteRental.Scraper.Crawling;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Scraper.Jobs;

/// <summary>
/// The jobs of all replicas. Leases go by the database's clock, so replicas need not agree about the time. Of a host one job at most is
/// leased, by a unique index; a job ends once, in the transaction that publishes its end.
/// </summary>
internal sealed class JobStore(NpgsqlDataSource database, Outbox outbox, TimeProvider time, IOptions<JobOptions> options)
{
    /// <summary>How often another job is tried when others took jobs of the same hosts at the same moment.</summary>
    private const int MostCollisions = 5;

    /// <summary>Keeps apart whatever begins or ends one scrape.</summary>
    public static Task LockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid scrapeId, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            "SELECT pg_advisory_xact_lock(hashtextextended(@scrapeId::text, 0))", new { scrapeId }, transaction, cancellationToken: cancellationToken));

    /// <summary>Begins the next job whose host is nobody's, or one whose worker is gone; null when there is none.</summary>
    public async Task<Job?> TakeAsync(CancellationToken cancellationToken)
    {
        for (var collisions = 0; collisions < MostCollisions; collisions++)
        {
            try
            {
                return await TryTakeAsync(cancellationToken);
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                // Another replica took another job of this host in the same moment.
            }
        }

        return null;
    }

    /// <summary>Renews leases. Those that are missing in the answer are lost.</summary>
    public async Task<IReadOnlyList<LeaseState>> RenewAsync(IReadOnlyCollection<Job> jobs, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<LeaseState>(new CommandDefinition(
            """
            UPDATE jobs SET lease_until = now() + @Lease
            FROM unnest(@scrapes, @leases) AS held (scrape_id, lease)
            WHERE jobs.scrape_id = held.scrape_id AND jobs.lease_owner = held.lease
            RETURNING jobs.lease_owner, jobs.cancelled
            """,
            new { options.Value.Lease, scrapes = jobs.Select(job => job.Request.ScrapeId).ToArray(), leases = jobs.Select(job => job.Lease).ToArray() },
            cancellationToken: cancellationToken))];
    }

    /// <summary>Gives a job back, to be begun again after a while.</summary>
    /// <param name="job">The job.</param>
    /// <param name="after">The while.</param>
    /// <param name="countsAsAttempt">False when the job has nothing to do with why.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ReleaseAsync(Job job, TimeSpan after, bool countsAsAttempt, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE jobs SET lease_owner = NULL, lease_until = NULL, not_before = now() + @after, attempts = attempts - CASE WHEN @countsAsAttempt THEN 0 ELSE 1 END
            WHERE scrape_id = @ScrapeId AND lease_owner = @Lease
            """,
            new { job.Request.ScrapeId, job.Lease, after, countsAsAttempt },
            cancellationToken: cancellationToken));
    }

    /// <summary>
    /// A company's website was found: from now on the job is one of that host. When another job of that host is being done, this one is given
    /// back until its turn comes, and the answer is false.
    /// </summary>
    public async Task<bool> MoveAsync(Job job, Uri site, CancellationToken cancellationToken)
    {
        const string Statement =
            """
            UPDATE jobs SET host = @host, found_url = @url, lease_owner = CASE WHEN @keep THEN lease_owner END,
                lease_until = CASE WHEN @keep THEN lease_until END, attempts = attempts - CASE WHEN @keep THEN 0 ELSE 1 END
            WHERE scrape_id = @ScrapeId AND lease_owner = @Lease
            """;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var parameters = new { job.Request.ScrapeId, job.Lease, host = JobHost.Of(site), url = site.AbsoluteUri };
        try
        {
            return await connection.ExecuteAsync(new CommandDefinition(
                Statement, new { parameters.ScrapeId, parameters.Lease, parameters.host, parameters.url, keep = true }, cancellationToken: cancellationToken)) == 1;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                Statement, new { parameters.ScrapeId, parameters.Lease, parameters.host, parameters.url, keep = false }, cancellationToken: cancellationToken));
            return false;
        }
    }

    /// <summary>Tells how far a job is. Numbers that an earlier attempt reached stay reached. False when the job is no longer ours.</summary>
    public async Task<bool> TellAsync(Job job, ReadingProgress progress, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var told = await connection.QuerySingleOrDefaultAsync<Told>(new CommandDefinition(
            """
            UPDATE jobs SET sequence = sequence + 1, pages_seen = greatest(pages_seen, @PagesSeen),
                pages_total = greatest(pages_total, @PagesTotal), listings_found = greatest(listings_found, @ListingsFound)
            WHERE scrape_id = @ScrapeId AND lease_owner = @Lease
            RETURNING sequence, pages_seen, pages_total, listings_found
            """,
            new { job.Request.ScrapeId, job.Lease, progress.PagesSeen, progress.PagesTotal, progress.ListingsFound },
            transaction,
            cancellationToken: cancellationToken));
        if (told is null)
        {
            return false;
        }

        var request = job.Request;
        await outbox.AddAsync(
            connection,
            transaction,
            new ScrapeProgressed(
                request.WorkspaceId, time.GetUtcNow(), request.ScrapeId, request.SourceId, told.Sequence, progress.PhaseName, told.PagesSeen, told.PagesTotal,
                told.ListingsFound),
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return true;
    }

    /// <summary>
    /// Ends a job: its row goes, its end is noted and published, or nothing of it. False when the job is no longer ours, and what was read
    /// counts for nothing. One that was cancelled meanwhile ends as cancelled.
    /// </summary>
    public async Task<bool> FinishAsync(Job job, SiteReading reading, CancellationToken cancellationToken)
    {
        var request = job.Request;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await LockAsync(connection, transaction, request.ScrapeId, cancellationToken);
        var wasCancelled = await connection.QuerySingleOrDefaultAsync<bool?>(new CommandDefinition(
            "DELETE FROM jobs WHERE scrape_id = @ScrapeId AND lease_owner = @Lease RETURNING cancelled",
            new { request.ScrapeId, job.Lease },
            transaction,
            cancellationToken: cancellationToken));
        if (wasCancelled is null)
        {
            return false;
        }

        await NoteEndAsync(connection, transaction, request.ScrapeId, cancellationToken);
        await PublishEndAsync(connection, transaction, request, wasCancelled.Value ? reading.AsCancelled() : reading, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return true;
    }

    /// <summary>Notes that the end of a scrape is published; false when it was before.</summary>
    public static async Task<bool> NoteEndAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid scrapeId, CancellationToken cancellationToken) =>
        await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO finished_scrapes (scrape_id) VALUES (@scrapeId) ON CONFLICT DO NOTHING", new { scrapeId }, transaction, cancellationToken: cancellationToken)) == 1;

    private async Task PublishEndAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, ScrapeRequested request, SiteReading reading, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (reading.ErrorCode is { } code)
        {
            await outbox.AddAsync(connection, transaction, ScrapeEnd.Failed(request, reading, code, now), cancellationToken);
            return;
        }

        foreach (var chunk in ScrapeEnd.Completed(request, reading, now))
        {
            await outbox.AddAsync(connection, transaction, chunk, cancellationToken);
        }
    }

    private async Task<Job?> TryTakeAsync(CancellationToken cancellationToken)
    {
        var lease = Guid.CreateVersion7();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<JobRow>(new CommandDefinition(
            // The hosts in work are few and are looked up once; jobs that queue up behind one of them are stepped over.
            """
            UPDATE jobs SET lease_owner = @lease, lease_until = now() + @duration, attempts = attempts + 1
            WHERE scrape_id = (
                SELECT scrape_id FROM jobs
                WHERE (lease_owner IS NULL AND not_before <= now()
                        AND host <> ALL (ARRAY(SELECT busy.host FROM jobs AS busy WHERE busy.lease_owner IS NOT NULL)))
                    OR (lease_owner IS NOT NULL AND lease_until < now())
                ORDER BY priority, not_before, created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING request::text AS request, found_url, attempts, cancelled
            """,
            new { lease, duration = options.Value.Lease },
            cancellationToken: cancellationToken));
        return row is null
            ? null
            : new Job(JsonSerializer.Deserialize<ScrapeRequested>(row.Request)!, lease, row.FoundUrl, row.Attempts, row.Cancelled);
    }

    private sealed record JobRow(string Request, string? FoundUrl, int Attempts, bool Cancelled);

    private sealed record Told(int Sequence, int PagesSeen, int PagesTotal, int ListingsFound);
}
