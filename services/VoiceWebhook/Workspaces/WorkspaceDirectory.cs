using PeteRental.Contracts;
using PeteRental.Contracts.Agents;
using StackExchange.Redis;

namespace PeteRental.VoiceWebhook.Workspaces;

/// <summary>Whose webhook it is, and which agent takes the call: the Agents service knows, this remembers.</summary>
public sealed class WorkspaceDirectory
{
    private const int MostEntries = 50_000;

    private readonly AgentsClient _agents;
    private readonly LookupCache<WebhookSecretReply> _secrets;
    private readonly LookupCache<WebhookKeysReply> _keys;
    private readonly LookupCache<AgentRouteReply> _routes;

    /// <summary>Starts with nothing remembered.</summary>
    public WorkspaceDirectory(AgentsClient agents, IConnectionMultiplexer redis, TimeProvider time, ILoggerFactory logging)
    {
        _agents = agents;
        _secrets = new(MostEntries, new(redis, "secret", VoiceJson.Default.WebhookSecretReply, time, logging.CreateLogger<RedisShelf<WebhookSecretReply>>()), time);
        _routes = new(MostEntries, new(redis, "route", VoiceJson.Default.AgentRouteReply, time, logging.CreateLogger<RedisShelf<AgentRouteReply>>()), time);

        // Signing keys are secrets: they stay in this process.
        _keys = new(MostEntries, null, time);
    }

    /// <summary>The workspace of a presented secret.</summary>
    public async ValueTask<Lookup<WebhookSecretReply>> FindBySecretAsync(string sha256, CancellationToken cancellationToken) =>
        await _secrets.GetAsync(sha256, token => _agents.FindSecretAsync(sha256, token), cancellationToken);

    /// <summary>True when nobody has to be asked about this secret, whether it is good or not.</summary>
    public bool RemembersSecret(string sha256) => _secrets.Remembers(sha256);

    /// <summary>The signing keys of whoever owns the assistant or the number.</summary>
    public async ValueTask<Lookup<WebhookKeysReply>> FindKeysAsync(string? assistantId, string? number, CancellationToken cancellationToken) =>
        assistantId is null && number is null
            ? default
            : await _keys.GetAsync(KeysKey(assistantId, number), token => _agents.FindKeysAsync(new(assistantId, number), token), cancellationToken);

    /// <summary>True when nobody has to be asked for these keys, whether there are any or not.</summary>
    public bool RemembersKeys(string? assistantId, string? number) => _keys.Remembers(KeysKey(assistantId, number));

    /// <summary>The agent of a call. One of another workspace is none.</summary>
    public async ValueTask<Lookup<AgentRouteReply>> FindAgentAsync(
        WorkspaceId workspace, string? assistantId, string? number, CancellationToken cancellationToken)
    {
        var found = await _routes.GetAsync(
            $"{workspace.Value:N} {assistantId} {number}",
            token => _agents.FindAgentAsync(workspace, new(assistantId, number), token),
            cancellationToken);
        return found.Value is { } agent && agent.WorkspaceId != workspace.Value ? default : found;
    }

    /// <summary>Something about the agents of a workspace changed. Any workspace may claim any assistant, so all keys are in doubt.</summary>
    public void ForgetAgents(Guid workspace)
    {
        _routes.Doubt(agent => agent.WorkspaceId == workspace);
        _keys.Doubt(_ => true);
    }

    /// <summary>Something about a workspace changed, its secrets perhaps. Those are forgotten, not kept for an outage: one may be revoked.</summary>
    public void ForgetWorkspace(Guid workspace)
    {
        _secrets.Forget(secret => secret.WorkspaceId == workspace);
        _keys.Forget(keys => IsAmong(keys, workspace));
        ForgetAgents(workspace);
    }

    private static string KeysKey(string? assistantId, string? number) => $"{assistantId} {number}";

    private static bool IsAmong(WebhookKeysReply keys, Guid workspace) =>
        keys.WorkspaceId == workspace || (keys.Others ?? []).Any(other => other.WorkspaceId == workspace);
}
