using System.Collections.Immutable;
using NodaTime;
using NodaTime.TimeZones;
using PeteRental.Calendar.Settings;

namespace PeteRental.Calendar.Availability;

/// <summary>
/// Finds the openings of a calendar: business hours in its zone, less everything taken, less notice, horizon, closed and
/// full days. A slot is offered only when its own blocked range (the slot and its buffers) is free of every other one, since
/// that is what the database's constraint will ask when it is booked.
/// </summary>
public static class AvailabilityFinder
{
    /// <summary>
    /// All openings in order of time. One pass over days, slots and diary together, so the cost is linear in all three.
    /// </summary>
    /// <remarks>
    /// Slots begin on a grid of the wall clock that starts anew with each window. On a day on which the clocks change, a grid
    /// time that does not exist moves forward (and is the same slot as the one it lands on), and one that exists twice is
    /// the first of the two; the length of a slot is always elapsed time.
    /// </remarks>
    public static List<Slot> Find(CalendarSettings settings, Diary diary, Instant now, AvailabilityQuery query)
    {
        var bounds = SearchBounds.Of(settings, now, query);
        var sweep = new Sweep(settings, diary, bounds);
        var fullDays = diary.FullDays(settings);
        ZoneInterval? interval = null;
        for (var date = bounds.FirstDay; date <= bounds.LastDay; date = date.PlusDays(1))
        {
            var windows = settings.HoursOn(date);
            if (windows.IsEmpty || fullDays?.Contains(date) == true)
            {
                continue;
            }

            var day = LocalDay.Of(settings.Zone, date, ref interval);
            if (day.IsPlain)
            {
                AddPlainDay(settings, bounds, day, windows, ref interval, ref sweep);
            }
            else
            {
                AddChangingDay(settings, bounds, day, windows, ref interval, ref sweep);
            }
        }

        return sweep.Slots;
    }

    private static void AddPlainDay(
        CalendarSettings settings, in SearchBounds bounds, LocalDay day, ImmutableArray<OpenWindow> windows,
        ref ZoneInterval? interval, ref Sweep sweep)
    {
        var step = Duration.FromMinutes(settings.SlotMinutes);
        var length = Duration.FromMinutes(bounds.LengthMinutes);
        for (var index = 0; index < windows.Length; index++)
        {
            var window = windows[index];
            var start = day.At(window.FromMinute);
            var closes = BusinessTime.ClosesAt(settings, day, windows, index, day.At(window.ToMinute) + length, ref interval);
            for (var minute = window.FromMinute; minute < window.ToMinute; minute += settings.SlotMinutes, start += step)
            {
                if (minute >= bounds.FirstMinute && minute < bounds.StartsUntilMinute && minute + bounds.LengthMinutes <= bounds.LatestEndMinute)
                {
                    sweep.Offer(start, closes);
                }
            }
        }
    }

    // Rare: a handful of days around a clock change. Starts are looked up one by one, and a moved one may land out of order
    // or on another, hence the sorted set.
    private static void AddChangingDay(
        CalendarSettings settings, in SearchBounds bounds, LocalDay day, ImmutableArray<OpenWindow> windows,
        ref ZoneInterval? interval, ref Sweep sweep)
    {
        var starts = new SortedDictionary<Instant, Instant>();
        var length = Duration.FromMinutes(bounds.LengthMinutes);
        for (var index = 0; index < windows.Length; index++)
        {
            var window = windows[index];
            var closes = BusinessTime.ClosesAt(settings, day, windows, index, day.At(window.ToMinute) + length, ref interval);
            for (var minute = window.FromMinute; minute < window.ToMinute; minute += settings.SlotMinutes)
            {
                var start = day.At(minute);
                if (IsWithinWallClock(settings, bounds, day.Date, start))
                {
                    starts[start] = starts.TryGetValue(start, out var other) ? Instant.Max(other, closes) : closes;
                }
            }
        }

        foreach (var (start, closes) in starts)
        {
            sweep.Offer(start, closes);
        }
    }

    private static bool IsWithinWallClock(CalendarSettings settings, in SearchBounds bounds, LocalDate date, Instant start)
    {
        var begins = start.InZone(settings.Zone).LocalDateTime;
        var minute = (begins.Hour * 60) + begins.Minute;
        if (begins.Date != date || minute < bounds.FirstMinute || minute >= bounds.StartsUntilMinute)
        {
            return false;
        }

        return bounds.LatestEndMinute == int.MaxValue ||
            (start + Duration.FromMinutes(bounds.LengthMinutes)).InZone(settings.Zone).LocalDateTime <= date.AtMidnight().PlusMinutes(bounds.LatestEndMinute);
    }

    /// <summary>Walks the diary once while starts come in ascending order.</summary>
    private struct Sweep(CalendarSettings settings, Diary diary, SearchBounds bounds)
    {
        private readonly IReadOnlyList<Occupied> _taken = diary.Taken;
        private readonly SearchBounds _bounds = bounds;
        private readonly Duration _length = Duration.FromMinutes(bounds.LengthMinutes);
        private readonly Duration _before = Duration.FromMinutes(settings.BufferBeforeMinutes);
        private readonly Duration _after = Duration.FromMinutes(settings.BufferAfterMinutes);
        private int _next;

        public List<Slot> Slots { get; } = [];

        public void Offer(Instant start, Instant closes)
        {
            var end = start + _length;
            if (start < _bounds.EarliestStart || start >= _bounds.StartsUntil || end > _bounds.LatestEnd || end > closes)
            {
                return;
            }

            // What ends ahead of this slot cannot touch a later one either. The first that does not may still begin after it,
            // and then so do all that follow: they are in order of their beginning.
            var blockedStart = start - _before;
            while (_next < _taken.Count && _taken[_next].BlockedEnd <= blockedStart)
            {
                _next++;
            }

            if (_next == _taken.Count || _taken[_next].BlockedStart >= end + _after)
            {
                Slots.Add(new Slot(start, end));
            }
        }
    }
}
