using System.Net;
using System.Net.Http.Json;
using Dapper;
using PeteRental.Contracts.Events;

namespace PeteRental.Agents.Tests;

public sealed class AgentTests(AgentsHost app)
{
    [Fact]
    public async Task A_new_agent_has_what_was_given_and_sensible_defaults()
    {
        var owner = await app.SignInAsync();

        var agent = await owner.Http.AddAgentAsync(new { agent_name = " Pete " });

        Assert.Equal("Pete", agent.Text("agent_name"));
        Assert.Equal(owner.WorkspaceId, agent.Id("workspace_id"));
        Assert.Equal(owner.UserId, agent.Id("user_id"));
        Assert.Null(agent.Text("role"));
        Assert.Null(agent.Text("vapi_assistant_id"));
        Assert.Null(agent.Text("calendar_id"));
        Assert.True(agent.GetProperty("is_active").GetBoolean());
        Assert.Equal("none", agent.GetProperty("sync").Text("status"));
        var config = agent.GetProperty("config");
        Assert.Equal("en", config.Text("language"));
        Assert.Equal(600, config.GetProperty("max_duration_seconds").GetInt32());
        Assert.Equal("[]", config.GetProperty("variables").GetRawText());
        Assert.Equal("[]", config.GetProperty("functions").GetRawText());
        var read = await owner.Http.GetAsync($"/agents/{agent.Id("agent_id")}").ReadAsync(HttpStatusCode.OK);
        Assert.Equal(agent.GetRawText(), read.GetRawText());
    }

    [Fact]
    public async Task An_agent_keeps_everything_that_was_given_and_every_character_of_it()
    {
        var owner = await app.SignInAsync();
        const string prompt = "Sei höflich.\nNever say \"no\"; DROP TABLE agents; -- <b>🏡</b> ";
        var calendar = Guid.NewGuid();

        var agent = await owner.Http.AddAgentAsync(new
        {
            agent_name = "Pete 🏡 O'Hara",
            role = "inbound",
            vapi_assistant_id = "24464697-8f45-4b38-b43a-d337f50c370e",
            phone_number = "+1 555 010 0001",
            calendar_id = calendar,
            is_active = false,
            config = new
            {
                system_prompt = prompt,
                first_message = "Hello!",
                voice = "Elliot",
                language = "es",
                model = "gpt-4o",
                max_duration_seconds = 43_200,
                variables = new[] { new { name = "pets", type = "boolean", required = true, description = "Has pets" } },
                functions = new[] { new { name = "get_availability", enabled = false } },
            },
        });

        var read = await owner.Http.GetAsync($"/agents/{agent.Id("agent_id")}").ReadAsync(HttpStatusCode.OK);
        Assert.Equal("Pete 🏡 O'Hara", read.Text("agent_name"));
        Assert.Equal("+15550100001", read.Text("phone_number"));
        Assert.Equal(calendar, read.Id("calendar_id"));
        Assert.False(read.GetProperty("is_active").GetBoolean());
        var config = read.GetProperty("config");
        Assert.Equal(prompt, config.Text("system_prompt"));
        Assert.Equal("es", config.Text("language"));
        Assert.Equal(43_200, config.GetProperty("max_duration_seconds").GetInt32());
        Assert.True(config.GetProperty("variables")[0].GetProperty("required").GetBoolean());
        Assert.False(config.GetProperty("functions")[0].GetProperty("enabled").GetBoolean());
    }

    [Fact]
    public async Task A_change_touches_only_what_is_given_and_null_removes()
    {
        var owner = await app.SignInAsync();
        var calendar = Guid.NewGuid();
        var agent = await owner.Http.AddAgentAsync(new
        {
            agent_name = "Pete",
            role = "inbound",
            calendar_id = calendar,
            vapi_assistant_id = "asst_1",
            config = new { voice = "Elliot", first_message = "Hello!", max_duration_seconds = 60 },
        });
        var path = $"/agents/{agent.Id("agent_id")}";

        var voiced = await owner.Http.PatchAsync(path, new { config = new { voice = "Paige" } }).ReadAsync(HttpStatusCode.OK);
        Assert.Equal("Paige", voiced.GetProperty("config").Text("voice"));
        Assert.Equal("Hello!", voiced.GetProperty("config").Text("first_message"));
        Assert.Equal(60, voiced.GetProperty("config").GetProperty("max_duration_seconds").GetInt32());
        Assert.Equal("Pete", voiced.Text("agent_name"));
        Assert.Equal("inbound", voiced.Text("role"));
        Assert.Equal(calendar, voiced.Id("calendar_id"));

        var freed = await owner.Http.SendJsonAsync(HttpMethod.Patch, path, """{"role":null,"calendar_id":null,"config":{"voice":null}}""").ReadAsync(HttpStatusCode.OK);
        Assert.Null(freed.Text("role"));
        Assert.Null(freed.Text("calendar_id"));
        Assert.Null(freed.GetProperty("config").Text("voice"));
        Assert.Equal("asst_1", freed.Text("vapi_assistant_id"));
        Assert.True(freed.GetProperty("updated_at").GetDateTimeOffset() > agent.GetProperty("updated_at").GetDateTimeOffset());
    }

    [Fact]
    public async Task Each_change_reaches_a_consumer_exactly_once_and_a_change_of_nothing_does_not()
    {
        var owner = await app.SignInAsync();
        var agent = await owner.Http.AddAgentAsync(new { agent_name = "Pete", vapi_assistant_id = "asst_1" });
        var id = agent.Id("agent_id");
        await owner.Http.PatchAsync($"/agents/{id}", new { vapi_assistant_id = "asst_2", is_active = false }).ReadAsync(HttpStatusCode.OK);
        await owner.Http.PatchAsync($"/agents/{id}", new { vapi_assistant_id = "asst_2" }).ReadAsync(HttpStatusCode.OK);
        await owner.Http.DeleteAsync($"/agents/{id}").ReadAsync(HttpStatusCode.NoContent);

        var removed = await app.Events.WaitAsync<AgentRemoved>(owner.WorkspaceId, fact => fact.AgentId == id);
        Assert.Equal("asst_2", removed.VapiAssistantId);
        var registered = Assert.Single(app.Events.Of<AgentRegistered>(owner.WorkspaceId));
        Assert.Equal((id, "asst_1", true), (registered.AgentId, registered.VapiAssistantId, registered.IsActive));
        var updated = Assert.Single(app.Events.Of<AgentUpdated>(owner.WorkspaceId));
        Assert.Equal(("asst_2", "asst_1", false), (updated.VapiAssistantId, updated.PreviousVapiAssistantId, updated.IsActive));
        await owner.Http.GetAsync($"/agents/{id}").ReadAsync(HttpStatusCode.NotFound);
        await owner.Http.DeleteAsync($"/agents/{id}").ReadAsync(HttpStatusCode.NotFound);
        await using var database = await app.Database.OpenConnectionAsync();
        Assert.Equal(
            ["agent.registered", "agent.updated", "agent.removed"],
            await database.QueryAsync<string>("SELECT action FROM audit_log WHERE subject_id = @id ORDER BY occurred_at, id", new { id }));
    }

    [Theory]
    [InlineData("role", "inbound")]
    [InlineData("vapi_assistant_id", "asst_shared")]
    [InlineData("phone_number", "+15550100002")]
    public async Task What_must_be_unique_is_so_in_a_workspace_and_nowhere_else(string field, string value)
    {
        var owner = await app.SignInAsync();
        var other = await app.SignInAsync();
        var body = $$"""{"agent_name":"Pete","{{field}}":"{{value}}"}""";
        var first = await owner.Http.SendJsonAsync(HttpMethod.Post, "/agents", body).ReadAsync(HttpStatusCode.Created);
        var second = await owner.Http.AddAgentAsync(new { agent_name = "Second" });

        var added = await owner.Http.SendJsonAsync(HttpMethod.Post, "/agents", body).ReadAsync(HttpStatusCode.Conflict);
        var changed = await owner.Http.SendJsonAsync(HttpMethod.Patch, $"/agents/{second.Id("agent_id")}", $$"""{"{{field}}":"{{value}}"}""").ReadAsync(HttpStatusCode.Conflict);

        Assert.Equal($"{field}_taken", added.Code());
        Assert.Equal($"{field}_taken", changed.Code());
        Assert.True(changed.GetProperty("errors").TryGetProperty(field, out _));
        await other.Http.SendJsonAsync(HttpMethod.Post, "/agents", body).ReadAsync(HttpStatusCode.Created);
        await owner.Http.DeleteAsync($"/agents/{first.Id("agent_id")}").ReadAsync(HttpStatusCode.NoContent);
        await owner.Http.SendJsonAsync(HttpMethod.Post, "/agents", body).ReadAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Of_many_who_take_a_role_at_once_one_gets_it()
    {
        var owner = await app.SignInAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            owner.Http.PostAsJsonAsync("/agents", new { agent_name = $"Pete {i}", role = "outbound" })));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(19, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
        var list = await owner.Http.GetAsync("/agents").ReadAsync(HttpStatusCode.OK);
        Assert.Equal(1, list.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Agents_are_listed_page_by_page_oldest_first()
    {
        var owner = await app.SignInAsync();
        var made = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            made.Add((await owner.Http.AddAgentAsync(new { agent_name = $"Pete {i}" })).Id("agent_id"));
        }

        var seen = new List<Guid>();
        var pages = 0;
        string? cursor = null;
        do
        {
            var page = await owner.Http.GetAsync($"/agents?limit=3&cursor={cursor}").ReadAsync(HttpStatusCode.OK);
            Assert.Equal(7, page.GetProperty("total").GetInt32());
            seen.AddRange(page.GetProperty("agents").EnumerateArray().Select(agent => agent.Id("agent_id")));
            cursor = page.Text("next_cursor");
            pages++;
        }
        while (cursor is not null);

        Assert.Equal(made, seen);
        Assert.Equal(3, pages);
    }

    [Fact]
    public async Task Everybody_reads_agents_and_viewers_change_nothing()
    {
        var org = AgentsHost.NewOrganization();
        var owner = await app.SignInAsync(org: org);
        var manager = await app.SignInAsync(org: org, role: "manager");
        var viewer = await app.SignInAsync(org: org, role: "member");
        var agent = await manager.Http.AddAgentAsync(new { agent_name = "Pete" });
        var path = $"/agents/{agent.Id("agent_id")}";

        await viewer.Http.GetAsync(path).ReadAsync(HttpStatusCode.OK);
        await viewer.Http.GetAsync("/agents").ReadAsync(HttpStatusCode.OK);
        Assert.Equal("forbidden", (await viewer.Http.PostAsJsonAsync("/agents", new { agent_name = "Mine" }).ReadAsync(HttpStatusCode.Forbidden)).Code());
        await viewer.Http.PatchAsync(path, new { agent_name = "Mine" }).ReadAsync(HttpStatusCode.Forbidden);
        await viewer.Http.DeleteAsync(path).ReadAsync(HttpStatusCode.Forbidden);
        await owner.Http.PatchAsync(path, new { agent_name = "Ours" }).ReadAsync(HttpStatusCode.OK);
    }
}
