using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using PeteRental.Contracts.Agents;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults;
using PeteRental.ServiceDefaults.Secrets;

namespace PeteRental.Agents.Tests;

/// <summary>What VoiceWebhook and the operators ask.</summary>
public sealed class VoiceLookupTests(AgentsHost app)
{
    [Fact]
    public async Task The_assistant_goes_before_the_number_and_the_number_before_the_default()
    {
        var owner = await app.SignInAsync();
        var calendar = Guid.NewGuid();
        var plain = await owner.Http.AddAgentAsync(new { agent_name = "Oldest" });
        var inbound = await owner.Http.AddAgentAsync(new { agent_name = "Inbound", role = "inbound" });
        var named = await owner.Http.AddAgentAsync(
            new { agent_name = "Named", vapi_assistant_id = "asst_named", calendar_id = calendar, config = new { language = "es" } });
        var numbered = await owner.Http.AddAgentAsync(new { agent_name = "Numbered", phone_number = "+15550100003" });

        var route = await RouteAsync(owner, "asst_named", "+15550100003");
        Assert.Equal(
            new AgentRouteReply(named.Id("agent_id"), owner.WorkspaceId, "asst_named", calendar, true, "es"), route);
        Assert.Equal(numbered.Id("agent_id"), (await RouteAsync(owner, "asst_unknown", "+15550100003"))!.AgentId);
        Assert.Equal(numbered.Id("agent_id"), (await RouteAsync(owner, null, "+15550100003"))!.AgentId);
        Assert.Equal(inbound.Id("agent_id"), (await RouteAsync(owner, null, null))!.AgentId);
        Assert.Equal(inbound.Id("agent_id"), (await RouteAsync(owner, "", "+15550109999"))!.AgentId);
        Assert.Null(await RouteAsync(owner, "asst_unknown", null));
        Assert.Null(await RouteAsync(owner, "asst_\0named", null));

        await owner.Http.DeleteAsync($"/agents/{inbound.Id("agent_id")}").ReadAsync(HttpStatusCode.NoContent);
        Assert.Equal(plain.Id("agent_id"), (await RouteAsync(owner, null, null))!.AgentId);
        await owner.Http.PatchAsync($"/agents/{plain.Id("agent_id")}", new { is_active = false }).ReadAsync(HttpStatusCode.OK);
        Assert.Equal(named.Id("agent_id"), (await RouteAsync(owner, null, null))!.AgentId);
    }

    [Fact]
    public async Task An_inactive_agent_is_found_and_said_to_be_inactive()
    {
        var owner = await app.SignInAsync();
        await owner.Http.AddAgentAsync(new { agent_name = "Pete", vapi_assistant_id = "asst_1", is_active = false });

        Assert.False((await RouteAsync(owner, "asst_1", null))!.IsActive);
    }

    [Fact]
    public async Task Another_workspaces_claim_on_an_assistant_changes_nothing()
    {
        var owner = await app.SignInAsync();
        var other = await app.SignInAsync();
        var assistant = Guid.NewGuid().ToString();
        await other.Http.AddAgentAsync(new { agent_name = "Thief", vapi_assistant_id = assistant, phone_number = "+15550100004" });
        var mine = await owner.Http.AddAgentAsync(new { agent_name = "Mine", vapi_assistant_id = assistant, phone_number = "+15550100004" });

        Assert.Equal(mine.Id("agent_id"), (await RouteAsync(owner, assistant, "+15550100004"))!.AgentId);
        Assert.Null(await RouteAsync(await app.SignInAsync(), assistant, "+15550100004"));
    }

    [Fact]
    public async Task Signing_keys_are_those_of_everybody_who_claims_the_assistant_each_under_its_own_workspace()
    {
        var first = await app.SignInAsync();
        var second = await app.SignInAsync();
        var keyless = await app.SignInAsync();
        var assistant = Guid.NewGuid().ToString();
        var number = "+1555010" + Random.Shared.Next(1000, 9999);
        foreach (var person in new[] { first, second, keyless })
        {
            await person.Http.AddAgentAsync(new { agent_name = "Pete", vapi_assistant_id = assistant, phone_number = number });
        }

        var firstKeys = new[] { await AddKeyAsync(first), await AddKeyAsync(first) };
        var secondKey = await AddKeyAsync(second);
        await keyless.Http.PostAsJsonAsync("/workspace/webhook-secrets", new { kind = "token" }).ReadAsync(HttpStatusCode.Created);

        foreach (var request in new[] { new WebhookKeysRequest(assistant, null), new WebhookKeysRequest(null, number), new WebhookKeysRequest("asst_none", number) })
        {
            var keys = (await KeysAsync(request))!;
            Assert.Equal(first.WorkspaceId, keys.WorkspaceId);
            Assert.Equal(firstKeys, keys.Keys);
            var other = Assert.Single(keys.Others!);
            Assert.Equal(second.WorkspaceId, other.WorkspaceId);
            Assert.Equal([secondKey], other.Keys);
        }
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", "")]
    [InlineData("asst_nobody", "+15550100000")]
    [InlineData("asst\0", null)]
    public async Task Nobody_has_keys_for_what_nobody_claims(string? assistant, string? number)
    {
        Assert.Null(await KeysAsync(new WebhookKeysRequest(assistant, number)));
    }

    [Fact]
    public async Task A_revoked_key_is_gone()
    {
        var owner = await app.SignInAsync();
        var assistant = Guid.NewGuid().ToString();
        await owner.Http.AddAgentAsync(new { agent_name = "Pete", vapi_assistant_id = assistant });
        var made = await owner.Http.PostAsJsonAsync("/workspace/webhook-secrets", new { kind = "hmac" }).ReadAsync(HttpStatusCode.Created);
        Assert.Single((await KeysAsync(new WebhookKeysRequest(assistant, null)))!.Keys);

        await owner.Http.DeleteAsync($"/workspace/webhook-secrets/{made.Id("secret_id")}").ReadAsync(HttpStatusCode.NoContent);

        Assert.Null(await KeysAsync(new WebhookKeysRequest(assistant, null)));
    }

    [Fact]
    public async Task A_key_whose_master_key_is_lost_is_left_out_and_reported_and_the_others_still_work()
    {
        var owner = await app.SignInAsync();
        var assistant = Guid.NewGuid().ToString();
        await owner.Http.AddAgentAsync(new { agent_name = "Pete", vapi_assistant_id = assistant });
        var lost = await owner.Http.PostAsJsonAsync("/workspace/webhook-secrets", new { kind = "hmac" }).ReadAsync(HttpStatusCode.Created);
        var kept = await AddKeyAsync(owner);
        var strangers = new SecretBox(new MasterKeys(RandomNumberGenerator.GetBytes(32)));
        await using (var database = await app.Database.OpenConnectionAsync())
        {
            await database.ExecuteAsync(
                "UPDATE webhook_secrets SET sealed_key = @key WHERE id = @id",
                new { key = strangers.Seal("gone", owner.WorkspaceId.ToString(), "webhook-signing-key"), id = lost.Id("secret_id") });
        }

        Assert.Equal([kept], (await KeysAsync(new WebhookKeysRequest(assistant, null)))!.Keys);
        Assert.Contains(app.Logs.Lines, line =>
            line.StartsWith("Error", StringComparison.Ordinal) && line.Contains(lost.Text("secret_id")!, StringComparison.Ordinal)
            && line.Contains(nameof(SecretState.MasterKeyLost), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_can_be_brought_along_once_or_often_by_one_workspace_only()
    {
        var owner = await app.SignInAsync();
        var other = await app.SignInAsync();
        var import = new { secret = $"dev-{Guid.NewGuid():N}", name = "Demo" };
        using var operators = app.AsService("pete", owner.WorkspaceId);
        using var others = app.AsService("pete", other.WorkspaceId);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ =>
            operators.PostAsJsonAsync("/internal/webhook-secrets", import).ReadAsync(HttpStatusCode.OK)));

        Assert.Single(answers.Select(answer => answer.Id("secret_id")).Distinct());
        Assert.Single(answers, answer => answer.GetProperty("is_new").GetBoolean());
        Assert.Equal(
            "webhook_secret_taken", (await others.PostAsJsonAsync("/internal/webhook-secrets", import).ReadAsync(HttpStatusCode.Conflict)).Code());
        Assert.Equal(1, (await owner.Http.GetAsync("/workspace/webhook-secrets").ReadAsync(HttpStatusCode.OK)).GetProperty("total").GetInt32());
        Assert.Equal(0, (await other.Http.GetAsync("/workspace/webhook-secrets").ReadAsync(HttpStatusCode.OK)).GetProperty("total").GetInt32());
        await app.Events.WaitAsync<WorkspaceUpdated>(owner.WorkspaceId, _ => true);
        Assert.Single(app.Events.Of<WorkspaceUpdated>(owner.WorkspaceId));
    }

    [Theory]
    [InlineData("""{"secret":"short","name":"Demo"}""", "secret")]
    [InlineData("""{"name":"Demo"}""", "secret")]
    [InlineData("""{"secret":"with a space","name":"Demo"}""", "secret")]
    [InlineData("""{"secret":"dev-vapi-secret"}""", "name")]
    public async Task A_token_that_no_header_can_carry_is_refused(string json, string field)
    {
        var owner = await app.SignInAsync();
        using var operators = app.AsService("pete", owner.WorkspaceId);

        var problem = await operators.SendJsonAsync(HttpMethod.Post, "/internal/webhook-secrets", json).ReadAsync(HttpStatusCode.BadRequest);

        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
    }

    [Fact]
    public async Task What_needs_a_workspace_says_so_and_an_unknown_one_is_not_found()
    {
        using var nowhere = app.AsService("pete", null);
        using var unknown = app.AsService("pete", Guid.NewGuid());
        var import = new { secret = $"dev-{Guid.NewGuid():N}", name = "Demo" };

        await nowhere.PostAsJsonAsync("/internal/webhook-secrets", import).ReadAsync(HttpStatusCode.BadRequest);
        await nowhere.PostAsJsonAsync("/internal/agent-routes", new AgentRouteRequest(null, null), JsonDefaults.Options).ReadAsync(HttpStatusCode.BadRequest);
        await unknown.PostAsJsonAsync("/internal/webhook-secrets", import).ReadAsync(HttpStatusCode.NotFound);
        await unknown.PostAsJsonAsync("/internal/agent-routes", new AgentRouteRequest(null, null), JsonDefaults.Options).ReadAsync(HttpStatusCode.NotFound);
    }

    private async Task<AgentRouteReply?> RouteAsync(Person person, string? assistant, string? number)
    {
        using var voice = app.AsService("voicewebhook", person.WorkspaceId);
        return await AskAsync<AgentRouteReply>(voice, "/internal/agent-routes", new AgentRouteRequest(assistant, number));
    }

    private async Task<WebhookKeysReply?> KeysAsync(WebhookKeysRequest request)
    {
        using var voice = app.AsService("voicewebhook", null);
        return await AskAsync<WebhookKeysReply>(voice, "/internal/webhook-keys", request);
    }

    private static async Task<T?> AskAsync<T>(HttpClient http, string path, object request)
    {
        using var response = await http.PostAsJsonAsync(path, request, JsonDefaults.Options);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return default;
        }

        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<T>(JsonDefaults.Options);
    }

    private static async Task<string> AddKeyAsync(Person person)
    {
        var made = await person.Http.PostAsJsonAsync("/workspace/webhook-secrets", new { kind = "hmac" }).ReadAsync(HttpStatusCode.Created);
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(made.Text("secret")!));
    }
}
