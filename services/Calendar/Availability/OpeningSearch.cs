using NodaTime;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Time;

namespace PeteRental.Calendar.Availability;

/// <summary>Openings of a calendar, with the calendar as it was when they were searched.</summary>
internal sealed record FoundOpenings(BookableCalendar Calendar, IReadOnlyList<Slot> Slots);

/// <summary>Searches openings in the real diary, always by the settings that hold now.</summary>
internal sealed class OpeningSearch(DiaryReader diaries, BusyCache busy, CalendarDirectory calendars)
{
    /// <summary>How far around a refused time alternatives are looked for first.</summary>
    private const int DaysAround = 7;

    /// <summary>All openings that a query asks for, to be offered. The diary is that of a moment ago.</summary>
    public Task<FoundOpenings> OfferAsync(BookableCalendar calendar, AvailabilityQuery query, Instant now, CancellationToken cancellationToken) =>
        FindAsync(calendar, query, now, (of, from, to) => busy.ReadAsync(of, from, to, now, cancellationToken), cancellationToken);

    /// <summary>All openings that a query asks for, by the diary of now, as if one appointment were not there.</summary>
    public Task<FoundOpenings> FindAsync(
        BookableCalendar calendar, AvailabilityQuery query, Instant now, Guid? except, CancellationToken cancellationToken) =>
        FindAsync(calendar, query, now, (of, from, to) => new(diaries.ReadAsync(of, from, to, now, except, cancellationToken)), cancellationToken);

    private async Task<FoundOpenings> FindAsync(
        BookableCalendar calendar,
        AvailabilityQuery query,
        Instant now,
        Func<BookableCalendar, Instant, Instant, ValueTask<DiaryReading>> read,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            var bounds = SearchBounds.Of(calendar.Settings, now, query);
            var zone = calendar.Settings.Zone;
            var lastDay = bounds.LastDay < bounds.FirstDay ? bounds.FirstDay : bounds.LastDay;

            // A day more on both sides: a viewing of the day before may block into the first one, and buffers reach over the last.
            var reading = await read(calendar, zone.MapDay(bounds.FirstDay.PlusDays(-1)).Start, zone.MapDay(lastDay.PlusDays(1)).End);
            if (reading.SettingsVersion == calendar.Version)
            {
                return new FoundOpenings(calendar, AvailabilityFinder.Find(calendar.Settings, reading.Diary, now, query));
            }

            calendar = await calendars.RefreshAsync(calendar, cancellationToken);
        }
    }

    /// <summary>At most three openings nearest to a time that cannot be had.</summary>
    public async Task<FoundOpenings> NearestAsync(
        BookableCalendar calendar, Instant asked, int? durationMinutes, Instant now, Guid? except, CancellationToken cancellationToken)
    {
        var today = now.InZone(calendar.Settings.Zone).Date;
        var around = asked.InZone(calendar.Settings.Zone).Date;
        var last = SlotRules.LastDay(calendar.Settings, now);
        around = around < today ? today : around > last ? last : around;
        var query = new AvailabilityQuery { DurationMinutes = durationMinutes, FirstDay = around.PlusDays(-DaysAround), LastDay = around.PlusDays(DaysAround) };
        var found = await FindAsync(calendar, query, now, except, cancellationToken);
        if (found.Slots.Count < OpeningPicker.Offered)
        {
            found = await FindAsync(found.Calendar, query with { FirstDay = today, LastDay = last }, now, except, cancellationToken);
        }

        return found with { Slots = OpeningPicker.Nearest(found.Slots, asked) };
    }

    /// <summary>Whether a time can be booked, and if not, why.</summary>
    public async Task<(BookableCalendar Calendar, SlotVerdict Verdict)> ExplainAsync(
        BookableCalendar calendar, Instant start, int? durationMinutes, Instant now, CancellationToken cancellationToken)
    {
        while (true)
        {
            var zone = calendar.Settings.Zone;
            var date = start.InZone(zone).Date;
            var reading = await diaries.ReadAsync(
                calendar, zone.MapDay(date.PlusDays(-1)).Start, zone.MapDay(date.PlusDays(2)).End, now, except: null, cancellationToken);
            if (reading.SettingsVersion == calendar.Version)
            {
                var length = durationMinutes ?? calendar.Settings.DurationMinutes;
                return (calendar, SlotRules.Explain(calendar.Settings, reading.Diary, now, start, length));
            }

            calendar = await calendars.RefreshAsync(calendar, cancellationToken);
        }
    }
}
