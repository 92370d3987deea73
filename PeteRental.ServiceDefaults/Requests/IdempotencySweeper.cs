using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using PeteRental.ServiceDefaults.Postgres;

namespace PeteRental.ServiceDefaults.Requests;

/// <summary>Registers what writes that may be sent again need.</summary>
public static class IdempotentWritesExtensions
{
    /// <summary>Forgets the replies of <see cref="IdempotentWrites"/> once they were kept for long enough.</summary>
    public static IServiceCollection AddIdempotentWrites(this IServiceCollection services) => services.AddHostedService<IdempotencySweeper>();
}

/// <summary>Forgets replies that are kept for long enough.</summary>
internal sealed class IdempotencySweeper(NpgsqlDataSource database, TimeProvider time, ILogger<IdempotencySweeper> logger) : HourlySweep(time, logger)
{
    public override async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM idempotent_replies WHERE created_at < @before",
            new { before = Time.GetUtcNow() - IdempotentWrites.KeptFor },
            cancellationToken: cancellationToken));
    }
}
