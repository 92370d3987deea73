using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace PeteRental.ServiceDefaults.Postgres;

/// <summary>Forgets, once an hour, rows that were kept for long enough. What one round cannot remove the next one does.</summary>
public abstract partial class HourlySweep(TimeProvider time, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>The clock.</summary>
    protected TimeProvider Time => time;

    /// <summary>One round.</summary>
    public abstract Task SweepAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
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

    [LoggerMessage(LogLevel.Warning, "Old rows could not be removed; the next hour will")]
    private partial void LogLater(Exception exception);
}
