using System.Collections.Concurrent;

namespace PeteRental.Scraper.Jobs;

/// <summary>Why a job was stopped before its end.</summary>
internal enum StopReason
{
    /// <summary>It was not.</summary>
    None,
    /// <summary>The process ends: somebody else goes on.</summary>
    ProcessEnds,
    /// <summary>Nobody wants it any more.</summary>
    Cancelled,
    /// <summary>Somebody else has it.</summary>
    LeaseLost,
}

/// <summary>A job in work.</summary>
internal sealed class RunningJob : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly Lock _gate = new();
    private bool _isOver;

    public RunningJob(Job job)
    {
        Job = job;
        _stop = new CancellationTokenSource();
        Token = _stop.Token;
    }

    /// <summary>Which.</summary>
    public Job Job { get; }

    /// <summary>Why it has to stop, the first reason.</summary>
    public StopReason Reason { get; private set; }

    /// <summary>Is cancelled when it has to stop.</summary>
    public CancellationToken Token { get; }

    /// <summary>Has it stop. Who waits for the token goes on by another thread.</summary>
    public void Stop(StopReason reason)
    {
        lock (_gate)
        {
            if (!_isOver && Reason == StopReason.None)
            {
                Reason = reason;
                _ = _stop.CancelAsync();
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
            _stop.Dispose();
        }
    }
}

/// <summary>The jobs that this process has in work.</summary>
internal sealed class RunningJobs
{
    private readonly ConcurrentDictionary<Guid, RunningJob> _running = new();

    /// <summary>All of them.</summary>
    public IReadOnlyList<RunningJob> All => [.. _running.Values];

    /// <summary>A job begins.</summary>
    public RunningJob Begin(Job job) => _running[job.Request.ScrapeId] = new RunningJob(job);

    /// <summary>It is over.</summary>
    public void End(RunningJob job)
    {
        _running.TryRemove(new KeyValuePair<Guid, RunningJob>(job.Job.Request.ScrapeId, job));
        job.Dispose();
    }

    /// <summary>Stops a job that nobody wants any more, if it is here.</summary>
    public void Cancel(Guid scrapeId)
    {
        if (_running.TryGetValue(scrapeId, out var job))
        {
            job.Stop(StopReason.Cancelled);
        }
    }
}
