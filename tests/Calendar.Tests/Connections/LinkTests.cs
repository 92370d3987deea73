using System.Text.Json.Nodes;

namespace PeteRental.Calendar.Tests.Connections;

/// <summary>Which calendar leads to which diary.</summary>
public sealed class LinkTests(CalendarHost host)
{
    [Theory]
    [InlineData("microsoft")]
    [InlineData("google")]
    public async Task Every_diary_of_an_account_gets_a_calendar_and_its_own_one_the_default(string provider)
    {
        var workspace = host.NewWorkspace();
        var email = $"{Guid.NewGuid():N}@diary.test";
        var side = new ProviderSide(host, provider, email);
        await side.AddDiaryAsync("Work");
        await side.AddDiaryAsync("Team", canEdit: false);

        await workspace.ConnectAsync(provider, email);

        var calendars = await CalendarsAsync(workspace);
        Assert.Equal(["Viewings", $"Team ({email})", $"Work ({email})"], calendars.Select(Name).OrderBy(name => name != "Viewings").ThenBy(name => name));
        Assert.Equal("read", Find(calendars, "Team")["access"]!.GetValue<string>());
        Assert.Equal("write", Find(calendars, "Work")["access"]!.GetValue<string>());
        Assert.All(calendars, calendar => Assert.Equal("connected", calendar["status"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("microsoft")]
    [InlineData("google")]
    public async Task When_the_diaries_cannot_be_listed_nothing_is_half_done_and_it_is_done_later(string provider)
    {
        var workspace = host.NewWorkspace();
        var email = $"{Guid.NewGuid():N}@diary.test";
        var side = new ProviderSide(host, provider, email);
        await side.FailAsync(side.ListTarget, 503);

        await workspace.ConnectAsync(provider, email);

        var calendar = Assert.Single(await CalendarsAsync(workspace));
        Assert.Equal(("native", "native"), (calendar["provider"]!.GetValue<string>(), calendar["status"]!.GetValue<string>()));
        var status = await workspace.GetAsync("/calendar/auth/status");
        Assert.Equal((true, false), (status["authorized"]!.GetValue<bool>(), status["calendar_verified"]!.GetValue<bool>()));
        await side.RecoverAsync();
        Assert.Equal(provider, Assert.Single(await CalendarsAsync(workspace))["provider"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_could_not_be_listed_is_listed_without_anybody_asking()
    {
        var workspace = host.NewWorkspace();
        var email = $"{Guid.NewGuid():N}@diary.test";
        var side = new ProviderSide(host, "google", email);
        await side.FailAsync(side.ListTarget, 503, times: 1);
        await workspace.ConnectAsync("google", email);
        await host.QueryAsync<int>("UPDATE connections SET diaries_due_at = '2020-01-01' WHERE workspace_id = @Id", new { workspace.Id });

        await CalendarHost.UntilAsync(
            async () => await host.QueryAsync<string>("SELECT provider FROM calendars WHERE workspace_id = @Id", new { workspace.Id }) == "google", "the calendar is linked");
    }

    [Fact]
    public async Task Diaries_that_come_and_go_are_noticed_on_a_refresh()
    {
        var workspace = host.NewWorkspace();
        var email = await workspace.ConnectAsync("google");
        var side = new ProviderSide(host, "google", email);
        await side.AddDiaryAsync("Work");
        Assert.Single(await CalendarsAsync(workspace));
        Assert.Equal(2, (await CalendarsAsync(workspace, "?refresh=true")).Count);

        // For one answer the account has its own diary only.
        var own = new { items = new[] { new { id = email, summary = email, primary = true, accessRole = "owner", timeZone = "America/Chicago" } } };
        await side.FailAsync(side.ListTarget, 200, own, times: 1);
        var after = await CalendarsAsync(workspace, "?refresh=true");

        Assert.Equal(("native", "disconnected"), (Find(after, "Work")["provider"]!.GetValue<string>(), Find(after, "Work")["status"]!.GetValue<string>()));
        Assert.Equal("connected", Find(after, "Viewings")["status"]!.GetValue<string>());
        Assert.Equal("connected", Find(await CalendarsAsync(workspace, "?refresh=true"), "Work")["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_account_that_seems_to_have_no_diary_at_all_keeps_its_links()
    {
        var workspace = host.NewWorkspace();
        var email = await workspace.ConnectAsync("google");
        var side = new ProviderSide(host, "google", email);
        await side.FailAsync(side.ListTarget, 200, new { items = Array.Empty<object>() }, times: 1);

        Assert.Equal("connected", Assert.Single(await CalendarsAsync(workspace, "?refresh=true"))["status"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("microsoft")]
    [InlineData("google")]
    public async Task Viewings_booked_ahead_of_connecting_are_queued_for_the_diary(string provider)
    {
        var workspace = host.NewWorkspace();
        var booked = await workspace.BookAsync("2027-03-02T14:00");
        Assert.Equal(201, booked.Status);

        await workspace.ConnectAsync(provider);

        Assert.Equal(1, await host.QueryAsync<long>("SELECT count(*) FROM event_writes WHERE workspace_id = @Id", new { workspace.Id }));
    }

    private static async Task<List<JsonNode>> CalendarsAsync(Workspace workspace, string query = "") =>
        [.. (await workspace.GetAsync($"/calendar/calendars{query}"))["calendars"]!.AsArray().Select(calendar => calendar!)];

    private static string Name(JsonNode calendar) => calendar["name"]!.GetValue<string>();

    private static JsonNode Find(IEnumerable<JsonNode> calendars, string name) =>
        Assert.Single(calendars, calendar => Name(calendar).StartsWith(name, StringComparison.Ordinal));
}
