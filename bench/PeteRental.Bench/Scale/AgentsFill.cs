using System.Text.Json;

namespace PeteRental.Bench.Scale;

/// <summary>Fills the database of Agents: people, the organisations they work in, their agents and webhook secrets.</summary>
internal static class AgentsFill
{
    private static readonly JsonDocument Config = JsonDocument.Parse(
        $$"""
        {"system_prompt":"{{string.Concat(Enumerable.Repeat("You answer the telephone of a property manager and book viewings. ", 15))}}",
         "first_message":"Hello, how can I help?","voice":"Elliot","language":"en","model":null,"max_duration_seconds":600,"variables":[],"functions":[]}
        """);

    public static async Task RunAsync(BulkCopy copy, Landscape landscape, CancellationToken cancellationToken)
    {
        var workspaces = landscape.Workspaces;
        var members = workspaces.Sum(workspace => workspace.Users.Length);
        await copy.CopyAsync(
            "users (id, subject, email, full_name, is_verified, created_at, updated_at)", members, workspaces.SelectMany(Users), cancellationToken);
        await copy.CopyAsync(
            "workspaces (id, organization_id, name, created_at, updated_at)",
            workspaces.Count,
            workspaces.Select(object?[] (workspace) => [workspace.Id, workspace.Organization, $"Homes {workspace.Rank}", workspace.CreatedAt, workspace.CreatedAt]),
            cancellationToken);
        await copy.CopyAsync(
            "memberships (workspace_id, user_id, role, organization_role, created_at, updated_at)", members, workspaces.SelectMany(Memberships), cancellationToken);
        await copy.CopyAsync(
            "agents (id, workspace_id, user_id, agent_name, role, vapi_assistant_id, config, sync_status, created_at, updated_at)",
            workspaces.Sum(workspace => workspace.Agents.Length),
            workspaces.SelectMany(Agents),
            cancellationToken);
        await copy.CopyAsync(
            "webhook_secrets (id, workspace_id, name, kind, sha256, created_by, created_at)",
            workspaces.Count,
            workspaces.Select(object?[] (workspace) =>
                [Guid.CreateVersion7(workspace.CreatedAt), workspace.Id, "line", "token", Sha256Of(workspace), workspace.Users[0], workspace.CreatedAt]),
            cancellationToken);
        await copy.SettleAsync("agents", cancellationToken);
    }

    private static IEnumerable<object?[]> Users(FilledWorkspace workspace) => workspace.Users.Select(object?[] (user, index) =>
        [user, $"user_scale_{user:N}", $"member-{index}@homes-{workspace.Rank}.test", $"Member {index}", true, workspace.CreatedAt, workspace.CreatedAt]);

    private static IEnumerable<object?[]> Memberships(FilledWorkspace workspace) => workspace.Users.Select(object?[] (user, index) =>
        [workspace.Id, user, index == 0 ? "owner" : "manager", index == 0 ? "admin" : "manager", workspace.CreatedAt, workspace.CreatedAt]);

    private static IEnumerable<object?[]> Agents(FilledWorkspace workspace) => workspace.Agents.Select(object?[] (agent, index) =>
    [
        agent, workspace.Id, workspace.Users[0], $"Agent {index}", index switch { 0 => "inbound", 1 => "outbound", _ => null },
        FilledWorkspace.AssistantOf(agent), Config, "none", workspace.CreatedAt, workspace.CreatedAt,
    ]);

    private static byte[] Sha256Of(FilledWorkspace workspace) => System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(workspace.WebhookSecret));
}
