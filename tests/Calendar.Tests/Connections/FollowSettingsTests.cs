namespace PeteRental.Calendar.Tests.Connections;

/// <summary>The kill switch, and which other calendars are busy time.</summary>
public sealed class FollowSettingsTests(CalendarHost host)
{
    [Theory]
    [InlineData("microsoft")]
    [InlineData("google")]
    public async Task A_connected_diary_can_be_switched_off_at_once_and_on_again(string provider)
    {
        var workspace = host.NewWorkspace();
        await workspace.ConnectAsync(provider);
        var version = await VersionAsync(workspace);

        await workspace.ChangeSettingsAsync(new { provider = "native" });

        Assert.Equal("native", (await workspace.GetAsync("/calendar/settings"))["provider"]!.GetValue<string>());
        var calendar = (await workspace.GetAsync("/calendar/calendars"))["calendars"]![0]!;
        Assert.Equal(("native", "switched_off", provider), (calendar["provider"]!.GetValue<string>(), calendar["status"]!.GetValue<string>(), calendar["linked_provider"]!.GetValue<string>()));
        Assert.True(await VersionAsync(workspace) > version);
        Assert.Equal(201, (await workspace.BookAsync("2027-03-02T14:00")).Status);
        Assert.Equal(0, await QueuedAsync(workspace));
        await workspace.GetAsync("/calendar/calendars?refresh=true");
        Assert.Equal("switched_off", (await workspace.GetAsync("/calendar/calendars"))["calendars"]![0]!["status"]!.GetValue<string>());

        await workspace.ChangeSettingsAsync(new { provider });

        Assert.Equal("connected", (await workspace.GetAsync("/calendar/calendars"))["calendars"]![0]!["status"]!.GetValue<string>());
        Assert.Equal(1, await QueuedAsync(workspace));
    }

    [Theory]
    [InlineData("google")]
    [InlineData("outlook")]
    [InlineData("")]
    public async Task Only_what_is_connected_can_be_followed(string provider)
    {
        var workspace = host.NewWorkspace();

        var answer = await workspace.SendAsync(HttpMethod.Put, "/calendar/settings", new { provider, slot_minutes = 15 });

        Assert.Equal((400, "validation_failed"), (answer.Status, answer.Code));
        Assert.NotNull(answer.Errors["provider"]);
        Assert.Equal(30, (await workspace.GetAsync("/calendar/settings"))["slot_minutes"]!.GetValue<int>());
    }

    [Fact]
    public async Task Busy_calendars_are_those_of_the_workspace()
    {
        var (workspace, other) = (host.NewWorkspace(), host.NewWorkspace());
        var email = $"{Guid.NewGuid():N}@diary.test";
        await new ProviderSide(host, "google", email).AddDiaryAsync("Private", canEdit: false);
        await workspace.ConnectAsync("google", email);
        var calendars = (await workspace.GetAsync("/calendar/calendars"))["calendars"]!.AsArray();
        var @private = calendars.Single(calendar => !calendar!["is_default"]!.GetValue<bool>())!["calendar_id"]!.GetValue<Guid>();
        var foreign = (await other.GetAsync("/calendar/calendars"))["calendars"]![0]!["calendar_id"]!.GetValue<Guid>();

        await workspace.ChangeSettingsAsync(new { busy_calendars = new[] { @private } });
        var refused = await workspace.SendAsync(HttpMethod.Put, "/calendar/settings", new { busy_calendars = new[] { @private, foreign } });

        Assert.Equal((400, "validation_failed"), (refused.Status, refused.Code));
        Assert.NotNull(refused.Errors["busy_calendars"]);
        Assert.Equal(@private, Assert.Single((await workspace.GetAsync("/calendar/settings"))["busy_calendars"]!.AsArray())!.GetValue<Guid>());
    }

    private Task<int> VersionAsync(Workspace workspace) =>
        host.QueryAsync<int>("SELECT max(settings_version) FROM calendars WHERE workspace_id = @Id", new { workspace.Id });

    private Task<long> QueuedAsync(Workspace workspace) =>
        host.QueryAsync<long>("SELECT count(*) FROM event_writes WHERE workspace_id = @Id", new { workspace.Id });
}
