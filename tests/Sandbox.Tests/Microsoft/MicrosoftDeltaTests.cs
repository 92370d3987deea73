using System.Net;
using System.Text.Json;
using static PeteRental.Sandbox.Tests.Microsoft.MicrosoftClient;

namespace PeteRental.Sandbox.Tests.Microsoft;

public sealed class MicrosoftDeltaTests(SandboxHost sandbox) : IClassFixture<SandboxHost>, IAsyncLifetime
{
    private const string Window = "me/calendarView/delta?startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-04-01T00:00:00Z";

    private readonly MicrosoftClient _graph = new(sandbox.Http);

    public async ValueTask InitializeAsync() => await _graph.SignInAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_round_tells_what_changed_since_the_last_one()
    {
        var kept = await _graph.CreateAsync(Event("2026-03-10T12:00:00", "2026-03-10T13:00:00"));
        var moved = await _graph.CreateAsync(Event("2026-03-11T12:00:00", "2026-03-11T13:00:00"));
        var deleted = await _graph.CreateAsync(Event("2026-03-12T12:00:00", "2026-03-12T13:00:00"));
        await _graph.CreateAsync(Event("2026-04-12T12:00:00", "2026-04-12T13:00:00"));
        var (all, link) = await RoundAsync(Window);
        Assert.Equal([Id(kept), Id(moved), Id(deleted)], all.Select(Id));

        await _graph.ChangeAsync(Id(moved), new { subject = "Changed" });
        await _graph.DeleteAsync(Id(deleted));
        var made = await _graph.CreateAsync(Event("2026-03-09T12:00:00", "2026-03-09T13:00:00"));
        var (changes, next) = await RoundAsync(link);
        Assert.Equal([Id(made), Id(moved), Id(deleted)], changes.Select(Id));
        Assert.Equal("Changed", changes[1].GetProperty("subject").GetString());
        Assert.Equal("deleted", changes[2].GetProperty("@removed").GetProperty("reason").GetString());
        // The answer may have been lost: the same link tells the same again.
        Assert.Equal(changes.Select(Id), (await RoundAsync(link)).Changes.Select(Id));
        Assert.Empty((await RoundAsync(next)).Changes);
    }

    [Fact]
    public async Task What_leaves_the_window_is_gone()
    {
        var made = await _graph.CreateAsync(Event("2026-03-10T12:00:00", "2026-03-10T13:00:00"));
        var (_, link) = await RoundAsync(Window);
        await _graph.ControlAsync(HttpMethod.Post, "/events", new Dictionary<string, object>(Event("2026-05-10T12:00:00", "2026-05-10T13:00:00")) { ["id"] = Id(made) });

        Assert.True(Assert.Single((await RoundAsync(link)).Changes).TryGetProperty("@removed", out _));
    }

    [Fact]
    public async Task Pages_are_as_long_as_preferred()
    {
        foreach (var day in Enumerable.Range(1, 12))
        {
            await _graph.CreateAsync(Event($"2026-03-{day:00}T12:00:00", $"2026-03-{day:00}T13:00:00"));
        }

        Assert.Equal(10, (await _graph.GetAsync(Window)).GetProperty("value").GetArrayLength());
        _graph.Headers["Prefer"] = "odata.maxpagesize=5";
        var first = await _graph.GetAsync(Window);
        Assert.Equal(5, first.GetProperty("value").GetArrayLength());
        Assert.Contains("$skiptoken=", first.GetProperty("@odata.nextLink").GetString(), StringComparison.Ordinal);
        Assert.Equal(12, (await RoundAsync(Window)).Changes.Count);
    }

    [Fact]
    public async Task Of_a_series_the_master_comes_in_full_and_occurrences_with_their_times_only()
    {
        var wanted = Event("2026-03-02T09:00:00", "2026-03-02T10:00:00");
        wanted["recurrence"] = new { pattern = new { type = "daily", interval = 1 }, range = new { type = "numbered", startDate = "2026-03-02", numberOfOccurrences = 3 } };
        var series = await _graph.CreateAsync(wanted);

        var (all, link) = await RoundAsync(Window);
        Assert.Equal(["seriesMaster", "occurrence", "occurrence", "occurrence"], all.Select(one => one.GetProperty("type").GetString()));
        Assert.Equal("busy", all[0].GetProperty("showAs").GetString());
        Assert.False(all[1].TryGetProperty("showAs", out _));
        Assert.Equal(Id(series), all[1].GetProperty("seriesMasterId").GetString());
        Assert.Equal("2026-03-02T09:00:00.0000000", all[1].GetProperty("start").GetProperty("dateTime").GetString());
        await _graph.DeleteAsync(Id(all[2]));
        Assert.True((await RoundAsync(link)).Changes.Single(one => Id(one) == Id(all[2])).TryGetProperty("@removed", out _));
    }

    [Fact]
    public async Task A_token_that_is_not_known_any_more_means_starting_again()
    {
        var (_, link) = await RoundAsync(Window);
        await _graph.ControlAsync(HttpMethod.Post, "/expire-sync");

        Assert.Equal("syncStateNotFound", await _graph.RefusalAsync(HttpStatusCode.Gone, HttpMethod.Get, link));
        Assert.Equal("syncStateNotFound", await _graph.RefusalAsync(HttpStatusCode.Gone, HttpMethod.Get, "me/calendarView/delta?$deltatoken=nonsense"));
        await RoundAsync(Window);
    }

    [Fact]
    public async Task A_token_is_for_its_mailbox_only()
    {
        var (_, link) = await RoundAsync(Window);
        var other = new MicrosoftClient(sandbox.Http);
        await other.SignInAsync();

        Assert.Equal("syncStateNotFound", await other.RefusalAsync(HttpStatusCode.Gone, HttpMethod.Get, link));
    }

    private async Task<(List<JsonElement> Changes, string Link)> RoundAsync(string path)
    {
        var changes = new List<JsonElement>();
        while (true)
        {
            var page = await _graph.GetAsync(path);
            changes.AddRange(page.GetProperty("value").EnumerateArray());
            if (page.TryGetProperty("@odata.deltaLink", out var link))
            {
                return (changes, link.GetString()!);
            }

            path = page.GetProperty("@odata.nextLink").GetString()!;
        }
    }

    private static string Id(JsonElement one) => one.GetProperty("id").GetString()!;
}
