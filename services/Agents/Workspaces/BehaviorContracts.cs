using System.Text.Json.Serialization;
using PeteRental.Agents.VoiceAgents;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Agents.Workspaces;

/// <summary>How the workspace's two agents should behave; an agent that is left out stays as it is.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record BehaviorRequest
{
    /// <summary>The agent that answers calls.</summary>
    public Given<AgentBehavior> Inbound { get; init; }

    /// <summary>The agent that makes calls.</summary>
    public Given<AgentBehavior> Outbound { get; init; }

    /// <summary>What was given, by role.</summary>
    internal IReadOnlyList<(string Role, AgentRequest Change)> Changes() =>
    [
        .. new[] { (Role: RoleAgents.Inbound, Given: Inbound), (Role: RoleAgents.Outbound, Given: Outbound) }
            .Where(agent => agent.Given.HasValue)
            .Select(agent => (agent.Role, agent.Given.Value!.ToChange(agent.Role))),
    ];

    public FieldErrors Check()
    {
        var errors = new FieldErrors()
            .Require(Inbound.IsGiven || Outbound.IsGiven, RoleAgents.Inbound, "Give at least one of inbound and outbound.")
            .CheckNotNull(Inbound, RoleAgents.Inbound, _ => true, AgentBehavior.Rule)
            .CheckNotNull(Outbound, RoleAgents.Outbound, _ => true, AgentBehavior.Rule);
        foreach (var (role, change) in Changes())
        {
            foreach (var (field, messages) in AgentRules.Check(change, isNew: false).ByField)
            {
                errors.Require(false, $"{role}.{AgentBehavior.NameOf(field)}", messages[0]);
            }
        }

        return errors;
    }
}

/// <summary>What to change of one agent; null takes the default again.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record AgentBehavior
{
    internal const string Rule =
        "An object with some of voice, system_prompt, first_message, language, max_duration_seconds, model and name.";

    /// <summary>1 to 40 characters.</summary>
    public Given<string> Name { get; init; }

    /// <summary>Name of a voice.</summary>
    public Given<string?> Voice { get; init; }

    /// <summary>At most 20,000 characters.</summary>
    public Given<string?> SystemPrompt { get; init; }

    /// <summary>At most 1,000 characters.</summary>
    public Given<string?> FirstMessage { get; init; }

    /// <summary>en or es.</summary>
    public Given<string> Language { get; init; }

    /// <summary>10 to 43200.</summary>
    public Given<int?> MaxDurationSeconds { get; init; }

    /// <summary>Name of a language model.</summary>
    public Given<string?> Model { get; init; }

    internal AgentRequest ToChange(string role)
    {
        var usual = new AgentConfig();
        return new AgentRequest
        {
            AgentName = Name.IsNull ? Given.Of(RoleAgents.NameOf(role)) : Name,
            Config = Given.Of(new AgentConfigRequest
            {
                Voice = Voice,
                SystemPrompt = SystemPrompt,
                FirstMessage = FirstMessage,
                Language = Language.IsNull ? Given.Of(usual.Language) : Language,
                MaxDurationSeconds = MaxDurationSeconds.IsNull ? Given.Of<int?>(usual.MaxDurationSeconds) : MaxDurationSeconds,
                Model = Model,
            }),
        };
    }

    /// <summary>A field's name here, by its name in an agent.</summary>
    internal static string NameOf(string field) => field == "agent_name" ? "name" : field.Replace("config.", "", StringComparison.Ordinal);
}

/// <summary>What became of the agents that were named.</summary>
/// <param name="Results">One for each, inbound first.</param>
/// <param name="Partial">Vapi has followed for one and not for the other.</param>
/// <param name="RequestId">To tell an operator.</param>
internal sealed record BehaviorReply(IReadOnlyList<BehaviorResult> Results, bool Partial, string? RequestId);

/// <summary>What became of one agent.</summary>
/// <param name="Role">inbound or outbound.</param>
/// <param name="AgentId">The agent.</param>
/// <param name="VapiAssistantId">Its assistant; null while there is none.</param>
/// <param name="Synced">Vapi has it as it is here.</param>
/// <param name="SyncStatus">none, pending, synced, drifted or failed.</param>
/// <param name="ErrorCode">Why Vapi does not have it.</param>
/// <param name="Agent">As it is here.</param>
internal sealed record BehaviorResult(
    string Role, Guid AgentId, string? VapiAssistantId, bool Synced, string SyncStatus, string? ErrorCode, AgentReply Agent);
