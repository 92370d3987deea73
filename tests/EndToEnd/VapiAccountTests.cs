using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace PeteRental.EndToEnd;

/// <summary>From a form that a manager saves to a voice that books, and back.</summary>
public sealed class VapiAccountTests(Deployment deployment)
{
    [Fact]
    public async Task A_manager_who_gives_a_Vapi_key_has_a_voice_that_books()
    {
        var workspace = await deployment.CreateWorkspaceAsync(Workspace.OpenAlways);
        var account = new VapiAccount(deployment);
        var watch = Stopwatch.StartNew();

        var saved = await workspace.SendAsync(HttpMethod.Post, "/workspace", new { name = "Oak Hill Homes", vapi_api_key = account.Key });

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"It took {watch.Elapsed}.");
        Assert.Equal("connected", saved["integrations"]!["vapi"]!["status"]!.GetValue<string>());
        Assert.DoesNotContain(account.Key, saved.ToJsonString(), StringComparison.Ordinal);
        var inbound = saved["agents"]!.AsArray().Single(agent => agent!["role"]!.GetValue<string>() == "inbound")!;
        Assert.Equal("synced", inbound["sync_status"]!.GetValue<string>());
        var assistant = await account.AssistantAsync(inbound["vapi_assistant_id"]!.GetValue<string>());
        Assert.EndsWith("/vapi/webhook", assistant["server"]!["url"]!.GetValue<string>(), StringComparison.Ordinal);

        // As Vapi does it: to the address, and with the secret, that the assistant holds.
        var line = workspace.Through(
            inbound["agent_id"]!.GetValue<Guid>(), assistant["id"]!.GetValue<string>(), assistant["server"]!["headers"]!["X-Vapi-Secret"]!.GetValue<string>());
        var spoken = await line.BookAsync((await workspace.OpeningsAsync())[8]);
        Assert.True(spoken.IsBooked, spoken.Words);
    }

    [Fact]
    public async Task Fifty_saves_at_once_make_two_agents_and_two_assistants()
    {
        var token = await deployment.SignInAsync($"manager-{Guid.CreateVersion7():N}@peterental.test");
        var account = new VapiAccount(deployment);

        var saves = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => SaveAsync(token, new { vapi_api_key = account.Key })));

        Assert.All(saves, save => Assert.Equal(HttpStatusCode.OK, save));
        Assert.Equal(2, (await account.ListAsync("assistant")).Count);
        var tools = (await account.ListAsync("tool")).Select(tool => tool["function"]!["name"]!.GetValue<string>()).ToList();
        Assert.Equal(8, tools.Distinct().Count());
        Assert.Equal(8, tools.Count);
    }

    [Fact]
    public async Task A_change_of_the_voice_changes_only_the_voice_here_and_at_Vapi()
    {
        var workspace = await deployment.CreateWorkspaceAsync();
        var account = new VapiAccount(deployment);
        await workspace.SendAsync(HttpMethod.Post, "/workspace", new { vapi_api_key = account.Key });
        var before = await AssistantsAsync(account);

        // As the source documents spell it.
        var changed = await workspace.SendAsync(HttpMethod.Post, "/api/founder-console/agent/behavior", new { inbound = new { voice = "Paige" } });

        Assert.False(changed["partial"]!.GetValue<bool>());
        var after = await AssistantsAsync(account);
        var inbound = changed["results"]![0]!["vapi_assistant_id"]!.GetValue<string>();
        Assert.Equal("Paige", after[inbound]["voice"]!["voiceId"]!.GetValue<string>());
        after[inbound]["voice"] = before[inbound]["voice"]!.DeepClone();
        foreach (var (id, assistant) in after)
        {
            assistant.Remove("updatedAt");
            before[id].Remove("updatedAt");
            assistant.Remove("latestVersion");
            before[id].Remove("latestVersion");
            Assert.True(JsonNode.DeepEquals(before[id], assistant), assistant.ToJsonString());
        }
    }

    private async Task<HttpStatusCode> SaveAsync(string token, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/founder-console/workspace/save") { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new("Bearer", token);
        using var response = await deployment.Gateway.SendAsync(request);
        return response.StatusCode;
    }

    private static async Task<Dictionary<string, JsonObject>> AssistantsAsync(VapiAccount account) =>
        (await account.ListAsync("assistant")).ToDictionary(assistant => assistant["id"]!.GetValue<string>());
}
