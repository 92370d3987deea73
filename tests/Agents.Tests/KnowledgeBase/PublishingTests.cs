using System.Net;
using System.Text.Json;
using PeteRental.Agents.KnowledgeBase.Publishing;
using PeteRental.Agents.Tests.Sync;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;

namespace PeteRental.Agents.Tests.KnowledgeBase;

public sealed class PublishingTests(AgentsHost app)
{
    [Fact]
    public async Task An_uploaded_document_reaches_vapi_and_the_agents_by_itself()
    {
        var owner = await app.SignInAsync();
        using var vapi = new VapiSide(app);
        await vapi.ConnectAsync(app, owner);
        var agent = await owner.Http.AddAgentAsync(new { agent_name = "Front desk", role = "inbound" });

        var document = await owner.Http.UploadAsync("pets.txt", "Cats are welcome.").ReadAsync(HttpStatusCode.Created);

        document = await SyncedAsync(owner, document.Text("document_id")!);
        Assert.NotNull(document.Text("synced_at"));
        var file = Assert.Single(await vapi.ListAsync("file", "&purpose=assistant"));
        Assert.Equal(("done", "text/plain"), (file.Text("status"), file.Text("mimetype")));
        Assert.EndsWith("-pets.txt", file.Text("name"), StringComparison.Ordinal);
        await AgentsHost.UntilAsync(async () => (await QueryToolsAsync(vapi)).Count > 0);
        var tool = Assert.Single(await QueryToolsAsync(vapi));
        var knowledge = Assert.Single(tool.GetProperty("knowledgeBases").EnumerateArray());
        Assert.Equal(("google", ToolPublisher.NameOf(new WorkspaceId(owner.WorkspaceId))), (knowledge.Text("provider"), knowledge.Text("name")));
        Assert.Equal([file.Text("id")], knowledge.GetProperty("fileIds").EnumerateArray().Select(id => id.GetString()));
        await AgentsHost.UntilAsync(async () => (await ToolIdsAsync(owner, vapi, agent)).Contains(tool.Text("id")));
        var assistant = await vapi.AssistantAsync((await AgentAsync(owner, agent)).Text("vapi_assistant_id")!);
        Assert.Contains(knowledge.Text("name")!, assistant.GetProperty("model").GetProperty("messages")[0].Text("content"), StringComparison.Ordinal);
        var synced = await app.Events.WaitAsync<KnowledgeBaseSynced>(owner.WorkspaceId, _ => true);
        Assert.Equal((1, tool.Text("id")), (synced.Documents, synced.ToolId));
    }

    [Fact]
    public async Task A_sync_that_is_asked_for_answers_with_all_that_is_done()
    {
        var owner = await app.SignInAsync();
        using var vapi = new VapiSide(app);
        await vapi.ConnectAsync(app, owner);
        await owner.Http.AddAgentAsync(new { agent_name = "In", role = "inbound" });
        await owner.Http.AddAgentAsync(new { agent_name = "Out", role = "outbound" });
        await owner.Http.UploadAsync("pets.md", "# Pets\nCats are welcome.").ReadAsync(HttpStatusCode.Created);
        await owner.Http.UploadAsync("house.docx", Samples.Docx("House", "No smoking.")).ReadAsync(HttpStatusCode.Created);

        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => owner.Http.PostAsync("/knowledge-base/sync", null).ReadAsync(HttpStatusCode.OK)));

        Assert.All(replies, reply => Assert.Equal("synced", reply.Text("status")));
        Assert.All(replies[0].GetProperty("documents").EnumerateArray(), document => Assert.Equal("synced", document.Text("status")));
        var tool = Assert.Single(await QueryToolsAsync(vapi));
        Assert.All(replies, reply => Assert.Equal(tool.Text("id"), reply.GetProperty("tool").Text("tool_id")));
        Assert.Equal(2, (await vapi.ListAsync("file", "&purpose=assistant")).Count);
        Assert.Equal(["inbound", "outbound"], replies[0].GetProperty("agents").EnumerateArray().Select(agent => agent.Text("role")));
        foreach (var agent in replies[0].GetProperty("agents").EnumerateArray())
        {
            var assistant = await vapi.AssistantAsync(agent.Text("vapi_assistant_id")!);
            Assert.Contains(tool.Text("id"), assistant.GetProperty("model").GetProperty("toolIds").EnumerateArray().Select(id => id.GetString()));
        }
    }

    [Fact]
    public async Task Without_an_account_or_agents_there_is_nothing_to_sync_to()
    {
        var owner = await app.SignInAsync();
        await owner.Http.UploadAsync("pets.txt", "Cats are welcome.").ReadAsync(HttpStatusCode.Created);

        Assert.Equal("vapi_not_connected", (await owner.Http.PostAsync("/knowledge-base/sync", null).ReadAsync(HttpStatusCode.Conflict)).Code());
        using var vapi = new VapiSide(app);
        await vapi.ConnectAsync(app, owner);
        Assert.Equal("no_agents", (await owner.Http.PostAsync("/knowledge-base/sync", null).ReadAsync(HttpStatusCode.Conflict)).Code());
    }

    [Fact]
    public async Task Documents_that_were_there_first_follow_into_an_account_and_into_the_next_one()
    {
        var owner = await app.SignInAsync();
        await owner.Http.AddAgentAsync(new { agent_name = "Front desk", role = "inbound" });
        var document = await owner.Http.UploadAsync("pets.txt", "Cats are welcome.").ReadAsync(HttpStatusCode.Created);
        using var first = new VapiSide(app);
        using var second = new VapiSide(app);

        await first.ConnectAsync(app, owner);
        await SyncedAsync(owner, document.Text("document_id")!);
        await AgentsHost.UntilAsync(async () => (await QueryToolsAsync(first)).Count == 1);
        await second.ConnectAsync(app, owner);

        await AgentsHost.UntilAsync(async () => (await QueryToolsAsync(second)).Count == 1);
        var file = Assert.Single(await second.ListAsync("file", "&purpose=assistant"));
        var tool = Assert.Single(await QueryToolsAsync(second));
        Assert.Equal(file.Text("id"), tool.GetProperty("knowledgeBases")[0].GetProperty("fileIds")[0].GetString());
    }

    [Fact]
    public async Task A_removed_document_goes_at_vapi_too_and_with_the_last_one_the_tool()
    {
        var owner = await app.SignInAsync();
        using var vapi = new VapiSide(app);
        await vapi.ConnectAsync(app, owner);
        var agent = await owner.Http.AddAgentAsync(new { agent_name = "Front desk", role = "inbound" });
        var pets = await owner.Http.UploadAsync("pets.txt", "Cats are welcome.").ReadAsync(HttpStatusCode.Created);
        var cars = await owner.Http.UploadAsync("cars.txt", "One space each.").ReadAsync(HttpStatusCode.Created);
        var before = await owner.Http.PostAsync("/knowledge-base/sync", null).ReadAsync(HttpStatusCode.OK);
        var tool = before.GetProperty("tool").Text("tool_id");

        await owner.Http.DeleteAsync($"/knowledge-base/documents/{pets.Text("document_id")}");

        await AgentsHost.UntilAsync(async () => (await vapi.ListAsync("file", "&purpose=assistant")).Count == 1);
        var left = Assert.Single(await QueryToolsAsync(vapi));
        Assert.Equal(tool, left.Text("id"));
        Assert.Single(left.GetProperty("knowledgeBases")[0].GetProperty("fileIds").EnumerateArray());

        await owner.Http.DeleteAsync($"/knowledge-base/documents/{cars.Text("document_id")}");

        await AgentsHost.UntilAsync(async () => (await QueryToolsAsync(vapi)).Count == 0 && (await vapi.ListAsync("file", "&purpose=assistant")).Count == 0);
        Assert.DoesNotContain(tool, await ToolIdsAsync(owner, vapi, agent));
        await app.Events.WaitAsync<KnowledgeBaseSynced>(owner.WorkspaceId, fact => fact is { Documents: 0, ToolId: null });
        var after = await owner.Http.PostAsync("/knowledge-base/sync", null).ReadAsync(HttpStatusCode.OK);
        Assert.Equal(("synced", JsonValueKind.Null), (after.Text("status"), after.GetProperty("tool").ValueKind));

        // And all of it again.
        await owner.Http.UploadAsync("pets.txt", "Cats are welcome.").ReadAsync(HttpStatusCode.Created);
        var again = await owner.Http.PostAsync("/knowledge-base/sync", null).ReadAsync(HttpStatusCode.OK);
        Assert.Equal("synced", again.Text("status"));
        Assert.Contains(again.GetProperty("tool").Text("tool_id"), await ToolIdsAsync(owner, vapi, agent));
    }

    [Fact]
    public async Task What_somebody_deleted_at_vapi_is_there_again_after_a_sync()
    {
        var owner = await app.SignInAsync();
        using var vapi = new VapiSide(app);
        await vapi.ConnectAsync(app, owner);
        var agent = await owner.Http.AddAgentAsync(new { agent_name = "Front desk", role = "inbound" });
        await owner.Http.UploadAsync("pets.txt", "Cats are welcome.").ReadAsync(HttpStatusCode.Created);
        var first = await owner.Http.PostAsync("/knowledge-base/sync", null).ReadAsync(HttpStatusCode.OK);
        var file = Assert.Single(await vapi.ListAsync("file", "&purpose=assistant"));
        await vapi.DeleteToolAsync(first.GetProperty("tool").Text("tool_id")!);
        await vapi.DeleteFileAsync(file.Text("id")!);

        var second = await owner.Http.PostAsync("/knowledge-base/sync", null).ReadAsync(HttpStatusCode.OK);

        Assert.Equal("synced", second.Text("status"));
        var tool = Assert.Single(await QueryToolsAsync(vapi));
        Assert.Equal(tool.Text("id"), second.GetProperty("tool").Text("tool_id"));
        Assert.Equal(
            Assert.Single(await vapi.ListAsync("file", "&purpose=assistant")).Text("id"),
            tool.GetProperty("knowledgeBases")[0].GetProperty("fileIds")[0].GetString());
        Assert.Contains(tool.Text("id"), await ToolIdsAsync(owner, vapi, agent));
    }

    [Fact]
    public async Task What_vapi_cannot_read_is_said_so_and_keeps_nothing_else_back()
    {
        var owner = await app.SignInAsync();
        using var vapi = new VapiSide(app);
        await vapi.ConnectAsync(app, owner);
        await owner.Http.AddAgentAsync(new { agent_name = "Front desk", role = "inbound" });
        await owner.Http.UploadAsync("pets.txt", "Cats are welcome.").ReadAsync(HttpStatusCode.Created);
        await owner.Http.UploadAsync("odd.fail.txt", "Nobody understands this.").ReadAsync(HttpStatusCode.Created);

        var reply = await owner.Http.PostAsync("/knowledge-base/sync", null).ReadAsync(HttpStatusCode.OK);

        Assert.Equal(("failed", null), (reply.Text("status"), reply.Text("error_code")));
        Assert.Equal(
            [("pets.txt", "synced", null), ("odd.fail.txt", "failed", FilePublisher.Refused)],
            reply.GetProperty("documents").EnumerateArray().Select(document => (document.Text("name"), document.Text("status"), document.Text("error_code"))));
        Assert.Single(Assert.Single(await QueryToolsAsync(vapi)).GetProperty("knowledgeBases")[0].GetProperty("fileIds").EnumerateArray());
    }

    [Fact]
    public async Task Two_workspaces_of_one_account_keep_their_documents_apart()
    {
        using var vapi = new VapiSide(app);
        var tools = new List<string?>();
        for (var i = 0; i < 2; i++)
        {
            var owner = await app.SignInAsync();
            await vapi.ConnectAsync(app, owner);
            await owner.Http.AddAgentAsync(new { agent_name = "Front desk", role = "inbound" });
            await owner.Http.UploadAsync("pets.txt", "Cats are welcome.").ReadAsync(HttpStatusCode.Created);
            tools.Add((await owner.Http.PostAsync("/knowledge-base/sync", null).ReadAsync(HttpStatusCode.OK)).GetProperty("tool").Text("tool_id"));
        }

        Assert.Equal(2, tools.Distinct().Count());
        Assert.Equal(2, (await QueryToolsAsync(vapi)).Select(tool => tool.GetProperty("knowledgeBases")[0].Text("name")).Distinct().Count());
    }

    internal static async Task<JsonElement> SyncedAsync(Person owner, string document)
    {
        JsonElement seen = default;
        await AgentsHost.UntilAsync(async () =>
        {
            seen = await owner.Http.GetAsync($"/knowledge-base/documents/{document}").ReadAsync(HttpStatusCode.OK);
            return seen.Text("status") == "synced";
        });
        return seen;
    }

    internal static async Task<IReadOnlyList<JsonElement>> QueryToolsAsync(VapiSide vapi) =>
        [.. (await vapi.ListAsync("tool")).Where(tool => tool.Text("type") == "query")];

    private static Task<JsonElement> AgentAsync(Person owner, JsonElement agent) =>
        owner.Http.GetAsync($"/agents/{agent.Text("agent_id")}").ReadAsync(HttpStatusCode.OK);

    private static async Task<IReadOnlyList<string?>> ToolIdsAsync(Person owner, VapiSide vapi, JsonElement agent)
    {
        if ((await AgentAsync(owner, agent)).Text("vapi_assistant_id") is not { } id)
        {
            return [];
        }

        return [.. (await vapi.AssistantAsync(id)).GetProperty("model").GetProperty("toolIds").EnumerateArray().Select(tool => tool.GetString())];
    }
}

/// <summary>Vapi's bad days.</summary>
public sealed class PublishingFaultTests(AgentsHost app)
{
    [Theory]
    [InlineData("vapi/file", """{"target":"vapi/file","status":503,"times":1}""")]
    [InlineData("vapi/file", """{"target":"vapi/file","status":502,"after_effect":true,"times":1}""")]
    [InlineData("vapi/tool", """{"target":"vapi/tool","status":500,"times":4}""")]
    [InlineData("vapi/tool", """{"target":"vapi/tool","drop":true,"times":2}""")]
    public async Task A_stumble_of_vapi_delays_and_doubles_nothing(string target, string fault)
    {
        var owner = await app.SignInAsync();
        using var vapi = new VapiSide(app);
        await owner.Http.AddAgentAsync(new { agent_name = "Front desk", role = "inbound" });
        await vapi.FailAsync(JsonElement.Parse(fault));
        try
        {
            await vapi.ConnectAsync(app, owner);
            var document = await owner.Http.UploadAsync("pets.txt", "Cats are welcome.").ReadAsync(HttpStatusCode.Created);

            await PublishingTests.SyncedAsync(owner, document.Text("document_id")!);
            await app.Events.WaitAsync<KnowledgeBaseSynced>(owner.WorkspaceId, _ => true);
        }
        finally
        {
            await vapi.RecoverAsync();
        }

        Assert.True((await vapi.ListAsync("file", "&purpose=assistant")).Count == 1, $"{target} was doubled.");
        Assert.Single(await PublishingTests.QueryToolsAsync(vapi));
    }

    [Fact]
    public async Task A_sync_while_vapi_is_away_says_so_in_time_and_is_finished_later()
    {
        var owner = await app.SignInAsync();
        using var vapi = new VapiSide(app);
        await vapi.ConnectAsync(app, owner);
        await owner.Http.AddAgentAsync(new { agent_name = "Front desk", role = "inbound" });
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await vapi.FailAsync(new { target = "vapi", status = 503, times = 10_000 });
        JsonElement document, reply;
        try
        {
            document = await owner.Http.UploadAsync("pets.txt", "Cats are welcome.").ReadAsync(HttpStatusCode.Created);
            reply = await owner.Http.PostAsync("/knowledge-base/sync", null).ReadAsync(HttpStatusCode.OK);
        }
        finally
        {
            await vapi.RecoverAsync();
        }

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15), $"It took {watch.Elapsed}.");
        Assert.Contains(reply.Text("status"), new[] { "failed", "pending" });
        Assert.Equal("stored", reply.GetProperty("documents")[0].Text("status"));
        await PublishingTests.SyncedAsync(owner, document.Text("document_id")!);
        await AgentsHost.UntilAsync(async () => (await PublishingTests.QueryToolsAsync(vapi)).Count == 1);
    }
}
