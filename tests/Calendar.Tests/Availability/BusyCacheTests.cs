using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using PeteRental.Calendar.Availability;
using PeteRental.Contracts;
using PeteRental.Contracts.Calendar;
using StackExchange.Redis;

namespace PeteRental.Calendar.Tests.Availability;

/// <summary>What is offered out of memory is what is free.</summary>
public sealed class BusyCacheTests(CalendarHost host)
{
    private static readonly DateTimeOffset Two = new(2027, 3, 2, 14, 0, 0, TimeSpan.FromHours(-5));
    private static readonly DateTimeOffset Three = Two.AddHours(1);

    [Fact]
    public async Task What_was_just_booked_moved_held_or_cancelled_is_seen_by_the_next_caller()
    {
        var workspace = host.NewWorkspace();
        Assert.Contains(Two, await StartsAsync(workspace));

        var booked = await workspace.CallAndBookAsync("tomorrow at 2 pm");
        Assert.DoesNotContain(Two, await StartsAsync(workspace));

        await workspace.MoveAsync("tomorrow at 3 pm");
        var moved = await StartsAsync(workspace);
        Assert.Contains(Two, moved);
        Assert.DoesNotContain(Three, moved);

        Assert.Equal(VoiceOutcome.Booked, booked.Outcome);
        await workspace.CallOffAsync();
        Assert.Contains(Three, await StartsAsync(workspace));
    }

    [Fact]
    public async Task What_another_replica_booked_is_not_offered_for_long()
    {
        var workspace = host.NewWorkspace();
        var other = workspace.On(host.Replica);
        Assert.Contains(Two, await StartsAsync(other));

        await workspace.CallAndBookAsync("tomorrow at 2 pm");

        await CalendarHost.UntilAsync(async () => !(await StartsAsync(other)).Contains(Two), "the other replica knows");
    }

    [Fact]
    public async Task Replicas_that_start_without_Redis_hear_each_other_once_it_is_there()
    {
        await using var servers = await TestServers.StartAsync(builder => builder.AddRedis("cache"));
        await servers.App.StopResourceAsync("cache");
        using var one = await ConnectAsync(servers);
        using var other = await ConnectAsync(servers);
        var (teller, hearer) = (new DiaryChanges(one, NullLogger<DiaryChanges>.Instance), new DiaryChanges(other, NullLogger<DiaryChanges>.Instance));
        await teller.StartAsync(TestContext.Current.CancellationToken);
        await hearer.StartAsync(TestContext.Current.CancellationToken);
        var calendar = new CalendarId(Guid.CreateVersion7());
        teller.Announce(calendar);
        Assert.Equal((1, 0), (teller.CountOf(calendar), hearer.CountOf(calendar)));

        await servers.App.StartResourceAsync("cache");

        await CalendarHost.UntilAsync(
            () =>
            {
                teller.Announce(calendar);
                return Task.FromResult(hearer.CountOf(calendar) > 0);
            },
            "a change is heard");
    }

    private static Task<DateTimeOffset[]> StartsAsync(Workspace workspace) => workspace.OpeningsAsync("?date=tomorrow");

    private static async Task<ConnectionMultiplexer> ConnectAsync(TestServers servers)
    {
        var options = ConfigurationOptions.Parse(servers.ConnectionString("cache"));
        options.AbortOnConnectFail = false;
        options.ReconnectRetryPolicy = new LinearRetry(200);
        return await ConnectionMultiplexer.ConnectAsync(options);
    }
}
