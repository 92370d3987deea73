using System.Net;
using System.Text.Json;
using PeteRental.Contracts.Events;

namespace PeteRental.Agents.Tests.Sync;

public sealed class SyncFaultTests(AgentsHost app) : IAsyncLifetime
{
    private readonly VapiSide _vapi = new(app);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _vapi.RecoverAsync();
        _vapi.Dispose();
    }

    [Theory]
    [InlineData("vapi/assistant", 500)]
    [InlineData("vapi/tool", 500)]
    [InlineData("vapi/assistant", 429)]
    public async Task A_lost_answer_makes_nothing_twice(string target, int status)
    {
        var owner = await app.SignInAsync();
        await _vapi.ConnectAsync(app, owner);
        // The work is done, the answer lost: once for each of the first requests.
        await _vapi.FailAsync(new { target, status, after_effect = true, times = 4 });

        var agent = await owner.Http.AddAgentAsync(new { agent_name = "Front desk" });
        var id = (await SyncTests.SyncedAsync(owner, agent)).Text("vapi_assistant_id");

        Assert.Equal(id, Assert.Single(await _vapi.ListAsync("assistant")).Text("id"));
        var names = (await _vapi.ListAsync("tool")).Select(tool => tool.GetProperty("function").Text("name")).ToList();
        Assert.Equal(names.Distinct().Count(), names.Count);
    }

    [Theory]
    [InlineData("""{"target":"vapi","status":503}""", "vapi_unavailable")]
    [InlineData("""{"target":"vapi","drop":true}""", "vapi_unavailable")]
    [InlineData("""{"target":"vapi","body":"<html>Bad gateway</html>"}""", "vapi_unavailable")]
    [InlineData("""{"target":"vapi","body":{"ok":true}}""", "vapi_unavailable")]
    [InlineData("""{"target":"vapi","status":401,"body":{"message":"Invalid Key","statusCode":401}}""", "vapi_key_rejected")]
    public async Task A_failed_sync_is_seen_said_once_and_made_good_by_itself(string fault, string code)
    {
        var owner = await app.SignInAsync();
        await _vapi.ConnectAsync(app, owner);
        await _vapi.FailAsync(JsonElement.Parse(fault));

        var agent = await owner.Http.AddAgentAsync(new { agent_name = "Front desk" });
        var failed = await SyncTests.StatusAsync(owner, agent, "failed");

        Assert.Equal(code, failed.GetProperty("sync").Text("error_code"));
        await app.Events.WaitAsync<AgentSyncFailed>(owner.WorkspaceId, fact => fact.ErrorCode == code);
        await _vapi.RecoverAsync();
        await SyncTests.SyncedAsync(owner, agent);
        Assert.Single(await _vapi.ListAsync("assistant"));
        Assert.Single(app.Events.Of<AgentSyncFailed>(owner.WorkspaceId));
    }

    [Fact]
    public async Task Vapi_that_refuses_a_value_is_told_apart_from_Vapi_that_is_away()
    {
        var owner = await app.SignInAsync();
        await _vapi.ConnectAsync(app, owner);
        await _vapi.FailAsync(new { target = "vapi/assistant", status = 400, body = new { message = new[] { "voice.voiceId must be a string" }, statusCode = 400 } });

        var agent = await owner.Http.AddAgentAsync(new { agent_name = "Front desk" });
        await SyncTests.StatusAsync(owner, agent, "failed");
        var problem = await owner.Http.PostAsync($"/agents/{agent.Text("agent_id")}/sync", null).ReadAsync(HttpStatusCode.BadGateway);

        Assert.Equal("vapi_sync_failed", problem.Code());
        Assert.Equal("vapi_rejected", problem.Text("error_code"));
        Assert.Contains(app.Logs.Lines, line => line.Contains("voice.voiceId", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Neither_key_nor_secret_nor_prompt_is_ever_logged()
    {
        const string Prompt = "Planted-prompt-4711: say this to nobody but Vapi.";
        var owner = await app.SignInAsync();
        await _vapi.ConnectAsync(app, owner);
        await _vapi.FailAsync(new { target = "vapi/assistant", status = 400, times = 1, body = new { message = new[] { $"model.messages must not be {Prompt}" } } });
        var agent = await owner.Http.AddAgentAsync(new { agent_name = "Front desk", config = new { system_prompt = Prompt } });
        var id = (await SyncTests.SyncedAsync(owner, agent)).Text("vapi_assistant_id")!;

        var secret = (await _vapi.AssistantAsync(id)).GetProperty("server").GetProperty("headers").Text("X-Vapi-Secret")!;
        Assert.StartsWith("prwh_", secret, StringComparison.Ordinal);
        foreach (var planted in new[] { _vapi.Key, secret, "Planted-prompt-4711" })
        {
            Assert.DoesNotContain(app.Logs.Lines, line => line.Contains(planted, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("""{"target":"vapi","status":503}""", "vapi_unavailable")]
    [InlineData("""{"target":"vapi","body":"<html>Bad gateway</html>"}""", "vapi_unavailable")]
    [InlineData("""{"target":"vapi","status":401}""", "vapi_key_rejected")]
    public async Task An_import_says_that_vapi_could_not_be_asked(string fault, string code)
    {
        var owner = await app.SignInAsync();
        await _vapi.ConnectAsync(app, owner);
        var id = (await _vapi.MakeAssistantAsync(new { name = "Front desk" })).Text("id")!;
        await _vapi.FailAsync(JsonElement.Parse(fault));

        foreach (var answer in new[] { ImportTests.ImportAsync(owner, id), owner.Http.GetAsync("/vapi/assistants") })
        {
            var problem = await answer.ReadAsync(HttpStatusCode.BadGateway);
            Assert.Equal(("vapi_unavailable", code), (problem.Code(), problem.Text("error_code")));
        }
    }
}
