using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace PeteRental.ServiceDefaults.Postgres;

/// <summary>
/// Brings the service's database up to date before it takes traffic. Replicas that start together wait for each other by an
/// advisory lock. A file that changed after it was applied is refused: the database would no longer be what the files say.
/// </summary>
internal sealed partial class MigrationRunner(
    NpgsqlDataSource database, IReadOnlyList<Migration> migrations, TimeProvider time, ILogger<MigrationRunner> logger) : IHostedService
{
    /// <summary>Any number that nobody else locks; the same for all services, since each has a database of its own.</summary>
    private const long LockKey = 0x5065_7465_5265_6e74;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ApplyAsync(cancellationToken);
                return;
            }
            catch (NpgsqlException exception) when (IsDatabaseAway(exception))
            {
                LogWaiting(attempt, exception.SqlState ?? exception.GetType().Name);
                await Task.Delay(RetryDelay, time, cancellationToken);
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static bool IsDatabaseAway(NpgsqlException exception) =>
        exception is not PostgresException || exception.IsTransient
        || exception.SqlState is PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown;

    private async Task ApplyAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync("SET statement_timeout = 0; SET lock_timeout = 0");
        await connection.ExecuteAsync("SELECT pg_advisory_lock(@LockKey)", new { LockKey });
        try
        {
            await connection.ExecuteAsync(
                """
                CREATE TABLE IF NOT EXISTS schema_migrations (
                    component  text        NOT NULL,
                    version    int         NOT NULL,
                    name       text        NOT NULL,
                    checksum   text        NOT NULL,
                    applied_at timestamptz NOT NULL DEFAULT now(),
                    PRIMARY KEY (component, version)
                )
                """);
            var applied = (await connection.QueryAsync<AppliedMigration>("SELECT component, version, name, checksum FROM schema_migrations"))
                .ToDictionary(migration => (migration.Component, migration.Version));
            foreach (var migration in migrations)
            {
                await ApplyAsync(connection, migration, applied.GetValueOrDefault((migration.Component, migration.Version)), cancellationToken);
            }
        }
        finally
        {
            await connection.ExecuteAsync("SELECT pg_advisory_unlock(@LockKey); RESET statement_timeout; RESET lock_timeout", new { LockKey });
        }
    }

    private async Task ApplyAsync(NpgsqlConnection connection, Migration migration, AppliedMigration? applied, CancellationToken cancellationToken)
    {
        if (applied is not null)
        {
            if (applied.Checksum != migration.Checksum)
            {
                throw new InvalidOperationException(
                    $"Migration {migration.Name} of {migration.Component} was changed after it was applied. Restore the file and add a new one.");
            }

            return;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(migration.Sql, transaction: transaction);
        await connection.ExecuteAsync(
            "INSERT INTO schema_migrations (component, version, name, checksum) VALUES (@Component, @Version, @Name, @Checksum)",
            new { migration.Component, migration.Version, migration.Name, migration.Checksum },
            transaction);
        await transaction.CommitAsync(cancellationToken);
        LogApplied(migration.Component, migration.Name);
    }

    [LoggerMessage(LogLevel.Information, "Applied migration {Component}/{Name}")]
    private partial void LogApplied(string component, string name);

    [LoggerMessage(LogLevel.Warning, "The database is not reachable yet (try {Attempt}: {Code})")]
    private partial void LogWaiting(int attempt, string code);

    private sealed record AppliedMigration(string Component, int Version, string Name, string Checksum);
}
