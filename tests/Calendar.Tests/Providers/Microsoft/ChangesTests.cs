using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using PeteRental.Calendar.Providers;

namespace PeteRental.Calendar.Tests.Providers.Microsoft;

public sealed class ChangesTests(GraphHost host) : IClassFixture<GraphHost>
{
    private static readonly Interval Window = GraphUser.Days(new LocalDate(2026, 3, 1), 60);

    [Fact]
    public async Task Changes_to_single_events_come_by_themselves()
    {
        var user = await host.SignInAsync();
        await user.PutAsync("There before", "2026-03-02T09:00:00", "2026-03-02T10:00:00");
        var whole = await user.ChangesAsync(Window, syncToken: null);
        Assert.Equal(["There before"], Subjects(whole));
        Assert.True(whole.IsWhole);

        var nothing = await user.ChangesAsync(Window, whole.SyncToken);
        Assert.Equal((false, 0, 0), (nothing.IsWhole, nothing.Events.Count, nothing.RemovedIds.Count));

        var added = await user.PutAsync("Added", "2026-03-03T09:00:00", "2026-03-03T10:00:00");
        var news = await user.ChangesAsync(Window, nothing.SyncToken);
        Assert.False(news.IsWhole);
        Assert.Equal(["Added"], Subjects(news));

        await user.MoveAsync(Id(added), "2026-03-04T09:00:00", "2026-03-04T10:00:00");
        var moved = await user.ChangesAsync(Window, news.SyncToken);
        Assert.Equal((false, Instant.FromUtc(2026, 3, 4, 15, 0)), (moved.IsWhole, Assert.Single(moved.Events).Start));
        Assert.Equal(Id(added), moved.Events[0].EventId);
    }

    [Fact]
    public async Task A_lost_answer_is_told_again()
    {
        var user = await host.SignInAsync();
        var whole = await user.ChangesAsync(Window, syncToken: null);
        await user.PutAsync("Added", "2026-03-03T09:00:00", "2026-03-03T10:00:00");
        Assert.Equal(["Added"], Subjects(await user.ChangesAsync(Window, whole.SyncToken)));
        Assert.Equal(["Added"], Subjects(await user.ChangesAsync(Window, whole.SyncToken)));
    }

    [Fact]
    public async Task What_has_gone_or_left_the_window_is_not_among_the_whole()
    {
        var user = await host.SignInAsync();
        var first = await user.PutAsync("Deleted", "2026-03-03T09:00:00", "2026-03-03T10:00:00");
        var second = await user.PutAsync("Moved away", "2026-03-04T09:00:00", "2026-03-04T10:00:00");
        await user.PutAsync("Stays", "2026-03-05T09:00:00", "2026-03-05T10:00:00");
        var whole = await user.ChangesAsync(Window, syncToken: null);

        await user.DeleteAsync(Id(first));
        var afterDelete = await user.ChangesAsync(Window, whole.SyncToken);
        Assert.Equal(["Moved away", "Stays"], Mirror(whole, afterDelete));

        await user.MoveAsync(Id(second), "2027-03-04T09:00:00", "2027-03-04T10:00:00");
        Assert.Equal(["Stays"], Mirror(whole, afterDelete, await user.ChangesAsync(Window, afterDelete.SyncToken)));
    }

    [Fact]
    public async Task A_cancelled_event_is_removed()
    {
        var user = await host.SignInAsync();
        var whole = await user.ChangesAsync(Window, syncToken: null);
        await user.PutAsync("Called off", "2026-03-03T09:00:00", "2026-03-03T10:00:00", more: new { isCancelled = true });
        var change = await user.ChangesAsync(Window, whole.SyncToken);
        Assert.Equal((false, 0, 1), (change.IsWhole, change.Events.Count, change.RemovedIds.Count));
    }

    [Fact]
    public async Task A_series_is_told_with_all_that_its_dates_say_and_a_date_taken_out_of_it_is_gone()
    {
        var user = await host.SignInAsync();
        await user.PutAsync("Single", "2026-03-02T09:00:00", "2026-03-02T10:00:00");
        var before = await user.ChangesAsync(Window, syncToken: null);
        await user.PutAsync("Series", "2026-03-03T09:00:00", "2026-03-03T10:00:00", more: new
        {
            showAs = "free",
            recurrence = new { pattern = new { type = "daily", interval = 1 }, range = new { type = "numbered", startDate = "2026-03-03", numberOfOccurrences = 10 } },
        });
        var after = await user.ChangesAsync(Window, before.SyncToken);
        var dates = after.Events.Where(read => read.Subject == "Series").OrderBy(read => read.Start).ToList();
        Assert.Equal(10, dates.Count);
        Assert.All(dates, read => Assert.False(read.Blocks));

        await user.DeleteAsync(dates[4].EventId);
        await user.MoveAsync(dates[5].EventId, "2026-03-08T15:00:00", "2026-03-08T16:00:00");
        var last = await user.ChangesAsync(Window, after.SyncToken);
        Assert.True(last.IsWhole);
        var expected = dates.Where((_, index) => index is not (4 or 5)).Select(read => read.Start).Append(Instant.FromUtc(2026, 3, 8, 20, 0));
        Assert.Equal(expected.Order(), last.Events.Where(read => read.Subject == "Series").Select(read => read.Start).Order());

        var master = Assert.Single(await user.DiaryAsync(), item => item.GetProperty("type").GetString() == "seriesMaster");
        await user.DeleteAsync(Id(master));
        Assert.Equal(["Single"], Mirror(last, await user.ChangesAsync(Window, last.SyncToken)));
    }

    [Fact]
    public async Task Own_viewings_are_known_in_changes_as_well()
    {
        var user = await host.SignInAsync();
        var whole = await user.ChangesAsync(Window, syncToken: null);
        var draft = GraphUser.Viewing();
        var written = (await user.CreateAsync(draft)).Answer;
        await user.MoveAsync(written.EventId, "2026-03-20T09:00:00", "2026-03-20T09:30:00");
        var change = Assert.Single((await user.ChangesAsync(Window, whole.SyncToken)).Events);
        Assert.Equal((written.EventId, draft.AppointmentId, Instant.FromUtc(2026, 3, 20, 14, 0)), (change.EventId, change.AppointmentId, change.Start));
    }

    [Fact]
    public async Task Many_changes_come_over_many_pages()
    {
        var user = await host.SignInAsync();
        var whole = await user.ChangesAsync(Window, syncToken: null);
        for (var count = 0; count < 230; count++)
        {
            await user.PutAsync($"Event {count}", $"2026-03-{2 + (count / 20):00}T{count % 20:00}:00:00", $"2026-03-{2 + (count / 20):00}T{count % 20:00}:30:00");
        }

        var change = await user.ChangesAsync(Window, whole.SyncToken);
        Assert.False(change.IsWhole);
        Assert.Equal(Enumerable.Range(0, 230).Select(count => $"Event {count}").Order(StringComparer.Ordinal), Subjects(change).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_token_that_is_too_old_or_leads_elsewhere_asks_for_the_whole()
    {
        var user = await host.SignInAsync();
        var whole = await user.ChangesAsync(Window, syncToken: null);
        await user.ControlAsync("expire-sync");
        Assert.Equal(ProviderError.ResyncRequired, (await user.TryChangesAsync(Window, whole.SyncToken)).Error?.Code);
        Assert.Equal(ProviderError.ResyncRequired, (await user.TryChangesAsync(Window, "http://attacker.test/v1.0/me/calendarView/delta?$deltatoken=x")).Error?.Code);
        Assert.True((await user.ChangesAsync(Window, syncToken: null)).IsWhole);
    }

    [Theory]
    [InlineData(410, "syncStateNotFound")]
    [InlineData(400, "resyncRequired")]
    [InlineData(400, "BadRequest")]
    public async Task Whatever_graph_has_against_a_token_leads_to_the_whole(int status, string code)
    {
        var user = await host.SignInAsync();
        var whole = await user.ChangesAsync(Window, syncToken: null);
        await user.FaultAsync(new JsonObject { ["status"] = status, ["times"] = 1, ["body"] = new JsonObject { ["error"] = new JsonObject { ["code"] = code } } });
        Assert.Equal(ProviderError.ResyncRequired, (await user.TryChangesAsync(Window, whole.SyncToken)).Error?.Code);
    }

    [Fact]
    public async Task A_diary_whose_changes_graph_does_not_track_is_read_as_a_whole()
    {
        var user = await host.SignInAsync();
        await user.PutAsync("There", "2026-03-02T09:00:00", "2026-03-02T10:00:00");
        await user.FaultAsync(new JsonObject { ["status"] = 400, ["times"] = 1, ["body"] = new JsonObject { ["error"] = new JsonObject { ["code"] = "ErrorInvalidRequest" } } });
        var whole = await user.ChangesAsync(Window, syncToken: null);
        Assert.Equal((true, null), (whole.IsWhole, whole.SyncToken));
        Assert.Equal(["There"], Subjects(whole));
    }

    private static IEnumerable<string?> Subjects(DiaryChange change) => change.Events.Select(read => read.Subject);

    /// <summary>What somebody has who applies one change after another.</summary>
    private static IEnumerable<string?> Mirror(params DiaryChange[] changes)
    {
        var mirror = new Dictionary<string, ProviderEvent>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            if (change.IsWhole)
            {
                mirror.Clear();
            }

            foreach (var id in change.RemovedIds)
            {
                mirror.Remove(id);
            }

            foreach (var read in change.Events)
            {
                mirror[read.EventId] = read;
            }
        }

        return mirror.Values.OrderBy(read => read.Start).Select(read => read.Subject);
    }

    private static string Id(JsonElement item) => item.GetProperty("id").GetString()!;
}
