using System.Diagnostics;
using PeteRental.Agents.Audit;
using PeteRental.Agents.Integrations;
using PeteRental.Agents.Sync;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Agents.Workspaces;

/// <summary>How a save ended.</summary>
internal abstract record SaveResult
{
    /// <summary>Everything was saved, or waits for its provider.</summary>
    public sealed record Done(WorkspaceSavedReply Reply) : SaveResult;

    /// <summary>A provider refused something; the rest was saved.</summary>
    public sealed record Rejected(WorkspaceSavedReply Reply, IReadOnlyDictionary<string, string[]> Errors) : SaveResult;

    /// <summary>Nothing was saved.</summary>
    public sealed record Invalid(FieldErrors Errors) : SaveResult;

    public sealed record Unknown : SaveResult;
}

/// <summary>
/// Saving a workspace, from the form to the assistants: credentials are tried where they come from, what is good is stored in one
/// transaction, both agents are there afterwards, and Vapi is made to follow. Whatever Vapi or Twilio do, it answers in time; what is
/// not finished by then is finished by the workers.
/// </summary>
internal sealed partial class WorkspaceSave(
    WorkspaceStore workspaces, IntegrationStore integrations, CredentialChecks checks, RoleAgents roleAgents, VapiSync sync, TimeProvider time,
    ILogger<WorkspaceSave> logger)
{
    // The gateway waits for fifteen seconds, and somebody in front of it perhaps no longer.
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(13);
    private static readonly TimeSpan SyncAtLeast = TimeSpan.FromSeconds(2);

    public async Task<SaveResult> SaveAsync(Actor actor, WorkspaceRequest request, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var requestId = Activity.Current?.TraceId.ToString();
        LogReceived(requestId, actor.WorkspaceId, string.Join(", ", request.GivenFields()));
        var errors = request.Check();
        if (errors.Any)
        {
            return new SaveResult.Invalid(errors);
        }

        if (await integrations.FindAsync(actor.WorkspaceId, cancellationToken) is not { } stored)
        {
            return new SaveResult.Unknown();
        }

        var plan = request.Credentials.PlanWith(stored, errors);
        if (errors.Any)
        {
            return new SaveResult.Invalid(errors);
        }

        var change = await TryAsync(request, plan, requestId, cancellationToken);
        if (await workspaces.SaveAsync(actor, request, change, cancellationToken) is not { } saved)
        {
            return new SaveResult.Unknown();
        }

        LogStored(requestId, string.Join(", ", saved.Changed), string.Join(", ", saved.Added));
        await SyncAsync(actor.WorkspaceId, started, requestId, cancellationToken);
        return await AnswerAsync(actor.WorkspaceId, change, requestId, cancellationToken);
    }

    private async Task<IntegrationChange> TryAsync(
        WorkspaceRequest request, CredentialPlan plan, string? requestId, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var vapi = plan.Vapi is { } key ? checks.CheckAsync(key, cancellationToken) : null;
        var twilio = plan.Twilio is { } account ? checks.CheckAsync(account.Account, account.PhoneNumber, cancellationToken) : null;
        await Task.WhenAll(new Task?[] { vapi, twilio }.OfType<Task>());
        var change = new IntegrationChange(
            request.Credentials, vapi is null ? null : await vapi, twilio is null ? null : await twilio);
        var milliseconds = (int)time.GetElapsedTime(started).TotalMilliseconds;
        if (change.Vapi is { } ofVapi)
        {
            LogChecked(requestId, CandidateStore.Vapi, ofVapi.Verdict, ofVapi.ErrorCode ?? "", milliseconds);
        }

        if (change.Twilio is { } ofTwilio)
        {
            LogChecked(requestId, CandidateStore.Twilio, ofTwilio.Verdict, ofTwilio.ErrorCode ?? ofTwilio.NumberErrorCode ?? "", milliseconds);
        }

        return change;
    }

    private async Task SyncAsync(WorkspaceId workspace, long started, string? requestId, CancellationToken cancellationToken)
    {
        var agents = await roleAgents.ListToSyncAsync(workspace, cancellationToken);
        var rest = AnswerWithin - time.GetElapsedTime(started);
        using var limit = new CancellationTokenSource(rest > SyncAtLeast ? rest : SyncAtLeast, time);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var syncing = time.GetTimestamp();
        var outcomes = await sync.SyncAsync(workspace, agents, SyncMode.Push, patience.Token);
        var milliseconds = (int)time.GetElapsedTime(syncing).TotalMilliseconds;
        foreach (var outcome in outcomes)
        {
            LogSynced(requestId, outcome.AgentId, outcome.Role ?? "", outcome.Status, outcome.ErrorCode ?? "", milliseconds);
        }
    }

    private async Task<SaveResult> AnswerAsync(
        WorkspaceId workspace, IntegrationChange change, string? requestId, CancellationToken cancellationToken)
    {
        if (await workspaces.ViewAsync(workspace, cancellationToken) is not { } view)
        {
            return new SaveResult.Unknown();
        }

        var reply = new WorkspaceSavedReply(view.Workspace, view.Integrations.With(change), view.Agents, requestId);
        var refusals = change.Refusals();
        return refusals.Count == 0 ? new SaveResult.Done(reply) : new SaveResult.Rejected(reply, refusals);
    }

    [LoggerMessage(LogLevel.Information, "Request {RequestId} saves workspace {Workspace}: {Fields}")]
    private partial void LogReceived(string? requestId, WorkspaceId workspace, string fields);

    [LoggerMessage(LogLevel.Information, "Request {RequestId} tried the {Provider} credential: {Verdict} {ErrorCode} after {Milliseconds} ms")]
    private partial void LogChecked(string? requestId, string provider, Verdict verdict, string errorCode, int milliseconds);

    [LoggerMessage(LogLevel.Information, "Request {RequestId} stored: {Changed}; agents added: {Added}")]
    private partial void LogStored(string? requestId, string changed, string added);

    [LoggerMessage(LogLevel.Information, "Request {RequestId} synced agent {Agent} ({Role}): {Status} {ErrorCode}, after {Milliseconds} ms")]
    private partial void LogSynced(string? requestId, Guid agent, string role, string status, string errorCode, int milliseconds);
}
