using Microsoft.Extensions.Options;
using Npgsql;
using PeteRental.Calendar.Booking;

namespace PeteRental.Calendar.Sync;

/// <summary>
/// Reads diaries whose time has come: after a notification, after a failed attempt, and now and then in any case. Then it has their
/// viewings follow, and looks after their channels. Replicas share the work by leases, and none waits for another.
/// </summary>
internal sealed partial class SyncWorker(
    MirrorStore store, DiaryMirror mirror, SyncQueue queue, ChannelKeeper channels, AppointmentFollower follower, IOptions<SyncOptions> options,
    TimeProvider time, ILogger<SyncWorker> logger) : BackgroundService
{
    /// <summary>Notifications come in groups; each group is one read.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50);

    private readonly HashSet<Task> _running = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await RoundAsync(stoppingToken);
                await Task.WhenAny([queue.WaitAsync(options.Value.LookEvery, stoppingToken), .. _running.Count >= options.Value.MostAtOnce ? _running : []]);
                await Task.Delay(Gathering, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(_running);
            LogStopped();
        }
    }

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        _running.RemoveWhere(task => task.IsCompleted);
        try
        {
            var now = time.GetUtcNow();
            var requested = queue.TakeRequested();
            try
            {
                if (requested.Count > 0)
                {
                    await store.RequestAsync(requested, now, cancellationToken);
                }
            }
            catch (NpgsqlException)
            {
                queue.Return(requested);
                throw;
            }

            var room = options.Value.MostAtOnce - _running.Count;
            if (room > 0)
            {
                foreach (var lease in await store.TakeDueAsync(room, options.Value.LongestRead * 1.5, now, cancellationToken))
                {
                    _running.Add(GuardedAsync(() => mirror.ReadAsync(lease)));
                }
            }
        }
        catch (NpgsqlException exception)
        {
            LogAway(exception.SqlState ?? exception.GetType().Name);
        }

        foreach (var diary in queue.TakeRead())
        {
            _running.Add(GuardedAsync(() => LookAfterAsync(diary, cancellationToken)));
        }
    }

    private async Task LookAfterAsync(ReadDiary diary, CancellationToken cancellationToken)
    {
        await follower.FollowAsync(diary, cancellationToken);
        await channels.KeepAsync(diary, cancellationToken);
    }

    // What is left undone is done after the next read: everything is compared with what is there, nothing with what was to be done.
    private async Task GuardedAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
            // The process ends, which readers hear of a moment sooner than this.
            LogStopped();
        }
        catch (NpgsqlException exception)
        {
            LogAway(exception.SqlState ?? exception.GetType().Name);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // One diary's trouble must not end the work for all.
            LogBroken(exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Diaries were left alone: the database cannot be reached ({Code})")]
    private partial void LogAway(string code);

    [LoggerMessage(LogLevel.Error, "A diary could not be looked after")]
    private partial void LogBroken(Exception exception);

    [LoggerMessage(LogLevel.Debug, "Following diaries has ended")]
    private partial void LogStopped();
}
