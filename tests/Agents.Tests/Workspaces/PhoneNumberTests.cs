using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using PeteRental.Agents.Tests.Sync;

namespace PeteRental.Agents.Tests.Workspaces;

public sealed class PhoneNumberTests(AgentsHost app)
{
    private const string Number = "+15550100187";

    /// <summary>An account at Twilio; the sandbox takes the last four digits as what is the matter with it.</summary>
    public static string NewSid(string ending = "1234") => "AC" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(14)) + ending;

    public static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    [Fact]
    public async Task The_number_goes_to_Vapi_and_leads_to_the_inbound_agent()
    {
        var owner = await app.SignInAsync();
        using var vapi = new VapiSide(app);
        var (sid, token) = (NewSid(), NewToken());

        var saved = await owner.SaveAsync(new { vapi_api_key = vapi.Key, twilio_account_sid = sid, twilio_auth_token = token, twilio_phone_number = "(555) 010-0187" });

        Assert.Equal(("connected", sid, Number), (saved.Twilio().Text("status"), saved.Twilio().Text("account_sid"), saved.Twilio().Text("phone_number")));
        Assert.Null(saved.Twilio().Text("error_code"));
        Assert.Null(saved.Twilio().Text("warning"));
        Assert.DoesNotContain(token, saved.GetRawText(), StringComparison.Ordinal);
        var agent = await owner.Http.GetAsync($"/agents/{saved.Role("inbound").Text("agent_id")}").ReadAsync(HttpStatusCode.OK);
        Assert.Equal(Number, agent.Text("phone_number"));
        var line = Assert.Single(await vapi.ListAsync("phone-number"));
        Assert.Equal((Number, saved.Role("inbound").Text("vapi_assistant_id")), (line.Text("number"), line.Text("assistantId")));
        Assert.Equal((sid, token), (line.Text("twilioAccountSid"), line.Text("twilioAuthToken")));

        // Again, and once more with the credentials only: nothing is sent.
        await owner.SaveAsync(new { twilio_account_sid = sid, twilio_auth_token = token, twilio_phone_number = Number });
        await owner.SaveAsync(new { twilio_account_sid = sid, twilio_auth_token = token });
        Assert.Equal(line.GetRawText(), Assert.Single(await vapi.ListAsync("phone-number")).GetRawText());
    }

    [Fact]
    public async Task A_number_moves_with_its_agent_and_is_let_go_with_it()
    {
        var owner = await app.SignInAsync();
        using var vapi = new VapiSide(app);
        var saved = await owner.SaveAsync(
            new { vapi_api_key = vapi.Key, twilio_account_sid = NewSid(), twilio_auth_token = NewToken(), twilio_phone_number = Number });
        var (inbound, outbound) = (saved.Role("inbound"), saved.Role("outbound"));

        await owner.Http.PatchAsync($"/agents/{inbound.Text("agent_id")}", new { phone_number = (string?)null }).ReadAsync(HttpStatusCode.OK);
        await AgentsHost.UntilAsync(async () => await AssistantOfAsync(vapi) is null);
        await owner.Http.PatchAsync($"/agents/{outbound.Text("agent_id")}", new { phone_number = Number }).ReadAsync(HttpStatusCode.OK);
        await AgentsHost.UntilAsync(async () => await AssistantOfAsync(vapi) == outbound.Text("vapi_assistant_id"));

        // Another agent has it: a save leaves it there.
        var again = await owner.SaveAsync(new { twilio_phone_number = Number });
        Assert.Equal("synced", again.Role("inbound").Text("sync_status"));
        Assert.Equal(outbound.Text("vapi_assistant_id"), await AssistantOfAsync(vapi));
    }

    [Fact]
    public async Task Another_number_of_the_workspace_takes_the_first_ones_place()
    {
        var owner = await app.SignInAsync();
        using var vapi = new VapiSide(app);
        var saved = await owner.SaveAsync(
            new { vapi_api_key = vapi.Key, twilio_account_sid = NewSid(), twilio_auth_token = NewToken(), twilio_phone_number = Number });

        await owner.SaveAsync(new { twilio_phone_number = "+15550100188" });
        await owner.SyncedAsync();
        var lines = (await vapi.ListAsync("phone-number")).ToDictionary(line => line.Text("number")!, AssistantOf);
        Assert.Null(lines[Number]);
        Assert.Equal(saved.Role("inbound").Text("vapi_assistant_id"), lines["+15550100188"]);

        var none = await owner.SaveAsync(new { twilio_phone_number = (string?)null });
        Assert.Null(none.Twilio().Text("phone_number"));
        await owner.SyncedAsync();
        Assert.All(await vapi.ListAsync("phone-number"), line => Assert.Null(AssistantOf(line)));
    }

    [Fact]
    public async Task A_number_that_nobody_can_bring_to_Vapi_is_shown_and_comes_with_the_credentials()
    {
        var owner = await app.SignInAsync();
        using var vapi = new VapiSide(app);

        var saved = await owner.SaveAsync(new { vapi_api_key = vapi.Key, twilio_phone_number = Number });

        Assert.Equal(("not_connected", "phone_number_not_imported"), (saved.Twilio().Text("status"), saved.Twilio().Text("warning")));
        Assert.All(saved.GetProperty("agents").EnumerateArray(), agent => Assert.Equal("synced", agent.Text("sync_status")));
        Assert.Empty(await vapi.ListAsync("phone-number"));

        saved = await owner.SaveAsync(new { twilio_account_sid = NewSid(), twilio_auth_token = NewToken() });
        Assert.Null(saved.Twilio().Text("warning"));
        Assert.Equal(saved.Role("inbound").Text("vapi_assistant_id"), await AssistantOfAsync(vapi));
    }

    [Fact]
    public async Task Credentials_that_Twilio_refuses_are_named_and_what_was_stored_stays()
    {
        var owner = await app.SignInAsync();
        var sid = NewSid();
        await owner.SaveAsync(new { twilio_account_sid = sid, twilio_auth_token = NewToken(), twilio_phone_number = Number });

        var refused = await owner.SaveAsync(
            new { name = "Oak Hill", twilio_account_sid = NewSid(), twilio_auth_token = new string('0', 32), twilio_phone_number = "+15550100188" },
            HttpStatusCode.UnprocessableEntity);

        Assert.Equal("credential_rejected", refused.Code());
        Assert.Equal(["twilio_account_sid", "twilio_auth_token", "twilio_phone_number"], refused.Wrong());
        Assert.Equal(("connected", "twilio_credentials_rejected"), (refused.Twilio().Text("status"), refused.Twilio().Text("error_code")));
        var read = await owner.WorkspaceAsync();
        Assert.Equal(("Oak Hill", sid, Number), (read.Text("name"), read.Twilio().Text("account_sid"), read.Twilio().Text("phone_number")));
    }

    [Fact]
    public async Task A_number_of_somebody_else_is_refused_and_the_account_is_taken()
    {
        var owner = await app.SignInAsync();
        var sid = NewSid();

        var refused = await owner.SaveAsync(
            new { twilio_account_sid = sid, twilio_auth_token = NewToken(), twilio_phone_number = "+15550100404" }, HttpStatusCode.UnprocessableEntity);

        Assert.Equal(["twilio_phone_number"], refused.Wrong());
        Assert.Equal(("connected", "twilio_number_not_owned"), (refused.Twilio().Text("status"), refused.Twilio().Text("error_code")));
        var read = await owner.WorkspaceAsync();
        Assert.Equal(("connected", sid), (read.Twilio().Text("status"), read.Twilio().Text("account_sid")));
        Assert.Null(read.Twilio().Text("phone_number"));
        Assert.Equal(["twilio_phone_number"], (await owner.SaveAsync(new { twilio_phone_number = "+15550120404" }, HttpStatusCode.UnprocessableEntity)).Wrong());
    }

    [Theory]
    [InlineData("5555", "rejected", "twilio_account_inactive", null, HttpStatusCode.UnprocessableEntity)]
    [InlineData("7777", "connected", null, "twilio_trial_account", HttpStatusCode.OK)]
    public async Task A_suspended_account_is_refused_and_a_trial_only_warned_about(
        string ending, string status, string? error, string? warning, HttpStatusCode answer)
    {
        var owner = await app.SignInAsync();

        var saved = await owner.SaveAsync(new { twilio_account_sid = NewSid(ending), twilio_auth_token = NewToken() }, answer);

        Assert.Equal((status, error, warning), (saved.Twilio().Text("status"), saved.Twilio().Text("error_code"), saved.Twilio().Text("warning")));
    }

    [Fact]
    public async Task Half_of_the_credentials_is_enough_when_the_other_half_is_stored()
    {
        var owner = await app.SignInAsync();
        var (first, second) = (NewSid(), NewSid());
        await owner.SaveAsync(new { twilio_account_sid = first, twilio_auth_token = NewToken() });

        Assert.Equal(second, (await owner.SaveAsync(new { twilio_account_sid = second })).Twilio().Text("account_sid"));
        Assert.Equal(second, (await owner.SaveAsync(new { twilio_auth_token = NewToken() })).Twilio().Text("account_sid"));

        var gone = await owner.SaveAsync(new { twilio_auth_token = (string?)null });
        Assert.Equal("not_connected", gone.Twilio().Text("status"));
        Assert.Null(gone.Twilio().Text("account_sid"));
    }

    private static async Task<string?> AssistantOfAsync(VapiSide vapi) => AssistantOf(Assert.Single(await vapi.ListAsync("phone-number")));

    private static string? AssistantOf(JsonElement line) => line.TryGetProperty("assistantId", out var id) ? id.GetString() : null;
}
