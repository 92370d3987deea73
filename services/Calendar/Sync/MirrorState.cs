using NodaTime;

namespace PeteRental.Calendar.Sync;

/// <summary>How well the diaries of a calendar are known.</summary>
/// <param name="IsComplete">
/// False when one of them has never been read as far as the calendar is open, or so long ago that it says nothing about today: then what is
/// free is not known.
/// </param>
/// <param name="AsOf">As of when it is true, by the diary that was read the longest ago; null when nothing is known, or there is nothing to know.</param>
/// <param name="IsStale">True when it is older than it should be because a provider could not be asked.</param>
internal readonly record struct MirrorState(bool IsComplete, Instant? AsOf, bool IsStale)
{
    /// <summary>Of a calendar of our own that reads no other diary.</summary>
    public static MirrorState Native { get; } = new(IsComplete: true, AsOf: null, IsStale: false);

    /// <summary>Of diaries that were read.</summary>
    public static MirrorState Of(Instant? asOf, bool isWhole, Instant now, SyncOptions options) => new(
        isWhole && asOf is { } known && now - known < Duration.FromTimeSpan(options.UselessAfter),
        asOf,
        asOf is not { } read || now - read >= Duration.FromTimeSpan(options.FreshFor));
}
