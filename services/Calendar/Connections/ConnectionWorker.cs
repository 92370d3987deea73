using Dapper;
using Npgsql;

namespace PeteRental.Calendar.Connections;

/// <summary>
/// What connections need without anybody asking: diaries are listed again once a day, or soon when that failed, and what a provider has
/// yet to hear of a disconnect is told again. Replicas share the work.
/// </summary>
internal sealed partial class ConnectionWorker(
    NpgsqlDataSource database, CalendarLinks links, Departures departures, TimeProvider time, ILogger<ConnectionWorker> logger) : BackgroundService
{
    private const int Bite = 20;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    /// <summary>Whoever takes a listing and dies is followed by somebody else after this.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan ListingTime = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            do
            {
                await WorkAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopped();
        }
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var departure in await departures.ListDueAsync(Bite, cancellationToken))
            {
                await departures.TellAsync(departure, cancellationToken);
            }

            foreach (var connection in await TakeDueAsync(cancellationToken))
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                patience.CancelAfter(ListingTime);
                await links.RefreshAsync(connection, patience.Token);
            }
        }
        catch (NpgsqlException exception)
        {
            LogAway(exception.SqlState ?? exception.GetType().Name);
        }
    }

    private async Task<IReadOnlyList<Guid>> TakeDueAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<Guid>(new CommandDefinition(
            """
            UPDATE connections SET diaries_due_at = @now + @Lease WHERE id IN (
                SELECT id FROM connections WHERE status = 'connected' AND diaries_due_at <= @now ORDER BY diaries_due_at LIMIT @Bite
                FOR NO KEY UPDATE SKIP LOCKED)
            RETURNING id
            """,
            new { now = time.GetUtcNow(), Lease, Bite },
            cancellationToken: cancellationToken))).ToList();
    }

    [LoggerMessage(LogLevel.Warning, "Connections were left alone: the database cannot be reached ({Code})")]
    private partial void LogAway(string code);

    [LoggerMessage(LogLevel.Debug, "Looking after connections has ended")]
    private partial void LogStopped();
}
