using Dapper;
using Npgsql;
using PeteRental.Scraper.Crawling;

namespace PeteRental.Scraper.Jobs;

/// <summary>Forgets ends of scrapes that nobody asks about any more, and pages that have not been seen for long.</summary>
internal sealed partial class JobSweeper(NpgsqlDataSource database, PageMemory pages, TimeProvider time, ILogger<JobSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (NpgsqlException exception)
            {
                LogLater(exception);
            }
        }
    }

    /// <summary>One sweep. An event that comes later than the inbox remembers it is no scrape's any more.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
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

    [LoggerMessage(LogLevel.Warning, "Old rows could not be removed; the next hour will")]
    private partial void LogLater(Exception exception);
}
