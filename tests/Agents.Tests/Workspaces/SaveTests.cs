using System.Net;
using System.Text.Json;
using Dapper;
using PeteRental.Agents.Tests.Sync;
using PeteRental.Contracts.Events;

namespace PeteRental.Agents.Tests.Workspaces;

public sealed class SaveTests(AgentsHost app)
{
    [Fact]
    public async Task A_save_with_a_key_ends_with_both_agents_at_Vapi()
    {
        var owner = await app.SignInAsync();
        using var vapi = new VapiSide(app);

        var saved = await owner.SaveAsync(new { name = "Oak Hill", vapi_api_key = vapi.Key, vapi_public_key = "public-key-1234" });

        Assert.Equal("connected", saved.Vapi().Text("status"));
        Assert.Equal("us", saved.Vapi().Text("region"));
        Assert.Equal("public-key-1234", saved.Vapi().Text("public_key"));
        Assert.Equal(JsonValueKind.Null, saved.Vapi().GetProperty("error_code").ValueKind);
        Assert.NotNull(saved.Vapi().Text("checked_at"));
        Assert.Equal("not_connected", saved.Twilio().Text("status"));
        Assert.Equal(32, saved.Text("request_id")!.Length);
        Assert.Equal(["inbound", "outbound"], saved.GetProperty("agents").EnumerateArray().Select(agent => agent.Text("role")));
        var assistants = await vapi.ListAsync("assistant");
        foreach (var agent in saved.GetProperty("agents").EnumerateArray())
        {
            Assert.Equal("synced", agent.Text("sync_status"));
            Assert.Contains(assistants, assistant => assistant.Text("id") == agent.Text("vapi_assistant_id"));
        }

        Assert.Equal(["Inbound agent", "Outbound agent"], assistants.Select(assistant => assistant.Text("name")).Order());
        var read = await owner.WorkspaceAsync();
        Assert.Equal(saved.GetProperty("agents").GetRawText(), read.GetProperty("agents").GetRawText());
        Assert.Equal(saved.GetProperty("integrations").GetRawText(), read.GetProperty("integrations").GetRawText());
        var told = await app.Events.WaitAsync<WorkspaceUpdated>(owner.WorkspaceId, fact => fact.Changed.Contains("vapi_api_key"));
        Assert.Equal(["name", "vapi_api_key", "vapi_public_key"], told.Changed);
        await AgentsHost.UntilAsync(() => Task.FromResult(app.Events.Of<AgentRegistered>(owner.WorkspaceId).Count == 2));
    }

    [Fact]
    public async Task Agents_speak_of_the_workspace_by_its_new_name_and_in_its_new_zone()
    {
        var owner = await app.SignInAsync();
        using var vapi = new VapiSide(app);
        await owner.SaveAsync(new { name = "Oak Hill", vapi_api_key = vapi.Key });

        var saved = await owner.SaveAsync(new { name = "Elm Court", timezone = "America/Denver" });

        Assert.Equal("synced", saved.Role("inbound").Text("sync_status"));
        var assistant = await vapi.AssistantAsync(saved.Role("inbound").Text("vapi_assistant_id")!);
        Assert.Contains("Elm Court", assistant.Text("firstMessage"), StringComparison.Ordinal);
        Assert.Contains("America/Denver", assistant.GetProperty("model").GetProperty("messages")[0].Text("content"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fifty_saves_at_once_make_one_agent_of_each_role_and_two_assistants()
    {
        var owner = await app.SignInAsync();
        using var vapi = new VapiSide(app);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(number =>
            owner.SaveAsync(new { name = $"Oak Hill {number}", vapi_api_key = vapi.Key })));

        Assert.All(answers, answer => Assert.Equal("connected", answer.Vapi().Text("status")));
        Assert.Single(answers.Select(answer => string.Join(' ', answer.GetProperty("agents").EnumerateArray().Select(agent => agent.Text("agent_id")))).Distinct());
        var workspace = await owner.SyncedAsync();
        var listed = await owner.Http.GetAsync("/agents").ReadAsync(HttpStatusCode.OK);
        Assert.Equal(["inbound", "outbound"], listed.GetProperty("agents").EnumerateArray().Select(agent => agent.Text("role")).Order());
        Assert.Equal(
            workspace.GetProperty("agents").EnumerateArray().Select(agent => agent.Text("vapi_assistant_id")).Order(),
            (await vapi.ListAsync("assistant")).Select(assistant => assistant.Text("id")).Order());
        Assert.Equal(2, app.Events.Of<AgentRegistered>(owner.WorkspaceId).Count);
    }

    [Fact]
    public async Task Saving_the_same_key_again_changes_tells_and_sends_nothing()
    {
        var owner = await app.SignInAsync();
        using var vapi = new VapiSide(app);
        var form = new { name = "Oak Hill", vapi_api_key = vapi.Key, vapi_region = "us" };
        var first = await owner.SaveAsync(form);
        var before = await vapi.ListAsync("assistant");

        var again = await owner.SaveAsync(form);

        Assert.Equal(first.GetProperty("workspace").GetRawText(), again.GetProperty("workspace").GetRawText());
        Assert.Equal(first.GetProperty("agents").GetRawText(), again.GetProperty("agents").GetRawText());
        foreach (var assistant in before)
        {
            Assert.Empty(await vapi.WritesAsync(assistant.Text("id")!));
        }

        await owner.SaveAsync(new { locale = "es-MX" });
        await app.Events.WaitAsync<WorkspaceUpdated>(owner.WorkspaceId, fact => fact.Changed.Contains("locale"));
        // The first sync made the token that the assistants present; that is told too.
        Assert.Equal(2, app.Events.Of<WorkspaceUpdated>(owner.WorkspaceId).Count(fact => !fact.Changed.Contains("webhook_secrets")));
    }

    [Fact]
    public async Task A_key_that_Vapi_refuses_is_named_and_everything_else_is_saved()
    {
        var owner = await app.SignInAsync();
        using var vapi = new VapiSide(app);
        var good = await owner.SaveAsync(new { vapi_api_key = vapi.Key });

        var refused = await owner.SaveAsync(
            new { name = "Oak Hill", vapi_public_key = "public-key-1234", vapi_api_key = "wrong-key-4711" }, HttpStatusCode.UnprocessableEntity);

        Assert.Equal("credential_rejected", refused.Code());
        Assert.Equal(["vapi_api_key"], refused.Wrong());
        Assert.Equal("Oak Hill", refused.GetProperty("workspace").Text("name"));
        Assert.Equal("connected", refused.Vapi().Text("status"));
        Assert.Equal("vapi_key_rejected", refused.Vapi().Text("error_code"));
        Assert.Equal(good.GetProperty("agents").GetRawText(), refused.GetProperty("agents").GetRawText());
        Assert.Equal(32, refused.Text("request_id")!.Length);
        var read = await owner.WorkspaceAsync();
        Assert.Equal("Oak Hill", read.Text("name"));
        Assert.Equal("public-key-1234", read.Vapi().Text("public_key"));
        Assert.Equal(JsonValueKind.Null, read.Vapi().GetProperty("error_code").ValueKind);
        // What was stored before is still in use.
        var changed = await owner.ChangeAgentsAsync(new { inbound = new { first_message = "Good day!" } });
        Assert.True(changed.ResultOf("inbound").GetProperty("synced").GetBoolean(), changed.GetRawText());
    }

    [Fact]
    public async Task A_first_key_that_Vapi_refuses_leaves_the_workspace_without_an_account_and_with_its_agents()
    {
        var owner = await app.SignInAsync();

        var refused = await owner.SaveAsync(new { vapi_api_key = "wrong-key-4711" }, HttpStatusCode.UnprocessableEntity);

        Assert.Equal("rejected", refused.Vapi().Text("status"));
        Assert.All(refused.GetProperty("agents").EnumerateArray(), agent => Assert.Equal("none", agent.Text("sync_status")));
        Assert.Equal("not_connected", (await owner.WorkspaceAsync()).Vapi().Text("status"));
        Assert.Equal(0, await CountAsync("vapi_accounts", owner) + await CountAsync("credential_candidates", owner));
    }

    [Fact]
    public async Task Another_key_makes_the_agents_in_the_other_account_and_leaves_the_old_ones_alone()
    {
        var owner = await app.SignInAsync();
        using var former = new VapiSide(app);
        using var next = new VapiSide(app);
        await owner.SaveAsync(new { vapi_api_key = former.Key });
        var left = await former.ListAsync("assistant");

        await owner.SaveAsync(new { vapi_api_key = next.Key });

        var workspace = await owner.SyncedAsync();
        Assert.Equal(
            workspace.GetProperty("agents").EnumerateArray().Select(agent => agent.Text("vapi_assistant_id")).Order(),
            (await next.ListAsync("assistant")).Select(assistant => assistant.Text("id")).Order());
        Assert.Equal(left.Select(assistant => assistant.GetRawText()), (await former.ListAsync("assistant")).Select(assistant => assistant.GetRawText()));
        // And back again, to the assistants that are there still.
        await owner.SaveAsync(new { vapi_api_key = former.Key });
        await owner.SyncedAsync();
        Assert.Equal(2, (await former.ListAsync("assistant")).Count);
    }

    [Fact]
    public async Task Null_disconnects_and_deletes_nothing_at_Vapi()
    {
        var owner = await app.SignInAsync();
        using var vapi = new VapiSide(app);
        await owner.SaveAsync(new { vapi_api_key = vapi.Key });

        var saved = await owner.SaveAsync(new { vapi_api_key = (string?)null });

        Assert.Equal("not_connected", saved.Vapi().Text("status"));
        Assert.All(saved.GetProperty("agents").EnumerateArray(), agent => Assert.Equal("none", agent.Text("sync_status")));
        Assert.Equal(2, (await vapi.ListAsync("assistant")).Count);
        Assert.Equal(0, await CountAsync("vapi_accounts", owner));
        var told = await app.Events.WaitAsync<WorkspaceUpdated>(owner.WorkspaceId, fact => fact.OccurredAt >= saved.GetProperty("workspace").GetProperty("updated_at").GetDateTimeOffset());
        Assert.Equal(["vapi_api_key"], told.Changed);
    }

    [Fact]
    public async Task A_region_alone_is_another_account_for_the_stored_key()
    {
        var owner = await app.SignInAsync();
        using var vapi = new VapiSide(app);
        await owner.SaveAsync(new { vapi_region = "eu" });
        Assert.Equal("eu", (await owner.WorkspaceAsync()).Vapi().Text("region"));
        await owner.SaveAsync(new { vapi_api_key = vapi.Key });
        Assert.Equal("eu", (await owner.WorkspaceAsync()).Vapi().Text("region"));

        var saved = await owner.SaveAsync(new { vapi_region = "us" });

        Assert.Equal("us", saved.Vapi().Text("region"));
        Assert.Equal("connected", saved.Vapi().Text("status"));
        var told = await app.Events.WaitAsync<WorkspaceUpdated>(owner.WorkspaceId, fact => fact.Changed.SequenceEqual(["vapi_api_key", "vapi_region"]));
        Assert.NotNull(told);
    }

    [Fact]
    public async Task A_removed_agent_is_there_again_after_the_next_save()
    {
        var owner = await app.SignInAsync();
        var first = await owner.SaveAsync(new { name = "Oak Hill" });
        Assert.Equal(HttpStatusCode.NoContent, (await owner.Http.DeleteAsync($"/agents/{first.Role("outbound").Text("agent_id")}")).StatusCode);

        var second = await owner.SaveAsync(new { name = "Oak Hill" });

        Assert.Equal(first.Role("inbound").GetRawText(), second.Role("inbound").GetRawText());
        Assert.NotEqual(first.Role("outbound").Text("agent_id"), second.Role("outbound").Text("agent_id"));
    }

    [Theory]
    [InlineData("""{"vapi_api_key":"short"}""", "vapi_api_key")]
    [InlineData("""{"vapi_api_key":"with a space"}""", "vapi_api_key")]
    [InlineData("""{"vapi_api_key":""}""", "vapi_api_key")]
    [InlineData("""{"vapi_api_key":"line\r\nX-Evil: 1"}""", "vapi_api_key")]
    [InlineData("""{"vapi_api_key":17}""", "vapi_api_key")]
    [InlineData("""{"vapi_public_key":"ключ-ключ-ключ"}""", "vapi_public_key")]
    [InlineData("""{"vapi_region":"asia"}""", "vapi_region")]
    [InlineData("""{"vapi_region":null}""", "vapi_region")]
    [InlineData("""{"twilio_account_sid":"AC123","twilio_auth_token":"0123456789abcdef0123456789abcdef"}""", "twilio_account_sid")]
    [InlineData("""{"twilio_account_sid":"AC0123456789abcdef0123456789abcdef/../..","twilio_auth_token":"0123456789abcdef0123456789abcdef"}""", "twilio_account_sid")]
    [InlineData("""{"twilio_account_sid":"AC0123456789abcdef0123456789abcdef","twilio_auth_token":"nothex"}""", "twilio_auth_token")]
    [InlineData("""{"twilio_account_sid":"AC0123456789abcdef0123456789abcdef"}""", "twilio_auth_token")]
    [InlineData("""{"twilio_auth_token":"0123456789abcdef0123456789abcdef"}""", "twilio_account_sid")]
    [InlineData("""{"twilio_account_sid":"AC0123456789abcdef0123456789abcdef","twilio_auth_token":null}""", "twilio_auth_token")]
    [InlineData("""{"twilio_account_sid":null,"twilio_auth_token":"0123456789abcdef0123456789abcdef"}""", "twilio_account_sid")]
    [InlineData("""{"twilio_phone_number":"call me"}""", "twilio_phone_number")]
    public async Task A_credential_of_the_wrong_form_is_named_and_nothing_is_saved(string json, string field)
    {
        var owner = await app.SignInAsync(name: "Ada Oak");
        var before = await owner.WorkspaceAsync();
        var form = json.Insert(1, "\"name\":\"Oak Hill\",");

        var problem = await owner.Http.SendJsonAsync(HttpMethod.Post, "/workspace", form).ReadAsync(HttpStatusCode.BadRequest);

        Assert.Equal("validation_failed", problem.Code());
        Assert.Equal([field], problem.Wrong());
        Assert.Equal(before.GetRawText(), (await owner.WorkspaceAsync()).GetRawText());
    }

    [Fact]
    public async Task Only_owners_touch_credentials()
    {
        var org = AgentsHost.NewOrganization();
        await app.SignInAsync(org: org);
        using var vapi = new VapiSide(app);
        foreach (var role in new[] { "manager", "viewer" })
        {
            var member = await app.SignInAsync(org: org, role: role);
            await member.SaveAsync(new { vapi_api_key = vapi.Key }, HttpStatusCode.Forbidden);
            Assert.Equal("not_connected", (await member.WorkspaceAsync()).Vapi().Text("status"));
        }
    }

    private async Task<int> CountAsync(string table, Person owner)
    {
        await using var connection = await app.Database.OpenConnectionAsync();
        return await connection.QuerySingleAsync<int>($"SELECT count(*)::int FROM {table} WHERE workspace_id = @WorkspaceId", new { owner.WorkspaceId });
    }
}
