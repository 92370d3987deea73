using Dapper;
using Npgsql;

namespace PeteRental.Calendar.Booking;

/// <summary>Deletes holds that ran out and replies nobody will ask for again, in small bites. Replicas do not get in each other's way.</summary>
internal sealed partial class BookingSweeper(NpgsqlDataSource database, TimeProvider time, ILogger<BookingSweeper> logger) : BackgroundService
{
    private const int Bite = 1000;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    /// <summary>A request is not repeated later than this.</summary>
    private static readonly TimeSpan RepliesKept = TimeSpan.FromDays(31);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            do
            {
                await SweepAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopped();
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            var now = time.GetUtcNow();
            while (await DeleteAsync(
                """
                DELETE FROM appointments WHERE id IN (
                    SELECT id FROM appointments WHERE status = 'held' AND expires_at <= @before LIMIT @Bite FOR UPDATE SKIP LOCKED)
                """,
                now,
                cancellationToken) == Bite)
            {
            }

            while (await DeleteAsync(
                """
                DELETE FROM replies WHERE (workspace_id, scope, key) IN (
                    SELECT workspace_id, scope, key FROM replies WHERE created_at <= @before LIMIT @Bite FOR UPDATE SKIP LOCKED)
                """,
                now - RepliesKept,
                cancellationToken) == Bite)
            {
            }
        }
        catch (NpgsqlException exception)
        {
            LogAway(exception.SqlState ?? exception.GetType().Name);
        }
    }

    private async Task<int> DeleteAsync(string sql, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(sql, new { before, Bite }, cancellationToken: cancellationToken));
    }

    [LoggerMessage(LogLevel.Warning, "Nothing was swept: the database cannot be reached ({Code})")]
    private partial void LogAway(string code);

    [LoggerMessage(LogLevel.Debug, "Sweeping has ended")]
    private partial void LogStopped();
}
