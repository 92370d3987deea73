using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace PeteRental.ServiceDefaults.RateLimiting;

/// <summary>
/// Token buckets shared by all replicas through Redis. Tokens are fetched in leases, so most requests cost no trip. While Redis is
/// away each process counts by itself with the same limits: nobody is locked out, and nobody is unlimited.
/// </summary>
public sealed partial class RateLimiter(IConnectionMultiplexer redis, TimeProvider time, ILogger<RateLimiter> logger)
{
    private const int MaxBuckets = 50_000;
    private static readonly TimeSpan LeaseLife = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RedisTimeout = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RedisPause = TimeSpan.FromSeconds(2);

    // KEYS[1] bucket; ARGV: tokens per second, burst, wanted. Redis' own clock, so that replicas need not agree on the time.
    // Answers {taken, left * 1000}. The key expires when the bucket would be full again anyway.
    private const string Script =
        """
        local t = redis.call('TIME')
        local now = tonumber(t[1]) + tonumber(t[2]) / 1000000
        local rate, burst, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
        local b = redis.call('HMGET', KEYS[1], 'n', 't')
        local n = burst
        if b[1] then n = math.min(burst, tonumber(b[1]) + math.max(0, now - tonumber(b[2])) * rate) end
        local taken = math.min(wanted, math.floor(n))
        n = n - taken
        redis.call('HMSET', KEYS[1], 'n', string.format('%.6f', n), 't', string.format('%.6f', now))
        redis.call('PEXPIRE', KEYS[1], math.ceil(burst / rate * 1000) + 1000)
        return {taken, math.floor(n * 1000)}
        """;

    private readonly ConcurrentDictionary<string, Bucket> _buckets = new();
    private long _redisAwayUntil;

    /// <summary>Takes a token from the bucket of this key.</summary>
    /// <param name="key">What is limited, for example <c>rest:workspace:{id}</c>. Must not contain secrets.</param>
    /// <param name="policy">Its limits.</param>
    public async ValueTask<BucketDecision> TakeAsync(string key, BucketPolicy policy)
    {
        if (_buckets.Count > MaxBuckets)
        {
            // An attacker with many addresses must not grow this without end. Forgetting a lease costs some tokens, no more.
            _buckets.Clear();
        }

        var bucket = _buckets.GetOrAdd(key, static _ => new Bucket());
        if (bucket.TryTakeLeased(time.GetUtcNow(), out var left))
        {
            return new BucketDecision(true, left, TimeSpan.Zero);
        }

        return await FetchAsync(key, policy) is var (taken, remaining)
            ? Settle(bucket, policy, taken, remaining)
            : bucket.TakeAlone(policy, time.GetUtcNow());
    }

    private BucketDecision Settle(Bucket bucket, BucketPolicy policy, int taken, double remaining)
    {
        if (taken == 0)
        {
            return new BucketDecision(false, 0, TimeSpan.FromSeconds(Math.Max(0, (1 - remaining) / policy.PerSecond)));
        }

        bucket.AddLease(taken - 1, time.GetUtcNow() + LeaseLife, (int)remaining);
        return new BucketDecision(true, (int)remaining + taken - 1, TimeSpan.Zero);
    }

    private async ValueTask<(int Taken, double Remaining)?> FetchAsync(string key, BucketPolicy policy)
    {
        if (time.GetUtcNow().UtcTicks < Volatile.Read(ref _redisAwayUntil))
        {
            return null;
        }

        try
        {
            var answer = (RedisResult[])await redis.GetDatabase().ScriptEvaluateAsync(
                Script,
                [$"limit:{key}"],
                [policy.PerSecond.ToString(CultureInfo.InvariantCulture), policy.Burst, policy.Lease]).WaitAsync(RedisTimeout, time);
            return ((int)answer[0], (long)answer[1] / 1000.0);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            Volatile.Write(ref _redisAwayUntil, (time.GetUtcNow() + RedisPause).UtcTicks);
            LogAlone(exception.GetType().Name);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Limits are counted by this process alone for a while: Redis does not answer ({Reason})")]
    private partial void LogAlone(string reason);

    /// <summary>Tokens that this process holds for a key, and its own count for when Redis is away.</summary>
    private sealed class Bucket
    {
        private readonly Lock _gate = new();
        private int _leased;
        private int _sharedLeft;
        private DateTimeOffset _leaseEnds;
        private BucketState? _alone;

        public bool TryTakeLeased(DateTimeOffset now, out int left)
        {
            lock (_gate)
            {
                if (_leased == 0 || now >= _leaseEnds)
                {
                    _leased = 0;
                    left = 0;
                    return false;
                }

                _leased--;
                left = _sharedLeft + _leased;
                return true;
            }
        }

        public void AddLease(int tokens, DateTimeOffset ends, int sharedLeft)
        {
            lock (_gate)
            {
                _leased += tokens;
                _leaseEnds = ends;
                _sharedLeft = sharedLeft;
            }
        }

        public BucketDecision TakeAlone(BucketPolicy policy, DateTimeOffset now)
        {
            lock (_gate)
            {
                var (state, taken) = (_alone ?? new BucketState(policy.Burst, now)).Take(policy, now, 1);
                _alone = state;
                return new BucketDecision(taken == 1, (int)state.Tokens, state.UntilNext(policy));
            }
        }
    }
}
