using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace PeteRental.EndToEnd;

/// <summary>Two workspaces that must not know of each other.</summary>
public sealed class IsolationTests(Deployment deployment)
{
    /// <summary>
    /// Walks every path of the published API document as another workspace's owner, with the first workspace's ids in every place of
    /// an id. Whatever the answer, none of the first workspace's own words may be in it, and nothing of it may change.
    /// </summary>
    [Fact]
    public async Task No_route_shows_or_changes_what_belongs_to_another_workspace()
    {
        var (mine, ids) = await FurnishAsync();
        var other = await deployment.CreateWorkspaceAsync();
        // That the secret was used is written down a little later, and is part of what is compared.
        await Eventually.HoldsAsync(
            async () => (await mine.GetAsync("/workspace/webhook-secrets"))["webhook_secrets"]![0]!["last_used_at"] is not null, "the use of the secret is seen");
        var before = await StateAsync(mine);

        var walked = 0;
        foreach (var (method, path) in await RoutesAsync())
        {
            // The homes of a website are asked for by its name, which is no id: one that a workspace does not have is an empty list.
            var isNamed = path.Contains("{website", StringComparison.Ordinal);
            IReadOnlyList<string> values = isNamed ? ["unknown.test"] : path.Contains('{', StringComparison.Ordinal) ? ids : [""];
            foreach (var id in values)
            {
                var address = System.Text.RegularExpressions.Regex.Replace(path, "{[^}]+}", id);
                using var response = await other.TrySendAsync(method, address, method == HttpMethod.Get || method == HttpMethod.Delete ? null : new JsonObject());
                var text = await response.Content.ReadAsStringAsync();
                Assert.DoesNotContain("Renée", text, StringComparison.Ordinal);
                Assert.DoesNotContain("+14055550187", text, StringComparison.Ordinal);
                Assert.DoesNotContain(mine.Id.ToString(), text, StringComparison.Ordinal);
                Assert.True((int)response.StatusCode < 500 || response.StatusCode == HttpStatusCode.ServiceUnavailable, $"{method} {address} answered {(int)response.StatusCode}");
                if (id.Length > 0 && !isNamed)
                {
                    Assert.False(response.IsSuccessStatusCode, $"{method} {address} answered {(int)response.StatusCode}: {text}");
                }

                walked++;
            }
        }

        Assert.True(walked > 30, $"Only {walked} requests were made.");
        Assert.Equal(before, await StateAsync(mine));
    }

    [Fact]
    public async Task A_secret_opens_only_its_own_workspaces_agents()
    {
        var mine = await deployment.CreateWorkspaceAsync();
        var other = await deployment.CreateWorkspaceAsync();
        var body = new JsonObject
        {
            ["message"] = new JsonObject
            {
                ["type"] = "tool-calls",
                ["toolCallList"] = new JsonArray(new JsonObject
                {
                    ["id"] = "call_foreign",
                    ["function"] = new JsonObject
                    {
                        ["name"] = "set_appointment",
                        ["arguments"] = new JsonObject { ["property_address"] = "1 Main St", ["start_time"] = (await mine.OpeningsAsync())[0].ToString("O"), ["attendee_name"] = "Eve", ["user_id"] = mine.Id.ToString() },
                    },
                }),
                ["call"] = new JsonObject { ["id"] = "foreign", ["assistantId"] = mine.AssistantId },
            },
        };

        using var response = await other.PostWebhookAsync(body);

        var result = Assert.Single((await response.Content.ReadFromJsonAsync<JsonObject>())!["results"]!.AsArray())!;
        Assert.NotNull(result["error"]);
        Assert.Empty((await mine.GetAsync("/appointments"))["appointments"]!.AsArray());
        Assert.Empty((await other.GetAsync("/appointments"))["appointments"]!.AsArray());
    }

    [Fact]
    public async Task People_of_one_organisation_share_a_workspace_and_a_viewer_only_reads()
    {
        var organization = $"org_{Guid.CreateVersion7():N}";
        var owner = await deployment.SignInAsync($"owner-{organization}@peterental.test", new { id = organization, slug = "maple", role = "admin" });
        var viewer = await deployment.SignInAsync($"viewer-{organization}@peterental.test", new { id = organization, slug = "maple", role = "viewer" });

        using var created = await SendAsync(HttpMethod.Post, "/agents", owner, new { agent_name = "Shared line" });
        using var seen = await SendAsync(HttpMethod.Get, "/agents", viewer);
        using var refused = await SendAsync(HttpMethod.Post, "/agents", viewer, new { agent_name = "Not mine to make" });

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("Shared line", (await seen.Content.ReadFromJsonAsync<JsonObject>())!["agents"]![0]!["agent_name"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    private async Task<(Workspace Workspace, string[] Ids)> FurnishAsync()
    {
        var workspace = await deployment.CreateWorkspaceAsync();
        var openings = await workspace.OpeningsAsync();
        var call = Guid.CreateVersion7().ToString();
        Assert.True((await workspace.BookAsync(openings[0], call)).IsBooked);
        await Eventually.HoldsAsync(async () => (await workspace.GetAsync("/calls"))["calls"]!.AsArray().Count == 1, "the call is listed");
        var user = (await workspace.GetAsync("/users/me"))["user_id"]!.GetValue<string>();
        var appointment = (await workspace.GetAsync("/appointments"))["appointments"]![0]!["appointment_id"]!.GetValue<string>();
        var secret = (await workspace.GetAsync("/workspace/webhook-secrets"))["webhook_secrets"]![0]!["secret_id"]!.GetValue<string>();
        return (workspace, [appointment, workspace.AgentId.ToString(), user, secret, call, workspace.Id.ToString()]);
    }

    private static async Task<string> StateAsync(Workspace workspace)
    {
        var state = new List<string>();
        foreach (var path in new[] { "/users/me", "/workspace", "/agents", "/appointments", "/calendar/settings", "/calls", "/workspace/webhook-secrets" })
        {
            state.Add((await workspace.GetAsync(path)).ToJsonString());
        }

        return string.Join('\n', state);
    }

    private async Task<IReadOnlyList<(HttpMethod Method, string Path)>> RoutesAsync()
    {
        var document = await deployment.Gateway.GetFromJsonAsync<JsonObject>("/openapi/v1.json");
        return
        [
            .. from path in document!["paths"]!.AsObject()
               from operation in path.Value!.AsObject()
               where operation.Key is "get" or "post" or "put" or "patch" or "delete"
               // An owner may well change their own workspace by an empty body; that is not what is tried here.
               where path.Key.Contains('{', StringComparison.Ordinal) || operation.Key == "get"
               select (HttpMethod.Parse(operation.Key), path.Key),
        ];
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string token, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new("Bearer", token);
        request.Content = body is null ? null : JsonContent.Create(body);
        return await deployment.Gateway.SendAsync(request);
    }
}
