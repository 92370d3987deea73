using PeteRental.Contracts;
using StackExchange.Redis;

namespace PeteRental.Calendar.Availability;

/// <summary>
/// Says when a diary, or the settings it is booked by, has changed: here at once, at the other replicas a moment later through
/// Redis. Without Redis they notice by the age of what they keep (<see cref="BusyCache.MaxAge"/>).
/// </summary>
internal sealed partial class DiaryChanges(IConnectionMultiplexer redis, ILogger<DiaryChanges> logger) : IHostedService
{
    private const string Channel = "calendar:diary-changes";
    private const int GuidBytes = 16;

    // Several calendars may share a counter: then one more diary is read anew, and memory does not grow with the calendars.
    private readonly long[] _counters = new long[4096];
    private readonly Guid _self = Guid.NewGuid();

    /// <summary>A number that grows with each change of the diary. What was read while it stayed the same is true.</summary>
    public long CountOf(CalendarId calendar) => Volatile.Read(ref CounterOf(calendar));

    /// <summary>The diary has changed, or may have.</summary>
    public void Announce(CalendarId calendar)
    {
        Interlocked.Increment(ref CounterOf(calendar));
        var message = new byte[2 * GuidBytes];
        _self.TryWriteBytes(message);
        calendar.Value.TryWriteBytes(message.AsSpan(GuidBytes));
        try
        {
            redis.GetSubscriber().Publish(Channel, message, CommandFlags.FireAndForget);
        }
        catch (RedisException exception)
        {
            LogUnheard(exception.GetType().Name);
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
        if (message?.Length == 2 * GuidBytes && new Guid(message.AsSpan(0, GuidBytes)) != _self)
        {
            Interlocked.Increment(ref CounterOf(new CalendarId(new Guid(message.AsSpan(GuidBytes)))));
        }
    }

    private ref long CounterOf(CalendarId calendar) => ref _counters[(uint)calendar.GetHashCode() % (uint)_counters.Length];

    [LoggerMessage(LogLevel.Debug, "Other replicas were not told of a change ({Reason})")]
    private partial void LogUnheard(string reason);
}
