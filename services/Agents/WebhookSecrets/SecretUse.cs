using System.Collections.Concurrent;
using Dapper;
using Npgsql;

namespace PeteRental.Agents.WebhookSecrets;

/// <summary>How often uses of secrets are written down. Section <c>WebhookSecrets</c>.</summary>
public sealed class SecretUseOptions
{
    /// <summary>Time between two writes.</summary>
    public TimeSpan WriteUsesEvery { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>
/// Remembers which secrets were used, and writes it down now and then in one statement: a call must not wait for it, and a busy
/// secret's row must not be rewritten with every call.
/// </summary>
internal sealed partial class SecretUse(
    NpgsqlDataSource database, Microsoft.Extensions.Options.IOptions<SecretUseOptions> options, TimeProvider time, ILogger<SecretUse> logger)
    : BackgroundService
{
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _used = new();

    /// <summary>The secret was used now.</summary>
    public void Mark(Guid secret) => _used[secret] = time.GetUtcNow();

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.WriteUsesEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await WriteAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopping();
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        var batch = _used.ToArray();
        if (batch.Length == 0)
        {
            return;
        }

        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            // Coarse on purpose: a row is rewritten at most every five minutes.
            await connection.ExecuteAsync(new CommandDefinition(
                """
                UPDATE webhook_secrets s SET last_used_at = used.at
                FROM unnest(@ids, @instants) AS used (id, at)
                WHERE s.id = used.id AND (s.last_used_at IS NULL OR s.last_used_at < used.at - interval '5 minutes')
                """,
                new { ids = batch.Select(use => use.Key).ToArray(), instants = batch.Select(use => use.Value.UtcDateTime).ToArray() },
                cancellationToken: cancellationToken));
            foreach (var use in batch)
            {
                // Only if it was not used again meanwhile.
                _used.TryRemove(use);
            }
        }
        catch (NpgsqlException exception)
        {
            LogLater(exception);
        }
    }

    [LoggerMessage(LogLevel.Debug, "No more uses of webhook secrets are written in between; the last are written now")]
    private partial void LogStopping();

    [LoggerMessage(LogLevel.Warning, "Uses of webhook secrets could not be written; the next round will")]
    private partial void LogLater(Exception exception);
}
