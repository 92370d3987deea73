using System.Collections.Immutable;
using NodaTime;
using PeteRental.Calendar.Availability;
using PeteRental.Calendar.Settings;

namespace PeteRental.Calendar.Tests.Availability;

/// <summary>
/// The rules once more, as slowly and plainly as possible: every minute of the line of instants is asked what the wall clock
/// shows then. Knows nothing of gaps, overlaps and intervals of a zone; only of its offset at an instant.
/// </summary>
internal sealed class BruteForce
{
    private readonly CalendarSettings _settings;
    private readonly Instant _origin;
    private readonly LocalDateTime[] _wall;
    private readonly bool[] _open;
    private readonly Dictionary<LocalDateTime, int> _first = [];

    public BruteForce(CalendarSettings settings, Instant now, int days)
    {
        _settings = settings;
        _origin = Instant.FromUnixTimeSeconds(now.ToUnixTimeSeconds() / 86400 * 86400) - Duration.FromDays(3);
        _wall = new LocalDateTime[(days + 8) * 1440];
        for (var minute = 0; minute < _wall.Length; minute++)
        {
            var instant = At(minute);
            _wall[minute] = instant.WithOffset(settings.Zone.GetUtcOffset(instant)).LocalDateTime;
            _first.TryAdd(_wall[minute], minute);
        }

        _open = new bool[_wall.Length];
        foreach (var date in Dates())
        {
            foreach (var window in HoursOn(date))
            {
                Array.Fill(_open, true, Opens(date, window.FromMinute), Math.Max(0, Reach(date, window.ToMinute) - Opens(date, window.FromMinute)));
            }
        }
    }

    public List<Slot> Find(Diary diary, Instant now, AvailabilityQuery query)
    {
        var length = query.DurationMinutes ?? _settings.DurationMinutes;
        var starts = new SortedSet<int>();
        foreach (var date in Dates())
        {
            foreach (var window in HoursOn(date))
            {
                for (var minute = window.FromMinute; minute < window.ToMinute; minute += _settings.SlotMinutes)
                {
                    var start = Reach(date, minute);
                    if (_wall[start].Date == date && Wanted(query, now, start, length) && IsFree(diary, now, start, length))
                    {
                        starts.Add(start);
                    }
                }
            }
        }

        return [.. starts.Select(start => new Slot(At(start), At(start + length)))];
    }

    public bool IsFree(Diary diary, Instant now, Instant start, int length) => IsFree(diary, now, (int)(start - _origin).TotalMinutes, length);

    private bool IsFree(Diary diary, Instant now, int start, int length)
    {
        var date = _wall[start].Date;
        var instant = At(start);
        var blockedStart = instant - Duration.FromMinutes(_settings.BufferBeforeMinutes);
        var blockedEnd = At(start + length) + Duration.FromMinutes(_settings.BufferAfterMinutes);
        return instant >= now + Duration.FromMinutes(_settings.MinNoticeMinutes)
            && date <= now.InZone(_settings.Zone).Date.PlusDays(_settings.HorizonDays)
            && !_settings.ClosedDates.Contains(date)
            && _open.AsSpan(start, length).IndexOf(false) < 0
            && !(diary.VisitStarts.Count(visit => visit.InZone(_settings.Zone).Date == date) >= _settings.MaxPerDay)
            && !diary.Taken.Any(taken => taken.BlockedStart < blockedEnd && blockedStart < taken.BlockedEnd);
    }

    private bool Wanted(AvailabilityQuery query, Instant now, int start, int length)
    {
        var instant = At(start);
        var wall = _wall[start];
        var minute = (wall.Hour * 60) + wall.Minute;
        var lookedOver = query.To is not null || query.LastDay is not null ? Instant.MaxValue
            : (query.From ?? now).InZone(_settings.Zone).LocalDateTime.PlusDays(query.DaysAhead).InZoneLeniently(_settings.Zone).ToInstant();
        return instant >= (query.From ?? instant) && At(start + length) <= (query.To ?? Instant.MaxValue) && instant < lookedOver
            && wall.Date >= (query.FirstDay ?? wall.Date) && wall.Date <= (query.LastDay ?? wall.Date)
            && (query.Part is not { } part || (minute >= part.FromMinute && minute < part.ToMinute))
            && wall.Hour >= (query.StartHour ?? 0)
            && (query.EndHour is not { } hour || _wall[start + length] <= wall.Date.AtMidnight().PlusHours(hour));
    }

    private Instant At(int minute) => _origin + Duration.FromMinutes(minute);

    private IEnumerable<LocalDate> Dates()
    {
        for (var date = _wall[0].Date.PlusDays(1); date < _wall[^1].Date.PlusDays(-1); date = date.PlusDays(1))
        {
            yield return date;
        }
    }

    private ImmutableArray<OpenWindow> HoursOn(LocalDate date) =>
        _settings.ClosedDates.Contains(date) ? [] : _settings.BusinessHours[date.DayOfWeek];

    private static LocalDateTime Wall(LocalDate date, int minute) => date.AtMidnight().PlusMinutes(minute);

    /// <summary>The first minute at which the wall clock shows the time; when it never does, as far past the jump as the time is into it.</summary>
    private int Reach(LocalDate date, int minute)
    {
        var wall = Wall(date, minute);
        if (_first.TryGetValue(wall, out var shown))
        {
            return shown;
        }

        var lastBefore = _first.Where(entry => entry.Key < wall).MaxBy(entry => entry.Key);
        var skipped = (int)Period.Between(lastBefore.Key, wall, PeriodUnits.Minutes).Minutes;
        return Array.FindLastIndex(_wall, item => item == lastBefore.Key) + skipped;
    }

    /// <summary>The first minute at which the wall clock shows the time or a later one.</summary>
    private int Opens(LocalDate date, int minute)
    {
        var wall = Wall(date, minute);
        return _first.TryGetValue(wall, out var shown) ? shown : Array.FindIndex(_wall, item => item >= wall);
    }
}
