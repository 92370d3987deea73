using Microsoft.Extensions.Options;
using PeteRental.Scraper.Fetching;

namespace PeteRental.Scraper.Tests.Fetching;

public sealed class HostGateTests
{
    private static readonly Uri Site = new("https://homes.example.com/a");
    private readonly TestClock _clock = new();
    private readonly HostGate _gate;

    public HostGateTests()
    {
        var options = Options.Create(new ScraperOptions { AllowedOrigins = { "http://127.0.0.1:8090" } });
        _gate = new HostGate(options, new AddressGuard(options), _clock);
    }

    [Fact]
    public async Task Nobody_asks_a_host_while_another_does()
    {
        var first = await _gate.EnterAsync(Site, default);
        var second = _gate.EnterAsync(new Uri("http://homes.example.com/b"), default);
        Assert.False(second.IsCompleted);

        first.Dispose();
        await _clock.TimerAsync();
        Assert.InRange(_clock.Next!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        _clock.Advance(TimeSpan.FromSeconds(2));
        (await second).Dispose();
    }

    [Fact]
    public async Task Other_hosts_do_not_wait()
    {
        using var first = await _gate.EnterAsync(Site, default);
        using var second = await _gate.EnterAsync(new Uri("https://other.example.com/"), default);
        Assert.Equal(2, _gate.Count);
    }

    [Fact]
    public async Task A_site_that_asks_for_more_time_gets_it_up_to_a_limit()
    {
        using (var turn = await _gate.EnterAsync(Site, default))
        {
            turn.CrawlDelay = TimeSpan.FromSeconds(10);
        }

        var next = _gate.EnterAsync(Site, default);
        Assert.Equal(TimeSpan.FromSeconds(10), _clock.Next);
        _clock.Advance(TimeSpan.FromSeconds(10));
        using (var turn = await next)
        {
            turn.CrawlDelay = TimeSpan.FromDays(1);
        }

        var last = _gate.EnterAsync(Site, default);
        Assert.Equal(TimeSpan.FromSeconds(30), _clock.Next);
        _clock.Advance(TimeSpan.FromSeconds(30));
        (await last).Dispose();
    }

    [Fact]
    public async Task Our_own_origins_are_asked_faster()
    {
        var own = new Uri("http://127.0.0.1:8090/sites/a");
        (await _gate.EnterAsync(own, default)).Dispose();
        var next = _gate.EnterAsync(own, default);
        Assert.Equal(TimeSpan.FromMilliseconds(5), _clock.Next);
        _clock.Advance(TimeSpan.FromMilliseconds(5));
        (await next).Dispose();
    }

    [Fact]
    public async Task Who_gives_up_waiting_holds_nobody_up()
    {
        using var impatience = new CancellationTokenSource();
        var first = await _gate.EnterAsync(Site, default);
        var second = _gate.EnterAsync(Site, impatience.Token);
        var third = _gate.EnterAsync(Site, default);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);

        first.Dispose();
        _clock.Advance(TimeSpan.FromSeconds(2));
        (await third).Dispose();
    }

    [Fact]
    public async Task Who_gives_up_during_the_pause_holds_nobody_up()
    {
        using var impatience = new CancellationTokenSource();
        (await _gate.EnterAsync(Site, default)).Dispose();
        var second = _gate.EnterAsync(Site, impatience.Token);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);

        var third = _gate.EnterAsync(Site, default);
        _clock.Advance(TimeSpan.FromSeconds(2));
        (await third).Dispose();
    }

    [Fact]
    public void A_host_that_closes_is_left_alone_until_it_opens()
    {
        _gate.Close(Site, TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.FromMinutes(1), _gate.ClosedFor(Site));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(_gate.ClosedFor(Site));
    }

    [Fact]
    public void No_host_closes_for_ever()
    {
        _gate.Close(Site, TimeSpan.FromDays(1000));
        Assert.Equal(TimeSpan.FromHours(1), _gate.ClosedFor(Site));
    }

    [Fact]
    public async Task Thousands_of_hosts_leave_nothing_behind()
    {
        for (var host = 0; host < 5000; host++)
        {
            (await _gate.EnterAsync(new Uri($"https://site{host}.example.com/"), default)).Dispose();
        }

        Assert.Equal(5000, _gate.Count);
        _clock.Advance(TimeSpan.FromSeconds(11));
        (await _gate.EnterAsync(Site, default)).Dispose();
        Assert.Equal(1, _gate.Count);
    }
}
