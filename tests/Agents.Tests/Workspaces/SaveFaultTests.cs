using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Dapper;
using PeteRental.Agents.Tests.Sync;
using PeteRental.Contracts.Events;

namespace PeteRental.Agents.Tests.Workspaces;

public sealed class SaveFaultTests(AgentsHost app) : IAsyncLifetime
{
    private readonly VapiSide _vapi = new(app);

    /// <summary>Of this test alone: what fails here fails for whoever comes with it.</summary>
    private readonly string _wrong = $"wrong-key-{Guid.NewGuid():N}";

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _vapi.RecoverAsync();
        _vapi.Dispose();
    }

    [Fact]
    public async Task Vapi_that_takes_ten_seconds_is_waited_for_and_finished_later()
    {
        var owner = await app.SignInAsync();
        await _vapi.FailAsync(new { target = "vapi", delay_ms = 10_000 });
        var clock = Stopwatch.StartNew();

        var saved = await owner.SaveAsync(new { name = "Oak Hill", vapi_api_key = _vapi.Key });

        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(15));
        Assert.Equal("connected", saved.Vapi().Text("status"));
        Assert.Equal("Oak Hill", saved.GetProperty("workspace").Text("name"));
        Assert.All(saved.GetProperty("agents").EnumerateArray(), agent => Assert.Equal("pending", agent.Text("sync_status")));
        await _vapi.RecoverAsync();
        await owner.SyncedAsync();
        Assert.Equal(2, (await _vapi.ListAsync("assistant")).Count);
    }

    [Theory]
    [InlineData("""{"target":"vapi","status":503}""")]
    [InlineData("""{"target":"vapi","drop":true}""")]
    [InlineData("""{"target":"vapi","body":"<html>Welcome to our hotel's network</html>"}""")]
    [InlineData("""{"target":"vapi","body":{"ok":true}}""")]
    public async Task A_key_that_cannot_be_tried_waits_and_takes_its_place_by_itself(string fault)
    {
        var owner = await app.SignInAsync();
        await _vapi.FailAsync(JsonElement.Parse(fault));
        var clock = Stopwatch.StartNew();

        var saved = await owner.SaveAsync(new { name = "Oak Hill", vapi_api_key = _vapi.Key, vapi_region = "eu" });

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        Assert.Equal(("checking", "vapi_unavailable"), (saved.Vapi().Text("status"), saved.Vapi().Text("error_code")));
        Assert.Equal("Oak Hill", saved.GetProperty("workspace").Text("name"));
        Assert.All(saved.GetProperty("agents").EnumerateArray(), agent => Assert.Equal("none", agent.Text("sync_status")));
        Assert.Equal("checking", (await owner.WorkspaceAsync()).Vapi().Text("status"));

        await _vapi.RecoverAsync();

        var workspace = await owner.SyncedAsync();
        Assert.Equal(("connected", "eu"), (workspace.Vapi().Text("status"), workspace.Vapi().Text("region")));
        Assert.Equal(2, (await _vapi.ListAsync("assistant")).Count);
        await app.Events.WaitAsync<WorkspaceUpdated>(owner.WorkspaceId, fact => fact.Changed.Contains("vapi_api_key"));
        Assert.Empty(await CandidatesAsync(owner));
    }

    [Theory]
    [InlineData("""{"target":"twilio","status":503}""")]
    [InlineData("""{"target":"twilio","drop":true}""")]
    [InlineData("""{"target":"twilio","body":"<html>Welcome to our hotel's network</html>"}""")]
    [InlineData("""{"target":"twilio","body":[]}""")]
    [InlineData("""{"target":"twilio","status":429}""")]
    public async Task Twilios_credentials_wait_for_Twilio_too(string fault)
    {
        var owner = await app.SignInAsync();
        var sid = PhoneNumberTests.NewSid();
        await _vapi.FailAsync(JsonElement.Parse(fault), sid);

        var saved = await owner.SaveAsync(new
        {
            vapi_api_key = _vapi.Key,
            twilio_account_sid = sid,
            twilio_auth_token = PhoneNumberTests.NewToken(),
            twilio_phone_number = "+15550100187",
        });

        Assert.Equal("connected", saved.Vapi().Text("status"));
        Assert.Equal(("checking", "twilio_unavailable"), (saved.Twilio().Text("status"), saved.Twilio().Text("error_code")));
        Assert.Null(saved.Twilio().Text("phone_number"));
        await _vapi.RecoverAsync();
        await AgentsHost.UntilAsync(async () => (await owner.WorkspaceAsync()).Twilio().Text("status") == "connected");
        var workspace = await owner.SyncedAsync();
        Assert.Equal((sid, "+15550100187"), (workspace.Twilio().Text("account_sid"), workspace.Twilio().Text("phone_number")));
        Assert.Equal(workspace.Role("inbound").Text("vapi_assistant_id"), Assert.Single(await _vapi.ListAsync("phone-number")).Text("assistantId"));
    }

    [Fact]
    public async Task A_number_whose_import_was_answered_by_nobody_is_not_imported_twice()
    {
        var owner = await app.SignInAsync();
        await _vapi.FailAsync(new { target = "vapi/phone-number", status = 500, after_effect = true, times = 6 });

        await owner.SaveAsync(new
        {
            vapi_api_key = _vapi.Key,
            twilio_account_sid = PhoneNumberTests.NewSid(),
            twilio_auth_token = PhoneNumberTests.NewToken(),
            twilio_phone_number = "+15550100187",
        });

        var workspace = await owner.SyncedAsync();
        Assert.Equal(workspace.Role("inbound").Text("vapi_assistant_id"), Assert.Single(await _vapi.ListAsync("phone-number")).Text("assistantId"));
    }

    [Fact]
    public async Task A_key_that_turns_out_to_be_wrong_is_dropped_and_reported()
    {
        var owner = await app.SignInAsync();
        await owner.SaveAsync(new { vapi_api_key = _vapi.Key });
        await _vapi.FailAsync(new { target = "vapi", status = 503 }, account: _wrong);
        Assert.Equal("checking", (await owner.SaveAsync(new { vapi_api_key = _wrong })).Vapi().Text("status"));

        await _vapi.RecoverAsync();

        await AgentsHost.UntilAsync(async () => (await owner.WorkspaceAsync()).Vapi().Text("error_code") == "vapi_key_rejected");
        // The one before is still in use, and of the wrong one nothing is left.
        Assert.Equal("connected", (await owner.WorkspaceAsync()).Vapi().Text("status"));
        Assert.Equal(("rejected", false), Assert.Single(await CandidatesAsync(owner)));
        await owner.SaveAsync(new { vapi_api_key = _vapi.Key });
        Assert.Null((await owner.WorkspaceAsync()).Vapi().Text("error_code"));
        Assert.Empty(await CandidatesAsync(owner));
    }

    [Fact]
    public async Task A_key_that_is_given_while_another_waits_takes_its_turn()
    {
        var owner = await app.SignInAsync();
        await _vapi.FailAsync(new { target = "vapi", status = 503 });
        await _vapi.FailAsync(new { target = "vapi", status = 503 }, account: _wrong);
        await owner.SaveAsync(new { vapi_api_key = _wrong });
        await owner.SaveAsync(new { vapi_api_key = _vapi.Key });

        await _vapi.RecoverAsync();

        Assert.Equal("connected", (await owner.SyncedAsync()).Vapi().Text("status"));
    }

    [Fact]
    public async Task What_an_account_says_that_was_left_meanwhile_does_not_count()
    {
        var owner = await app.SignInAsync();
        using var next = new VapiSide(app);
        var saved = await owner.SaveAsync(new { vapi_api_key = _vapi.Key });
        var (inbound, outbound) = (saved.Role("inbound"), saved.Role("outbound"));
        await _vapi.FailAsync(new { target = $"vapi/assistant/{inbound.Text("vapi_assistant_id")}", delay_ms = 1_500, times = 1 });
        // The first keeps the account busy, the second has chosen the account already and waits for it.
        var slow = owner.Http.PatchAsync("/workspace/agents", new { inbound = new { voice = "Paige" } });
        await AgentsHost.UntilAsync(async () => await _vapi.CountFaultsAsync() == 0);
        var waiting = owner.Http.PostAsync($"/agents/{outbound.Text("agent_id")}/sync", null);
        await AgentsHost.UntilAsync(async () => (await owner.WorkspaceAsync()).Role("outbound").Text("sync_status") == "pending");

        await owner.SaveAsync(new { vapi_api_key = next.Key });

        (await slow).Dispose();
        (await waiting).Dispose();
        var workspace = await owner.SyncedAsync();
        Assert.Equal(
            workspace.GetProperty("agents").EnumerateArray().Select(agent => agent.Text("vapi_assistant_id")).Order(),
            (await next.ListAsync("assistant")).Select(assistant => assistant.Text("id")).Order());
    }

    [Fact]
    public async Task A_stored_key_that_Vapi_no_longer_takes_is_shown_and_works_again_when_Vapi_does()
    {
        var owner = await app.SignInAsync();
        await owner.SaveAsync(new { vapi_api_key = _vapi.Key });
        await _vapi.FailAsync(new { target = "vapi", status = 401, body = new { message = "Invalid Key", statusCode = 401 } });

        var problem = await owner.SaveAsync(new { vapi_api_key = _vapi.Key }, HttpStatusCode.UnprocessableEntity);

        Assert.Equal(("rejected", "vapi_key_rejected"), (problem.Vapi().Text("status"), problem.Vapi().Text("error_code")));
        Assert.Equal("rejected", (await owner.WorkspaceAsync()).Vapi().Text("status"));
        await _vapi.RecoverAsync();
        Assert.Equal("connected", (await owner.SaveAsync(new { vapi_api_key = _vapi.Key })).Vapi().Text("status"));
    }

    [Fact]
    public async Task One_agent_that_fails_leaves_the_other_synced_and_follows_later()
    {
        var owner = await app.SignInAsync();
        var saved = await owner.SaveAsync(new { vapi_api_key = _vapi.Key });
        var outbound = saved.Role("outbound").Text("vapi_assistant_id")!;
        await _vapi.FailAsync(new { target = $"vapi/assistant/{outbound}", status = 500 });

        var answer = await owner.ChangeAgentsAsync(new { inbound = new { voice = "Paige" }, outbound = new { voice = "Paige" } });

        Assert.True(answer.GetProperty("partial").GetBoolean());
        Assert.True(answer.ResultOf("inbound").GetProperty("synced").GetBoolean());
        var late = answer.ResultOf("outbound");
        Assert.False(late.GetProperty("synced").GetBoolean());
        Assert.Equal(("failed", "vapi_unavailable"), (late.Text("sync_status"), late.Text("error_code")));
        Assert.Equal("Paige", late.GetProperty("agent").GetProperty("config").Text("voice"));
        await _vapi.RecoverAsync();
        await owner.SyncedAsync();
        Assert.Equal("Paige", (await _vapi.AssistantAsync(outbound)).GetProperty("voice").Text("voiceId"));
    }

    [Fact]
    public async Task When_all_fail_the_change_is_kept_and_tried_until_it_is_through()
    {
        var owner = await app.SignInAsync();
        var saved = await owner.SaveAsync(new { vapi_api_key = _vapi.Key });
        await _vapi.FailAsync(new { target = "vapi", status = 500 });

        var problem = await owner.ChangeAgentsAsync(
            new { inbound = new { voice = "Paige" }, outbound = new { voice = "Paige" } }, HttpStatusCode.InternalServerError);

        Assert.Equal("vapi_sync_failed", problem.Code());
        Assert.Equal(2, problem.GetProperty("results").GetArrayLength());
        Assert.All(problem.GetProperty("results").EnumerateArray(), result => Assert.False(result.GetProperty("synced").GetBoolean()));
        Assert.Equal("Paige", problem.ResultOf("inbound").GetProperty("agent").GetProperty("config").Text("voice"));
        await _vapi.RecoverAsync();
        await owner.SyncedAsync();
        foreach (var role in new[] { "inbound", "outbound" })
        {
            Assert.Equal("Paige", (await _vapi.AssistantAsync(saved.Role(role).Text("vapi_assistant_id")!)).GetProperty("voice").Text("voiceId"));
        }
    }

    [Fact]
    public async Task A_key_that_could_not_be_tried_for_a_day_is_given_up()
    {
        var owner = await app.SignInAsync();
        await _vapi.FailAsync(new { target = "vapi", status = 503 });
        await owner.SaveAsync(new { vapi_api_key = _vapi.Key });
        await using (var connection = await app.Database.OpenConnectionAsync())
        {
            await connection.ExecuteAsync(
                "UPDATE credential_candidates SET given_at = given_at - interval '25 hours' WHERE workspace_id = @WorkspaceId", new { owner.WorkspaceId });
        }

        await AgentsHost.UntilAsync(async () => (await owner.WorkspaceAsync()).Vapi().Text("error_code") == "vapi_check_expired");

        Assert.Equal("not_connected", (await owner.WorkspaceAsync()).Vapi().Text("status"));
        Assert.Equal(("expired", false), Assert.Single(await CandidatesAsync(owner)));
    }

    [Fact]
    public async Task Credentials_whose_master_key_is_lost_are_asked_for_again()
    {
        var owner = await app.SignInAsync();
        await owner.SaveAsync(new { vapi_api_key = _vapi.Key, twilio_account_sid = PhoneNumberTests.NewSid(), twilio_auth_token = PhoneNumberTests.NewToken() });
        await using (var connection = await app.Database.OpenConnectionAsync())
        {
            // The id of the master key is in the second byte and those after it.
            await connection.ExecuteAsync(
                """
                UPDATE vapi_accounts SET sealed_api_key = set_byte(sealed_api_key, 1, 255 - get_byte(sealed_api_key, 1)) WHERE workspace_id = @WorkspaceId;
                UPDATE twilio_accounts SET sealed_auth_token = set_byte(sealed_auth_token, 1, 255 - get_byte(sealed_auth_token, 1)) WHERE workspace_id = @WorkspaceId;
                """,
                new { owner.WorkspaceId });
        }

        var read = await owner.WorkspaceAsync();
        Assert.Equal(("unreadable", "vapi_key_unreadable"), (read.Vapi().Text("status"), read.Vapi().Text("error_code")));
        Assert.Equal(("unreadable", "twilio_token_unreadable"), (read.Twilio().Text("status"), read.Twilio().Text("error_code")));
        Assert.Equal(["vapi_api_key"], (await owner.SaveAsync(new { vapi_region = "eu" }, HttpStatusCode.BadRequest)).Wrong());

        var saved = await owner.SaveAsync(new { vapi_api_key = _vapi.Key });
        Assert.Equal("connected", saved.Vapi().Text("status"));
        Assert.All(saved.GetProperty("agents").EnumerateArray(), agent => Assert.Equal("synced", agent.Text("sync_status")));
    }

    private async Task<IReadOnlyList<(string Status, bool IsKept)>> CandidatesAsync(Person owner)
    {
        await using var connection = await app.Database.OpenConnectionAsync();
        return (await connection.QueryAsync<(string, bool)>(
            "SELECT status, sealed IS NOT NULL FROM credential_candidates WHERE workspace_id = @WorkspaceId", new { owner.WorkspaceId })).AsList();
    }
}
