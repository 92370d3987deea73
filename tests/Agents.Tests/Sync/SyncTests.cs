using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PeteRental.Agents.Sync;
using PeteRental.Contracts.Events;

namespace PeteRental.Agents.Tests.Sync;

public sealed class SyncTests(AgentsHost app)
{
    [Fact]
    public async Task A_new_agent_becomes_an_assistant_that_can_do_all_we_can()
    {
        var owner = await app.SignInAsync();
        using var vapi = new VapiSide(app);
        await vapi.ConnectAsync(app, owner);

        var agent = await owner.Http.AddAgentAsync(new { agent_name = "Front desk", role = "inbound", config = new { voice = "Paige", language = "es", max_duration_seconds = 300 } });

        Assert.Equal("pending", agent.GetProperty("sync").Text("status"));
        var id = (await SyncedAsync(owner, agent)).Text("vapi_assistant_id")!;
        var assistant = await vapi.AssistantAsync(id);
        Assert.Equal("Front desk", assistant.Text("name"));
        Assert.Equal("Paige", assistant.GetProperty("voice").Text("voiceId"));
        Assert.Equal("es", assistant.GetProperty("transcriber").Text("language"));
        Assert.Equal(300, assistant.GetProperty("maxDurationSeconds").GetInt32());
        Assert.Equal(AgentsHost.WebhookUrl, assistant.GetProperty("server").Text("url"));
        Assert.Contains("tool-calls", assistant.GetProperty("serverMessages").EnumerateArray().Select(message => message.GetString()));
        Assert.Equal(agent.Text("agent_id"), assistant.GetProperty("metadata").Text(AssistantDocument.AgentIdKey));
        var tools = await vapi.ListAsync("tool");
        Assert.Equal(
            ["cancel_appointment", "find_appointment", "get_availability", "get_rental_details", "request_callback", "reschedule_appointment", "search_rentals", "set_appointment"],
            tools.Select(tool => tool.GetProperty("function").Text("name")).Order());
        Assert.Equal(
            tools.Select(tool => tool.Text("id")).Order(),
            assistant.GetProperty("model").GetProperty("toolIds").EnumerateArray().Select(tool => tool.GetString()).Order());
        await app.Events.WaitAsync<AgentSyncCompleted>(owner.WorkspaceId, fact => fact.VapiAssistantId == id);
        await app.Events.WaitAsync<AgentUpdated>(owner.WorkspaceId, fact => fact.VapiAssistantId == id && fact.PreviousVapiAssistantId is null);
    }

    [Fact]
    public async Task The_assistant_presents_a_secret_that_opens_our_webhook_and_gets_another_when_it_is_revoked()
    {
        var owner = await app.SignInAsync();
        using var vapi = new VapiSide(app);
        await vapi.ConnectAsync(app, owner);
        var agent = await owner.Http.AddAgentAsync(new { agent_name = "Front desk" });
        var id = (await SyncedAsync(owner, agent)).Text("vapi_assistant_id")!;
        var first = await SecretAsync(vapi, id);
        Assert.Equal(owner.WorkspaceId, await WorkspaceOfAsync(first));

        var listed = await owner.Http.GetAsync("/workspace/webhook-secrets").ReadAsync(HttpStatusCode.OK);
        var secret = Assert.Single(listed.GetProperty("webhook_secrets").EnumerateArray());
        Assert.Equal(HttpStatusCode.NoContent, (await owner.Http.DeleteAsync($"/workspace/webhook-secrets/{secret.Text("secret_id")}")).StatusCode);

        await AgentsHost.UntilAsync(async () => await SecretAsync(vapi, id) != first);
        Assert.Equal(owner.WorkspaceId, await WorkspaceOfAsync(await SecretAsync(vapi, id)));
        Assert.Null(await WorkspaceOfAsync(first));
    }

    [Fact]
    public async Task A_second_agent_of_the_account_makes_no_tool_twice()
    {
        using var vapi = new VapiSide(app);
        var secrets = new List<string>();
        foreach (var _ in new[] { "one", "another" })
        {
            var owner = await app.SignInAsync();
            await vapi.ConnectAsync(app, owner);
            var agent = await owner.Http.AddAgentAsync(new { agent_name = "Front desk", role = "inbound" });
            secrets.Add(await SecretAsync(vapi, (await SyncedAsync(owner, agent)).Text("vapi_assistant_id")!));
        }

        Assert.Equal(ToolCatalogue.Tools.Count, (await vapi.ListAsync("tool")).Count);
        // Two workspaces in one account share tools; what proves a call to be theirs they do not share.
        Assert.Equal(2, secrets.Distinct().Count());
    }

    [Fact]
    public async Task Only_what_changed_is_sent_and_nothing_when_nothing_changed()
    {
        var owner = await app.SignInAsync();
        using var vapi = new VapiSide(app);
        await vapi.ConnectAsync(app, owner);
        var agent = await owner.Http.AddAgentAsync(new { agent_name = "Front desk" });
        var id = (await SyncedAsync(owner, agent)).Text("vapi_assistant_id")!;

        await ChangeAsync(owner, agent, new { config = new { voice = "Paige" } });
        await ChangeAsync(owner, agent, new { config = new { voice = "Paige" } });
        await SyncByHandAsync(owner, agent);

        var write = Assert.Single(await vapi.WritesAsync(id));
        Assert.Equal(["voice"], write.EnumerateObject().Select(field => field.Name));
    }

    [Fact]
    public async Task What_somebody_changed_at_Vapi_is_reported_and_repaired_only_on_request()
    {
        var owner = await app.SignInAsync();
        using var vapi = new VapiSide(app);
        await vapi.ConnectAsync(app, owner);
        var agent = await owner.Http.AddAgentAsync(new { agent_name = "Front desk", config = new { first_message = "Oak Hill, hello." } });
        var id = (await SyncedAsync(owner, agent)).Text("vapi_assistant_id")!;
        await vapi.ChangeAssistantAsync(id, new { firstMessage = "Something else." });

        await owner.Http.PatchAsync($"/agents/{agent.Text("agent_id")}", new { config = new { voice = "Paige" } });

        var drifted = await StatusAsync(owner, agent, "drifted");
        Assert.Equal(["firstMessage"], drifted.GetProperty("sync").GetProperty("drift").EnumerateArray().Select(field => field.GetString()));
        var there = await vapi.AssistantAsync(id);
        Assert.Equal("Something else.", there.Text("firstMessage"));
        Assert.Equal("Paige", there.GetProperty("voice").Text("voiceId"));

        var repaired = await SyncByHandAsync(owner, agent);

        Assert.Equal(["firstMessage"], repaired.GetProperty("repaired").EnumerateArray().Select(field => field.GetString()));
        Assert.Equal("synced", repaired.GetProperty("agent").GetProperty("sync").Text("status"));
        Assert.Equal("Oak Hill, hello.", (await vapi.AssistantAsync(id)).Text("firstMessage"));
    }

    [Fact]
    public async Task What_was_deleted_at_Vapi_is_made_again()
    {
        var owner = await app.SignInAsync();
        using var vapi = new VapiSide(app);
        await vapi.ConnectAsync(app, owner);
        var agent = await owner.Http.AddAgentAsync(new { agent_name = "Front desk" });
        var id = (await SyncedAsync(owner, agent)).Text("vapi_assistant_id")!;
        await vapi.DeleteAssistantAsync(id);
        await vapi.DeleteToolAsync((await vapi.ListAsync("tool"))[0].Text("id")!);

        var synced = await SyncByHandAsync(owner, agent);

        var again = synced.GetProperty("agent").Text("vapi_assistant_id");
        Assert.NotEqual(id, again);
        Assert.Equal(again, Assert.Single(await vapi.ListAsync("assistant")).Text("id"));
        Assert.Equal(ToolCatalogue.Tools.Count, (await vapi.ListAsync("tool")).Count);
        await app.Events.WaitAsync<AgentUpdated>(owner.WorkspaceId, fact => fact.VapiAssistantId == again && fact.PreviousVapiAssistantId == id);
    }

    [Fact]
    public async Task An_assistant_of_our_making_goes_with_its_agent()
    {
        var owner = await app.SignInAsync();
        using var vapi = new VapiSide(app);
        await vapi.ConnectAsync(app, owner);
        var agent = await owner.Http.AddAgentAsync(new { agent_name = "Front desk" });
        await SyncedAsync(owner, agent);

        Assert.Equal(HttpStatusCode.NoContent, (await owner.Http.DeleteAsync($"/agents/{agent.Text("agent_id")}")).StatusCode);

        await AgentsHost.UntilAsync(async () => (await vapi.ListAsync("assistant")).Count == 0);
    }

    [Fact]
    public async Task A_disabled_function_is_no_tool_of_the_assistant()
    {
        var owner = await app.SignInAsync();
        using var vapi = new VapiSide(app);
        await vapi.ConnectAsync(app, owner);
        var agent = await owner.Http.AddAgentAsync(new { agent_name = "Front desk", config = new { functions = new[] { new { name = "cancel_appointment", enabled = false } } } });

        var assistant = await vapi.AssistantAsync((await SyncedAsync(owner, agent)).Text("vapi_assistant_id")!);

        var model = assistant.GetProperty("model");
        Assert.Equal(ToolCatalogue.Tools.Count - 1, model.GetProperty("toolIds").GetArrayLength());
        Assert.DoesNotContain("cancel_appointment", model.GetProperty("messages")[0].Text("content"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_managers_of_the_workspace_sync()
    {
        var org = AgentsHost.NewOrganization();
        var owner = await app.SignInAsync(org: org);
        var agent = await owner.Http.AddAgentAsync(new { agent_name = "Front desk" });
        var path = $"/agents/{agent.Text("agent_id")}/sync";
        var viewer = await app.SignInAsync(org: org, role: "viewer");
        var stranger = await app.SignInAsync();

        Assert.Equal("vapi_not_connected", (await owner.Http.PostAsync(path, null).ReadAsync(HttpStatusCode.Conflict)).Code());
        await viewer.Http.PostAsync(path, null).ReadAsync(HttpStatusCode.Forbidden);
        await stranger.Http.PostAsync(path, null).ReadAsync(HttpStatusCode.NotFound);
    }

    internal static Task<JsonElement> SyncedAsync(Person owner, JsonElement agent) => StatusAsync(owner, agent, "synced");

    internal static async Task<JsonElement> StatusAsync(Person owner, JsonElement agent, string status)
    {
        JsonElement found = default;
        await AgentsHost.UntilAsync(async () =>
        {
            found = await owner.Http.GetAsync($"/agents/{agent.Text("agent_id")}").ReadAsync(HttpStatusCode.OK);
            return found.GetProperty("sync").Text("status") == status;
        });
        return found;
    }

    private static async Task ChangeAsync(Person owner, JsonElement agent, object change)
    {
        await owner.Http.PatchAsync($"/agents/{agent.Text("agent_id")}", change).ReadAsync(HttpStatusCode.OK);
        await SyncedAsync(owner, agent);
    }

    private static Task<JsonElement> SyncByHandAsync(Person owner, JsonElement agent) =>
        owner.Http.PostAsync($"/agents/{agent.Text("agent_id")}/sync", null).ReadAsync(HttpStatusCode.OK);

    private static async Task<string> SecretAsync(VapiSide vapi, string assistant) =>
        (await vapi.AssistantAsync(assistant)).GetProperty("server").GetProperty("headers").Text("X-Vapi-Secret")!;

    private async Task<Guid?> WorkspaceOfAsync(string secret)
    {
        using var voice = app.AsService("voicewebhook", null);
        using var response = await voice.GetAsync($"/internal/webhook-secrets/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)))}");
        return response.StatusCode == HttpStatusCode.NotFound ? null : (await response.Content.ReadFromJsonAsync<JsonElement>()).Id("workspace_id");
    }
}
