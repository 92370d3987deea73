using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace PeteRental.ServiceDefaults.Messaging;

/// <summary>Forgets messages after 14 days: no broker or operator sends one again later than that.</summary>
internal sealed partial class InboxSweeper(NpgsqlDataSource database, TimeProvider time, ILogger<InboxSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(stoppingToken);
                await connection.ExecuteAsync(
                    """
                    DELETE FROM inbox WHERE ctid = ANY(ARRAY(
                        SELECT ctid FROM inbox WHERE received_at < now() - interval '14 days' LIMIT 10000))
                    """);
            }
            catch (NpgsqlException exception)
            {
                LogLater(exception);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Old inbox rows could not be removed; the next hour will")]
    private partial void LogLater(Exception exception);
}
