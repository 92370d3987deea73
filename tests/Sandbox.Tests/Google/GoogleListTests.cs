using System.Net;
using System.Text.Json;

namespace PeteRental.Sandbox.Tests.Google;

public sealed class GoogleListTests(SandboxHost sandbox) : IClassFixture<SandboxHost>, IAsyncLifetime
{
    private const string Events = "calendars/primary/events";

    private readonly GoogleClient _google = new(sandbox.Http);

    public async ValueTask InitializeAsync() => await _google.ConnectAsync("openid email https://www.googleapis.com/auth/calendar");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Bounds_are_exclusive_the_lower_of_ends_and_the_upper_of_starts()
    {
        await PutAsync("a", "2026-07-01T10:00:00Z", "2026-07-01T11:00:00Z");
        await PutAsync("b", "2026-07-01T11:00:00Z", "2026-07-01T12:00:00Z");
        await PutAsync("c", "2026-07-01T12:00:00Z", "2026-07-01T13:00:00Z");

        Assert.Equal(["b"], await NamesAsync("timeMin=2026-07-01T11:00:00Z&timeMax=2026-07-01T12:00:00Z"));
        Assert.Equal(["a", "b", "c"], await NamesAsync("timeMin=2026-07-01T10:59:59Z&timeMax=2026-07-01T08:00:01-04:00"));
    }

    [Fact]
    public async Task Starts_are_in_order_only_when_that_is_asked_for()
    {
        await PutAsync("late", "2026-07-03T10:00:00Z", "2026-07-03T11:00:00Z");
        await PutAsync("early", "2026-07-01T10:00:00Z", "2026-07-01T11:00:00Z");
        await _google.InsertAsync(new { summary = "day", start = new { date = "2026-07-02" }, end = new { date = "2026-07-03" } });

        Assert.Equal(["late", "early", "day"], await NamesAsync("singleEvents=true"));
        Assert.Equal(["early", "day", "late"], await NamesAsync("singleEvents=true&orderBy=startTime"));
        Assert.Equal(["late", "early", "day"], await NamesAsync("orderBy=updated"));
    }

    [Theory]
    [InlineData("orderBy=startTime", "invalid")]
    [InlineData("orderBy=end", "invalid")]
    [InlineData("timeMin=2026-07-01T10:00:00", "invalid")]
    [InlineData("timeMin=2026-07-02T10:00:00Z&timeMax=2026-07-01T10:00:00Z", "timeRangeEmpty")]
    [InlineData("maxResults=0", "invalid")]
    [InlineData("maxResults=many", "invalid")]
    [InlineData("singleEvents=perhaps", "invalid")]
    [InlineData("privateExtendedProperty=novalue", "invalid")]
    [InlineData("pageToken=none", "invalid")]
    [InlineData("syncToken=none", "invalid")]
    [InlineData("timeZone=Oak/Hill", "invalid")]
    public async Task A_wrong_query_is_refused(string query, string reason) =>
        Assert.Equal(reason, await _google.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Get, $"{Events}?{query}"));

    [Fact]
    public async Task Pages_come_short_and_empty_where_events_were_deleted()
    {
        for (var index = 0; index < 6; index++)
        {
            await PutAsync("e" + index, "2026-07-01T10:00:00Z", "2026-07-01T11:00:00Z", id: $"page{index}" + _google.Email[..8]);
        }

        foreach (var index in new[] { 1, 2, 3 })
        {
            await _google.DeleteAsync($"page{index}" + _google.Email[..8]);
        }

        var sizes = new List<int>();
        for (var token = ""; token is not null;)
        {
            var page = await _google.GetAsync($"{Events}?maxResults=2{token}");
            sizes.Add(page.GetProperty("items").GetArrayLength());
            token = page.TryGetProperty("nextPageToken", out var next) ? "&pageToken=" + next.GetString() : null;
        }

        Assert.Equal([1, 0, 2], sizes);
        Assert.Equal(6, (await _google.ListAsync("maxResults=4&showDeleted=true")).Items.Count);
        var first = (await _google.GetAsync($"{Events}?maxResults=2")).GetProperty("nextPageToken").GetString();
        Assert.Equal("invalid", await _google.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Get, $"{Events}?maxResults=2&showDeleted=true&pageToken={first}"));
    }

    [Fact]
    public async Task The_sandbox_can_be_told_to_make_small_pages()
    {
        await using var host = new SandboxHost(new() { ["Sandbox:Google:PageSize"] = "2" });
        await host.InitializeAsync();
        var google = new GoogleClient(host.Http);
        await google.ConnectAsync();
        for (var day = 1; day <= 5; day++)
        {
            await google.InsertAsync(GoogleClient.Event($"2026-07-0{day}T10:00:00Z", $"2026-07-0{day}T11:00:00Z"));
        }

        var (items, sync, pages) = await google.ListAsync("maxResults=2500");
        Assert.Equal((5, 3), (items.Count, pages));
        Assert.NotNull(sync);
    }

    [Fact]
    public async Task Filters_leave_out_what_does_not_match()
    {
        await _google.InsertAsync(new { summary = "Ours", start = new { date = "2026-07-01" }, end = new { date = "2026-07-02" }, extendedProperties = new { @private = new { app = "pete", kind = "viewing" } } });
        await _google.InsertAsync(new { summary = "Away", start = new { date = "2026-07-01" }, end = new { date = "2026-07-02" }, eventType = "outOfOffice" });

        Assert.Equal(["Ours"], await NamesAsync("privateExtendedProperty=app%3Dpete&privateExtendedProperty=kind%3Dviewing"));
        Assert.Empty(await NamesAsync("privateExtendedProperty=app%3Dpete&privateExtendedProperty=kind%3Dcall"));
        Assert.Equal(["Away"], await NamesAsync("eventTypes=outOfOffice&eventTypes=focusTime"));
        Assert.Equal(["Ours"], await NamesAsync("q=our"));
        Assert.Equal(["Away", "Ours"], (await NamesAsync("updatedMin=" + Uri.EscapeDataString(DateTimeOffset.UtcNow.AddMinutes(-1).ToString("O")))).Order());
        Assert.Empty(await NamesAsync("updatedMin=" + Uri.EscapeDataString(DateTimeOffset.UtcNow.AddMinutes(1).ToString("O"))));
        Assert.Equal("updatedMinTooLongAgo", await _google.RefusalAsync(HttpStatusCode.Gone, HttpMethod.Get, $"{Events}?updatedMin=2020-01-01T00:00:00Z"));
    }

    [Fact]
    public async Task A_sync_token_tells_what_changed_since()
    {
        await PutAsync("kept", "2026-07-01T10:00:00Z", "2026-07-01T11:00:00Z");
        var moved = await PutAsync("moved", "2026-07-01T12:00:00Z", "2026-07-01T13:00:00Z");
        var gone = await PutAsync("gone", "2026-07-01T14:00:00Z", "2026-07-01T15:00:00Z");
        const string full = "singleEvents=true&timeMin=2026-07-01T00:00:00Z&timeMax=2026-08-01T00:00:00Z&maxResults=2";
        var (items, sync, pages) = await _google.ListAsync(full);
        Assert.Equal((3, 2), (items.Count, pages));

        Assert.Empty((await _google.ListAsync("singleEvents=true&syncToken=" + sync)).Items);
        await _google.PatchAsync(moved, new { start = new { dateTime = "2026-09-01T12:00:00Z" }, end = new { dateTime = "2026-09-01T13:00:00Z" } });
        await _google.DeleteAsync(gone);
        await PutAsync("new", "2026-07-02T10:00:00Z", "2026-07-02T11:00:00Z");
        var (changes, next, _) = await _google.ListAsync("singleEvents=true&maxResults=1&syncToken=" + sync);

        Assert.Equal([moved, gone], changes.Take(2).Select(Id));
        Assert.Equal(["kind", "etag", "id", "status"], changes[1].EnumerateObject().Select(member => member.Name));
        Assert.Equal("cancelled", changes[1].GetProperty("status").GetString());
        Assert.Equal("new", changes[2].GetProperty("summary").GetString());
        Assert.Empty((await _google.ListAsync("singleEvents=true&syncToken=" + next)).Items);
    }

    [Fact]
    public async Task A_change_between_two_pages_is_not_lost()
    {
        var early = await PutAsync("a", "2026-07-01T10:00:00Z", "2026-07-01T11:00:00Z");
        await PutAsync("b", "2026-07-01T12:00:00Z", "2026-07-01T13:00:00Z");
        var first = await _google.GetAsync($"{Events}?maxResults=1");
        await _google.DeleteAsync(early);

        var last = await _google.GetAsync($"{Events}?maxResults=1&pageToken={first.GetProperty("nextPageToken").GetString()}");
        var changes = (await _google.ListAsync("syncToken=" + last.GetProperty("nextSyncToken").GetString())).Items;

        Assert.Equal(early, Id(Assert.Single(changes)));
    }

    [Theory]
    [InlineData("timeMin=2026-07-01T00:00:00Z")]
    [InlineData("timeMax=2026-07-01T00:00:00Z")]
    [InlineData("orderBy=updated")]
    [InlineData("q=x")]
    [InlineData("updatedMin=2026-07-01T00:00:00Z")]
    [InlineData("privateExtendedProperty=a%3Db")]
    [InlineData("sharedExtendedProperty=a%3Db")]
    [InlineData("iCalUID=x")]
    [InlineData("showDeleted=false")]
    [InlineData("singleEvents=true")]
    public async Task A_sync_token_goes_without_other_restrictions(string more)
    {
        var sync = (await _google.ListAsync("")).SyncToken;

        using var response = await _google.SendAsync(HttpMethod.Get, $"{Events}?{more}&syncToken={sync}");
        Assert.True(response.StatusCode is HttpStatusCode.BadRequest, more);
    }

    [Fact]
    public async Task Ordered_and_filtered_lists_give_no_sync_token()
    {
        Assert.NotNull((await _google.ListAsync("singleEvents=true&timeMin=2026-07-01T00:00:00Z")).SyncToken);
        Assert.Null((await _google.ListAsync("singleEvents=true&orderBy=startTime")).SyncToken);
        Assert.Null((await _google.ListAsync("q=x")).SyncToken);
    }

    [Fact]
    public async Task An_expired_sync_token_asks_for_a_full_list()
    {
        var sync = (await _google.ListAsync("")).SyncToken;
        await _google.ControlAsync(HttpMethod.Post, "/expire-sync");

        Assert.Equal("fullSyncRequired", await _google.RefusalAsync(HttpStatusCode.Gone, HttpMethod.Get, $"{Events}?syncToken={sync}"));
        Assert.Empty((await _google.ListAsync("syncToken=" + (await _google.ListAsync("")).SyncToken)).Items);
    }

    [Fact]
    public async Task Times_are_shown_in_the_zone_that_is_asked_for()
    {
        var id = await PutAsync("a", "2026-07-01T10:00:00Z", "2026-07-01T11:00:00Z");

        var page = await _google.GetAsync($"{Events}?timeZone=Asia/Tokyo");
        Assert.Equal("Asia/Tokyo", page.GetProperty("timeZone").GetString());
        Assert.Equal("2026-07-01T19:00:00+09:00", page.GetProperty("items")[0].GetProperty("start").GetProperty("dateTime").GetString());
        await _google.ControlAsync(HttpMethod.Patch, "", new { time_zone = "Europe/Berlin" });
        Assert.Equal("2026-07-01T12:00:00+02:00", (await _google.GetAsync($"{Events}/{id}")).GetProperty("start").GetProperty("dateTime").GetString());
        Assert.Equal("Europe/Berlin", (await _google.GetAsync("users/me/settings/timezone")).GetProperty("value").GetString());
    }

    private async Task<string> PutAsync(string summary, string start, string end, string? id = null) => Id(await _google.InsertAsync(
        id is null
            ? GoogleClient.Event(start, end, summary)
            : new { id, summary, start = new { dateTime = start }, end = new { dateTime = end } }));

    private async Task<IEnumerable<string?>> NamesAsync(string query) =>
        (await _google.ListAsync(query)).Items.Select(item => item.GetProperty("summary").GetString());

    private static string Id(JsonElement item) => item.GetProperty("id").GetString()!;
}
