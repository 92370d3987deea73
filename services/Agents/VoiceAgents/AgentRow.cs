namespace PeteRental.Agents.VoiceAgents;

/// <summary>An agent as it is read from the database.</summary>
internal sealed record AgentRow(
    Guid Id, Guid WorkspaceId, Guid UserId, string AgentName, string? Role, string? VapiAssistantId, string? PhoneNumber, Guid? CalendarId,
    bool IsActive, string Config, string SyncStatus, DateTimeOffset? SyncedAt, string? SyncErrorCode, string SyncDrift, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public const string Columns =
        """
        id, workspace_id, user_id, agent_name, role, vapi_assistant_id, phone_number, calendar_id, is_active, config::text AS config,
        sync_status, synced_at, sync_error_code, array_to_string(sync_drift, ',') AS sync_drift, created_at, updated_at
        """;

    public Agent ToAgent() => new()
    {
        Id = Id,
        WorkspaceId = WorkspaceId,
        UserId = UserId,
        Name = AgentName,
        Role = Role,
        VapiAssistantId = VapiAssistantId,
        PhoneNumber = PhoneNumber,
        CalendarId = CalendarId,
        IsActive = IsActive,
        Config = AgentConfig.FromJson(Config),
        Sync = new AgentSync(SyncStatus, SyncedAt, SyncErrorCode) { Drift = SyncDrift.Split(',', StringSplitOptions.RemoveEmptyEntries) },
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
    };
}
