using System.Collections.Immutable;
using System.Security.Cryptography;
using NodaTime;
using PeteRental.Sandbox.Control;
using PeteRental.Sandbox.Microsoft.Graph;

namespace PeteRental.Sandbox.Microsoft.Calendars;

/// <summary>Something happened in a mailbox.</summary>
/// <param name="Account">Whose.</param>
/// <param name="ChangeType"><c>created</c>, <c>updated</c> or <c>deleted</c>.</param>
/// <param name="Event">As it is now, or was.</param>
internal sealed record MailboxChange(MicrosoftAccount Account, string ChangeType, EventInstance Event);

/// <summary>One account's calendars and what is in them.</summary>
internal sealed class Mailbox(MicrosoftAccount account, SandboxClock clock)
{
    private const int Capacity = 20_000;
    private const int MostCalendars = 200;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, GraphEvent> _events = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _transactions = new(StringComparer.Ordinal);
    private readonly List<GraphCalendar> _calendars = [NewCalendar(account, null, "Calendar", isDefault: true, canEdit: true, null)];
    private GraphZone _zone = GraphZone.Chicago;

    /// <summary>Told after each change, outside of any lock.</summary>
    public event Action<MailboxChange>? Changed;

    /// <summary>Mails that attendees got.</summary>
    public InvitationBook Invitations { get; } = new(clock);

    /// <summary>Where the owner is.</summary>
    public GraphZone Zone
    {
        get => Volatile.Read(ref _zone);
        set => Volatile.Write(ref _zone, value);
    }

    public IReadOnlyList<GraphCalendar> Calendars
    {
        get
        {
            lock (_gate)
            {
                return [.. _calendars];
            }
        }
    }

    /// <summary>A calendar by its id, or the default one for null.</summary>
    public GraphCalendar? FindCalendar(string? id) => Calendars.FirstOrDefault(calendar => id is null ? calendar.IsDefault : calendar.Id == id);

    /// <summary>Makes one more; with an id that is taken, or too many, null.</summary>
    public GraphCalendar? AddCalendar(string? id, string name, bool canEdit, string? timeZone)
    {
        var calendar = NewCalendar(account, id, name, isDefault: false, canEdit, timeZone);
        lock (_gate)
        {
            if (_calendars.Count >= MostCalendars || _calendars.Exists(one => one.Id == calendar.Id))
            {
                return null;
            }

            _calendars.Add(calendar);
            return calendar;
        }
    }

    /// <summary>What takes place in a time, in order; in one calendar or in all.</summary>
    public IReadOnlyList<EventInstance> View(string? calendarId, Instant from, Instant to) => [.. Kept(calendarId)
        .SelectMany(kept => kept.Within(from, to, Zone.Rules))
        .OrderBy(instance => instance.Span(Zone.Rules).From).ThenBy(instance => instance.Id, StringComparer.Ordinal)];

    /// <summary>Events and series, not expanded, in order; of one calendar or of all.</summary>
    public IReadOnlyList<EventInstance> List(string? calendarId) => [.. Kept(calendarId)
        .OrderBy(kept => kept.Start.Instant).ThenBy(kept => kept.Id, StringComparer.Ordinal)
        .Select(kept => kept.Itself)];

    /// <summary>An event, a series or one of a series, null when there is none of that id in that calendar.</summary>
    public EventInstance? Find(string id, string? calendarId)
    {
        lock (_gate)
        {
            return FindLocked(id, calendarId);
        }
    }

    /// <summary>Puts a new event into a calendar.</summary>
    public Outcome<EventInstance, GraphError> Add(GraphCalendar calendar, EventDraft draft, string? id = null)
    {
        if (draft.Start is null || draft.End is null)
        {
            return GraphError.BadRequest("ErrorInvalidRequest", "The properties 'start' and 'end' are required.");
        }

        var now = clock.Now;
        var blank = new GraphEvent(
            id ?? NewId(), calendar.Id, EventJson.Defaults(account, draft.Start, draft.End), draft.Start, draft.End, IsAllDay: false, null,
            NewChangeKey(), now, now, ImmutableSortedDictionary<LocalDate, GraphEvent>.Empty, []);
        var outcome = draft.Over(blank);
        if (outcome.Value is not { } made)
        {
            return outcome.Error!;
        }

        lock (_gate)
        {
            if (TransactionOf(made) is { } transaction && _transactions.TryGetValue(transaction, out var existing))
            {
                return GraphError.Duplicate(existing);
            }

            if (_events.Count >= Capacity)
            {
                return new GraphError(StatusCodes.Status507InsufficientStorage, "ErrorQuotaExceeded", $"The sandbox keeps at most {Capacity} events of an account; delete some or reset it.");
            }

            Keep(made);
        }

        Invitations.Invite(made);
        Changed?.Invoke(new MailboxChange(account, "created", made.Itself));
        return made.Itself;
    }

    /// <summary>Changes an event, a series, or one of a series, which becomes an exception to it.</summary>
    /// <param name="id">Which.</param>
    /// <param name="calendarId">Where it must be, null for anywhere.</param>
    /// <param name="draft">What becomes different.</param>
    /// <param name="match">The etag that it must have, null for any.</param>
    /// <param name="moveTo">A calendar that it goes to, null to stay.</param>
    public Outcome<EventInstance, GraphError> Change(string id, string? calendarId, EventDraft draft, string? match = null, GraphCalendar? moveTo = null)
    {
        EventInstance after;
        GraphEvent before;
        lock (_gate)
        {
            var found = FindLocked(id, calendarId);
            if (Refusal(found, match) is { } refusal)
            {
                return refusal;
            }

            before = Separate(found!);
            if (draft.Recurrence is not null && found!.Series is not null && !found.IsSeries)
            {
                return GraphError.BadRequest("ErrorInvalidRecurrence", "One of a series cannot be a series itself.");
            }

            var outcome = draft.Over(before);
            if (outcome.Value is not { } changed)
            {
                return outcome.Error!;
            }

            KeepChanged(found!, changed with { ChangeKey = NewChangeKey(), ModifiedAt = clock.Now, CalendarId = moveTo?.Id ?? changed.CalendarId });
            after = FindLocked(id, null)!;
        }

        Invitations.Update(before, after.Source);
        Changed?.Invoke(new MailboxChange(account, "updated", after));
        return after;
    }

    /// <summary>Takes an event out, a series with all that is of it, or one of a series.</summary>
    public Outcome<EventInstance, GraphError> Remove(string id, string? calendarId, string? match = null, string? comment = null)
    {
        EventInstance? found;
        lock (_gate)
        {
            found = FindLocked(id, calendarId);
            if (Refusal(found, match) is { } refusal)
            {
                return refusal;
            }

            if (found!.Series is { } series && !found.IsSeries && GraphEvent.TrySplit(found.Id, out _, out var date))
            {
                Keep(series with { Cancelled = series.Cancelled.Add(date), Exceptions = series.Exceptions.Remove(date), ChangeKey = NewChangeKey(), ModifiedAt = clock.Now });
            }
            else
            {
                _events.Remove(found.Id);
                if (TransactionOf(found.Source) is { } transaction)
                {
                    _transactions.Remove(transaction);
                }
            }
        }

        Invitations.Cancel(found.Source, comment);
        Changed?.Invoke(new MailboxChange(account, "deleted", found));
        return found;
    }

    private List<GraphEvent> Kept(string? calendarId)
    {
        lock (_gate)
        {
            return [.. _events.Values.Where(kept => calendarId is null || kept.CalendarId == calendarId)];
        }
    }

    private EventInstance? FindLocked(string id, string? calendarId)
    {
        var isOccurrence = GraphEvent.TrySplit(id, out var seriesId, out var date);
        return !_events.TryGetValue(isOccurrence ? seriesId : id, out var kept) || (calendarId is not null && kept.CalendarId != calendarId) ? null
            : isOccurrence ? kept.Occurrence(date)
            : kept.Itself;
    }

    /// <summary>One of a series on its own, as it is before it becomes an exception; anything else as it is kept.</summary>
    private static GraphEvent Separate(EventInstance instance) => instance.Type != "occurrence" ? instance.Source : instance.Source with
    {
        Id = instance.Id,
        Start = instance.Start,
        End = instance.End,
        Recurrence = null,
        Exceptions = instance.Source.Exceptions.Clear(),
        Cancelled = [],
    };

    private void KeepChanged(EventInstance before, GraphEvent changed)
    {
        if (before.Series is { } series && !before.IsSeries && GraphEvent.TrySplit(before.Id, out _, out var date))
        {
            Keep(series with { Exceptions = series.Exceptions.SetItem(date, changed), ModifiedAt = changed.ModifiedAt });
        }
        else
        {
            Keep(changed);
        }
    }

    private void Keep(GraphEvent made)
    {
        _events[made.Id] = made;
        if (TransactionOf(made) is { } transaction)
        {
            _transactions[transaction] = made.Id;
        }
    }

    private static GraphError? Refusal(EventInstance? found, string? match) =>
        found is null ? GraphError.NotFound
        : match is not null and not "*" && !string.Equals(match, found.ETag, StringComparison.Ordinal) ? GraphError.Stale
        : null;

    private static string? TransactionOf(GraphEvent made) => made.Fields["transactionId"]?.GetValue<string>();

    private static GraphCalendar NewCalendar(MicrosoftAccount account, string? id, string name, bool isDefault, bool canEdit, string? timeZone) => new(
        id ?? NewId(), name, isDefault, canEdit, canEdit ? account.DisplayName : "Somebody else",
        canEdit ? account.Email : "somebody.else@" + account.Email[(account.Email.IndexOf('@', StringComparison.Ordinal) + 1)..], timeZone);

    /// <summary>As Exchange's ids look: long, told apart by case, with a sign at the end that has to be escaped in forms.</summary>
    private static string NewId() => "AAMkAG" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(60)).Replace('+', '-').Replace('/', '_') + "=";

    private static string NewChangeKey() => "DwAAABYAAAB" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(15));
}
