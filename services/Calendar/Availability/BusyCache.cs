using System.Collections.Concurrent;
using NodaTime;
using PeteRental.Calendar.Calendars;
using PeteRental.Contracts;

namespace PeteRental.Calendar.Availability;

/// <summary>
/// Diaries as they were read a moment ago, for offering times to callers without a trip to the database. What this replica has
/// written is seen at once. An offer may be too late all the same, as any may: who gets a time is decided when it is booked.
/// </summary>
internal sealed class BusyCache(DiaryReader diaries, DiaryChanges changes, TimeProvider time)
{
    /// <summary>How long a change of which nothing was heard may go unseen.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(2);

    private const int MostDiaries = 20_000;

    /// <summary>Most callers ask for a day of the next two weeks: their diaries are one.</summary>
    private static readonly Duration UsualSpan = Duration.FromDays(16);

    private readonly ConcurrentDictionary<CalendarId, Entry> _entries = new();

    /// <summary>What the calendar holds between two instants. It may hold more, outside of them.</summary>
    /// <param name="calendar">The calendar.</param>
    /// <param name="from">First instant that matters.</param>
    /// <param name="to">First instant that does not matter any more.</param>
    /// <param name="now">Holds that ran out by now are not there.</param>
    /// <param name="asOf">As of when connected diaries have been read, as far as is known: nothing older is of use. Null when there are none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<DiaryReading> ReadAsync(
        BookableCalendar calendar, Instant from, Instant to, Instant now, Instant? asOf, CancellationToken cancellationToken)
    {
        // Counted before it is read: a change in between makes what was read useless, and the next one reads again.
        var count = changes.CountOf(calendar.Id);
        if (_entries.TryGetValue(calendar.Id, out var kept) && kept.Count == count && kept.Reading.SettingsVersion == calendar.Version
            && kept.From <= from && kept.To >= to && now < kept.Reading.HoldsUntil && (asOf is null || kept.Reading.Mirrored.AsOf >= asOf) && time.GetElapsedTime(kept.ReadAt) < MaxAge)
        {
            return kept.Reading;
        }

        var readAt = time.GetTimestamp();
        to = Instant.Max(to, from + UsualSpan);
        var reading = await diaries.ReadAsync(calendar, from, to, now, except: null, cancellationToken);
        if (reading.SettingsVersion != calendar.Version)
        {
            // Read by settings of before, which say what is looked at: of no use to whoever comes with those of now.
            return reading;
        }

        if (_entries.Count >= MostDiaries)
        {
            _entries.Clear();
        }

        _entries[calendar.Id] = new Entry(reading, from, to, count, readAt);
        return reading;
    }

    private sealed record Entry(DiaryReading Reading, Instant From, Instant To, long Count, long ReadAt);
}
