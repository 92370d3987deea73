using Npgsql;
using PeteRental.Scraper.Crawling;

namespace PeteRental.Scraper.Jobs;

/// <summary>Tells how far a job is: at once when it begins, then as often as is allowed and something has changed.</summary>
internal sealed partial class ProgressTeller : IProgress<ReadingProgress>, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly JobStore _store;
    private readonly Job _job;
    private readonly ILogger _logger;
    private readonly Task _telling;
    private volatile ReadingProgress _latest = ReadingProgress.None;

    public ProgressTeller(JobStore store, Job job, TimeSpan every, TimeProvider time, ILogger logger)
    {
        _store = store;
        _job = job;
        _logger = logger;
        _telling = TellAsync(every, time);
    }

    /// <inheritdoc />
    public void Report(ReadingProgress value) => _latest = value;

    /// <summary>Says no more.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _telling;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task TellAsync(TimeSpan every, TimeProvider time)
    {
        ReadingProgress? told = null;
        using var timer = new PeriodicTimer(every, time);
        try
        {
            do
            {
                var latest = _latest;
                if (latest != told && await TryTellAsync(latest))
                {
                    told = latest;
                }
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            LogEnded();
        }
    }

    private async Task<bool> TryTellAsync(ReadingProgress progress)
    {
        try
        {
            // Not with the token: a connection that is cut off in the middle is dearer than the half second.
            return await _store.TellAsync(_job, progress, CancellationToken.None);
        }
        catch (NpgsqlException exception)
        {
            // Progress is a courtesy: the reading goes on without it.
            LogAway(exception.SqlState ?? exception.GetType().Name);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Nobody could be told how far a scrape is: the database cannot be reached ({Code})")]
    private partial void LogAway(string code);

    [LoggerMessage(LogLevel.Trace, "No more progress is told")]
    private partial void LogEnded();
}
