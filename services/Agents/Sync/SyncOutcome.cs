namespace PeteRental.Agents.Sync;

/// <summary>What a sync is to do about what it finds at Vapi.</summary>
internal enum SyncMode
{
    /// <summary>Send what changed here. What somebody changed there is reported and left alone.</summary>
    Push,

    /// <summary>As <see cref="Push"/>, and look at Vapi even when nothing changed here.</summary>
    Look,

    /// <summary>Somebody asked: make Vapi's side what ours is, whatever happened there.</summary>
    Repair,
}

/// <summary>Where an agent stands after a sync.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="Role">inbound, outbound or null.</param>
/// <param name="VapiAssistantId">Its assistant; null while there is none.</param>
/// <param name="Status">none (no account), pending (not finished in the given time; the worker will), synced, drifted or failed.</param>
/// <param name="ErrorCode">Why it failed.</param>
/// <param name="Repaired">Fields of the assistant that somebody had changed at Vapi and that are as ours again.</param>
internal sealed record SyncOutcome(
    Guid AgentId, string? Role, string? VapiAssistantId, string Status, string? ErrorCode, IReadOnlyList<string> Repaired)
{
    public bool Succeeded => Status is "synced" or "drifted";
}
