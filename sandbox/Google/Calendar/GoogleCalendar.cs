using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Extensions;

namespace PeteRental.Sandbox.Google.Calendar;

/// <summary>What came of a write: a refusal, or the event before and after it.</summary>
internal sealed record EventOutcome(GoogleReply? Refusal, StoredEvent? Before = null, StoredEvent? After = null);

/// <summary>One calendar and its events.</summary>
/// <param name="id">The owner's address for a primary one.</param>
/// <param name="owner">An address.</param>
/// <param name="summary">Its name.</param>
/// <param name="zone">Of days, and of moments whose event names none.</param>
/// <param name="time">The real time.</param>
internal sealed partial class GoogleCalendar(string id, string owner, string summary, DateTimeZone zone, TimeProvider time)
{
    private const int MaxEvents = 20_000;
    private const int MaxFormer = 20;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, StoredEvent> _events = new(StringComparer.Ordinal);
    private long _version;
    private long _lastOrder;

    public string Id { get; } = id;

    public string Owner { get; } = owner;

    public string Summary { get; } = summary;

    public DateTimeZone Zone { get; set; } = zone;

    /// <summary>Which sync tokens are this calendar's: another one after they were made to expire or the sandbox was reset.</summary>
    public string Generation { get; private set; } = NewGeneration();

    public bool IsNamed(string? email) =>
        string.Equals(email, Id, StringComparison.OrdinalIgnoreCase) || string.Equals(email, Owner, StringComparison.OrdinalIgnoreCase);

    public void ExpireSyncTokens() => Generation = NewGeneration();

    /// <summary>Adds an event. An id that was ever used is refused, also a deleted event's.</summary>
    public EventOutcome Insert(JsonObject known)
    {
        var wanted = known["id"]?.GetValue<string>();
        if (wanted is not null && !ClientId().IsMatch(wanted))
        {
            return new EventOutcome(GoogleReply.Invalid("Invalid resource id value."));
        }

        var newId = wanted ?? RandomNumberGenerator.GetString("0123456789abcdefghijklmnopqrstuv", 26);
        var body = known.DeepClone().AsObject();
        RemoveNulls(body);
        if (EventDraft.Normalize(body, newId, Zone) is { } refusal)
        {
            return new EventOutcome(refusal);
        }

        lock (_gate)
        {
            if (_events.ContainsKey(newId))
            {
                return new EventOutcome(GoogleReply.Refuse(StatusCodes.Status409Conflict, "duplicate", "The requested identifier already exists."));
            }

            if (_events.Count >= MaxEvents)
            {
                return new EventOutcome(GoogleReply.Refuse(StatusCodes.Status403Forbidden, "quotaExceeded", "Calendar usage limits exceeded.", "usageLimits"));
            }

            EventDraft.Complete(body, newId, this, Now());
            return new EventOutcome(null, null, Put(newId, body, null));
        }
    }

    /// <summary>An event or one time of a series, deleted ones included.</summary>
    public StoredEvent? Find(string eventId)
    {
        lock (_gate)
        {
            return Peek(eventId);
        }
    }

    /// <summary>Replaces an event by what <paramref name="change"/> makes of its body, which must be another object, or answers its refusal.</summary>
    public EventOutcome Change(string eventId, string? ifMatch, Func<StoredEvent, (JsonObject? Body, GoogleReply? Refusal)> change)
    {
        lock (_gate)
        {
            if (Peek(eventId) is not { } before)
            {
                return new EventOutcome(GoogleReply.NotFound);
            }

            if (Mismatch(before, ifMatch) is { } mismatch)
            {
                return new EventOutcome(mismatch);
            }

            var (body, refusal) = change(before);
            if (body is not null && refusal is null)
            {
                RemoveNulls(body);
                refusal = EventDraft.Normalize(body, eventId, Zone);
            }

            if (refusal is not null)
            {
                return new EventOutcome(refusal);
            }

            EventDraft.Complete(body!, eventId, this, Now());
            var isMoved = !JsonNode.DeepEquals(body!["start"], before.Body["start"]) || !JsonNode.DeepEquals(body["end"], before.Body["end"])
                || !JsonNode.DeepEquals(body["recurrence"], before.Body["recurrence"]);
            body["sequence"] = (before.Body["sequence"]?.GetValue<int>() ?? 0) + (isMoved ? 1 : 0);
            var after = Put(eventId, body, before);
            if (after.IsCancelled)
            {
                CancelExceptions(eventId);
            }

            DropExceptions(after);
            return new EventOutcome(null, before, after);
        }
    }

    /// <summary>Deletes an event, or takes one time out of its series.</summary>
    public EventOutcome Delete(string eventId, string? ifMatch)
    {
        lock (_gate)
        {
            if (Peek(eventId) is not { } before)
            {
                return new EventOutcome(GoogleReply.NotFound);
            }

            if (before.IsCancelled)
            {
                return new EventOutcome(GoogleReply.Refuse(StatusCodes.Status410Gone, "deleted", "Resource has been deleted"));
            }

            if (Mismatch(before, ifMatch) is { } mismatch)
            {
                return new EventOutcome(mismatch);
            }

            var after = Cancel(before);
            CancelExceptions(eventId);
            return new EventOutcome(null, before, after);
        }
    }

    /// <summary>Reads all events at one moment.</summary>
    public T Read<T>(Func<IReadOnlyDictionary<string, StoredEvent>, long, T> read)
    {
        lock (_gate)
        {
            return read(_events, _version);
        }
    }

    private StoredEvent? Peek(string eventId)
    {
        if (_events.TryGetValue(eventId, out var stored))
        {
            return stored;
        }

        return Series.IdOf(eventId) is { } seriesId && _events.TryGetValue(seriesId, out var series) && series is { IsSeries: true, IsCancelled: false }
            && Series.Of(seriesId, series.Body, Zone).Find(eventId) is { } occurrence
                ? series with { Id = eventId, Body = EventDraft.Instance(series, occurrence), Former = [] }
                : null;
    }

    private StoredEvent Cancel(StoredEvent before)
    {
        var body = before.Body.DeepClone().AsObject();
        body["status"] = "cancelled";
        return Put(before.Id, body, before);
    }

    private void CancelExceptions(string seriesId)
    {
        foreach (var exception in _events.Values.Where(other => other.SeriesId == seriesId && !other.IsCancelled).ToList())
        {
            Cancel(exception);
        }
    }

    private StoredEvent Put(string eventId, JsonObject body, StoredEvent? before)
    {
        var now = Now();
        var version = ++_version;
        body["etag"] = $"\"{version:D16}\"";
        body["updated"] = EventTime.Format(now, DateTimeZone.Utc);
        var known = _events.GetValueOrDefault(eventId);
        IReadOnlyList<StoredEvent> former = known is { IsSeries: true } && before is not null
            ? [.. known.Former.TakeLast(MaxFormer - 1), known with { Former = [] }]
            : [];
        var order = known?.Order ?? ++_lastOrder;
        return _events[eventId] = new StoredEvent(eventId, order, version, now, body, former);
    }

    /// <summary>A series that takes place at other times forgets what was changed about those that are gone.</summary>
    private void DropExceptions(StoredEvent changed)
    {
        if (changed.Former.Count == 0)
        {
            return;
        }

        var series = changed.IsSeries ? Series.Of(changed.Id, changed.Body, Zone) : null;
        foreach (var exception in _events.Values.Where(other => other.SeriesId == changed.Id && series?.Find(other.Id) is null).ToList())
        {
            _events.Remove(exception.Id);
        }
    }

    private static GoogleReply? Mismatch(StoredEvent stored, string? ifMatch) =>
        string.IsNullOrEmpty(ifMatch) || ifMatch.Split(',').Any(tag => tag.Trim() == "*" || tag.Trim() == stored.Text("etag"))
            ? null
            : GoogleReply.Refuse(StatusCodes.Status412PreconditionFailed, "conditionNotMet", "Precondition Failed", header: "If-Match");

    private static void RemoveNulls(JsonObject body)
    {
        foreach (var (name, value) in body.ToList())
        {
            if (value is null)
            {
                body.Remove(name);
            }
            else if (value is JsonObject inner)
            {
                RemoveNulls(inner);
            }
        }
    }

    private Instant Now() => Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToInstant().ToUnixTimeMilliseconds());

    private static string NewGeneration() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>The characters of base32hex in lower case, RFC 2938 section 3.1.2.</summary>
    [GeneratedRegex(@"\A[a-v0-9]{5,1024}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ClientId();
}
