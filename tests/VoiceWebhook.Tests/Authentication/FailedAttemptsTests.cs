using System.Net;
using PeteRental.VoiceWebhook.Authentication;

namespace PeteRental.VoiceWebhook.Tests.Authentication;

public class FailedAttemptsTests
{
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));

    private static readonly IPAddress Guesser = IPAddress.Parse("203.0.113.7");

    [Fact]
    public void Many_failures_of_one_address_in_a_minute_are_noticed_and_forgotten_a_minute_later()
    {
        var attempts = new FailedAttempts(_clock);
        for (var i = 0; i < FailedAttempts.Many; i++)
        {
            Assert.False(attempts.RecordAndCheck(Guesser, isGuess: true));
        }

        Assert.True(attempts.RecordAndCheck(Guesser, isGuess: true));
        Assert.False(attempts.RecordAndCheck(IPAddress.Parse("203.0.113.8"), isGuess: true));

        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(attempts.RecordAndCheck(Guesser, isGuess: true));
    }

    [Fact]
    public void A_flood_is_noticed()
    {
        var attempts = new FailedAttempts(_clock);
        for (var i = 0; i <= FailedAttempts.Flood; i++)
        {
            Assert.False(attempts.IsFlooding(Guesser));
            attempts.RecordAndCheck(Guesser, isGuess: true);
        }

        Assert.True(attempts.IsFlooding(Guesser));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(attempts.IsFlooding(Guesser));
    }

    [Fact]
    public void A_secret_that_is_mistyped_once_and_sent_for_ever_is_no_flood()
    {
        var attempts = new FailedAttempts(_clock);
        for (var i = 0; i < 10 * FailedAttempts.Flood; i++)
        {
            attempts.RecordAndCheck(Guesser, isGuess: i == 0);
        }

        Assert.False(attempts.IsFlooding(Guesser));
    }

    [Fact]
    public void The_addresses_of_one_ipv6_network_count_together()
    {
        var attempts = new FailedAttempts(_clock);
        var isMany = false;
        for (var i = 0; i <= FailedAttempts.Many; i++)
        {
            isMany = attempts.RecordAndCheck(IPAddress.Parse($"2001:db8:1:2::{i:x}"), isGuess: true);
        }

        Assert.True(isMany);
    }
}
