using System.Text.Json.Nodes;
using NodaTime;

namespace PeteRental.Sandbox.Google.Calendar;

/// <summary>
/// Picks one page of a calendar's events. Deleted events and those that a filter leaves out take up room on a page before they are
/// left out, so pages come short or empty, as Google's do.
/// </summary>
internal sealed class EventList(EventQuery query, GoogleCalendar calendar, EventView view, Instant now)
{
    private static readonly string[] Searched = ["summary", "description", "location"];

    /// <summary>The page: <c>items</c>, with nextPageToken or, on the last one, nextSyncToken.</summary>
    public JsonObject Page() => calendar.Read((events, version) =>
    {
        var first = query.Position?.Version ?? version;
        var entries = events.Values.SelectMany(stored => Entries(stored, events))
            .Where(entry => query.Position is not { } after || IsBehind(entry, after))
            .OrderBy(entry => entry.Key).ThenBy(entry => entry.Id, StringComparer.Ordinal)
            .Take(query.Size + 1)
            .ToList();
        var page = new JsonObject
        {
            ["kind"] = "calendar#events",
            ["etag"] = $"\"p{version:D16}\"",
            ["summary"] = calendar.Summary,
            ["updated"] = EventTime.Format(LastUpdate(events.Values), DateTimeZone.Utc),
            ["timeZone"] = view.Zone.Id,
            ["defaultReminders"] = new JsonArray(new JsonObject { ["method"] = "popup", ["minutes"] = 30 }),
            ["items"] = new JsonArray([.. entries.Take(query.Size).Where(IsWanted).Select(Show)]),
        };
        if (entries.Count > query.Size)
        {
            var last = entries[query.Size - 1];
            page["nextPageToken"] = Tokens.OfPage(new ListPosition(first, last.Key, last.Id), query.Fingerprint);
        }
        else if (query.CanSync)
        {
            page["nextSyncToken"] = new SyncPoint(
                calendar.Generation, first, query.Single, query.Sync?.After ?? query.After, query.Sync?.Before ?? query.Before).ToToken();
        }

        return page;
    });

    private static Instant LastUpdate(IEnumerable<StoredEvent> events) =>
        events.Select(stored => stored.Updated).DefaultIfEmpty(Instant.FromUnixTimeSeconds(0)).Max();

    private IEnumerable<Entry> Entries(StoredEvent stored, IReadOnlyDictionary<string, StoredEvent> events)
    {
        if (query.Sync is { } sync)
        {
            return stored.Version <= sync.Version ? []
                : query.Single && (stored.IsSeries || stored.Former.Count > 0) ? Changed(stored, sync, events)
                : [Entry.Of(stored, Key(stored, null))];
        }

        if (!stored.IsSeries || stored.IsCancelled)
        {
            return (query.Single && stored.IsSeries) || !Covers(stored) ? [] : [Entry.Of(stored, Key(stored, null))];
        }

        var times = Series.Of(stored.Id, stored.Body, calendar.Zone).Between(query.After, query.SeriesUntil(now));
        return query.Single ? Times(stored, times, events)
            : times.Any() ? [Entry.Of(stored, Key(stored, null))]
            : [];
    }

    /// <summary>The times of a series as it is now, and those that it had at the last look and has no longer.</summary>
    private IEnumerable<Entry> Changed(StoredEvent stored, SyncPoint sync, IReadOnlyDictionary<string, StoredEvent> events)
    {
        var until = sync.Before ?? query.SeriesUntil(now);
        var times = stored is { IsSeries: true, IsCancelled: false }
            ? Series.Of(stored.Id, stored.Body, calendar.Zone).Between(sync.After, until).ToList()
            : [];
        var left = times.Select(time => time.Id).ToHashSet(StringComparer.Ordinal);
        var before = stored.AsOf(sync.Version) is { IsSeries: true, IsCancelled: false } old
            ? Series.Of(old.Id, old.Body, calendar.Zone).Between(sync.After, until)
            : [];
        var gone = before.Where(time => !left.Contains(time.Id) && !events.ContainsKey(time.Id))
            .Select(time => new Entry(stored, time, IsGone: true, time.Id, Key(stored, time)));
        var single = stored.IsSeries ? [] : new[] { Entry.Of(stored, Key(stored, null)) };
        return Times(stored, times, events).Concat(gone).Concat(single);
    }

    private IEnumerable<Entry> Times(StoredEvent stored, IEnumerable<Occurrence> times, IReadOnlyDictionary<string, StoredEvent> events) =>
        times.Where(time => !events.ContainsKey(time.Id)).Select(time => new Entry(stored, time, IsGone: false, time.Id, Key(stored, time)));

    private bool Covers(StoredEvent stored)
    {
        var (start, end) = (Moment(stored, "start"), Moment(stored, "end"));
        return !(end <= query.After) && !(start >= query.Before);
    }

    private Instant Moment(StoredEvent stored, string member) => EventTime.Read(stored.Body[member]!.AsObject(), calendar.Zone).Instant;

    private long Key(StoredEvent stored, Occurrence? time) => query.OrderBy switch
    {
        "startTime" => (time?.Start.Instant ?? Moment(stored, "start")).ToUnixTimeMilliseconds(),
        "updated" => stored.Version,
        _ => stored.Order,
    };

    private static bool IsBehind(Entry entry, ListPosition after) =>
        entry.Key > after.Key || (entry.Key == after.Key && string.CompareOrdinal(entry.Id, after.Id) > 0);

    private bool IsWanted(Entry entry)
    {
        var body = entry.Event.Body;
        var isShown = !entry.IsCancelled || query.Sync is not null || query.ShowDeleted || query.UpdatedMin is not null
            || (!query.Single && entry.Event.SeriesId is not null);
        return isShown
            && (query.UpdatedMin is null || entry.Event.Updated >= query.UpdatedMin)
            && (query.Types.Count == 0 || query.Types.Contains(entry.Event.Text("eventType")))
            && (query.ICalUid is null || entry.Event.Text("iCalUID") == query.ICalUid)
            && (query.Text is null || Mentions(entry.Event, query.Text))
            && query.Properties.All(wanted => body["extendedProperties"]?[wanted.Kind]?[wanted.Name]?.GetValue<string>() == wanted.Value);
    }

    private static bool Mentions(StoredEvent stored, string words) =>
        Searched.Any(member => stored.Text(member)?.Contains(words, StringComparison.OrdinalIgnoreCase) is true);

    private JsonNode Show(Entry entry) => (entry.Time, entry.IsCancelled && query.Sync is not null) switch
    {
        ({ } time, true) => view.Gone(time.Id, entry.Event.Text("etag")!, entry.Event.Id, time.Start.ToJson(DateTimeZone.Utc)),
        (null, true) => view.Gone(entry.Id, entry.Event.Text("etag")!, entry.Event.SeriesId, entry.Event.Body["originalStartTime"]),
        ({ } time, false) => view.Render(EventDraft.Instance(entry.Event, time)),
        (null, false) => view.Render(entry.Event.Body),
    };

    /// <summary>A line of the list: an event, or one time of a series.</summary>
    private sealed record Entry(StoredEvent Event, Occurrence? Time, bool IsGone, string Id, long Key)
    {
        public bool IsCancelled => IsGone || Event.IsCancelled;

        public static Entry Of(StoredEvent stored, long key) => new(stored, null, IsGone: false, stored.Id, key);
    }
}
