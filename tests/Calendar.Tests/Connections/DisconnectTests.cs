using System.Text;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Identity;

namespace PeteRental.Calendar.Tests.Connections;

/// <summary>Who goes is gone at once, here and at the provider.</summary>
public sealed class DisconnectTests(CalendarHost host)
{
    [Theory]
    [InlineData("microsoft")]
    [InlineData("google")]
    public async Task Tokens_are_deleted_the_grant_is_given_back_and_the_calendar_is_our_own_again(string provider)
    {
        var workspace = host.NewWorkspace();
        var email = await workspace.ConnectAsync(provider);

        var answer = await workspace.SendAsync(HttpMethod.Delete, $"/calendar/auth/disconnect?provider={provider}");

        Assert.Equal((200, true), (answer.Status, answer.Body["success"]!.GetValue<bool>()));
        Assert.False(string.IsNullOrEmpty(answer.Body["message"]!.GetValue<string>()));
        Assert.Equal(0, await CountAsync("connections", workspace));
        await CalendarHost.UntilAsync(async () => await CountAsync("departures", workspace) == 0, "the provider has heard of it");
        if (provider == "google")
        {
            Assert.Equal(0, await new ProviderSide(host, provider, email).CountGrantsAsync());
        }

        var calendar = Assert.Single((await workspace.GetAsync("/calendar/calendars"))["calendars"]!.AsArray())!;
        Assert.Equal(("native", "disconnected"), (calendar["provider"]!.GetValue<string>(), calendar["status"]!.GetValue<string>()));
        Assert.False((await workspace.GetAsync("/calendar/auth/status"))["authorized"]!.GetValue<bool>());
        await CalendarHost.UntilAsync(
            () => Task.FromResult(host.Events.Of<CalendarDisconnected>(workspace.Id).Any(fact => fact.AccountEmail == email)), "others hear of it");
    }

    [Theory]
    [InlineData("microsoft")]
    [InlineData("google")]
    public async Task Who_comes_back_finds_the_same_calendars(string provider)
    {
        var workspace = host.NewWorkspace();
        var email = $"{Guid.NewGuid():N}@diary.test";
        await new ProviderSide(host, provider, email).AddDiaryAsync("Work");
        await workspace.ConnectAsync(provider, email);
        var before = await IdsAsync(workspace);
        await workspace.SendAsync(HttpMethod.Delete, "/calendar/auth/disconnect");

        await workspace.ConnectAsync(provider, email);

        Assert.Equal(before, await IdsAsync(workspace));
        Assert.All((await workspace.GetAsync("/calendar/calendars"))["calendars"]!.AsArray(), calendar => Assert.Equal("connected", calendar!["status"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_provider_that_is_away_keeps_nobody_and_hears_of_it_later()
    {
        var workspace = host.NewWorkspace();
        var email = await workspace.ConnectAsync("google");
        var side = new ProviderSide(host, "google", email);
        using var fault = await host.Sandbox.PostAsync("/control/faults", JsonContent($$"""{"target":"google/revoke","status":503,"account":"{{email}}"}"""));

        var answer = await workspace.SendAsync(HttpMethod.Delete, "/calendar/auth/disconnect?provider=google");

        Assert.Equal(200, answer.Status);
        Assert.Equal(0, await CountAsync("connections", workspace));
        await side.RecoverAsync();
        await host.QueryAsync<int>("UPDATE departures SET next_attempt_at = '2020-01-01' WHERE workspace_id = @Id", new { workspace.Id });
        await CalendarHost.UntilAsync(async () => await CountAsync("departures", workspace) == 0, "the provider has heard of it");
        Assert.Equal(0, await side.CountGrantsAsync());
    }

    [Fact]
    public async Task Another_connection_to_the_same_account_outlives_a_disconnect()
    {
        var (staying, leaving) = (host.NewWorkspace(), host.NewWorkspace());
        var email = await staying.ConnectAsync("google");
        await new ConsentJourney(host, leaving.Id, leaving.OwnerId).ConnectAsync("google", email, ("sandbox_consent", "1"));

        await leaving.SendAsync(HttpMethod.Delete, "/calendar/auth/disconnect");

        Assert.Equal(0, await CountAsync("connections", leaving));
        Assert.Equal(1, await new ProviderSide(host, "google", email).CountGrantsAsync());
    }

    [Fact]
    public async Task Defect_9_only_ones_own_account_can_be_given_up_unless_one_owns_the_workspace()
    {
        var workspace = host.NewWorkspace();
        var colleague = Guid.CreateVersion7();
        await new ConsentJourney(host, workspace.Id, colleague).ConnectAsync("google", $"{Guid.NewGuid():N}@diary.test");
        var id = await host.QueryAsync<Guid>("SELECT id FROM connections WHERE workspace_id = @Id", new { workspace.Id });
        var path = $"/calendar/auth/disconnect?connection_id={id}";

        Assert.Equal(404, (await workspace.SendAsync(HttpMethod.Delete, path, role: WorkspaceRole.Manager)).Status);
        Assert.Equal(404, (await host.NewWorkspace().SendAsync(HttpMethod.Delete, path)).Status);
        await workspace.SendAsync(HttpMethod.Delete, "/calendar/auth/disconnect");
        Assert.Equal(1, await CountAsync("connections", workspace));
        Assert.Empty((await workspace.GetAsync("/calendar/auth/status"))["connections"]!.AsArray());
        using var stranger = host.Service.CreateDefaultClient();
        foreach (var closed in new[] { "/calendar/auth/status?user_id=pete_admin", "/calendar/auth/start?user_id=pete_admin", "/calendar/calendars" })
        {
            using var answer = await stranger.GetAsync(closed);
            Assert.Equal(401, (int)answer.StatusCode);
        }

        Assert.Equal(200, (await workspace.SendAsync(HttpMethod.Delete, path)).Status);
        Assert.Equal(0, await CountAsync("connections", workspace));
    }

    [Fact]
    public async Task Of_an_erased_person_nothing_is_left()
    {
        var workspace = host.NewWorkspace();
        var email = $"{Guid.NewGuid():N}@diary.test";
        var side = new ProviderSide(host, "google", email);
        await side.AddDiaryAsync("Work");
        await workspace.ConnectAsync("google", email);
        var journey = new ConsentJourney(host, workspace.Id, workspace.OwnerId);
        var late = await journey.ConsentAsync(await journey.StartAsync("google"), $"{Guid.NewGuid():N}@diary.test");

        await host.Events.PublishAsync(new UserErased(workspace.Id, CalendarHost.Monday, workspace.OwnerId, IsWorkspaceClosed: false));

        await CalendarHost.UntilAsync(async () => await CountAsync("connections", workspace) == 0, "the connection is gone");
        Assert.Equal(0, await host.QueryAsync<long>(
            "SELECT count(*) FROM calendars WHERE workspace_id = @Id AND (calendars::text LIKE '%' || @email || '%' OR linked_account IS NOT NULL)", new { workspace.Id, email }));
        await CalendarHost.UntilAsync(async () => await side.CountGrantsAsync() == 0, "the provider has heard of it");
        Assert.Contains("code=member_gone", (await journey.ReturnAsync(late)).Query, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync("connections", workspace));
    }

    private static StringContent JsonContent(string json) => new(json, Encoding.UTF8, "application/json");

    private static async Task<List<string>> IdsAsync(Workspace workspace) =>
        [.. (await workspace.GetAsync("/calendar/calendars"))["calendars"]!.AsArray().Select(calendar => $"{calendar!["calendar_id"]} {calendar["name"]}")];

    private Task<long> CountAsync(string table, Workspace workspace) =>
        host.QueryAsync<long>($"SELECT count(*) FROM {table} WHERE workspace_id = @Id", new { workspace.Id });
}
