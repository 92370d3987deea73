using System.Collections.Concurrent;
using MassTransit;
using NodaTime;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;
using PeteRental.Rentals.Rentals;

namespace PeteRental.Rentals.Workspaces;

/// <summary>
/// The time zones of workspaces, which Agents owns, kept for some minutes and dropped when one changes. A home is available from a day,
/// so hours of the wrong zone matter little: while Agents cannot be asked, what was known last holds, else the zone that workspaces
/// begin with.
/// </summary>
internal sealed class WorkspaceZones(AgentsClient agents, TimeProvider time)
{
    private static readonly DateTimeZone Usual = DateTimeZoneProviders.Tzdb["America/New_York"];
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(15);
    private const int MostKept = 50_000;

    private readonly ConcurrentDictionary<WorkspaceId, Entry> _entries = new();

    /// <summary>The zone of a workspace.</summary>
    public async ValueTask<DateTimeZone> FindAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_entries.TryGetValue(workspace, out var known) && now < known.Until)
        {
            return known.Zone;
        }

        var asked = await agents.FindZoneAsync(workspace, cancellationToken) is { } id ? DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) : null;
        if (_entries.Count >= MostKept)
        {
            _entries.Clear();
        }

        var entry = new Entry(asked ?? known?.Zone ?? Usual, now + (asked is null ? AskAgainAfter : KeptFor));
        _entries[workspace] = entry;
        return entry.Zone;
    }

    /// <summary>The instant, and the date there.</summary>
    public async ValueTask<Moment> NowInAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        var zone = await FindAsync(workspace, cancellationToken);
        var now = time.GetUtcNow();
        return new Moment(now, Instant.FromDateTimeOffset(now).InZone(zone).Date.ToDateOnly());
    }

    /// <summary>Asks anew at the next need.</summary>
    public void Forget(WorkspaceId workspace)
    {
        if (_entries.TryGetValue(workspace, out var known))
        {
            _entries.TryUpdate(workspace, known with { Until = DateTimeOffset.MinValue }, known);
        }
    }

    private sealed record Entry(DateTimeZone Zone, DateTimeOffset Until);
}

/// <summary>Drops the zone of a workspace that has another now. Each replica hears of it.</summary>
internal sealed class WorkspaceChanges(WorkspaceZones zones) : IConsumer<WorkspaceUpdated>
{
    public Task Consume(ConsumeContext<WorkspaceUpdated> context)
    {
        if (context.Message.Changed.Contains("timezone"))
        {
            zones.Forget(new WorkspaceId(context.Message.WorkspaceId));
        }

        return Task.CompletedTask;
    }
}
