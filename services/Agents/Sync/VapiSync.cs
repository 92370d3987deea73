using PeteRental.Contracts;

namespace PeteRental.Agents.Sync;

/// <summary>Makes Vapi's side of agents what ours is.</summary>
internal sealed class VapiSync
{
    /// <summary>
    /// Syncs agents now, as far as the token's time goes; what is not finished by then is said to be pending, and the worker finishes
    /// it. Never throws for what Vapi does or does not.
    /// </summary>
    /// <param name="workspace">The tenant.</param>
    /// <param name="agents">Its agents; those that are gone are left out of the answer.</param>
    /// <param name="mode">What to do about changes at Vapi.</param>
    /// <param name="patience">Ends the wait, not the work.</param>
    public Task<IReadOnlyList<SyncOutcome>> SyncAsync(
        WorkspaceId workspace, IReadOnlyCollection<Guid> agents, SyncMode mode, CancellationToken patience) =>
        throw new NotSupportedException($"{workspace} {agents.Count} {mode} {patience.CanBeCanceled}");
}
