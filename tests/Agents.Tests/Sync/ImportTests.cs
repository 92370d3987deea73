using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PeteRental.Agents.Assistants;
using PeteRental.Agents.Sync;
using PeteRental.Agents.Vapi;
using PeteRental.Agents.VoiceAgents;

namespace PeteRental.Agents.Tests.Sync;

public sealed class ImportTests(AgentsHost app)
{
    [Fact]
    public async Task An_assistant_becomes_an_agent_like_it_and_stays_as_it_is_until_the_agent_changes()
    {
        var owner = await app.SignInAsync();
        using var vapi = new VapiSide(app);
        await vapi.ConnectAsync(app, owner);
        var made = await vapi.MakeAssistantAsync(new
        {
            name = "Front desk",
            firstMessage = "Hola.",
            model = new { provider = "anthropic", model = "claude-sonnet-4-20250514", messages = new[] { new { role = "system", content = "Sé breve.\nSiempre." } } },
            voice = new { provider = "11labs", voiceId = "burt" },
            transcriber = new { provider = "deepgram", model = "nova-3", language = "es" },
            maxDurationSeconds = 300,
        });
        var before = await vapi.AssistantAsync(made.Text("id")!);

        var agent = await ImportAsync(owner, made.Text("id")!).ReadAsync(HttpStatusCode.Created);

        Assert.Equal(("Front desk", made.Text("id"), owner.UserId), (agent.Text("agent_name"), agent.Text("vapi_assistant_id"), agent.Id("user_id")));
        var config = agent.GetProperty("config");
        Assert.Equal(
            ("Sé breve.\nSiempre.", "Hola.", "11labs:burt", "es", "claude-sonnet-4-20250514", 300),
            (config.Text("system_prompt"), config.Text("first_message"), config.Text("voice"), config.Text("language"), config.Text("model"), config.GetProperty("max_duration_seconds").GetInt32()));
        Assert.Equal(agent.GetRawText(), (await owner.Http.GetAsync($"/agents/{agent.Id("agent_id")}").ReadAsync(HttpStatusCode.OK)).GetRawText());
        Assert.Equal(before.GetRawText(), (await vapi.AssistantAsync(made.Text("id")!)).GetRawText());
        Assert.Empty(await vapi.WritesAsync(made.Text("id")!));

        await owner.Http.PatchAsync($"/agents/{agent.Id("agent_id")}", new { agent_name = "Reception" }).ReadAsync(HttpStatusCode.OK);
        await SyncTests.SyncedAsync(owner, agent);
        var after = await vapi.AssistantAsync(made.Text("id")!);
        Assert.Equal(("Reception", "burt"), (after.Text("name"), after.GetProperty("voice").Text("voiceId")));
        Assert.StartsWith("Sé breve.\nSiempre.", after.GetProperty("model").GetProperty("messages")[0].Text("content"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_imported_says_why_and_leaves_no_agent()
    {
        var owner = await app.SignInAsync();
        Assert.Equal("vapi_not_connected", (await ImportAsync(owner, "asst_1").ReadAsync(HttpStatusCode.Conflict)).Code());
        Assert.Equal("vapi_not_connected", (await owner.Http.GetAsync("/vapi/assistants").ReadAsync(HttpStatusCode.Conflict)).Code());
        using var vapi = new VapiSide(app);
        using var others = new VapiSide(app);
        await vapi.ConnectAsync(app, owner);

        Assert.Equal("assistant_not_found", (await ImportAsync(owner, Guid.NewGuid().ToString()).ReadAsync(HttpStatusCode.NotFound)).Code());
        Assert.Equal("assistant_not_found", (await ImportAsync(owner, "no-id").ReadAsync(HttpStatusCode.NotFound)).Code());
        var foreign = (await others.MakeAssistantAsync(new { name = "Not yours" })).Text("id")!;
        Assert.Equal("assistant_not_found", (await ImportAsync(owner, foreign).ReadAsync(HttpStatusCode.NotFound)).Code());
        Assert.Equal(0, (await owner.Http.GetAsync("/agents").ReadAsync(HttpStatusCode.OK)).GetProperty("total").GetInt32());

        var known = (await vapi.MakeAssistantAsync(new { name = "Mine" })).Text("id")!;
        await ImportAsync(owner, known).ReadAsync(HttpStatusCode.Created);
        Assert.Equal("vapi_assistant_id_taken", (await ImportAsync(owner, known).ReadAsync(HttpStatusCode.Conflict)).Code());
    }

    [Fact]
    public async Task A_crowd_that_imports_one_assistant_makes_one_agent()
    {
        var owner = await app.SignInAsync();
        using var vapi = new VapiSide(app);
        await vapi.ConnectAsync(app, owner);
        var id = (await vapi.MakeAssistantAsync(new { name = "Front desk" })).Text("id")!;

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => ImportAsync(owner, id)));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(11, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task A_viewer_sees_the_accounts_assistants_and_imports_none()
    {
        var org = AgentsHost.NewOrganization();
        var owner = await app.SignInAsync(org: org);
        var viewer = await app.SignInAsync(org: org, role: "viewer");
        using var vapi = new VapiSide(app);
        await vapi.ConnectAsync(app, owner);
        var ids = new List<string>();
        for (var turn = 0; turn < 3; turn++)
        {
            ids.Add((await vapi.MakeAssistantAsync(new { name = $"Assistant {turn}" })).Text("id")!);
        }

        var agent = await ImportAsync(owner, ids[1]).ReadAsync(HttpStatusCode.Created);
        await ImportAsync(viewer, ids[0]).ReadAsync(HttpStatusCode.Forbidden);

        var first = await viewer.Http.GetAsync("/vapi/assistants?limit=2").ReadAsync(HttpStatusCode.OK);
        var second = await viewer.Http.GetAsync($"/vapi/assistants?limit=2&cursor={first.Text("next_cursor")}").ReadAsync(HttpStatusCode.OK);
        Assert.Equal((3, 3), (first.GetProperty("total").GetInt32(), second.GetProperty("total").GetInt32()));
        Assert.Null(second.Text("next_cursor"));
        var seen = first.GetProperty("assistants").EnumerateArray().Concat(second.GetProperty("assistants").EnumerateArray()).ToList();
        Assert.Equal(ids.Order(), seen.Select(assistant => assistant.Text("vapi_assistant_id")!).Order());
        Assert.Equal(agent.Id("agent_id"), seen.Single(assistant => assistant.Text("vapi_assistant_id") == ids[1]).Id("agent_id"));
        Assert.Equal(2, seen.Count(assistant => assistant.GetProperty("agent_id").ValueKind == JsonValueKind.Null));
        Assert.All(seen, assistant => Assert.True(assistant.GetProperty("created_at").GetDateTimeOffset() <= assistant.GetProperty("updated_at").GetDateTimeOffset()));
    }

    [Theory]
    [InlineData("""{"model":{"provider":"custom-llm","model":"mine"}}""", "config.model")]
    [InlineData("""{"voice":{"provider":"custom-voice","voiceId":"mine"}}""", "config.voice")]
    [InlineData("""{"transcriber":{"provider":"deepgram","language":"fr"}}""", "config.language")]
    [InlineData("""{"maxDurationSeconds":5}""", "config.max_duration_seconds")]
    [InlineData("""{"firstMessage":"Hi\u0007"}""", "config.first_message")]
    public void What_an_agent_cannot_hold_is_named(string fields, string field) =>
        Assert.Equal([field], ImportedAssistant.Read(Assistant(fields), out _, out _).ByField.Keys);

    [Fact]
    public void What_is_missing_is_as_in_a_new_agent()
    {
        var errors = ImportedAssistant.Read(Assistant("""{"name":null,"model":{"provider":"openai","messages":[{"role":"user","content":"Hi"},7,{"role":"system"}]},"transcriber":{"language":"multi"}}"""), out var name, out var config);
        Assert.False(errors.Any);
        Assert.Equal("Assistant 24464697", name);
        Assert.True(config.SameAs(new AgentConfig()));
    }

    [Fact]
    public void An_agent_that_went_to_vapi_comes_back_as_it_was()
    {
        var agent = new Agent
        {
            Id = Guid.NewGuid(),
            WorkspaceId = Guid.NewGuid(),
            UserId = Guid.NewGuid(),
            Name = "Front desk",
            Config = new AgentConfig { SystemPrompt = "Be brief.", FirstMessage = "Hi.", Voice = "Paige", Model = "groq/llama-3.3-70b", Language = "es", MaxDurationSeconds = 90 },
        };
        var surroundings = new AssistantSurroundings(
            new PromptContext("Oak Hill", "America/Chicago"), new Uri("https://pete.oakhill.test/vapi/webhook"), "token",
            ToolCatalogue.Tools.ToDictionary(tool => tool.Name, tool => tool.Name), null);
        var document = AssistantDocument.Build(agent, surroundings);
        document["id"] = "24464697-8f45-4b38-b43a-d337f50c370e";

        var errors = ImportedAssistant.Read(VapiObject.Read(JsonElement.Parse(document.ToJsonString()))!, out var name, out var config);

        Assert.False(errors.Any);
        Assert.Equal("Front desk", name);
        Assert.True(config.SameAs(agent.Config), config.ToString());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"vapi_assistant_id":null}""")]
    [InlineData("""{"vapi_assistant_id":"../tool"}""")]
    public async Task A_wrong_import_is_refused_by_name(string json)
    {
        var owner = await app.SignInAsync();
        var problem = await owner.Http.SendJsonAsync(HttpMethod.Post, "/agents/import", json).ReadAsync(HttpStatusCode.BadRequest);
        Assert.True(problem.GetProperty("errors").TryGetProperty("vapi_assistant_id", out _));
    }

    internal static Task<HttpResponseMessage> ImportAsync(Person person, string assistant) =>
        person.Http.PostAsJsonAsync("/agents/import", new { vapi_assistant_id = assistant });

    private static VapiObject Assistant(string fields)
    {
        var body = System.Text.Json.Nodes.JsonNode.Parse(fields)!.AsObject();
        body["id"] = "24464697-8f45-4b38-b43a-d337f50c370e";
        return VapiObject.Read(JsonElement.Parse(body.ToJsonString()))!;
    }
}
