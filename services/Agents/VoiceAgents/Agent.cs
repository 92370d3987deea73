using System.Text.Json;
using PeteRental.Contracts.Events;

namespace PeteRental.Agents.VoiceAgents;

/// <summary>A voice agent of a workspace.</summary>
internal sealed record Agent
{
    public required Guid Id { get; init; }

    public required Guid WorkspaceId { get; init; }

    /// <summary>Who made it.</summary>
    public required Guid UserId { get; init; }

    public required string Name { get; init; }

    /// <summary>inbound, outbound, or null for neither.</summary>
    public string? Role { get; init; }

    /// <summary>Its assistant at Vapi, once there is one.</summary>
    public string? VapiAssistantId { get; init; }

    /// <summary>The number it answers, E.164.</summary>
    public string? PhoneNumber { get; init; }

    /// <summary>The diary it books into; null means the workspace's default. Calendar checks whose it is.</summary>
    public Guid? CalendarId { get; init; }

    public bool IsActive { get; init; } = true;

    public AgentConfig Config { get; init; } = new();

    public AgentSync Sync { get; init; } = AgentSync.None;

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public AgentRegistered Registered(DateTimeOffset at) => new(WorkspaceId, at, Id, VapiAssistantId, CalendarId, IsActive);

    public AgentUpdated Updated(Agent before, DateTimeOffset at) => new(WorkspaceId, at, Id, VapiAssistantId, before.VapiAssistantId, CalendarId, IsActive);

    public AgentRemoved Removed(DateTimeOffset at) => new(WorkspaceId, at, Id, VapiAssistantId);

    /// <summary>Names of the fields in which the two differ, as clients write them.</summary>
    public IReadOnlyList<string> DifferenceTo(Agent other) =>
    [
        .. new (string Field, bool Differs)[]
        {
            ("agent_name", Name != other.Name),
            ("role", Role != other.Role),
            ("vapi_assistant_id", VapiAssistantId != other.VapiAssistantId),
            ("phone_number", PhoneNumber != other.PhoneNumber),
            ("calendar_id", CalendarId != other.CalendarId),
            ("is_active", IsActive != other.IsActive),
            ("config", !Config.SameAs(other.Config)),
        }.Where(field => field.Differs).Select(field => field.Field),
    ];
}

/// <summary>Where the agent stands at Vapi.</summary>
/// <param name="Status">none (never sent), pending, synced, drifted (somebody changed it at Vapi) or failed.</param>
/// <param name="SyncedAt">When Vapi last had what we have.</param>
/// <param name="ErrorCode">Why it failed.</param>
internal sealed record AgentSync(string Status, DateTimeOffset? SyncedAt, string? ErrorCode)
{
    public static readonly AgentSync None = new("none", null, null);

    /// <summary>Fields of the assistant, in Vapi's words, that somebody changed at Vapi. Syncing by hand makes them ours again.</summary>
    public IReadOnlyList<string> Drift { get; init; } = [];
}

/// <summary>How the agent speaks and behaves.</summary>
internal sealed record AgentConfig
{
    public const int DefaultMaxDurationSeconds = 600;

    public string? SystemPrompt { get; init; }

    public string? FirstMessage { get; init; }

    /// <summary>Name of a voice; null means the provider's default.</summary>
    public string? Voice { get; init; }

    /// <summary>en or es.</summary>
    public string Language { get; init; } = "en";

    /// <summary>Name of a language model; null means the provider's default.</summary>
    public string? Model { get; init; }

    public int MaxDurationSeconds { get; init; } = DefaultMaxDurationSeconds;

    public IReadOnlyList<AgentVariable> Variables { get; init; } = [];

    public IReadOnlyList<AgentFunction> Functions { get; init; } = [];

    /// <summary>Equal in content; a record compares its lists by reference.</summary>
    public bool SameAs(AgentConfig other) =>
        this with { Variables = [], Functions = [] } == other with { Variables = [], Functions = [] }
        && Variables.SequenceEqual(other.Variables)
        && Functions.SequenceEqual(other.Functions);

    public string ToJson() => JsonSerializer.Serialize(this, StoredJson);

    public static AgentConfig FromJson(string json) => JsonSerializer.Deserialize<AgentConfig>(json, StoredJson)!;

    private static readonly JsonSerializerOptions StoredJson = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
}

/// <summary>Something the agent should learn from the caller.</summary>
/// <param name="Name">An identifier, unique in the agent.</param>
/// <param name="DisplayName">For people.</param>
/// <param name="Type">text, number, boolean, date, email or phone.</param>
/// <param name="Description">What it means.</param>
/// <param name="Required">The agent keeps asking for it.</param>
/// <param name="DefaultValue">Taken when the caller does not say.</param>
/// <param name="ExtractionPrompt">How to ask for it.</param>
internal sealed record AgentVariable(
    string Name, string? DisplayName = null, string Type = "text", string? Description = null, bool Required = false,
    string? DefaultValue = null, string? ExtractionPrompt = null);

/// <summary>A tool the agent may use.</summary>
/// <param name="Name">Name of the tool, unique in the agent.</param>
/// <param name="DisplayName">For people.</param>
/// <param name="Description">When to use it.</param>
/// <param name="Enabled">Whether it may use it now.</param>
internal sealed record AgentFunction(string Name, string? DisplayName = null, string? Description = null, bool Enabled = true);
