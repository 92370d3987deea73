using PeteRental.Contracts;
using StackExchange.Redis;

namespace PeteRental.Rentals.Scrapes;

/// <summary>
/// Wakes those who follow a reading when something about it has changed: here at once, at the other replicas through Redis. Without
/// Redis they look by themselves (<see cref="LookEvery"/>).
/// </summary>
internal sealed partial class ScrapeWatch(IConnectionMultiplexer redis, TimeProvider time, ILogger<ScrapeWatch> logger) : IHostedService
{
    /// <summary>How often a follower looks although nothing was heard.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private const string Channel = "rentals:scrapes";
    private const int GuidBytes = 16;
    private readonly TimeProvider _time = time;
    private readonly Dictionary<ScrapeId, Followed> _followed = [];
    private readonly Lock _lock = new();

    /// <summary>Something about the reading has changed.</summary>
    public void Announce(ScrapeId scrape)
    {
        WakeUp(scrape);
        try
        {
            redis.GetSubscriber().Publish(Channel, scrape.Value.ToByteArray(), CommandFlags.FireAndForget);
        }
        catch (RedisException exception)
        {
            LogUnheard(exception.GetType().Name);
        }
    }

    /// <summary>Begins to follow a reading; ends when it is disposed of.</summary>
    public Following Follow(ScrapeId scrape)
    {
        lock (_lock)
        {
            if (!_followed.TryGetValue(scrape, out var followed))
            {
                _followed[scrape] = followed = new Followed();
            }

            followed.Followers++;
            return new Following(this, scrape, followed);
        }
    }

    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Redis may be away: the client subscribes when it is there, and again whenever it comes back.
            await redis.GetSubscriber().SubscribeAsync(Channel, (_, message) => Hear(message), CommandFlags.FireAndForget);
        }
        catch (RedisException exception)
        {
            LogUnheard(exception.GetType().Name);
        }
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Hear(byte[]? message)
    {
        if (message?.Length == GuidBytes)
        {
            WakeUp(new ScrapeId(new Guid(message)));
        }
    }

    private void WakeUp(ScrapeId scrape)
    {
        lock (_lock)
        {
            if (_followed.TryGetValue(scrape, out var followed))
            {
                followed.Change.TrySetResult();
                followed.Change = NewChange();
            }
        }
    }

    private void Leave(ScrapeId scrape, Followed followed)
    {
        lock (_lock)
        {
            if (--followed.Followers == 0)
            {
                _followed.Remove(scrape);
            }
        }
    }

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Somebody who follows a reading.</summary>
    internal sealed class Following(ScrapeWatch watch, ScrapeId scrape, Followed followed) : IDisposable
    {
        /// <summary>Ends with the next change after this call, or when it is time to look anyway; never fails.</summary>
        public Task NextAsync(CancellationToken cancellationToken)
        {
            lock (watch._lock)
            {
                return Task.WhenAny(followed.Change.Task, Task.Delay(LookEvery, watch._time, cancellationToken));
            }
        }

        /// <inheritdoc />
        public void Dispose() => watch.Leave(scrape, followed);
    }

    /// <summary>A reading that is followed here.</summary>
    internal sealed class Followed
    {
        public int Followers { get; set; }

        public TaskCompletionSource Change { get; set; } = NewChange();
    }

    [LoggerMessage(LogLevel.Debug, "Other replicas were not told how far a reading is ({Reason})")]
    private partial void LogUnheard(string reason);
}
