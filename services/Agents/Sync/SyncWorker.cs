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
                    SyncAsync);
            }

            await removals.RunAsync(cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            LogLater(exception);
        }
    }

    private async ValueTask SyncAsync(DueWorkspace due, CancellationToken cancellationToken)
    {
        try
        {
            await sync.SyncAsync(due.WorkspaceId, due.Agents, due.Looks ? SyncMode.Look : SyncMode.Push, cancellationToken);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or NpgsqlException))
        {
            // A mistake of ours that one workspace has brought out must not keep the others from Vapi. It was taken for two minutes.
            LogBroken(exception, due.WorkspaceId);
        }
    }

    [LoggerMessage(LogLevel.Error, "Agents of workspace {Workspace} could not be synced")]
    private partial void LogBroken(Exception exception, Contracts.WorkspaceId workspace);

    [LoggerMessage(LogLevel.Debug, "No more agents are looked for")]
    private partial void LogStopping();

    [LoggerMessage(LogLevel.Warning, "Agents that wait for Vapi could not be looked for; the next round will")]
    private partial void LogLater(Exception exception);
}
