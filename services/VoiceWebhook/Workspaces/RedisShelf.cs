using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using StackExchange.Redis;

namespace PeteRental.VoiceWebhook.Workspaces;

/// <summary>
/// Answers shared by all processes and kept over restarts. Only ever a help: it is given a tenth of a second, and once it does not
/// answer it is left alone for a while.
/// </summary>
internal sealed partial class RedisShelf<TValue>(
    IConnectionMultiplexer redis, string name, JsonTypeInfo<TValue> type, TimeProvider time, ILogger<RedisShelf<TValue>> logger)
    where TValue : class
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private long _awayUntil;

    public async Task<(TValue Value, DateTimeOffset At)?> FindAsync(string key)
    {
        if (IsAway)
        {
            return null;
        }

        try
        {
            var text = (string?)await redis.GetDatabase().StringGetAsync(KeyOf(key)).WaitAsync(Patience, time);
            return Read(text);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            Volatile.Write(ref _awayUntil, (time.GetUtcNow() + Pause).UtcTicks);
            LogAway(exception.GetType().Name);
            return null;
        }
    }

    /// <summary>Keeps an answer; "there is none" only takes away what was there.</summary>
    public void Put(string key, TValue? value, DateTimeOffset at)
    {
        if (value is null)
        {
            Remove(key);
        }
        else if (!IsAway)
        {
            var text = $"{at.ToUnixTimeMilliseconds()} {JsonSerializer.Serialize(value, type)}";
            Forget(() => redis.GetDatabase().StringSet(KeyOf(key), text, Freshness.Longest, When.Always, CommandFlags.FireAndForget));
        }
    }

    public void Remove(string key)
    {
        if (!IsAway)
        {
            Forget(() => redis.GetDatabase().KeyDelete(KeyOf(key), CommandFlags.FireAndForget));
        }
    }

    private bool IsAway => !redis.IsConnected || time.GetUtcNow().UtcTicks < Volatile.Read(ref _awayUntil);

    private string KeyOf(string key) => $"voice:{name}:{key}";

    private (TValue Value, DateTimeOffset At)? Read(string? text)
    {
        var space = text?.IndexOf(' ', StringComparison.Ordinal) ?? -1;
        if (space < 0 || !long.TryParse(text.AsSpan(0, space), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(text.AsSpan(space + 1), type) is { } value
                ? (value, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds))
                : null;
        }
        catch (JsonException)
        {
            // Written by another version of this service; the one who knows will be asked.
            return null;
        }
    }

    private void Forget(Action command)
    {
        try
        {
            command();
        }
        catch (RedisException exception)
        {
            LogAway(exception.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Redis does not answer ({Reason}); lookups do without it for a while")]
    private partial void LogAway(string reason);
}
