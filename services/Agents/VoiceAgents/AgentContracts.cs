using System.Text.Json.Serialization;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Agents.VoiceAgents;

/// <summary>A voice agent.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="WorkspaceId">Its workspace.</param>
/// <param name="UserId">Who made it.</param>
/// <param name="AgentName">For people, and its assistant's name at Vapi.</param>
/// <param name="Role">inbound, outbound or null; a workspace has at most one of each.</param>
/// <param name="VapiAssistantId">Its assistant at Vapi; unique in the workspace.</param>
/// <param name="PhoneNumber">The number it answers, E.164; unique in the workspace.</param>
/// <param name="CalendarId">The diary it books into; null means the workspace's default.</param>
/// <param name="IsActive">An inactive agent takes no bookings.</param>
/// <param name="Config">How it speaks and behaves.</param>
/// <param name="Sync">Where it stands at Vapi.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it last changed.</param>
internal sealed record AgentReply(
    Guid AgentId, Guid WorkspaceId, Guid UserId, string AgentName, string? Role, string? VapiAssistantId, string? PhoneNumber,
    Guid? CalendarId, bool IsActive, AgentConfig Config, AgentSync Sync, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static AgentReply From(Agent agent) => new(
        agent.Id, agent.WorkspaceId, agent.UserId, agent.Name, agent.Role, agent.VapiAssistantId, agent.PhoneNumber, agent.CalendarId,
        agent.IsActive, agent.Config, agent.Sync, agent.CreatedAt, agent.UpdatedAt);
}

/// <summary>A page of agents, oldest first.</summary>
/// <param name="Agents">The page.</param>
/// <param name="Total">Of the whole workspace.</param>
/// <param name="NextCursor">Null on the last page.</param>
internal sealed record AgentListReply(IReadOnlyList<AgentReply> Agents, int Total, string? NextCursor);

/// <summary>A new agent, or what to change of one: what is left out stays, or takes its default in a new agent.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record AgentRequest
{
    /// <summary>1 to 40 characters, Vapi's limit for a name. A new agent needs it.</summary>
    public Given<string> AgentName { get; init; }

    /// <summary>inbound, outbound or null.</summary>
    public Given<string?> Role { get; init; }

    /// <summary>An existing assistant at Vapi, or null.</summary>
    public Given<string?> VapiAssistantId { get; init; }

    /// <summary>With its country code, or null.</summary>
    public Given<string?> PhoneNumber { get; init; }

    /// <summary>A calendar of the workspace, or null for the default one.</summary>
    public Given<string?> CalendarId { get; init; }

    /// <summary>True unless given.</summary>
    public Given<bool?> IsActive { get; init; }

    /// <summary>Within it, too, only what is given changes.</summary>
    public Given<AgentConfigRequest> Config { get; init; }
}

/// <summary>What to set of an agent's behaviour. Lists are replaced whole.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record AgentConfigRequest
{
    /// <summary>At most 20,000 characters.</summary>
    public Given<string?> SystemPrompt { get; init; }

    /// <summary>At most 1,000 characters.</summary>
    public Given<string?> FirstMessage { get; init; }

    /// <summary>Name of a voice.</summary>
    public Given<string?> Voice { get; init; }

    /// <summary>en or es.</summary>
    public Given<string> Language { get; init; }

    /// <summary>Name of a language model.</summary>
    public Given<string?> Model { get; init; }

    /// <summary>10 to 43200, Vapi's limits.</summary>
    public Given<int?> MaxDurationSeconds { get; init; }

    /// <summary>At most 50, with different names.</summary>
    public Given<IReadOnlyList<AgentVariable>> Variables { get; init; }

    /// <summary>At most 50, with different names.</summary>
    public Given<IReadOnlyList<AgentFunction>> Functions { get; init; }
}
