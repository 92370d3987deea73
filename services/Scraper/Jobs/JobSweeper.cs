using Dapper;
using Npgsql;
using PeteRental.Scraper.Crawling;
using PeteRental.ServiceDefaults.Postgres;

namespace PeteRental.Scraper.Jobs;

/// <summary>Forgets ends of scrapes that nobody asks about any more, and pages that have not been seen for long.</summary>
internal sealed class JobSweeper(NpgsqlDataSource database, PageMemory pages, TimeProvider time, ILogger<JobSweeper> logger) : HourlySweep(time, logger)
{
    /// <summary>One sweep. An event that comes later than the inbox remembers it is no scrape's any more.</summary>
    public override async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            DELETE FROM finished_scrapes WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM finished_scrapes WHERE finished_at < now() - interval '30 days' LIMIT 10000))
            """,
            cancellationToken: cancellationToken));
        await pages.SweepAsync(cancellationToken);
    }
}
