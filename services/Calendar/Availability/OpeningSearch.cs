using Microsoft.Extensions.Options;
using NodaTime;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Settings;
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
        FindAsync(calendar, query, now, (of, span, asOf) => busy.ReadAsync(of, span.Start, span.End, now, asOf, cancellationToken), cancellationToken);

    /// <summary>All openings that a query asks for, by the diary of now, as if one appointment were not there.</summary>
    public Task<FoundOpenings> FindAsync(
        BookableCalendar calendar, AvailabilityQuery query, Instant now, Guid? except, CancellationToken cancellationToken) =>
        FindAsync(
            calendar, query, now, (of, span, _) => new(diaries.ReadAsync(of, span.Start, span.End, now, except, cancellationToken)), cancellationToken);

    private async Task<FoundOpenings> FindAsync(
        BookableCalendar calendar, AvailabilityQuery query, Instant now, ReadDiary read, CancellationToken cancellationToken)
    {
        var looked = await LookAsync(calendar, now, of => SpanOf(of.Settings, SearchBounds.Of(of.Settings, now, query), now), read, cancellationToken);
        return new FoundOpenings(
            looked.Calendar,
            looked.Known.IsComplete ? AvailabilityFinder.Find(looked.Calendar.Settings, looked.Reading.Diary, now, query) : [],
            looked.Known);
    }

    // A day more on both sides: a viewing of the day before may block into the first one, and buffers reach over the last. Where no day is
    // wanted that can be booked, nothing has to be known.
    private static Wanted SpanOf(CalendarSettings settings, in SearchBounds bounds, Instant now)
    {
        var isEmpty = bounds.LastDay < bounds.FirstDay;
        var lastDay = isEmpty ? bounds.FirstDay : bounds.LastDay;
        return new Wanted(
            new Interval(settings.Zone.MapDay(bounds.FirstDay.PlusDays(-1)).Start, settings.Zone.MapDay(lastDay.PlusDays(1)).End),
            isEmpty ? now : settings.Zone.MapDay(lastDay).End);
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
        var looked = await LookAsync(
            calendar,
            now,
            of => SpanAround(of.Settings, start, start + Duration.FromMinutes(durationMinutes ?? of.Settings.DurationMinutes)),
            (of, span, _) => new(diaries.ReadAsync(of, span.Start, span.End, now, except: null, cancellationToken)),
            cancellationToken);
        var settings = looked.Calendar.Settings;
        return new Explanation(
            looked.Calendar, SlotRules.Explain(settings, looked.Reading.Diary, now, start, durationMinutes ?? settings.DurationMinutes), looked.Known);
    }

    private static Wanted SpanAround(CalendarSettings settings, Instant start, Instant end)
    {
        var date = start.InZone(settings.Zone).Date;
        return new Wanted(new Interval(settings.Zone.MapDay(date.PlusDays(-1)).Start, settings.Zone.MapDay(date.PlusDays(2)).End), end);
    }

    /// <summary>Reads the diary by the settings that hold now, with what connected diaries hold as far as that can be had.</summary>
    private async Task<Looked> LookAsync(
        BookableCalendar calendar, Instant now, Func<BookableCalendar, Wanted> spanOf, ReadDiary read, CancellationToken cancellationToken)
    {
        for (var hasForgotten = false; ;)
        {
            var freshened = calendar.BusyDiaries.IsEmpty ? MirrorState.Native : await mirror.FreshenAsync(calendar, cancellationToken);
            var wanted = spanOf(calendar);
            var reading = await read(calendar, wanted.Span, freshened.AsOf);
            if (reading.SettingsVersion != calendar.Version)
            {
                calendar = await calendars.RefreshAsync(calendar, cancellationToken);
                continue;
            }

            var known = StateOf(calendar, reading, now, wanted.KnownUntil);
            if (known.IsComplete || !freshened.IsComplete || hasForgotten)
            {
                return new Looked(calendar, reading, known);
            }

            // Read, and thrown away since: the diary was switched off and on again.
            mirror.Forget(calendar);
            hasForgotten = true;
        }
    }

    // Of what was read, not of what is known by now: the answer is made from it.
    private MirrorState StateOf(BookableCalendar calendar, DiaryReading reading, Instant now, Instant until) =>
        calendar.BusyDiaries.IsEmpty
            ? MirrorState.Native
            : MirrorState.Of(reading.Mirrored.AsOf, reading.Mirrored.From <= now && reading.Mirrored.To >= until, now, options.Value);

    /// <summary>Reads a diary. Of connected ones, nothing older is wanted than what is known to have been read.</summary>
    private delegate ValueTask<DiaryReading> ReadDiary(BookableCalendar calendar, Interval span, Instant? asOf);

    /// <summary>What is looked at, and until when connected diaries have to be known for it.</summary>
    private readonly record struct Wanted(Interval Span, Instant KnownUntil);

    private sealed record Looked(BookableCalendar Calendar, DiaryReading Reading, MirrorState Known);
}
