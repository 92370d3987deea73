namespace PeteRental.Sandbox.Microsoft.Calendars;

/// <summary>Somebody wants to hear of changes.</summary>
/// <param name="Id">Its own.</param>
/// <param name="ClientId">The application that asked.</param>
/// <param name="Resource">As it was given.</param>
/// <param name="CalendarId">The calendar, null for the default one.</param>
/// <param name="ChangeTypes">Of <c>created</c>, <c>updated</c>, <c>deleted</c>.</param>
/// <param name="NotificationUrl">Where to tell.</param>
/// <param name="LifecycleUrl">Where to tell what happens to the subscription itself.</param>
/// <param name="ClientState">The secret that comes with each notification.</param>
/// <param name="ExpiresAt">When it ends.</param>
internal sealed record Subscription(
    string Id, string ClientId, string Resource, string? CalendarId, IReadOnlyList<string> ChangeTypes, Uri NotificationUrl, Uri? LifecycleUrl,
    string? ClientState, DateTimeOffset ExpiresAt);

/// <summary>One account's subscriptions.</summary>
internal sealed class SubscriptionBook
{
    private const int Capacity = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Subscription> _subscriptions = new(StringComparer.Ordinal);

    /// <summary>Those that have not ended.</summary>
    public IReadOnlyList<Subscription> List(DateTimeOffset now)
    {
        lock (_gate)
        {
            foreach (var ended in _subscriptions.Values.Where(subscription => subscription.ExpiresAt <= now).ToList())
            {
                _subscriptions.Remove(ended.Id);
            }

            return [.. _subscriptions.Values];
        }
    }

    /// <summary>False when a mailbox has as many as it can.</summary>
    public bool Add(Subscription subscription)
    {
        lock (_gate)
        {
            return _subscriptions.Count < Capacity && _subscriptions.TryAdd(subscription.Id, subscription);
        }
    }

    /// <summary>Makes it end later, or earlier; null when it is not there any more.</summary>
    public Subscription? Renew(string id, DateTimeOffset expiresAt)
    {
        lock (_gate)
        {
            return _subscriptions.TryGetValue(id, out var found) ? _subscriptions[id] = found with { ExpiresAt = expiresAt } : null;
        }
    }

    public void Remove(string id)
    {
        lock (_gate)
        {
            _subscriptions.Remove(id);
        }
    }
}
