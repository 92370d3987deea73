using Microsoft.Extensions.Options;
using Npgsql;
using PeteRental.Agents.Vapi;

namespace PeteRental.Agents.Sync;

/// <summary>
/// Finishes what a request could not: agents that changed, agents whose last sync failed, and, now and then, all others, to see whether
/// somebody changed or deleted them at Vapi.
/// </summary>
internal sealed partial class SyncWorker(
    SyncStore store, VapiSync sync, VapiRemovals removals, IOptions<VapiOptions> options, TimeProvider time, ILogger<SyncWorker> logger)
    : BackgroundService
{
    private const int AgentsAtOnce = 32;
    private const int WorkspacesAtOnce = 8;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.LookEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await RunAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopping();
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await store.TakeDueAsync(AgentsAtOnce, cancellationToken) is { Count: > 0 } due)
            {
                await Parallel.ForEachAsync(
                    due,
                    new ParallelOptions { MaxDegreeOfParallelism = WorkspacesAtOnce, CancellationToken = cancellationToken },
                    async (work, token) => await sync.SyncAsync(work.WorkspaceId, work.Agents, work.Looks ? SyncMode.Look : SyncMode.Push, token));
            }

            await removals.RunAsync(cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            LogLater(exception);
        }
    }

    [LoggerMessage(LogLevel.Debug, "No more agents are looked for")]
    private partial void LogStopping();

    [LoggerMessage(LogLevel.Warning, "Agents that wait for Vapi could not be looked for; the next round will")]
    private partial void LogLater(Exception exception);
}
