namespace PeteRental.Sandbox.Control;

/// <summary>
/// The time that tokens are stamped with: the real one plus a shift, so that expired and not yet valid tokens need no waiting.
/// </summary>
public sealed class SandboxClock(TimeProvider time)
{
    private long _offsetSeconds;

    /// <summary>How far tokens' time is from the real one, in seconds.</summary>
    public long OffsetSeconds
    {
        get => Interlocked.Read(ref _offsetSeconds);
        set => Interlocked.Exchange(ref _offsetSeconds, value);
    }

    /// <summary>The shifted time.</summary>
    public DateTimeOffset Now => time.GetUtcNow().AddSeconds(OffsetSeconds);
}
