using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace PeteRental.Agents.Tests.Workspaces;

/// <summary>What the console's forms send and show.</summary>
internal static class WorkspaceForm
{
    public static Task<JsonElement> SaveAsync(this Person owner, object fields, HttpStatusCode expected = HttpStatusCode.OK) =>
        owner.Http.PostAsJsonAsync("/workspace", fields).ReadAsync(expected);

    public static Task<JsonElement> WorkspaceAsync(this Person member) => member.Http.GetAsync("/workspace").ReadAsync(HttpStatusCode.OK);

    public static Task<JsonElement> ChangeAgentsAsync(this Person manager, object agents, HttpStatusCode expected = HttpStatusCode.OK) =>
        manager.Http.PatchAsync("/workspace/agents", agents).ReadAsync(expected);

    /// <summary>The agent of a role in an answer of the workspace.</summary>
    public static JsonElement Role(this JsonElement answer, string role) =>
        answer.GetProperty("agents").EnumerateArray().Single(agent => agent.Text("role") == role);

    /// <summary>The result of a role in an answer about behaviour.</summary>
    public static JsonElement ResultOf(this JsonElement answer, string role) =>
        answer.GetProperty("results").EnumerateArray().Single(result => result.Text("role") == role);

    public static JsonElement Vapi(this JsonElement answer) => answer.GetProperty("integrations").GetProperty("vapi");

    public static JsonElement Twilio(this JsonElement answer) => answer.GetProperty("integrations").GetProperty("twilio");

    /// <summary>Names of the fields that an answer finds fault with.</summary>
    public static IEnumerable<string> Wrong(this JsonElement problem) => problem.GetProperty("errors").EnumerateObject().Select(field => field.Name);

    /// <summary>Waits until both agents are at Vapi as they are here.</summary>
    public static async Task<JsonElement> SyncedAsync(this Person owner)
    {
        JsonElement workspace = default;
        await AgentsHost.UntilAsync(async () =>
        {
            workspace = await owner.WorkspaceAsync();
            return workspace.GetProperty("agents").EnumerateArray().All(agent => agent.Text("sync_status") == "synced")
                && workspace.GetProperty("agents").GetArrayLength() == 2;
        });
        return workspace;
    }
}
