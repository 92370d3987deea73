using System.Net;
using System.Text.Json;
using PeteRental.Agents.Tests.Sync;

namespace PeteRental.Agents.Tests.Workspaces;

public sealed class BehaviorTests(AgentsHost app)
{
    [Fact]
    public async Task Only_what_is_given_changes_here_and_at_Vapi()
    {
        var owner = await app.SignInAsync();
        using var vapi = new VapiSide(app);
        var saved = await owner.SaveAsync(new { vapi_api_key = vapi.Key });
        var (inbound, outbound) = (saved.Role("inbound").Text("vapi_assistant_id")!, saved.Role("outbound").Text("vapi_assistant_id")!);
        await owner.ChangeAgentsAsync(new { inbound = new { system_prompt = "Be brief.", max_duration_seconds = 300 } });
        var before = await vapi.AssistantAsync(inbound);
        var other = await vapi.AssistantAsync(outbound);

        var answer = await owner.ChangeAgentsAsync(new { inbound = new { voice = "Paige" } });

        var result = answer.ResultOf("inbound");
        Assert.True(result.GetProperty("synced").GetBoolean());
        Assert.Equal("synced", result.Text("sync_status"));
        Assert.Equal(inbound, result.Text("vapi_assistant_id"));
        Assert.False(answer.GetProperty("partial").GetBoolean());
        Assert.Equal(32, answer.Text("request_id")!.Length);
        Assert.Equal(1, answer.GetProperty("results").GetArrayLength());
        var config = result.GetProperty("agent").GetProperty("config");
        Assert.Equal(("Paige", "Be brief.", 300), (config.Text("voice"), config.Text("system_prompt"), config.GetProperty("max_duration_seconds").GetInt32()));
        var after = await vapi.AssistantAsync(inbound);
        Assert.Equal("Paige", after.GetProperty("voice").Text("voiceId"));
        Assert.Equal(["voice"], (await vapi.WritesAsync(inbound))[^1].EnumerateObject().Select(field => field.Name));
        foreach (var field in before.EnumerateObject().Where(field => field.Name is not ("voice" or "updatedAt" or "latestVersion")))
        {
            Assert.Equal(field.Value.GetRawText(), after.GetProperty(field.Name).GetRawText());
        }

        Assert.Equal(other.GetRawText(), (await vapi.AssistantAsync(outbound)).GetRawText());
    }

    [Fact]
    public async Task Null_takes_the_default_again()
    {
        var owner = await app.SignInAsync();
        await owner.ChangeAgentsAsync(new { outbound = new { name = "Ada", voice = "Paige", language = "es", max_duration_seconds = 60, first_message = "Hello" } });

        var answer = await owner.Http.SendJsonAsync(
            HttpMethod.Patch, "/workspace/agents",
            """{"outbound":{"name":null,"voice":null,"language":null,"max_duration_seconds":null,"first_message":null}}""").ReadAsync(HttpStatusCode.OK);

        var agent = answer.ResultOf("outbound").GetProperty("agent");
        Assert.Equal("Outbound agent", agent.Text("agent_name"));
        var config = agent.GetProperty("config");
        Assert.Equal(("en", 600), (config.Text("language"), config.GetProperty("max_duration_seconds").GetInt32()));
        Assert.Null(config.Text("voice"));
        Assert.Null(config.Text("first_message"));
    }

    [Fact]
    public async Task Without_an_account_the_change_is_kept_here_and_comes_with_the_account()
    {
        var owner = await app.SignInAsync();

        var answer = await owner.ChangeAgentsAsync(new { inbound = new { voice = "Paige" }, outbound = new { voice = "Elliot" } });

        Assert.False(answer.GetProperty("partial").GetBoolean());
        foreach (var role in new[] { "inbound", "outbound" })
        {
            var result = answer.ResultOf(role);
            Assert.False(result.GetProperty("synced").GetBoolean());
            Assert.Equal(("none", "vapi_not_connected"), (result.Text("sync_status"), result.Text("error_code")));
        }

        using var vapi = new VapiSide(app);
        var saved = await owner.SaveAsync(new { vapi_api_key = vapi.Key });
        var assistant = await vapi.AssistantAsync(saved.Role("inbound").Text("vapi_assistant_id")!);
        Assert.Equal("Paige", assistant.GetProperty("voice").Text("voiceId"));
    }

    [Theory]
    [InlineData("""{}""", "inbound")]
    [InlineData("""{"inbound":null}""", "inbound")]
    [InlineData("""{"inbound":{"vioce":"Paige"}}""", "inbound")]
    [InlineData("""{"inbound":{"voice":"Paige"},"outbound":"no"}""", "outbound")]
    [InlineData("""{"inbound":{"voice":"<script>"}}""", "inbound.voice")]
    [InlineData("""{"inbound":{"voice":17}}""", "inbound.voice")]
    [InlineData("""{"outbound":{"language":"fr"}}""", "outbound.language")]
    [InlineData("""{"outbound":{"max_duration_seconds":5}}""", "outbound.max_duration_seconds")]
    [InlineData("""{"outbound":{"name":""}}""", "outbound.name")]
    public async Task A_wrong_field_is_named_and_nothing_changes(string json, string field)
    {
        var owner = await app.SignInAsync();

        var problem = await owner.Http.SendJsonAsync(HttpMethod.Patch, "/workspace/agents", json).ReadAsync(HttpStatusCode.BadRequest);

        Assert.Equal([field], problem.Wrong());
        Assert.Equal(0, (await owner.Http.GetAsync("/agents").ReadAsync(HttpStatusCode.OK)).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_member_that_nobody_knows_is_refused()
    {
        var owner = await app.SignInAsync();
        await owner.Http.SendJsonAsync(HttpMethod.Patch, "/workspace/agents", """{"inbuond":{"voice":"Paige"}}""").ReadAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Managers_change_behaviour_and_viewers_do_not()
    {
        var org = AgentsHost.NewOrganization();
        await app.SignInAsync(org: org);
        var manager = await app.SignInAsync(org: org, role: "manager");
        var viewer = await app.SignInAsync(org: org, role: "viewer");

        await viewer.ChangeAgentsAsync(new { inbound = new { voice = "Paige" } }, HttpStatusCode.Forbidden);
        var answer = await manager.ChangeAgentsAsync(new { inbound = new { voice = "Paige" } });

        Assert.Equal("Paige", answer.ResultOf("inbound").GetProperty("agent").GetProperty("config").Text("voice"));
        Assert.Equal(JsonValueKind.Array, (await viewer.WorkspaceAsync()).GetProperty("agents").ValueKind);
    }
}
