using PeteRental.Calendar.Providers;

namespace PeteRental.Calendar.Sync;

/// <summary>How long is waited between attempts to write an event.</summary>
internal static class WritePace
{
    /// <summary>After so many failed attempts the manager is told. It is tried on.</summary>
    public const int AttemptsUntilTold = 10;

    private static readonly TimeSpan LongestWish = TimeSpan.FromHours(1);

    /// <summary>The pause after a failure that may pass.</summary>
    /// <param name="attempts">Failed ones, this one included.</param>
    /// <param name="wish">The provider's, which is waited for in any case.</param>
    /// <param name="jitter">From 0 to 1: spreads attempts that failed together.</param>
    /// <param name="options">The pace.</param>
    public static TimeSpan After(int attempts, TimeSpan? wish, double jitter, EventWriterOptions options)
    {
        var doubled = options.FirstPause * Math.Pow(2, Math.Min(attempts - 1, 30));
        var pause = (doubled < options.LongestPause ? doubled : options.LongestPause) * (0.5 + (jitter / 2));
        var asked = wish is not { } wanted ? TimeSpan.Zero : wanted < LongestWish ? wanted : LongestWish;
        return pause > asked ? pause : asked;
    }
}
