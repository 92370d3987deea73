using PeteRental.Contracts.Events;

namespace PeteRental.Agents.Tests;

/// <summary>Waits for what comes by the broker.</summary>
internal static class EventWaits
{
    /// <summary>Waits for an event of a workspace.</summary>
    public static async Task<TEvent> WaitAsync<TEvent>(this EventRecorder events, Guid workspace, Func<TEvent, bool> isTheOne)
        where TEvent : IWorkspaceEvent
    {
        await AgentsHost.UntilAsync(() => Task.FromResult(events.Of<TEvent>(workspace).Any(isTheOne)));
        return events.Of<TEvent>(workspace).First(isTheOne);
    }
}
