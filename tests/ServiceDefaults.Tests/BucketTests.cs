using FsCheck;
using FsCheck.Fluent;
using PeteRental.ServiceDefaults.RateLimiting;

namespace PeteRental.ServiceDefaults.Tests;

public sealed class BucketTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 15, 0, 0, TimeSpan.Zero);
    private static readonly BucketPolicy Policy = new(PerSecond: 2, Burst: 10);

    [Fact]
    public void A_burst_is_let_through_and_then_the_rate_holds()
    {
        var state = new BucketState(Policy.Burst, Start);
        var atOnce = TakeAll(ref state, Start, 15);
        var afterThreeSeconds = TakeAll(ref state, Start.AddSeconds(3), 15);

        Assert.Equal(10, atOnce);
        Assert.Equal(6, afterThreeSeconds);
        Assert.Equal(TimeSpan.FromSeconds(0.5), state.UntilNext(Policy));
    }

    [Fact]
    public void Never_more_than_burst_plus_rate_however_it_is_asked() => Prop.ForAll(
            ArbMap.Default.ArbFor<byte[]>().Filter(gaps => gaps is not null),
            gaps =>
            {
                var (state, now, taken) = (new BucketState(Policy.Burst, Start), Start, 0);
                foreach (var gap in gaps)
                {
                    now += TimeSpan.FromMilliseconds(gap);
                    (state, var one) = state.Take(Policy, now, 1);
                    taken += one;
                }

                return taken <= Policy.Burst + ((now - Start).TotalSeconds * Policy.PerSecond) + 0.001;
            })
        .QuickCheckThrowOnFailure();

    private static int TakeAll(ref BucketState state, DateTimeOffset now, int tries)
    {
        var taken = 0;
        for (var turn = 0; turn < tries; turn++)
        {
            (state, var one) = state.Take(Policy, now, 1);
            taken += one;
        }

        return taken;
    }
}
