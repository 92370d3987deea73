using Npgsql;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults.Requests;
using PeteRental.VoiceWebhook.Calls;
using PeteRental.VoiceWebhook.Knowledge;
using PeteRental.VoiceWebhook.Messages;
using PeteRental.VoiceWebhook.Spoken;
using PeteRental.VoiceWebhook.Tools;
using PeteRental.VoiceWebhook.Workspaces;

namespace PeteRental.VoiceWebhook.Webhook;

/// <summary>Does what an authentic message asks for. Whatever goes wrong, the answer is one that Vapi can speak.</summary>
internal sealed partial class MessageHandler(
    WorkspaceDirectory directory,
    ToolRunner tools,
    KnowledgeAnswers knowledge,
    CallStore calls,
    ToolCallJournal journal,
    TimeProvider time,
    ILogger<MessageHandler> logger)
{
    // Vapi hangs up after 7.5 s without an assistant; a caller who hears it ring for a second does not mind.
    private static readonly TimeSpan AssistantPatience = TimeSpan.FromMilliseconds(900);

    private static readonly Func<ILogger, string?, Guid, IDisposable?> Scope =
        LoggerMessage.DefineScope<string?, Guid>("call_id:{CallId} workspace_id:{WorkspaceId}");

    /// <summary>Starts the clock of a message. Tool calls that are not answered when it ends are answered without their result.</summary>
    public CancellationTokenSource StartDeadline() => new(ToolRunner.Ceiling, time);

    /// <summary>The answer to a message of a workspace.</summary>
    public async Task<VapiReply> HandleAsync(WorkspaceId workspace, VapiMessage message, CancellationToken deadline)
    {
        using var _ = Scope(logger, message.Call.CallId, workspace.Value);
        switch (message.Kind)
        {
            case MessageKind.ToolCalls:
                return await RunToolsAsync(workspace, message, deadline);
            case MessageKind.AssistantRequest:
                return await ChooseAssistantAsync(workspace, message.Call);
            case MessageKind.KnowledgeBaseRequest:
                return VapiReply.Documents(await knowledge.FindAsync(workspace, message.Question));
            case MessageKind.StatusUpdate or MessageKind.EndOfCallReport when message is { Call.CallId: not null, Progress: { } progress }:
                await RecordAsync(workspace, message, progress, deadline);
                return VapiReply.Empty;
            default:
                return VapiReply.Empty;
        }
    }

    private async Task<VapiReply> RunToolsAsync(WorkspaceId workspace, VapiMessage message, CancellationToken deadline)
    {
        var found = await FindAgentAsync(workspace, message.Call, deadline);
        if (found.Value is not { IsActive: true } agent)
        {
            var situation = found.IsUnavailable ? Situation.CalendarAway : found.Value is null ? Situation.AgentUnknown : Situation.AgentInactive;
            LogNoAgent(situation, message.Call.AssistantId);
            var apology = ToolAnswer.Error(Speech.In(found.Value?.Language).Say(situation));
            return VapiReply.Results(message, [.. message.ToolCalls.Select(_ => apology)]);
        }

        var conversation = new Conversation(
            workspace, agent, message.Call, PhoneNumber.Parse(message.Call.CallerNumber), Speech.In(agent.Language));
        return VapiReply.Results(message, await tools.RunAsync(conversation, message.ToolCalls, deadline));
    }

    private async Task<VapiReply> ChooseAssistantAsync(WorkspaceId workspace, CallFacts call)
    {
        using var patience = new CancellationTokenSource(AssistantPatience, time);
        var found = await FindAgentAsync(workspace, call, patience.Token);
        if (found.Value is { IsActive: true, VapiAssistantId: { } assistant })
        {
            return VapiReply.Assistant(assistant);
        }

        LogNoAssistant(found.IsUnavailable ? "cannot be asked" : found.Value is null ? "unknown" : "inactive or not synced");
        return VapiReply.NoAssistant(Speech.In(found.Value?.Language).Say(Situation.NobodyOnThisLine));
    }

    private async Task RecordAsync(WorkspaceId workspace, VapiMessage message, CallProgress progress, CancellationToken deadline)
    {
        var agent = await FindAgentAsync(workspace, message.Call, deadline);
        var report = new CallReport(workspace, agent.Value?.AgentId, message.Call, progress, message.Kind == MessageKind.EndOfCallReport);
        try
        {
            await calls.RecordAsync(report, deadline);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            // Vapi does not send it again. It waits here until the database is back.
            LogLate(exception.GetType().Name);
            journal.AddLate(report);
        }
    }

    private async ValueTask<Lookup<Contracts.Agents.AgentRouteReply>> FindAgentAsync(WorkspaceId workspace, CallFacts call, CancellationToken patience)
    {
        try
        {
            return await directory.FindAgentAsync(workspace, call.AssistantId, PhoneNumber.Parse(call.DialledNumber)?.Value, patience);
        }
        catch (OperationCanceledException)
        {
            return new(null, true);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Tool calls were answered with an apology ({Situation}); the call's assistant is {AssistantId}")]
    private partial void LogNoAgent(Situation situation, string? assistantId);

    [LoggerMessage(LogLevel.Warning, "A call found no assistant: the agent of its number is {Reason}")]
    private partial void LogNoAssistant(string reason);

    [LoggerMessage(LogLevel.Warning, "A call's state is written later: the database cannot be reached ({Reason})")]
    private partial void LogLate(string reason);
}
