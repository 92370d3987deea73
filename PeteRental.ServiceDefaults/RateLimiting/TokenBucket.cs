namespace PeteRental.ServiceDefaults.RateLimiting;

/// <summary>How fast something may be done: <paramref name="PerSecond"/> in the long run, <paramref name="Burst"/> at once.</summary>
/// <param name="PerSecond">Tokens that flow in each second.</param>
/// <param name="Burst">Tokens that the bucket holds.</param>
public sealed record BucketPolicy(double PerSecond, int Burst)
{
    /// <summary>
    /// Tokens that a process fetches from the shared bucket at a time. A fiftieth of the burst keeps the error of several processes
    /// small and makes the trip to Redis rare where limits are high; small buckets are counted exactly.
    /// </summary>
    internal int Lease => Math.Clamp(Burst / 50, 1, 200);
}

/// <summary>What became of a request for a token.</summary>
/// <param name="IsAllowed">Go on, or refuse.</param>
/// <param name="Remaining">Tokens left, at most one lease out of date.</param>
/// <param name="RetryAfter">When refused: how long until a token is there.</param>
public readonly record struct BucketDecision(bool IsAllowed, int Remaining, TimeSpan RetryAfter);

/// <summary>The arithmetic of a bucket: pure, so that Redis' script and the fallback can be held against it.</summary>
/// <param name="Tokens">What is in it.</param>
/// <param name="At">As of when.</param>
internal readonly record struct BucketState(double Tokens, DateTimeOffset At)
{
    /// <summary>The bucket after time has passed and up to <paramref name="wanted"/> whole tokens were taken.</summary>
    public (BucketState State, int Taken) Take(BucketPolicy policy, DateTimeOffset now, int wanted)
    {
        var tokens = Math.Min(policy.Burst, Tokens + (Math.Max(0, (now - At).TotalSeconds) * policy.PerSecond));
        var taken = (int)Math.Min(wanted, Math.Floor(tokens));
        return (new BucketState(tokens - taken, now), taken);
    }

    /// <summary>How long until one token is there.</summary>
    public TimeSpan UntilNext(BucketPolicy policy) => TimeSpan.FromSeconds(Math.Max(0, (1 - Tokens) / policy.PerSecond));
}
