using System.Text.Json.Serialization;

namespace PeteRental.Contracts.Events;

/// <summary>A phone call reached an agent. Published by VoiceWebhook.</summary>
/// <param name="WorkspaceId">The tenant.</param>
/// <param name="OccurredAt">When the call was first seen.</param>
/// <param name="CallId">Vapi's id of the call.</param>
/// <param name="AgentId">The agent that answered; null when none matched.</param>
/// <param name="CallerHash">Keyed hash of the caller's number: tells repeat callers apart without naming them.</param>
public sealed record CallStarted(
    [property: JsonPropertyName("workspace_id")] Guid WorkspaceId,
    [property: JsonPropertyName("occurred_at")] DateTimeOffset OccurredAt,
    [property: JsonPropertyName("call_id")] string CallId,
    [property: JsonPropertyName("agent_id")] Guid? AgentId,
    [property: JsonPropertyName("caller_hash")] string? CallerHash) : IWorkspaceEvent;

/// <summary>A phone call is over and its report has arrived. Published by VoiceWebhook.</summary>
/// <param name="WorkspaceId">The tenant.</param>
/// <param name="OccurredAt">When the call ended.</param>
/// <param name="CallId">Vapi's id of the call.</param>
/// <param name="AgentId">The agent that answered.</param>
/// <param name="CallerHash">See <see cref="CallStarted"/>.</param>
/// <param name="Outcome">booked, rescheduled, cancelled, searched, callback or none.</param>
/// <param name="DurationSeconds">Length of the call; null when not reported.</param>
/// <param name="Cost">In US dollars, as Vapi reports it.</param>
public sealed record CallEnded(
    [property: JsonPropertyName("workspace_id")] Guid WorkspaceId,
    [property: JsonPropertyName("occurred_at")] DateTimeOffset OccurredAt,
    [property: JsonPropertyName("call_id")] string CallId,
    [property: JsonPropertyName("agent_id")] Guid? AgentId,
    [property: JsonPropertyName("caller_hash")] string? CallerHash,
    [property: JsonPropertyName("outcome")] string Outcome,
    [property: JsonPropertyName("duration_seconds")] decimal? DurationSeconds,
    [property: JsonPropertyName("cost")] decimal? Cost) : IWorkspaceEvent;
