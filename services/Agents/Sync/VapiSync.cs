using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Npgsql;
using PeteRental.Agents.Integrations;
using PeteRental.Agents.KnowledgeBase;
using PeteRental.Agents.Vapi;
using PeteRental.Agents.WebhookSecrets;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults.Telemetry;

namespace PeteRental.Agents.Sync;

/// <summary>Makes Vapi's side of agents what ours is.</summary>
internal sealed partial class VapiSync(
    SyncStore store,
    SyncLeases leases,
    VapiAccounts accounts,
    ToolSync tools,
    AssistantSync assistants,
    VapiToken tokens,
    KnowledgeTools knowledge,
    PhoneNumbers numbers,
    IOptions<VapiOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<VapiSync> logger)
{
    /// <summary>Nobody told us where Vapi can reach us: an operator has to set <c>Vapi:WebhookUrl</c>.</summary>
    public const string WebhookUrlMissing = "webhook_url_missing";

    /// <summary>
    /// Syncs agents now, as far as the token's time goes; what is not finished by then is said to be pending, goes on by itself, and if
    /// that fails too the worker finishes it. Never throws for what Vapi does or does not.
    /// </summary>
    /// <param name="workspace">The tenant.</param>
    /// <param name="agents">Its agents; those that are gone are left out of the answer.</param>
    /// <param name="mode">What to do about changes at Vapi.</param>
    /// <param name="patience">Ends the wait, not the work: a request that Vapi has begun to answer is not thrown away.</param>
    public async Task<IReadOnlyList<SyncOutcome>> SyncAsync(
        WorkspaceId workspace, IReadOnlyCollection<Guid> agents, SyncMode mode, CancellationToken patience)
    {
        var work = WorkAsync(workspace, agents, mode);
        try
        {
            return await work.WaitAsync(patience);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            LogGoesOn(workspace);
            return [.. (await store.ListAsync(workspace, agents, lifetime.ApplicationStopping)).Select(Standing)];
        }
    }

    private static SyncOutcome Standing(SyncedAgent synced) => new(
        synced.Agent.Id, synced.Agent.Role, synced.Agent.VapiAssistantId, synced.Agent.Sync.Status, synced.Agent.Sync.ErrorCode, []);

    private async Task<IReadOnlyList<SyncOutcome>> WorkAsync(WorkspaceId workspace, IReadOnlyCollection<Guid> agents, SyncMode mode)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
        limit.CancelAfter(SyncLeases.WorkLimit);
        if (await accounts.FindAsync(workspace, limit.Token) is not { } account)
        {
            return [.. (await store.ListAsync(workspace, agents, limit.Token)).Select(Standing)];
        }

        try
        {
            await using var lease = await leases.TakeAsync(account.Fingerprint, limit.Token);
            // What waiting for the lease took is not taken from the work.
            limit.CancelAfter(SyncLeases.WorkLimit);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, lease.Lost);
            return await SyncAsync(workspace, account, agents, mode, either.Token);
        }
        catch (Exception broken) when (broken is OperationCanceledException or NpgsqlException)
        {
            // Marked as due already: the worker tries again.
            LogUnfinished(workspace, broken.GetType().Name);
            return [.. agents.Select(agent => new SyncOutcome(agent, null, null, "pending", VapiError.Unavailable, []))];
        }
    }

    private async Task<IReadOnlyList<SyncOutcome>> SyncAsync(
        WorkspaceId workspace, VapiAccount account, IReadOnlyCollection<Guid> agents, SyncMode mode, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        var synced = await store.ListAsync(workspace, agents, cancellationToken);
        var (surroundings, error) = await SurroundAsync(workspace, account, mode, cancellationToken);
        var states = await Task.WhenAll(synced.Select(agent => surroundings is null
            ? Task.FromResult(Unchanged(agent, error!))
            : SyncAsync(account, agent, surroundings, mode, cancellationToken)));
        var outcomes = new List<SyncOutcome>();
        foreach (var (agent, state) in synced.Zip(states))
        {
            if (await store.SaveAsync(agent, account, state, time.GetElapsedTime(begun), options.Value.VerifyEvery, cancellationToken) is { } outcome)
            {
                outcomes.Add(outcome);
            }
        }

        await JudgeAccountAsync(
            workspace, account, [.. states.Where(state => !state.WasLeftAlone || state.Error is not null).Select(state => state.Error)], cancellationToken);
        LogSynced(workspace, mode, string.Join(", ", outcomes.Select(outcome => $"{outcome.AgentId} {outcome.Status} {outcome.ErrorCode}")), time.GetElapsedTime(begun));
        return outcomes;
    }

    private async Task<(AssistantSurroundings?, VapiError?)> SurroundAsync(
        WorkspaceId workspace, VapiAccount account, SyncMode mode, CancellationToken cancellationToken)
    {
        if (options.Value.WebhookUrl is not { } webhook || await store.FindPromptAsync(workspace, cancellationToken) is not { } prompt)
        {
            LogWebhookUrlMissing();
            return (null, new VapiError(WebhookUrlMissing));
        }

        var ids = await tools.EnsureAsync(account, looks: mode != SyncMode.Push, cancellationToken);
        if (ids.Error is { } error)
        {
            return (null, error);
        }

        var token = await tokens.EnsureAsync(workspace, cancellationToken);
        return (new AssistantSurroundings(
            prompt, webhook, token, ids.Answer, await knowledge.FindAsync(workspace, account.Fingerprint, cancellationToken)), null);
    }

    private async Task<AssistantState> SyncAsync(
        VapiAccount account, SyncedAgent agent, AssistantSurroundings surroundings, SyncMode mode, CancellationToken cancellationToken)
    {
        using var activity = PeteTelemetry.Source.StartActivity("sync agent");
        _ = activity?.SetTag("agent_id", agent.Agent.Id).SetTag("workspace_id", agent.Agent.WorkspaceId);
        JsonObject wanted = AssistantDocument.Build(agent.Agent, surroundings);
        var state = await assistants.SyncAsync(account, agent, wanted, mode, cancellationToken);
        if (state is not { Error: null, AssistantId: { } assistant })
        {
            return state;
        }

        var error = await numbers.EnsureAsync(
            account, new WorkspaceId(agent.Agent.WorkspaceId), agent.Agent.PhoneNumber, assistant, looks: mode == SyncMode.Repair, cancellationToken);
        return state with { Error = error };
    }

    private static AssistantState Unchanged(SyncedAgent agent, VapiError error) =>
        new(agent.Agent.VapiAssistantId, false, agent.Sent, agent.Agent.Sync.Drift, error);

    private async Task JudgeAccountAsync(
        WorkspaceId workspace, VapiAccount account, IReadOnlyList<VapiError?> errors, CancellationToken cancellationToken)
    {
        var refused = errors.FirstOrDefault(error => error?.Code == VapiError.KeyRejected);
        if (refused is not null || errors.Contains(null))
        {
            await store.SaveAccountAsync(workspace, account, refused, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Information, "Agents of workspace {Workspace} at Vapi ({Mode}): {Outcomes} after {Duration}")]
    private partial void LogSynced(WorkspaceId workspace, SyncMode mode, string outcomes, TimeSpan duration);

    [LoggerMessage(LogLevel.Information, "Vapi takes its time with workspace {Workspace}; the answer does not wait for it")]
    private partial void LogGoesOn(WorkspaceId workspace);

    [LoggerMessage(LogLevel.Warning, "Agents of workspace {Workspace} are not at Vapi yet ({Problem}); the worker tries again")]
    private partial void LogUnfinished(WorkspaceId workspace, string problem);

    [LoggerMessage(LogLevel.Error, "Vapi:WebhookUrl is not set: Vapi could not reach us, so no agent is sent")]
    private partial void LogWebhookUrlMissing();
}
