using System.Text.Json.Serialization;

namespace PeteRental.Contracts.Events;

/// <summary>A voice agent was added to a workspace. Published by Agents.</summary>
public sealed record AgentRegistered(
    [property: JsonPropertyName("workspace_id")] Guid WorkspaceId,
    [property: JsonPropertyName("occurred_at")] DateTimeOffset OccurredAt,
    [property: JsonPropertyName("agent_id")] Guid AgentId,
    [property: JsonPropertyName("vapi_assistant_id")] string? VapiAssistantId,
    [property: JsonPropertyName("calendar_id")] Guid? CalendarId,
    [property: JsonPropertyName("is_active")] bool IsActive) : IWorkspaceEvent;

/// <summary>A voice agent changed. Published by Agents.</summary>
/// <param name="WorkspaceId">The tenant.</param>
/// <param name="OccurredAt">When it changed.</param>
/// <param name="AgentId">The agent.</param>
/// <param name="VapiAssistantId">The assistant it answers for now.</param>
/// <param name="PreviousVapiAssistantId">The one it answered for before, so that caches can drop both.</param>
/// <param name="CalendarId">The diary it books into; null means the workspace's default.</param>
/// <param name="IsActive">An inactive agent answers no calls.</param>
public sealed record AgentUpdated(
    [property: JsonPropertyName("workspace_id")] Guid WorkspaceId,
    [property: JsonPropertyName("occurred_at")] DateTimeOffset OccurredAt,
    [property: JsonPropertyName("agent_id")] Guid AgentId,
    [property: JsonPropertyName("vapi_assistant_id")] string? VapiAssistantId,
    [property: JsonPropertyName("previous_vapi_assistant_id")] string? PreviousVapiAssistantId,
    [property: JsonPropertyName("calendar_id")] Guid? CalendarId,
    [property: JsonPropertyName("is_active")] bool IsActive) : IWorkspaceEvent;

/// <summary>A voice agent was removed. Published by Agents.</summary>
public sealed record AgentRemoved(
    [property: JsonPropertyName("workspace_id")] Guid WorkspaceId,
    [property: JsonPropertyName("occurred_at")] DateTimeOffset OccurredAt,
    [property: JsonPropertyName("agent_id")] Guid AgentId,
    [property: JsonPropertyName("vapi_assistant_id")] string? VapiAssistantId) : IWorkspaceEvent;

/// <summary>Something of the workspace itself changed. Carries names of what changed, never a secret. Published by Agents.</summary>
/// <param name="WorkspaceId">The tenant.</param>
/// <param name="OccurredAt">When it changed.</param>
/// <param name="Changed">Names such as webhook_secrets, locale, timezone.</param>
public sealed record WorkspaceUpdated(
    [property: JsonPropertyName("workspace_id")] Guid WorkspaceId,
    [property: JsonPropertyName("occurred_at")] DateTimeOffset OccurredAt,
    [property: JsonPropertyName("changed")] IReadOnlyList<string> Changed) : IWorkspaceEvent;

/// <summary>A person signed in for the first time. Published by Agents.</summary>
public sealed record UserRegistered(
    [property: JsonPropertyName("workspace_id")] Guid WorkspaceId,
    [property: JsonPropertyName("occurred_at")] DateTimeOffset OccurredAt,
    [property: JsonPropertyName("user_id")] Guid UserId,
    [property: JsonPropertyName("email")] string? Email) : IWorkspaceEvent;

/// <summary>
/// A person was erased: nobody may keep anything of them. Told once for each workspace that they were a member of, so that it can be
/// handled within the tenant. Published by Agents.
/// </summary>
/// <param name="WorkspaceId">The tenant.</param>
/// <param name="OccurredAt">When they were erased.</param>
/// <param name="UserId">The person; from now on an id with nobody behind it.</param>
/// <param name="IsWorkspaceClosed">The workspace was the person's own, and went with them: nothing answers for it any more.</param>
public sealed record UserErased(
    [property: JsonPropertyName("workspace_id")] Guid WorkspaceId,
    [property: JsonPropertyName("occurred_at")] DateTimeOffset OccurredAt,
    [property: JsonPropertyName("user_id")] Guid UserId,
    [property: JsonPropertyName("is_workspace_closed")] bool IsWorkspaceClosed) : IWorkspaceEvent;

/// <summary>Vapi has an agent as it is here. Published by Agents.</summary>
/// <param name="WorkspaceId">The tenant.</param>
/// <param name="OccurredAt">When Vapi confirmed it.</param>
/// <param name="AgentId">The agent.</param>
/// <param name="VapiAssistantId">Its assistant.</param>
/// <param name="DurationMilliseconds">How long the sync took.</param>
public sealed record AgentSyncCompleted(
    [property: JsonPropertyName("workspace_id")] Guid WorkspaceId,
    [property: JsonPropertyName("occurred_at")] DateTimeOffset OccurredAt,
    [property: JsonPropertyName("agent_id")] Guid AgentId,
    [property: JsonPropertyName("vapi_assistant_id")] string VapiAssistantId,
    [property: JsonPropertyName("duration_ms")] long DurationMilliseconds) : IWorkspaceEvent;

/// <summary>Vapi does not have an agent as it is here; it is tried again. Published by Agents, once until it succeeds or fails otherwise.</summary>
/// <param name="WorkspaceId">The tenant.</param>
/// <param name="OccurredAt">When it failed.</param>
/// <param name="AgentId">The agent.</param>
/// <param name="VapiAssistantId">Its assistant; null when there is none yet.</param>
/// <param name="DurationMilliseconds">How long the attempt took.</param>
/// <param name="ErrorCode">Such as vapi_unavailable or vapi_key_rejected.</param>
public sealed record AgentSyncFailed(
    [property: JsonPropertyName("workspace_id")] Guid WorkspaceId,
    [property: JsonPropertyName("occurred_at")] DateTimeOffset OccurredAt,
    [property: JsonPropertyName("agent_id")] Guid AgentId,
    [property: JsonPropertyName("vapi_assistant_id")] string? VapiAssistantId,
    [property: JsonPropertyName("duration_ms")] long DurationMilliseconds,
    [property: JsonPropertyName("error_code")] string ErrorCode) : IWorkspaceEvent;

/// <summary>Vapi has a workspace's documents as they are here. Published by Agents, when it was not so before.</summary>
/// <param name="WorkspaceId">The tenant.</param>
/// <param name="OccurredAt">When Vapi had all of them.</param>
/// <param name="Documents">How many it has read.</param>
/// <param name="ToolId">The query tool over them; null once there are none.</param>
public sealed record KnowledgeBaseSynced(
    [property: JsonPropertyName("workspace_id")] Guid WorkspaceId,
    [property: JsonPropertyName("occurred_at")] DateTimeOffset OccurredAt,
    [property: JsonPropertyName("documents")] int Documents,
    [property: JsonPropertyName("tool_id")] string? ToolId) : IWorkspaceEvent;
