using PeteRental.Contracts.Events;

namespace PeteRental.Calendar.Tests.Connections;

/// <summary>Access tokens run out every hour, and grants when their owners say so.</summary>
public sealed class RefreshTests(CalendarHost host)
{
    [Theory]
    [InlineData("microsoft")]
    [InlineData("google")]
    public async Task Twenty_who_need_a_token_at_once_on_two_replicas_fetch_one(string provider)
    {
        var workspace = host.NewWorkspace();
        var email = await workspace.ConnectAsync(provider);
        await ExpireAsync(workspace);

        var lists = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            turn => workspace.On(turn % 2 == 0 ? host.Service : host.Replica).GetAsync("/calendar/calendars?refresh=true")));

        Assert.All(lists, list => Assert.Equal("connected", list["calendars"]![0]!["status"]!.GetValue<string>()));
        Assert.Equal(2, await host.QueryAsync<int>("SELECT token_version FROM connections WHERE workspace_id = @Id", new { workspace.Id }));
        if (provider == "microsoft")
        {
            Assert.Equal(1, await RefreshesAsync(email));
        }
    }

    [Fact]
    public async Task Microsofts_new_refresh_token_takes_the_place_of_the_old_one()
    {
        var workspace = host.NewWorkspace();
        var email = await workspace.ConnectAsync("microsoft");
        for (var turn = 1; turn <= 3; turn++)
        {
            await ExpireAsync(workspace);
            await workspace.GetAsync("/calendar/calendars?refresh=true");
            Assert.Equal(turn, await RefreshesAsync(email));
        }

        Assert.Equal("connected", await StatusAsync(workspace));
    }

    [Theory]
    [InlineData("microsoft")]
    [InlineData("google")]
    public async Task Defect_14_a_refresh_leaves_scopes_and_account_as_they_were(string provider)
    {
        var workspace = host.NewWorkspace();
        var email = await workspace.ConnectAsync(provider);
        var scopes = await host.QueryAsync<string>("SELECT scopes FROM connections WHERE workspace_id = @Id", new { workspace.Id });
        await ExpireAsync(workspace);

        await workspace.GetAsync("/calendar/calendars?refresh=true");

        Assert.NotEqual("", scopes);
        Assert.Equal(scopes, await host.QueryAsync<string>("SELECT scopes FROM connections WHERE workspace_id = @Id", new { workspace.Id }));
        Assert.Equal(email, (await workspace.GetAsync("/calendar/auth/status"))["calendar_email"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("microsoft")]
    [InlineData("google")]
    public async Task A_grant_that_its_owner_took_back_is_asked_for_again_once(string provider)
    {
        var workspace = host.NewWorkspace();
        var email = await workspace.ConnectAsync(provider);
        var id = await host.QueryAsync<Guid>("SELECT id FROM connections WHERE workspace_id = @Id", new { workspace.Id });
        await new ProviderSide(host, provider, email).RevokeAsync();
        await ExpireAsync(workspace);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(
            turn => workspace.On(turn % 2 == 0 ? host.Service : host.Replica).GetAsync("/calendar/calendars?refresh=true")));

        var status = await workspace.GetAsync("/calendar/auth/status");
        Assert.Equal((false, "reconnect_required"), (status["authorized"]!.GetValue<bool>(), status["calendar_error"]!.GetValue<string>()));
        Assert.Equal("reconnect_required", (await workspace.GetAsync("/calendar/calendars"))["calendars"]![0]!["status"]!.GetValue<string>());
        await CalendarHost.UntilAsync(
            () => Task.FromResult(host.Events.Of<CalendarReconnectRequired>(workspace.Id).Count == 1), "it is told once");

        await workspace.ConnectAsync(provider, email);
        Assert.Equal("connected", await StatusAsync(workspace));
        Assert.Equal(id, await host.QueryAsync<Guid>("SELECT id FROM connections WHERE workspace_id = @Id", new { workspace.Id }));
    }

    [Theory]
    [InlineData("microsoft", 401, """{"error":"invalid_client","error_description":"AADSTS7000222: words"}""")]
    [InlineData("google", 401, """{"error":"invalid_client","error_description":"Unauthorized"}""")]
    [InlineData("google", 503, null)]
    [InlineData("microsoft", 400, "<html>not theirs</html>")]
    public async Task What_is_not_the_persons_fault_disconnects_nobody(string provider, int status, string? body)
    {
        var workspace = host.NewWorkspace();
        var email = await workspace.ConnectAsync(provider);
        var side = new ProviderSide(host, provider, email);
        await side.FailAsync(side.TokenTarget, status, body);
        await ExpireAsync(workspace);

        await workspace.GetAsync("/calendar/calendars?refresh=true");
        Assert.Equal("connected", await StatusAsync(workspace));
        Assert.NotNull((await workspace.GetAsync("/calendar/auth/status"))["calendar_error"]);

        await side.RecoverAsync();
        // Whoever asks may still join a question of before.
        await CalendarHost.UntilAsync(
            async () =>
            {
                await workspace.GetAsync("/calendar/calendars?refresh=true");
                return (await workspace.GetAsync("/calendar/auth/status"))["calendar_error"] is null;
            },
            "the error is gone");
        Assert.Equal("connected", await StatusAsync(workspace));
    }

    [Theory]
    [InlineData("microsoft")]
    [InlineData("google")]
    public async Task A_provider_that_wants_to_be_left_alone_disconnects_nobody(string provider)
    {
        var workspace = host.NewWorkspace();
        var side = new ProviderSide(host, provider, await workspace.ConnectAsync(provider));
        await side.FailAsync(side.TokenTarget, 429);
        await ExpireAsync(workspace);

        await workspace.GetAsync("/calendar/calendars?refresh=true");

        var status = await workspace.GetAsync("/calendar/auth/status");
        Assert.Equal((true, "provider_throttled"), (status["authorized"]!.GetValue<bool>(), status["calendar_error"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_lost_master_key_asks_to_connect_again_and_nothing_breaks()
    {
        var workspace = host.NewWorkspace();
        var email = await workspace.ConnectAsync("google");
        // As after a start with another key: the id of the key that wrapped the tokens is unknown.
        await host.QueryAsync<int>(
            "UPDATE connections SET sealed_tokens = overlay(sealed_tokens PLACING '\\x0102030405060708'::bytea FROM 2 FOR 8) WHERE workspace_id = @Id", new { workspace.Id });

        Assert.Equal(200, (await workspace.SendAsync(HttpMethod.Get, "/calendar/calendars?refresh=true")).Status);

        Assert.Equal("reconnect_required", await StatusAsync(workspace));
        Assert.NotEqual(500, (await workspace.SendAsync(HttpMethod.Get, "/calendar/availability")).Status);
        await new ConsentJourney(host, workspace.Id, workspace.OwnerId).ConnectAsync("google", email, ("sandbox_consent", "1"));
        Assert.Equal("connected", await StatusAsync(workspace));
        Assert.Equal(200, (await workspace.SendAsync(HttpMethod.Delete, "/calendar/auth/disconnect")).Status);
    }

    private Task<int> ExpireAsync(Workspace workspace) =>
        host.QueryAsync<int>("UPDATE connections SET access_expires_at = '2020-01-01' WHERE workspace_id = @Id", new { workspace.Id });

    private Task<string?> StatusAsync(Workspace workspace) =>
        host.QueryAsync<string>("SELECT status FROM connections WHERE workspace_id = @Id", new { workspace.Id });

    private async Task<int> RefreshesAsync(string email) =>
        (await new ProviderSide(host, "microsoft", email).ShowAsync())["grants"]![0]!["refreshes"]!.GetValue<int>();
}
