namespace PeteRental.Contracts.Events;

/// <summary>
/// A fact that happened in one workspace. Events are published through the outbox only, so a fact and its event stand or
/// fall together; the message id is the outbox row's id, which consumers use to ignore repeats. Changes are additive.
/// </summary>
public interface IWorkspaceEvent
{
    /// <summary>The tenant the fact belongs to.</summary>
    Guid WorkspaceId { get; }

    /// <summary>When it happened, not when it was published.</summary>
    DateTimeOffset OccurredAt { get; }
}
