using System.Net;
using System.Text.Json;

namespace PeteRental.Sandbox.Tests.Google;

public sealed class GoogleSeriesTests(SandboxHost sandbox) : IClassFixture<SandboxHost>, IAsyncLifetime
{
    private const string Events = "calendars/primary/events";

    private readonly GoogleClient _google = new(sandbox.Http);

    public async ValueTask InitializeAsync() => await _google.ConnectAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("2026-03-02", "RRULE:FREQ=DAILY;COUNT=3", "03-02 03-03 03-04")]
    [InlineData("2026-03-02", "RRULE:FREQ=DAILY;INTERVAL=10;UNTIL=20260322T130000Z", "03-02 03-12")]
    [InlineData("2026-03-02", "RRULE:FREQ=DAILY;INTERVAL=10;UNTIL=20260401T150000Z", "03-02 03-12 03-22 04-01")]
    [InlineData("2026-03-02", "RRULE:FREQ=WEEKLY;COUNT=2", "03-02 03-09")]
    [InlineData("2026-03-04", "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4", "03-04 03-09 03-11 03-16")]
    [InlineData("2026-03-03", "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO;COUNT=4", "03-03 03-08 03-17 03-22")]
    [InlineData("2026-03-03", "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU;COUNT=4", "03-03 03-15 03-17 03-29")]
    [InlineData("2026-01-31", "RRULE:FREQ=MONTHLY;COUNT=3", "01-31 03-31 05-31")]
    [InlineData("2026-01-13", "RRULE:FREQ=MONTHLY;BYDAY=2TU;COUNT=3", "01-13 02-10 03-10")]
    [InlineData("2026-01-30", "RRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", "01-30 02-27 03-27")]
    [InlineData("2026-01-15", "RRULE:FREQ=MONTHLY;BYMONTHDAY=15,-1;COUNT=4", "01-15 01-31 02-15 02-28")]
    [InlineData("2026-02-01", "RRULE:FREQ=YEARLY;COUNT=1", "02-01")]
    public async Task A_rule_names_its_days(string first, string rule, string days)
    {
        await SeriesAsync(first, rule);

        Assert.Equal(days.Split(' '), (await InstancesAsync()).Select(item => Start(item)[5..10]));
    }

    [Fact]
    public async Task The_time_of_day_stays_over_the_change_of_the_clocks()
    {
        var id = await SeriesAsync("2026-03-06", "RRULE:FREQ=DAILY;COUNT=4");

        var items = await InstancesAsync();
        Assert.Equal(
            ["2026-03-06T09:00:00-06:00", "2026-03-07T09:00:00-06:00", "2026-03-08T09:00:00-05:00", "2026-03-09T09:00:00-05:00"], items.Select(Start));
        Assert.Equal($"{id}_20260308T140000Z", Id(items[2]));
        Assert.Equal(id, items[2].GetProperty("recurringEventId").GetString());
        Assert.Equal("2026-03-08T09:00:00-05:00", items[2].GetProperty("originalStartTime").GetProperty("dateTime").GetString());
        Assert.False(items[2].TryGetProperty("recurrence", out _));
        Assert.Equal(items[2].GetRawText(), (await _google.GetAsync($"{Events}/{id}_20260308T140000Z")).GetRawText());
        Assert.Equal("notFound", await _google.RefusalAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"{Events}/{id}_20260308T150000Z"));
    }

    [Fact]
    public async Task Days_that_are_taken_out_are_missing_and_those_put_in_are_there()
    {
        await SeriesAsync(
            "2026-03-02", "RRULE:FREQ=DAILY;COUNT=5", "EXDATE;TZID=America/Chicago:20260303T090000,20260304T090000", "EXDATE:20260305T150000Z",
            "RDATE;TZID=America/Chicago:20260310T090000");

        Assert.Equal(["03-02", "03-06", "03-10"], (await InstancesAsync()).Select(item => Start(item)[5..10]).Order());
    }

    [Fact]
    public async Task A_series_of_days_has_days()
    {
        var made = await _google.InsertAsync(new
        {
            summary = "Away",
            start = new { date = "2026-03-06" },
            end = new { date = "2026-03-08" },
            recurrence = new[] { "RRULE:FREQ=WEEKLY;COUNT=2" },
        });

        var items = await InstancesAsync();
        Assert.Equal([$"{Id(made)}_20260306", $"{Id(made)}_20260313"], items.Select(Id));
        Assert.Equal("2026-03-15", items[1].GetProperty("end").GetProperty("date").GetString());
    }

    [Fact]
    public async Task One_time_can_be_moved_and_another_taken_out()
    {
        var id = await SeriesAsync("2026-03-02", "RRULE:FREQ=DAILY;COUNT=3");
        await _google.PatchAsync($"{id}_20260303T150000Z", new { start = new { dateTime = "2026-03-20T10:00:00-05:00" }, end = new { dateTime = "2026-03-20T11:00:00-05:00" } });
        await _google.DeleteAsync($"{id}_20260304T150000Z");

        Assert.Equal(["2026-03-02T09:00:00-06:00", "2026-03-20T10:00:00-05:00"], (await InstancesAsync()).Select(Start));
        var whole = (await _google.ListAsync("timeMin=2026-01-01T00:00:00Z")).Items;
        Assert.Equal([id, $"{id}_20260303T150000Z", $"{id}_20260304T150000Z"], whole.Select(Id));
        Assert.Equal("2026-03-03T09:00:00-06:00", whole[1].GetProperty("originalStartTime").GetProperty("dateTime").GetString());
        Assert.Equal("cancelled", whole[2].GetProperty("status").GetString());
        Assert.Equal("deleted", await _google.RefusalAsync(HttpStatusCode.Gone, HttpMethod.Delete, $"{Events}/{id}_20260304T150000Z"));

        await _google.DeleteAsync(id);
        Assert.Empty(await InstancesAsync());
    }

    [Fact]
    public async Task A_list_that_is_not_expanded_has_the_series_when_one_of_its_times_is_in_range()
    {
        var id = await SeriesAsync("2026-03-02", "RRULE:FREQ=WEEKLY;COUNT=3");

        Assert.Equal(id, Id(Assert.Single((await _google.ListAsync("timeMin=2026-03-16T00:00:00Z&timeMax=2026-03-17T00:00:00Z")).Items)));
        Assert.Empty((await _google.ListAsync("timeMin=2026-03-17T00:00:00Z&timeMax=2026-05-17T00:00:00Z")).Items);
    }

    [Fact]
    public async Task A_sync_token_tells_which_times_of_a_series_came_and_went()
    {
        var id = await SeriesAsync("2026-03-02", "RRULE:FREQ=DAILY;COUNT=3");
        var sync = (await _google.ListAsync("singleEvents=true&timeMin=2026-01-01T00:00:00Z&timeMax=2026-12-31T00:00:00Z")).SyncToken;

        await _google.PatchAsync(id, new { recurrence = new[] { "RRULE:FREQ=DAILY;COUNT=2" } });
        var (shorter, next, _) = await _google.ListAsync("singleEvents=true&syncToken=" + sync);
        Assert.Equal(
            [($"{id}_20260302T150000Z", "confirmed"), ($"{id}_20260303T150000Z", "confirmed"), ($"{id}_20260304T150000Z", "cancelled")],
            shorter.Select(item => (Id(item), item.GetProperty("status").GetString())));

        await _google.DeleteAsync($"{id}_20260302T150000Z");
        var one = Assert.Single((await _google.ListAsync("singleEvents=true&syncToken=" + next)).Items);
        Assert.Equal(($"{id}_20260302T150000Z", "cancelled"), (Id(one), one.GetProperty("status").GetString()));
        Assert.Equal(id, one.GetProperty("recurringEventId").GetString());

        await _google.DeleteAsync(id);
        var gone = (await _google.ListAsync("singleEvents=true&syncToken=" + next)).Items;
        Assert.Equal([$"{id}_20260302T150000Z", $"{id}_20260303T150000Z"], gone.Select(Id).Order());
        Assert.All(gone, item => Assert.Equal("cancelled", item.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Many_times_come_in_many_pages_without_a_gap()
    {
        await SeriesAsync("2026-03-02", "RRULE:FREQ=DAILY");

        var (items, _, pages) = await _google.ListAsync("singleEvents=true&orderBy=startTime&timeMin=2026-04-01T00:00:00Z&timeMax=2026-05-01T00:00:00Z&maxResults=7");
        Assert.Equal(5, pages);
        Assert.Equal(30, items.Select(Start).Distinct().Count());
        Assert.Equal(items.Select(Start).Order(), items.Select(Start));
    }

    [Theory]
    [InlineData("RRULE:FREQ=YEARLY;INTERVAL=1000")]
    [InlineData("RRULE:FREQ=MONTHLY;INTERVAL=1000;BYDAY=5FR")]
    [InlineData("RRULE:FREQ=DAILY;BYMONTHDAY=31;BYDAY=MO;INTERVAL=999")]
    [InlineData("RRULE:FREQ=WEEKLY;INTERVAL=1000;UNTIL=99991231T000000Z")]
    public async Task A_rule_that_goes_on_to_the_end_of_time_is_no_trouble(string rule)
    {
        await SeriesAsync("2026-03-02", rule);

        await _google.ListAsync("singleEvents=true&timeMin=8990-01-01T00:00:00Z&timeMax=9000-12-31T00:00:00Z");
        Assert.Equal("invalid", await _google.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Get, $"{Events}?timeMax=9999-12-31T23:59:59Z"));
    }

    private async Task<string> SeriesAsync(string first, params string[] recurrence) => Id(await _google.InsertAsync(new
    {
        summary = "Stand-up",
        start = new { dateTime = first + "T09:00:00", timeZone = "America/Chicago" },
        end = new { dateTime = first + "T10:00:00", timeZone = "America/Chicago" },
        recurrence,
    }));

    private async Task<IReadOnlyList<JsonElement>> InstancesAsync() =>
        (await _google.ListAsync("singleEvents=true&timeMin=2026-01-01T00:00:00Z&timeMax=2027-01-01T00:00:00Z")).Items;

    private static string Start(JsonElement item) => item.GetProperty("start").GetProperty("dateTime").GetString()!;

    private static string Id(JsonElement item) => item.GetProperty("id").GetString()!;
}
