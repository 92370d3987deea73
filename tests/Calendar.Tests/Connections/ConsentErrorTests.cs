using Microsoft.AspNetCore.WebUtilities;

namespace PeteRental.Calendar.Tests.Connections;

/// <summary>However a consent fails, the person comes back with a code of ours and nothing is stored.</summary>
public sealed class ConsentErrorTests(CalendarHost host)
{
    [Theory]
    [InlineData("access_denied", "consent_refused")]
    [InlineData("interaction_required", "consent_needed")]
    [InlineData("login_required", "consent_needed")]
    [InlineData("admin_policy_enforced", "admin_consent_required")]
    [InlineData("temporarily_unavailable", "temporarily_unavailable")]
    [InlineData("unauthorized_client", "provider_client_rejected")]
    [InlineData("<script>alert(1)</script>", "provider_error")]
    public async Task Defect_8_a_providers_own_words_are_not_passed_on(string error, string code)
    {
        var workspace = host.NewWorkspace();
        var journey = Journey(workspace);
        var state = Query(await journey.StartAsync("microsoft"), "state");

        var onward = await journey.ReturnAsync(new Uri(
            $"http://gateway.test/calendar/auth/callback?state={state}&error={Uri.EscapeDataString(error)}&error_description=AADSTS65004%3A+words+of+theirs"));

        Assert.Equal($"http://console.test/settings?tab=calendars&auth=error&code={code}", onward.AbsoluteUri);
        Assert.Contains("invalid_state", (await journey.ReturnAsync(new Uri($"http://gateway.test/calendar/auth/callback?state={state}&code=a"))).Query, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(workspace));
    }

    [Theory]
    [InlineData("microsoft", 503, null, "temporarily_unavailable")]
    [InlineData("google", 503, null, "temporarily_unavailable")]
    [InlineData("google", 429, null, "temporarily_unavailable")]
    [InlineData("microsoft", 200, "<html>a proxy's page</html>", "temporarily_unavailable")]
    [InlineData("google", 400, "<html>a proxy's page</html>", "temporarily_unavailable")]
    [InlineData("microsoft", 401, """{"error":"invalid_client","error_description":"AADSTS7000215: words"}""", "provider_client_rejected")]
    [InlineData("google", 400, """{"error":"invalid_grant","error_description":"Bad Request"}""", "code_rejected")]
    public async Task A_code_that_cannot_be_traded_connects_nothing(string provider, int status, string? body, string code)
    {
        var workspace = host.NewWorkspace();
        var journey = Journey(workspace);
        var email = $"{Guid.NewGuid():N}@diary.test";
        var side = new ProviderSide(host, provider, email);
        var callback = await journey.ConsentAsync(await journey.StartAsync(provider), email);
        await side.FailAsync(side.TokenTarget, status, body, times: 1);

        var onward = await journey.ReturnAsync(callback);

        Assert.EndsWith($"auth=error&code={code}", onward.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(workspace));
    }

    [Fact]
    public async Task Without_the_calendars_box_nothing_is_stored_and_the_grant_is_given_back()
    {
        var workspace = host.NewWorkspace();
        var email = $"{Guid.NewGuid():N}@diary.test";

        var onward = await Journey(workspace).ConnectAsync("google", email, ("sandbox_untick", "calendar.events"));

        Assert.EndsWith("auth=error&code=scope_missing", onward.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(workspace));
        Assert.Equal(0, await new ProviderSide(host, "google", email).CountGrantsAsync());
        Assert.Equal(0, await host.QueryAsync<long>("SELECT count(*) FROM departures WHERE workspace_id = @Id", new { workspace.Id }));
    }

    [Fact]
    public async Task Without_a_refresh_token_and_none_stored_the_person_has_to_consent_once_more()
    {
        var (first, second) = (host.NewWorkspace(), host.NewWorkspace());
        var email = await first.ConnectAsync("google");

        var onward = await Journey(second).ConnectAsync("google", email);

        Assert.EndsWith("auth=error&code=consent_needed", onward.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(second));
        // The first one's grant is the same account's: it must not be given back with the second.
        Assert.Equal(1, await new ProviderSide(host, "google", email).CountGrantsAsync());
        Assert.Contains("auth=success", (await Journey(second).ConnectAsync("google", email, ("sandbox_consent", "1"))).Query, StringComparison.Ordinal);
    }

    private static string Query(Uri address, string name) => QueryHelpers.ParseQuery(address.Query)[name].ToString();

    private ConsentJourney Journey(Workspace workspace) => new(host, workspace.Id, workspace.OwnerId);

    private Task<long> CountAsync(Workspace workspace) =>
        host.QueryAsync<long>("SELECT count(*) FROM connections WHERE workspace_id = @Id", new { workspace.Id });
}
