using Microsoft.Extensions.Options;
using Npgsql;

namespace PeteRental.Scraper.Jobs;

/// <summary>
/// Takes jobs as long as there is room, and keeps the leases of those in work. Replicas share the table and never wait for each other.
/// When the process ends in peace, its jobs are given back at once; when it is killed, their leases run out.
/// </summary>
internal sealed partial class ScrapeWorker(
    JobStore store, JobRunner runner, RunningJobs running, JobSignal signal, IOptions<JobOptions> options, ILogger<ScrapeWorker> logger) : BackgroundService
{
    private readonly HashSet<Task> _tasks = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await RoundAsync(stoppingToken);
                await signal.WaitAsync(options.Value.LookEvery, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            foreach (var job in running.All)
            {
                job.Stop(StopReason.ProcessEnds);
            }

            await Task.WhenAll(_tasks);
            LogStopped();
        }
    }

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        _tasks.RemoveWhere(task => task.IsCompleted);
        try
        {
            await KeepLeasesAsync(cancellationToken);
            // Not to be cancelled in the middle: a job that was taken and not known of would wait for its lease to run out.
            while (!cancellationToken.IsCancellationRequested && _tasks.Count < options.Value.MostAtOnce && await store.TakeAsync(CancellationToken.None) is { } job)
            {
                // The reading itself is work for other threads: leases are kept by this one.
                var current = running.Begin(job);
                _tasks.Add(Task.Run(() => WorkAsync(current), CancellationToken.None));
            }
        }
        catch (NpgsqlException exception)
        {
            LogAway(exception.SqlState ?? exception.GetType().Name);
        }
    }

    private async Task WorkAsync(RunningJob job)
    {
        await runner.RunAsync(job);
        signal.Wake();
    }

    private async Task KeepLeasesAsync(CancellationToken cancellationToken)
    {
        var held = running.All;
        if (held.Count == 0)
        {
            return;
        }

        var states = (await store.RenewAsync([.. held.Select(job => job.Job)], cancellationToken)).ToDictionary(state => state.LeaseOwner);
        foreach (var job in held)
        {
            if (!states.TryGetValue(job.Job.Lease, out var state))
            {
                job.Stop(StopReason.LeaseLost);
            }
            else if (state.Cancelled)
            {
                job.Stop(StopReason.Cancelled);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "No jobs are taken: the database cannot be reached ({Code})")]
    private partial void LogAway(string code);

    [LoggerMessage(LogLevel.Debug, "Working on jobs has ended")]
    private partial void LogStopped();
}
