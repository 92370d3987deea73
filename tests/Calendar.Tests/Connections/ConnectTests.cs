using System.Net.Http.Headers;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Identity;

namespace PeteRental.Calendar.Tests.Connections;

/// <summary>From a person's yes to a calendar that follows their diary.</summary>
public sealed class ConnectTests(CalendarHost host)
{
    public static TheoryData<string> Providers => ["microsoft", "google"];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_person_who_says_yes_comes_back_with_a_calendar_that_follows_their_diary(string provider)
    {
        var workspace = host.NewWorkspace();
        var email = $"{Guid.NewGuid():N}@diary.test";

        var onward = await new ConsentJourney(host, workspace.Id, workspace.OwnerId).ConnectAsync(provider, email);

        Assert.Equal($"http://console.test/settings?tab=calendars&auth=success&provider={provider}", onward.AbsoluteUri);
        var calendar = Assert.Single((await workspace.GetAsync("/calendar/calendars"))["calendars"]!.AsArray())!;
        Assert.Equal(
            (provider, provider, email, "connected", "write", true, "Viewings"),
            (calendar["provider"]!.GetValue<string>(), calendar["linked_provider"]!.GetValue<string>(), calendar["account_email"]!.GetValue<string>(),
                calendar["status"]!.GetValue<string>(), calendar["access"]!.GetValue<string>(), calendar["is_default"]!.GetValue<bool>(),
                calendar["name"]!.GetValue<string>()));
        Assert.Equal("America/Chicago", calendar["diary_timezone"]!.GetValue<string>());
        await CalendarHost.UntilAsync(
            () => Task.FromResult(host.Events.Of<CalendarConnected>(workspace.Id).Any(fact => fact.AccountEmail == email && fact.Provider == provider)),
            "others hear of the connection");
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task The_status_names_the_account_and_what_it_leads_to(string provider)
    {
        var workspace = host.NewWorkspace();
        Assert.False((await workspace.GetAsync("/calendar/auth/status"))["authorized"]!.GetValue<bool>());
        var email = await workspace.ConnectAsync(provider);

        var status = await workspace.GetAsync($"/calendar/auth/status?provider={provider}");

        Assert.True(status["authorized"]!.GetValue<bool>());
        Assert.True(status["token_valid"]!.GetValue<bool>());
        Assert.True(status["calendar_verified"]!.GetValue<bool>());
        Assert.Null(status["calendar_error"]);
        Assert.Equal(email, status["calendar_email"]!.GetValue<string>());
        Assert.Equal(workspace.OwnerId, status["user_id"]!.GetValue<Guid>());
        Assert.Contains("Monday, March 1 at", status["expires_at_formatted"]!.GetValue<string>(), StringComparison.Ordinal);
        var account = Assert.Single(status["connections"]!.AsArray())!;
        Assert.Equal(("connected", email), (account["status"]!.GetValue<string>(), account["account_email"]!.GetValue<string>()));
        Assert.Equal(status["calendar_id"]!.GetValue<Guid>(), Assert.Single(account["calendars"]!.AsArray())!["calendar_id"]!.GetValue<Guid>());
        var other = provider == "google" ? "microsoft" : "google";
        Assert.False((await workspace.GetAsync($"/calendar/auth/status?provider={other}"))["authorized"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Without_json_the_browser_is_sent_off_and_nothing_of_it_is_kept_on_the_way()
    {
        var workspace = host.NewWorkspace();
        using var client = workspace.Member(WorkspaceRole.Viewer);
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));

        using var answer = await client.GetAsync("/calendar/auth/start?redirect_url=http%3A%2F%2Fconsole.test");

        Assert.Equal(307, (int)answer.StatusCode);
        Assert.Contains("/microsoft/login/", answer.Headers.Location!.AbsoluteUri, StringComparison.Ordinal);
        Assert.Contains("code_challenge_method=S256", answer.Headers.Location.Query, StringComparison.Ordinal);
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
    }

    [Theory]
    [InlineData("provider=apple", "provider")]
    [InlineData("redirect_url=https%3A%2F%2Fevil.test", "redirect_url")]
    [InlineData("redirect_url=http%3A%2F%2Fconsole.test%40evil.test", "redirect_url")]
    [InlineData("login_hint=a%0Ab", "login_hint")]
    public async Task What_is_wrong_with_a_start_is_said_by_its_field(string query, string field)
    {
        var answer = await host.NewWorkspace().SendAsync(HttpMethod.Get, $"/calendar/auth/start?{query}");

        Assert.Equal((400, "validation_failed"), (answer.Status, answer.Code));
        Assert.NotNull(answer.Errors[field]);
    }

    [Fact]
    public async Task A_provider_without_an_application_of_ours_is_not_configured()
    {
        await using var service = host.Start(host.Clock, ("Calendars:Google:ClientId", ""));

        var answer = await host.NewWorkspace().On(service).SendAsync(HttpMethod.Get, "/calendar/auth/start?provider=google");

        Assert.Equal((503, "provider_not_configured"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Nobody_is_sent_off_while_the_states_cannot_be_kept()
    {
        await using var service = host.Start(host.Clock, ("ConnectionStrings:cache", "127.0.0.1:9"));
        var workspace = host.NewWorkspace();

        var answer = await workspace.On(service).SendAsync(HttpMethod.Get, "/calendar/auth/start?provider=google");
        var onward = await new ConsentJourney(host, workspace.Id, workspace.OwnerId) { Service = service }
            .ReturnAsync(new Uri("http://gateway.test/calendar/auth/callback?code=a&state=b"));

        Assert.Equal((503, "unavailable"), (answer.Status, answer.Code));
        Assert.Contains("code=temporarily_unavailable", onward.Query, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Connecting_the_same_account_again_keeps_its_connection_and_its_calendars(string provider)
    {
        var workspace = host.NewWorkspace();
        var email = await workspace.ConnectAsync(provider);
        var before = await ConnectionAsync(workspace);

        // Google gives no refresh token this time: the stored one stays.
        await workspace.ConnectAsync(provider, email);

        Assert.Equal((before.Id, before.Version + 1), await ConnectionAsync(workspace));
        Assert.Single((await workspace.GetAsync("/calendar/calendars"))["calendars"]!.AsArray());
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_second_account_and_a_colleague_get_calendars_of_their_own(string provider)
    {
        var workspace = host.NewWorkspace();
        await workspace.ConnectAsync(provider);
        var second = await workspace.ConnectAsync(provider);
        var colleague = $"{Guid.NewGuid():N}@diary.test";
        await new ConsentJourney(host, workspace.Id, Guid.CreateVersion7()).ConnectAsync(provider, colleague);

        var calendars = (await workspace.GetAsync("/calendar/calendars"))["calendars"]!.AsArray();

        Assert.Equal(3, calendars.Count);
        Assert.Equal(1, calendars.Count(calendar => calendar!["is_default"]!.GetValue<bool>()));
        Assert.Contains(calendars, calendar => calendar!["name"]!.GetValue<string>().Contains(second, StringComparison.Ordinal));
        Assert.DoesNotContain((await workspace.GetAsync("/calendar/auth/status"))["connections"]!.AsArray(), account => account!["account_email"]!.GetValue<string>() == colleague);
    }

    private async Task<(Guid Id, int Version)> ConnectionAsync(Workspace workspace) => (
        await host.QueryAsync<Guid>("SELECT id FROM connections WHERE workspace_id = @Id", new { workspace.Id }),
        await host.QueryAsync<int>("SELECT token_version FROM connections WHERE workspace_id = @Id", new { workspace.Id }));
}
