using System.Collections.Concurrent;
using System.Collections.Immutable;
using PeteRental.Calendar.Calendars;
using PeteRental.Contracts;

namespace PeteRental.Calendar.Sync;

/// <summary>A diary that has just been read.</summary>
/// <param name="Link">The diary.</param>
/// <param name="WorkspaceId">Whose it is.</param>
/// <param name="Readers">The calendars that it is busy time for.</param>
/// <param name="HasChanged">False when it holds what it held before.</param>
internal sealed record ReadDiary(DiaryLink Link, WorkspaceId WorkspaceId, ImmutableArray<CalendarId> Readers, bool HasChanged);

/// <summary>
/// What this process has yet to do about diaries. Asking for the same one a thousand times is asking once; nothing of it needs to survive
/// the process, since every diary is read again in a while and each read says all that has to be done.
/// </summary>
internal sealed class SyncQueue : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0, 1);
    private readonly ConcurrentDictionary<CalendarId, bool> _requested = new();
    private readonly ConcurrentDictionary<CalendarId, ReadDiary> _read = new();

    /// <summary>The diary of a calendar shall be read soon.</summary>
    public void Request(CalendarId calendar)
    {
        _requested[calendar] = true;
        Wake();
    }

    /// <summary>Takes back what could not be done now. Nobody is woken for it.</summary>
    public void Return(IReadOnlyList<CalendarId> calendars)
    {
        foreach (var calendar in calendars)
        {
            _requested[calendar] = true;
        }
    }

    /// <summary>A diary was read: its viewings shall be compared with it.</summary>
    public void Follow(ReadDiary diary)
    {
        _read.AddOrUpdate(diary.Link.CalendarId, diary, (_, earlier) => diary with { HasChanged = diary.HasChanged || earlier.HasChanged });
        Wake();
    }

    /// <summary>Everything asked for since the last time.</summary>
    public IReadOnlyList<CalendarId> TakeRequested() => Take(_requested, (calendar, _) => calendar);

    /// <summary>Everything read since the last time.</summary>
    public IReadOnlyList<ReadDiary> TakeRead() => Take(_read, (_, diary) => diary);

    /// <summary>Waits for something to do, for so long at most.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _signal.WaitAsync(atMost, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _signal.Dispose();

    private static List<TItem> Take<TValue, TItem>(ConcurrentDictionary<CalendarId, TValue> waiting, Func<CalendarId, TValue, TItem> select)
    {
        var taken = new List<TItem>();
        foreach (var calendar in waiting.Keys)
        {
            if (waiting.TryRemove(calendar, out var value))
            {
                taken.Add(select(calendar, value));
            }
        }

        return taken;
    }

    private void Wake()
    {
        try
        {
            _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Woken already, and will see this too.
        }
    }
}
