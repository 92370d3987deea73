using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace PeteRental.ServiceDefaults.Requests;

/// <summary>Registers what writes that may be sent again need.</summary>
public static class IdempotentWritesExtensions
{
    /// <summary>Forgets the replies of <see cref="IdempotentWrites"/> once they were kept for long enough.</summary>
    public static IServiceCollection AddIdempotentWrites(this IServiceCollection services) => services.AddHostedService<IdempotencySweeper>();
}

/// <summary>Forgets replies that are kept for long enough.</summary>
internal sealed partial class IdempotencySweeper(NpgsqlDataSource database, TimeProvider time, ILogger<IdempotencySweeper> logger) : BackgroundService
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
                await connection.ExecuteAsync(new CommandDefinition(
                    "DELETE FROM idempotent_replies WHERE created_at < @before",
                    new { before = time.GetUtcNow() - IdempotentWrites.KeptFor },
                    cancellationToken: stoppingToken));
            }
            catch (NpgsqlException exception)
            {
                LogLater(exception);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Old idempotent replies could not be removed; the next hour will")]
    private partial void LogLater(Exception exception);
}
