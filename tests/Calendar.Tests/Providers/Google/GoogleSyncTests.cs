using System.Text.Json.Nodes;
using NodaTime;
using PeteRental.Calendar.Providers;

namespace PeteRental.Calendar.Tests.Providers.Google;

/// <summary>What has changed since the last look, and the channels that say that something has.</summary>
public sealed class GoogleSyncTests(GoogleHost host) : IClassFixture<GoogleHost>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_window_is_read_as_a_whole_and_then_by_what_is_new_moved_or_gone()
    {
        var ann = await host.ConnectAsync();
        var (kept, moved, removed) = (await ann.PutAsync(9), await ann.PutAsync(10), await ann.PutAsync(11));
        await ann.RemoveAsync(await ann.PutAsync(12));
        var whole = (await ann.ChangesAsync(GoogleDiary.Day, null)).Answer;
        Assert.True(whole.IsWhole);
        Assert.Equal(new[] { kept, moved, removed }.Order(), whole.Events.Select(item => item.EventId).Order());
        Assert.Empty(whole.RemovedIds);

        var nothing = (await ann.ChangesAsync(GoogleDiary.Day, whole.SyncToken)).Answer;
        Assert.Equal((false, 0, 0), (nothing.IsWhole, nothing.Events.Count, nothing.RemovedIds.Count));

        var added = await ann.PutAsync(15);
        await ann.ChangeAsync(moved, new { start = new { dateTime = "2027-03-02T16:00:00-06:00" }, end = new { dateTime = "2027-03-02T17:00:00-06:00" } });
        await ann.RemoveAsync(removed);
        var changes = (await ann.ChangesAsync(GoogleDiary.Day, nothing.SyncToken)).Answer;
        Assert.False(changes.IsWhole);
        Assert.Equal(
            new[] { (added, GoogleDiary.Hour(15)), (moved, GoogleDiary.Hour(16)) }.Order(),
            changes.Events.Select(item => (item.EventId, item.Start)).Order());
        Assert.Equal([removed], changes.RemovedIds);
        Assert.Empty((await ann.ChangesAsync(GoogleDiary.Day, changes.SyncToken)).Answer.Events);
    }

    [Fact]
    public async Task Many_changes_come_on_several_pages()
    {
        var ann = await host.ConnectAsync();
        var token = (await ann.ChangesAsync(GoogleDiary.Day, null)).Answer.SyncToken;
        var added = new List<string>();
        for (var index = 0; index < (3 * GoogleHost.PageSize) + 1; index++)
        {
            added.Add(await ann.PutAsync(index % 23));
        }

        var changes = (await ann.ChangesAsync(GoogleDiary.Day, token)).Answer;
        Assert.Equal(added.Order(), changes.Events.Select(item => item.EventId).Order());
        Assert.NotNull(changes.SyncToken);
    }

    [Fact]
    public async Task What_is_moved_out_of_the_window_is_told_where_it_stands()
    {
        var ann = await host.ConnectAsync();
        var id = await ann.PutAsync(9);
        var token = (await ann.ChangesAsync(GoogleDiary.Day, null)).Answer.SyncToken;
        await ann.ChangeAsync(id, new { start = new { dateTime = "2027-05-02T16:00:00-05:00" }, end = new { dateTime = "2027-05-02T17:00:00-05:00" } });
        var changes = (await ann.ChangesAsync(GoogleDiary.Day, token)).Answer;
        Assert.True(
            changes.RemovedIds.SequenceEqual([id]) || changes.Events.Single().Start == Instant.FromUtc(2027, 5, 2, 21, 0),
            "The move was not told.");
    }

    [Fact]
    public async Task One_time_taken_out_of_a_series_is_told_as_gone()
    {
        var ann = await host.ConnectAsync();
        var week = new Interval(GoogleDiary.Hour(0), GoogleDiary.Hour(24 * 7));
        await ann.PutAsync(new JsonObject
        {
            ["start"] = new JsonObject { ["dateTime"] = "2027-03-02T09:00:00", ["timeZone"] = "America/Chicago" },
            ["end"] = new JsonObject { ["dateTime"] = "2027-03-02T10:00:00", ["timeZone"] = "America/Chicago" },
            ["recurrence"] = new JsonArray("RRULE:FREQ=DAILY;COUNT=4"),
        });
        var whole = (await ann.ChangesAsync(week, null)).Answer;
        Assert.Equal(4, whole.Events.Count);
        var third = whole.Events.OrderBy(item => item.Start).ElementAt(2);
        await ann.RemoveAsync(third.EventId);

        Assert.Equal([third.EventId], (await ann.ChangesAsync(week, whole.SyncToken)).Answer.RemovedIds);
        Assert.DoesNotContain((await ann.ChangesAsync(week, null)).Answer.Events, item => item.EventId == third.EventId);
    }

    [Fact]
    public async Task A_token_that_is_too_old_or_never_was_one_asks_for_the_whole()
    {
        var ann = await host.ConnectAsync();
        var id = await ann.PutAsync(9);
        var token = (await ann.ChangesAsync(GoogleDiary.Day, null)).Answer.SyncToken;
        await ann.ExpireSyncAsync();
        Assert.Equal(ProviderError.ResyncRequired, (await ann.ChangesAsync(GoogleDiary.Day, token)).Error!.Code);
        Assert.Equal(ProviderError.ResyncRequired, (await ann.ChangesAsync(GoogleDiary.Day, "no token")).Error!.Code);
        Assert.Equal(id, Assert.Single((await ann.ChangesAsync(GoogleDiary.Day, null)).Answer.Events).EventId);
    }

    [Fact]
    public async Task A_token_outlives_a_bad_day_of_the_provider()
    {
        var ann = await host.ConnectAsync();
        var token = (await ann.ChangesAsync(GoogleDiary.Day, null)).Answer.SyncToken;
        foreach (var (status, code) in new[] { (503, ProviderError.Unavailable), (429, ProviderError.Throttled), (401, ProviderError.TokenRejected) })
        {
            await ann.BreakAsync(new JsonObject { ["status"] = status, ["times"] = 1 });
            Assert.Equal(code, (await ann.ChangesAsync(GoogleDiary.Day, token)).Error!.Code);
        }

        var id = await ann.PutAsync(9);
        Assert.Equal(id, Assert.Single((await ann.ChangesAsync(GoogleDiary.Day, token)).Answer.Events).EventId);
    }

    [Fact]
    public async Task A_channel_tells_of_changes_until_it_is_closed()
    {
        var ann = await host.ConnectAsync();
        var hook = $"google-{Guid.NewGuid():N}";
        var order = new ChannelOrder(Guid.CreateVersion7(), new Uri(host.Sandbox.BaseAddress!, $"hooks/{hook}"), "a secret of this channel");
        var opened = (await ann.Client.OpenChannelAsync(ann.Token, ann.Address, order, Cancellation)).Answer;
        Assert.Null(opened.SubscriptionId);
        Assert.NotNull(opened.ResourceId);
        Assert.Equal(Instant.FromDateTimeOffset(host.Clock.GetUtcNow()) + Duration.FromDays(7), opened.ExpiresAt);
        Assert.Equal(order.ChannelId.ToString(), Assert.Single(await ann.ChannelsAsync())!["id"]!.GetValue<string>());

        await ann.PutAsync(9);
        await CalendarHost.UntilAsync(async () => await NoticesAsync(hook) == 2, "the first message and the change have arrived");

        Assert.Null(await ann.Client.RenewChannelAsync(ann.Token, opened, Cancellation));
        Assert.Null(await ann.Client.CloseChannelAsync(ann.Token, order.ChannelId, opened, Cancellation));
        Assert.Empty(await ann.ChannelsAsync());
        Assert.Null(await ann.Client.CloseChannelAsync(ann.Token, order.ChannelId, opened, Cancellation));
    }

    [Fact]
    public async Task Two_channels_overlap_while_one_takes_the_place_of_the_other()
    {
        var ann = await host.ConnectAsync();
        var address = new Uri(host.Sandbox.BaseAddress!, $"hooks/google-{Guid.NewGuid():N}");
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var opened = (await ann.Client.OpenChannelAsync(ann.Token, ann.Address, new ChannelOrder(first, address, "one"), Cancellation)).Answer;
        Assert.Equal(ProviderError.Rejected, (await ann.Client.OpenChannelAsync(ann.Token, ann.Address, new ChannelOrder(first, address, "one"), Cancellation)).Error!.Code);
        Assert.Null((await ann.Client.OpenChannelAsync(ann.Token, ann.Address, new ChannelOrder(second, address, "two"), Cancellation)).Error);
        Assert.Equal(2, (await ann.ChannelsAsync()).Count);
        Assert.Null(await ann.Client.CloseChannelAsync(ann.Token, first, opened, Cancellation));
        Assert.Equal(second.ToString(), Assert.Single(await ann.ChannelsAsync())!["id"]!.GetValue<string>());
    }

    private async Task<int> NoticesAsync(string hook) =>
        (await host.ControlAsync(HttpMethod.Get, $"/control/requests?target=hooks/{hook}"))!["requests"]!.AsArray().Count;
}
