using System.Text.Json.Nodes;
using PeteRental.Agents.Vapi;
using PeteRental.Agents.VoiceAgents;

namespace PeteRental.Agents.Sync;

/// <summary>An agent with what is known of its assistant.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Wanted">Counts its changes, so that one that comes in the middle of a sync is not taken for done.</param>
/// <param name="Account">Fingerprint of the account that the assistant is in; null while it is in none of ours.</param>
/// <param name="Sent">SHA-256 of each field as it was sent last.</param>
internal sealed record SyncedAgent(Agent Agent, long Wanted, byte[]? Account, IReadOnlyDictionary<string, string> Sent);

/// <summary>What came of an assistant.</summary>
/// <param name="AssistantId">The assistant, as soon as there is one.</param>
/// <param name="WasMade">It was made just now.</param>
/// <param name="Sent">What Vapi has of us now.</param>
/// <param name="Drift">Fields that somebody changed there and that are still different.</param>
/// <param name="Error">Why it is not as ours.</param>
internal sealed record AssistantState(
    string? AssistantId, bool WasMade, IReadOnlyDictionary<string, string> Sent, IReadOnlyList<string> Drift, VapiError? Error)
{
    /// <summary>Fields that somebody changed there and that are as ours again.</summary>
    public IReadOnlyList<string> Repaired { get; init; } = [];

    /// <summary>Nothing had to be sent or looked at, so Vapi was not asked: this says nothing about the key.</summary>
    public bool WasLeftAlone { get; init; }
}

/// <summary>
/// Brings one assistant to what its agent says: makes it when it is missing, sends only the fields that changed here, reads it back and
/// compares. What changed there is reported, and overwritten only in a repair.
/// </summary>
internal sealed class AssistantSync(VapiClient vapi)
{
    /// <summary>Vapi took a change and answers something else.</summary>
    public const string NotTaken = "vapi_did_not_take_it";

    public async Task<AssistantState> SyncAsync(
        VapiAccount account, SyncedAgent synced, JsonObject wanted, SyncMode mode, CancellationToken cancellationToken)
    {
        if (synced.Agent.VapiAssistantId is not { } id)
        {
            return await AdoptOrMakeAsync(account, synced.Agent, wanted, cancellationToken);
        }

        var isKnown = synced.Account is { } known && known.AsSpan().SequenceEqual(account.Fingerprint);
        var changed = VapiDocument.Changed(wanted, isKnown ? synced.Sent : Nothing);
        var isDone = mode == SyncMode.Push && changed.Count == 0 && synced.Agent.Sync.Status is "synced" or "drifted";
        if (isDone)
        {
            return new AssistantState(id, false, synced.Sent, synced.Agent.Sync.Drift, null) { WasLeftAlone = true };
        }

        var found = await vapi.FindAsync(account, VapiResource.Assistant, id, cancellationToken);
        if (found.Error is { IsNotFound: true })
        {
            // Deleted there, or left behind in another account.
            return await AdoptOrMakeAsync(account, synced.Agent, wanted, cancellationToken);
        }

        return found.Error is { } error
            ? new AssistantState(id, false, synced.Sent, [], error)
            : await SendAsync(account, id, wanted, found.Answer, isKnown ? synced.Sent : Nothing, mode, cancellationToken);
    }

    private static readonly Dictionary<string, string> Nothing = [];

    // Looked for first: the answer to making it may have been lost, and its own metadata says whose it is.
    private async Task<AssistantState> AdoptOrMakeAsync(VapiAccount account, Agent agent, JsonObject wanted, CancellationToken cancellationToken)
    {
        var listed = await vapi.ListAsync(account, VapiListing.Assistants, cancellationToken);
        if (listed.Error is { } unlisted)
        {
            return new AssistantState(null, false, Nothing, [], unlisted);
        }

        if (listed.Answer.FirstOrDefault(item => item.Text("metadata", AssistantDocument.AgentIdKey) == agent.Id.ToString()) is { } ours)
        {
            return await SendAsync(account, ours.Id, wanted, ours, Nothing, SyncMode.Repair, cancellationToken) with { WasMade = true, Repaired = [] };
        }

        var made = await vapi.CreateAsync(account, VapiResource.Assistant, (JsonObject)wanted.DeepClone(), cancellationToken);
        return made.Error is { } error
            ? new AssistantState(null, false, Nothing, [], error)
            : await CompareAsync(account, made.Answer.Id, wanted, [.. wanted.Select(field => field.Key)], [], cancellationToken) with { WasMade = true };
    }

    private async Task<AssistantState> SendAsync(
        VapiAccount account, string id, JsonObject wanted, VapiObject there, IReadOnlyDictionary<string, string> sent, SyncMode mode,
        CancellationToken cancellationToken)
    {
        var changed = VapiDocument.Changed(wanted, sent);
        var differing = VapiDocument.Differing(wanted, there.Body);
        var foreign = differing.Except(changed).ToList();
        var (drift, repaired) = mode == SyncMode.Repair ? (Drift: [], Repaired: foreign) : (Drift: foreign, Repaired: (List<string>)[]);
        var fields = differing.Except(drift).ToList();
        if (fields.Count > 0)
        {
            var result = await vapi.ChangeAsync(account, VapiResource.Assistant, id, VapiDocument.Only(wanted, fields), cancellationToken);
            if (result.Error is { } error)
            {
                return new AssistantState(id, false, sent, drift, error);
            }
        }

        return fields.Count == 0
            ? new AssistantState(id, false, VapiDocument.Fingerprints(wanted), drift, null)
            : await CompareAsync(account, id, wanted, fields, drift, cancellationToken) with { Repaired = repaired };
    }

    private async Task<AssistantState> CompareAsync(
        VapiAccount account, string id, JsonObject wanted, IReadOnlyCollection<string> fields, IReadOnlyList<string> drift,
        CancellationToken cancellationToken)
    {
        var sent = VapiDocument.Fingerprints(wanted);
        var read = await vapi.FindAsync(account, VapiResource.Assistant, id, cancellationToken);
        if (read.Error is { } error)
        {
            // It was taken, but nobody has seen it: the next attempt looks.
            return new AssistantState(id, false, sent, drift, error);
        }

        var lost = VapiDocument.Differing(wanted, read.Answer.Body).Intersect(fields).ToList();
        return lost.Count == 0
            ? new AssistantState(id, false, sent, drift, null)
            : new AssistantState(
                id, false, sent.Where(field => !lost.Contains(field.Key)).ToDictionary(StringComparer.Ordinal), drift, new VapiError(NotTaken));
    }
}
