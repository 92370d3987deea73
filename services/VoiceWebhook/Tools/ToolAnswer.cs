using PeteRental.Contracts;
using PeteRental.Contracts.Agents;
using PeteRental.ServiceDefaults.Requests;
using PeteRental.VoiceWebhook.Calls;
using PeteRental.VoiceWebhook.Messages;
using PeteRental.VoiceWebhook.Spoken;

namespace PeteRental.VoiceWebhook.Tools;

/// <summary>What a caller is told about one tool call.</summary>
/// <param name="Text">One line to be spoken.</param>
/// <param name="IsError">The tool could not do its work; a refusal with alternatives is not an error but an answer.</param>
/// <param name="Outcome">What the call has achieved by it.</param>
public readonly record struct ToolAnswer(string Text, bool IsError = false, CallOutcome Outcome = CallOutcome.None)
{
    /// <summary>The tool could not do its work.</summary>
    public static ToolAnswer Error(string text) => new(text, IsError: true);
}

/// <summary>The conversation in which tools run.</summary>
/// <param name="Workspace">Whose call it is, by its webhook secret.</param>
/// <param name="Agent">The agent on the line.</param>
/// <param name="Facts">The call, as Vapi tells it.</param>
/// <param name="Caller">The number that the network shows; never one that the model filled in.</param>
/// <param name="Speech">The agent's language.</param>
public sealed record Conversation(WorkspaceId Workspace, AgentRouteReply Agent, CallFacts Facts, PhoneNumber? Caller, Speech Speech);
