using Microsoft.Extensions.Options;
using Npgsql;
using PeteRental.Scraper.Crawling;

namespace PeteRental.Scraper.Jobs;

/// <summary>Does one job, from its lease to its end.</summary>
internal sealed partial class JobRunner(
    JobStore store, SiteReader reader, RunningJobs running, IOptions<JobOptions> options, TimeProvider time, ILogger<JobRunner> logger)
{
    /// <summary>Reads the site and ends the job. Never throws: one job's trouble must not end the work for all.</summary>
    public async Task RunAsync(RunningJob current)
    {
        var job = current.Job;
        using var scope = logger.BeginScope(new Dictionary<string, object>
        {
            ["workspace_id"] = job.Request.WorkspaceId,
            ["scrape_id"] = job.Request.ScrapeId,
        });
        try
        {
            await WorkAsync(current);
        }
        catch (OperationCanceledException) when (current.Token.IsCancellationRequested)
        {
            await GuardedAsync(() => StopAsync(current));
        }
        catch (NpgsqlException exception)
        {
            // The lease runs out by itself, and then somebody who reaches the database begins again.
            LogAway(exception.SqlState ?? exception.GetType().Name);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            LogBroken(exception);
            await GuardedAsync(() => TryAgainAsync(job));
        }
        finally
        {
            running.End(current);
        }
    }

    private async Task WorkAsync(RunningJob current)
    {
        var job = current.Job;
        if (job.IsCancelled || job.Attempts > options.Value.MostAttempts)
        {
            await FinishAsync(job, SiteReading.Failed(job.IsCancelled ? "cancelled" : "internal"));
            return;
        }

        var started = time.GetTimestamp();
        await using var telling = new ProgressTeller(store, job, options.Value.TellEvery, time, logger);
        var reading = await reader.ReadAsync(OrderOf(job), telling, current.Token);
        await telling.StopAsync();
        if (reading is { ErrorCode: ReadingStart.BelongsElsewhere })
        {
            LogLater();
            return;
        }

        await FinishAsync(job, reading);
        ScraperMetrics.Finished(reading, time.GetElapsedTime(started));
    }

    private ReadingOrder OrderOf(Job job)
    {
        var request = job.Request;
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(request.Config.Timezone ?? "UTC", out var found) ? found : TimeZoneInfo.Utc;
        return new ReadingOrder(
            request.WorkspaceId, request.SourceId, job.Start, request.Config, DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).Date))
        {
            // Two names may lead to one website: then one of the jobs waits for the other.
            MayReadAsync = (site, cancellationToken) => store.MoveAsync(job, site, cancellationToken),
        };
    }

    private async Task FinishAsync(Job job, SiteReading reading)
    {
        if (await store.FinishAsync(job, reading, CancellationToken.None))
        {
            LogDone(reading.ErrorCode ?? "completed", reading.Listings.Count, reading.Pages);
        }
        else
        {
            LogLost();
        }
    }

    private async Task StopAsync(RunningJob current)
    {
        switch (current.Reason)
        {
            case StopReason.Cancelled:
                await FinishAsync(current.Job, SiteReading.Failed("cancelled"));
                break;
            case StopReason.ProcessEnds:
                await store.ReleaseAsync(current.Job, TimeSpan.Zero, countsAsAttempt: false, CancellationToken.None);
                break;
            default:
                LogLost();
                break;
        }
    }

    private async Task TryAgainAsync(Job job)
    {
        if (job.Attempts < options.Value.MostAttempts)
        {
            await store.ReleaseAsync(job, options.Value.RetryPause, countsAsAttempt: true, CancellationToken.None);
        }
        else
        {
            await FinishAsync(job, SiteReading.Failed("internal"));
        }
    }

    private async Task GuardedAsync(Func<Task> last)
    {
        try
        {
            await last();
        }
        catch (NpgsqlException exception)
        {
            LogAway(exception.SqlState ?? exception.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Information, "Scrape ended: {Outcome}, {Listings} homes on {Pages} pages")]
    private partial void LogDone(string outcome, int listings, int pages);

    [LoggerMessage(LogLevel.Warning, "The lease of a scrape was lost: whoever has it now reads the site, and what was read here counts for nothing")]
    private partial void LogLost();

    [LoggerMessage(LogLevel.Information, "The company's website is being read for another scrape: this one waits for its turn")]
    private partial void LogLater();

    [LoggerMessage(LogLevel.Warning, "A scrape was left alone: the database cannot be reached ({Code})")]
    private partial void LogAway(string code);

    [LoggerMessage(LogLevel.Error, "A scrape ended in a fault of ours")]
    private partial void LogBroken(Exception exception);
}
