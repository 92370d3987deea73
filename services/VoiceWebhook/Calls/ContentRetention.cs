using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;

namespace PeteRental.VoiceWebhook.Calls;

/// <summary>How long the content of conversations is kept. Section <c>Voice</c>.</summary>
public sealed class VoiceOptions
{
    /// <summary>Days after which transcripts, summaries, recordings' addresses and tool calls' words are removed.</summary>
    public int RetentionDays { get; set; } = 90;

    /// <summary>Time between two reports of which signing keys were used.</summary>
    public TimeSpan ReportKeyUsesEvery { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>
/// Removes what was said in calls when it has been kept long enough. That there was a call, when, and what came of it, stays.
/// </summary>
public sealed partial class ContentRetention(
    NpgsqlDataSource database, IOptions<VoiceOptions> options, TimeProvider time, ILogger<ContentRetention> logger) : BackgroundService
{
    private const int BatchSize = 1_000;
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>Removes all that is due; answers with the number of rows it changed.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var cutoff = time.GetUtcNow() - TimeSpan.FromDays(options.Value.RetentionDays);
        var total = 0;
        for (var changed = BatchSize; changed >= BatchSize; total += changed)
        {
            changed = await SweepBatchAsync(cutoff, cancellationToken);
        }

        return total;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                var removed = await SweepAsync(stoppingToken);
                if (removed > 0)
                {
                    LogRemoved(removed);
                }
            }
            catch (NpgsqlException exception)
            {
                LogLater(exception.GetType().Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    // In small steps, so that no other statement waits long for these rows.
    private async Task<int> SweepBatchAsync(DateTimeOffset cutoff, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var calls = await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE calls SET summary = NULL, transcript = NULL, recording_url = NULL, content_removed_at = @Now
            WHERE id IN (SELECT id FROM calls WHERE begun_at < @cutoff AND content_removed_at IS NULL
                LIMIT @BatchSize FOR UPDATE SKIP LOCKED)
            """,
            new { cutoff, BatchSize, Now = time.GetUtcNow() },
            cancellationToken: cancellationToken));
        var toolCalls = await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE tool_calls SET arguments = NULL, reply = NULL
            WHERE ctid = ANY(ARRAY(SELECT ctid FROM tool_calls
                WHERE received_at < @cutoff AND (arguments IS NOT NULL OR reply IS NOT NULL)
                LIMIT @BatchSize FOR UPDATE SKIP LOCKED))
            """,
            new { cutoff, BatchSize },
            cancellationToken: cancellationToken));
        return Math.Max(calls, toolCalls);
    }

    [LoggerMessage(LogLevel.Information, "Removed the content of {Count} calls or tool calls that were kept long enough")]
    private partial void LogRemoved(int count);

    [LoggerMessage(LogLevel.Warning, "Old call content could not be removed ({Reason}); the next hour will")]
    private partial void LogLater(string reason);
}
