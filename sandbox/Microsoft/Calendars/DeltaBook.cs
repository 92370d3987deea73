using System.Security.Cryptography;
using System.Text.Json.Nodes;
using NodaTime;

namespace PeteRental.Sandbox.Microsoft.Calendars;

/// <summary>One entry of a delta page.</summary>
/// <param name="Id">Of the event.</param>
/// <param name="Event">As it is now, null when it is gone from the window.</param>
internal sealed record DeltaChange(string Id, EventInstance? Event)
{
    /// <summary>
    /// As Graph writes it: a single event, an exception and a series' master in full, an occurrence with its times only, and what is
    /// gone with its id only.
    /// </summary>
    public JsonObject Write(GraphZone zone)
    {
        if (Event is null)
        {
            return new JsonObject { ["@odata.type"] = "#microsoft.graph.event", ["id"] = Id, ["@removed"] = new JsonObject { ["reason"] = "deleted" } };
        }

        if (Event.Type == "occurrence")
        {
            return EventJson.WriteThin(Event, zone);
        }

        var whole = EventJson.Write(Event, zone);
        whole.Insert(0, "@odata.type", "#microsoft.graph.event");
        return whole;
    }
}

/// <summary>A page of changes.</summary>
/// <param name="Changes">What changed.</param>
/// <param name="Token">For what comes next.</param>
/// <param name="IsLast">What comes next is a new round.</param>
internal sealed record DeltaPage(IReadOnlyList<DeltaChange> Changes, string Token, bool IsLast);

/// <summary>
/// Delta queries over a mailbox. A token stands for what its holder knows, and stays good however often it comes: an answer may have been
/// lost. The oldest are forgotten.
/// </summary>
internal sealed class DeltaBook(Mailbox mailbox)
{
    private const int Capacity = 200;

    private readonly Lock _gate = new();
    private readonly Recent<State> _states = new(Capacity);

    /// <summary>The first page of everything in a window.</summary>
    public DeltaPage Begin(string calendarId, Instant from, Instant to, int size) =>
        Turn(new State(calendarId, from, to, new Dictionary<string, string>(StringComparer.Ordinal), []), size);

    /// <summary>The next page; null when the token is not known any more, or of another calendar.</summary>
    public DeltaPage? Continue(string token, string calendarId, int size)
    {
        State? state;
        lock (_gate)
        {
            if (!_states.TryGet(token, out state) || state.CalendarId != calendarId)
            {
                return null;
            }
        }

        return state.Waiting.Count > 0 ? Page(state, size) : Turn(state, size);
    }

    /// <summary>All tokens so far become unknown.</summary>
    public void Expire()
    {
        lock (_gate)
        {
            _states.Clear();
        }
    }

    /// <summary>A new round: what is in the window now against what the holder of the token knows.</summary>
    private DeltaPage Turn(State state, int size)
    {
        var instances = mailbox.View(state.CalendarId, state.From, state.To);
        var masters = instances.Where(instance => instance.Type is "occurrence" or "exception").Select(instance => instance.Series!).DistinctBy(series => series.Id).Select(series => series.Itself);
        var now = masters.Concat(instances).ToList();
        var known = now.ToDictionary(instance => instance.Id, instance => instance.ETag, StringComparer.Ordinal);
        var changed = now.Where(instance => state.Known.GetValueOrDefault(instance.Id) != instance.ETag).Select(instance => new DeltaChange(instance.Id, instance));
        var gone = state.Known.Keys.Where(id => !known.ContainsKey(id)).Select(id => new DeltaChange(id, null));
        return Page(state with { Known = known, Waiting = [.. changed, .. gone] }, size);
    }

    private DeltaPage Page(State state, int size)
    {
        var rest = state with { Waiting = [.. state.Waiting.Skip(size)] };
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        lock (_gate)
        {
            _states.Add(token, rest);
        }

        return new DeltaPage([.. state.Waiting.Take(size)], token, rest.Waiting.Count == 0);
    }

    private sealed record State(
        string CalendarId, Instant From, Instant To, IReadOnlyDictionary<string, string> Known, IReadOnlyList<DeltaChange> Waiting);
}
