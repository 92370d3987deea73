using Microsoft.Extensions.Options;
using NodaTime;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Sync;
using PeteRental.Calendar.Time;

namespace PeteRental.Calendar.Availability;

/// <summary>Openings of a calendar, with the calendar as it was when they were searched.</summary>
/// <param name="Calendar">The calendar.</param>
/// <param name="Slots">None when it is not known what is free: see <see cref="MirrorState.IsComplete"/>.</param>
/// <param name="Known">How well the diaries at providers are known that it looks at.</param>
internal sealed record FoundOpenings(BookableCalendar Calendar, IReadOnlyList<Slot> Slots, MirrorState Known);

/// <summary>Whether a time can be booked, and if not, why.</summary>
/// <param name="Calendar">The calendar as it was when it was judged.</param>
/// <param name="Verdict">What its settings and everything known of its diaries say.</param>
/// <param name="Known">How well the diaries at providers are known that it looks at.</param>
internal sealed record Explanation(BookableCalendar Calendar, SlotVerdict Verdict, MirrorState Known);

/// <summary>Searches openings in the real diary, always by the settings that hold now.</summary>
internal sealed class OpeningSearch(
    DiaryReader diaries, BusyCache busy, CalendarDirectory calendars, DiaryMirror mirror, IOptions<SyncOptions> options)
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

            await FreshenAsync(calendar, cancellationToken);

            // A day more on both sides: a viewing of the day before may block into the first one, and buffers reach over the last.
            var reading = await read(calendar, zone.MapDay(bounds.FirstDay.PlusDays(-1)).Start, zone.MapDay(lastDay.PlusDays(1)).End);
            if (reading.SettingsVersion == calendar.Version)
            {
                var known = StateOf(calendar, reading, now, zone.MapDay(lastDay).End);
                return new FoundOpenings(calendar, known.IsComplete ? AvailabilityFinder.Find(calendar.Settings, reading.Diary, now, query) : [], known);
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
    public async Task<Explanation> ExplainAsync(
        BookableCalendar calendar, Instant start, int? durationMinutes, Instant now, CancellationToken cancellationToken)
    {
        while (true)
        {
            await FreshenAsync(calendar, cancellationToken);
            var zone = calendar.Settings.Zone;
            var date = start.InZone(zone).Date;
            var reading = await diaries.ReadAsync(
                calendar, zone.MapDay(date.PlusDays(-1)).Start, zone.MapDay(date.PlusDays(2)).End, now, except: null, cancellationToken);
            if (reading.SettingsVersion == calendar.Version)
            {
                var length = durationMinutes ?? calendar.Settings.DurationMinutes;
                var known = StateOf(calendar, reading, now, start + Duration.FromMinutes(length));
                return new Explanation(calendar, SlotRules.Explain(calendar.Settings, reading.Diary, now, start, length), known);
            }

            calendar = await calendars.RefreshAsync(calendar, cancellationToken);
        }
    }

    // A calendar of our own that reads no other diary does not even look at the clock for it.
    private ValueTask<MirrorState> FreshenAsync(BookableCalendar calendar, CancellationToken cancellationToken) =>
        calendar.BusyDiaries.IsEmpty ? ValueTask.FromResult(MirrorState.Native) : mirror.FreshenAsync(calendar, cancellationToken);

    // Of what was read, not of what is known by now: the answer is made from it.
    private MirrorState StateOf(BookableCalendar calendar, DiaryReading reading, Instant now, Instant until) =>
        calendar.BusyDiaries.IsEmpty
            ? MirrorState.Native
            : MirrorState.Of(reading.Mirrored.AsOf, reading.Mirrored.From <= now && reading.Mirrored.To >= until, now, options.Value);
}
