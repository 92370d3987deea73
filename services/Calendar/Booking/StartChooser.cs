using NodaTime;
using PeteRental.Calendar.Availability;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Providers;
using PeteRental.Calendar.Time;
using PeteRental.Contracts.Calendar;

namespace PeteRental.Calendar.Booking;

/// <summary>A time to book, or the refusal that says why there is none.</summary>
/// <param name="Calendar">The calendar by whose settings it was chosen.</param>
/// <param name="Start">The time; the settings allow it, and the diary has the last word.</param>
/// <param name="Days">When any free slot of some days was wanted: those days. The start is then the first free one.</param>
/// <param name="Refusal">Set when there is no start.</param>
internal sealed record ChosenStart(BookableCalendar Calendar, Instant Start, Interval? Days, Outcome? Refusal)
{
    /// <summary>The time that a booking takes up, with its buffers.</summary>
    public Interval Blocked(int? durationMinutes)
    {
        var length = Duration.FromMinutes(durationMinutes ?? Calendar.Settings.DurationMinutes);
        var blocked = SlotRules.Blocked(Calendar.Settings, new Slot(Start, Start + length));
        return new Interval(blocked.Start, blocked.End);
    }
}

/// <summary>Turns words about a time into a time to book.</summary>
internal sealed class StartChooser(OpeningSearch openings)
{
    /// <summary>Chooses the start. Every refusal but "not understood" carries alternatives.</summary>
    /// <param name="calendar">The calendar.</param>
    /// <param name="words">See <see cref="SpokenTime"/>.</param>
    /// <param name="durationMinutes">Length, when it differs from the settings.</param>
    /// <param name="now">The clock.</param>
    /// <param name="except">The appointment that moves.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<ChosenStart> ChooseAsync(
        BookableCalendar calendar, string? words, int? durationMinutes, Instant now, Guid? except, CancellationToken cancellationToken) =>
        SpokenTime.Read(words, now, calendar.Settings) switch
        {
            SpokenTimeResult.Exact exact => JudgeAsync(calendar, exact.Start, durationMinutes, now, except, cancellationToken),
            SpokenTimeResult.Wanted wanted => FirstFreeAsync(calendar, wanted, durationMinutes, now, except, cancellationToken),
            SpokenTimeResult.PastYear slip => AskBackAsync(calendar, slip.Corrected, durationMinutes, now, except, cancellationToken),
            SpokenTimeResult.NoSuchDate or SpokenTimeResult.Unclear => Task.FromResult(Refuse(calendar, Outcome.Refused(calendar, VoiceOutcome.UnclearTime))),
            var other => throw new InvalidOperationException($"Unknown reading {other.GetType().Name}."),
        };

    /// <summary>The refusal of a time with the openings nearest to it.</summary>
    public async Task<Outcome> RefuseAsync(
        BookableCalendar calendar, string code, Instant asked, int? durationMinutes, Instant now, Guid? except,
        CancellationToken cancellationToken)
    {
        var nearest = await openings.NearestAsync(calendar, asked, durationMinutes, now, except, cancellationToken);
        return Outcome.Refused(nearest.Calendar, code, asked, nearest.Slots);
    }

    /// <summary>The refusal of a time that the connected diary has no room for, or cannot be asked about.</summary>
    public Task<Outcome> RefuseAsync(
        BookableCalendar calendar, DiaryVerdict verdict, Instant asked, int? durationMinutes, Instant now, Guid? except,
        CancellationToken cancellationToken) =>
        verdict == DiaryVerdict.Busy
            ? RefuseAsync(calendar, VoiceOutcome.SlotTaken, asked, durationMinutes, now, except, cancellationToken)
            : Task.FromResult(Outcome.Refused(calendar, VoiceOutcome.CalendarUnavailable, asked));

    /// <summary>Whether a time can be booked, and if not, why.</summary>
    public async Task<(BookableCalendar Calendar, SlotVerdict Verdict)> ExplainAsync(
        BookableCalendar calendar, Instant start, int? durationMinutes, Instant now, CancellationToken cancellationToken)
    {
        var explained = await openings.ExplainAsync(calendar, start, durationMinutes, now, cancellationToken);
        return (explained.Calendar, explained.Verdict);
    }

    private async Task<ChosenStart> JudgeAsync(
        BookableCalendar calendar, Instant start, int? durationMinutes, Instant now, Guid? except, CancellationToken cancellationToken)
    {
        while (true)
        {
            var verdict = SlotRules.Judge(calendar.Settings, now, start, durationMinutes ?? calendar.Settings.DurationMinutes);
            if (verdict == SlotVerdict.Free)
            {
                return new ChosenStart(calendar, start, null, null);
            }

            var nearest = await openings.NearestAsync(calendar, start, durationMinutes, now, except, cancellationToken);
            if (nearest.Calendar.Version == calendar.Version)
            {
                return Refuse(calendar, Outcome.Refused(calendar, Outcome.CodeOf(verdict), start, nearest.Slots));
            }

            calendar = nearest.Calendar;
        }
    }

    private async Task<ChosenStart> FirstFreeAsync(
        BookableCalendar calendar, SpokenTimeResult.Wanted wanted, int? durationMinutes, Instant now, Guid? except,
        CancellationToken cancellationToken)
    {
        var query = new AvailabilityQuery { FirstDay = wanted.FirstDay, LastDay = wanted.LastDay, Part = wanted.Part, DurationMinutes = durationMinutes };
        var found = await openings.FindAsync(calendar, query, now, except, cancellationToken);
        var zone = found.Calendar.Settings.Zone;
        var days = new Interval(zone.MapDay(wanted.FirstDay).Start, zone.MapDay(wanted.LastDay).End);
        if (found.Slots.Count > 0)
        {
            return new ChosenStart(found.Calendar, found.Slots[0].Start, days, null);
        }

        if (!found.Known.IsComplete)
        {
            // Which one is the first free is anybody's guess.
            return Refuse(found.Calendar, Outcome.Refused(found.Calendar, VoiceOutcome.CalendarUnavailable)) with { Days = days };
        }

        var nearest = await openings.NearestAsync(found.Calendar, AskedIn(wanted, found.Calendar), durationMinutes, now, except, cancellationToken);
        return Refuse(nearest.Calendar, Outcome.Refused(nearest.Calendar, WhyNone(nearest.Calendar, query, now), null, nearest.Slots)) with { Days = days };
    }

    // The corrected day and time are asked back, not booked.
    private async Task<ChosenStart> AskBackAsync(
        BookableCalendar calendar, SpokenTimeResult corrected, int? durationMinutes, Instant now, Guid? except,
        CancellationToken cancellationToken)
    {
        var meant = corrected switch
        {
            SpokenTimeResult.Exact exact => exact.Start,
            SpokenTimeResult.Wanted wanted => (await FirstFreeAsync(calendar, wanted, durationMinutes, now, except, cancellationToken)) is { Refusal: null } free
                ? free.Start
                : AskedIn(wanted, calendar),
            _ => throw new InvalidOperationException("A correction is a time."),
        };
        return Refuse(calendar, Outcome.Refused(calendar, VoiceOutcome.PastYear, meant));
    }

    private static ChosenStart Refuse(BookableCalendar calendar, Outcome refusal) => new(calendar, default, null, refusal);

    /// <summary>The moment to look for alternatives around, when a day or a part of one is full.</summary>
    private static Instant AskedIn(SpokenTimeResult.Wanted wanted, BookableCalendar calendar)
    {
        var hours = calendar.Settings.HoursOn(wanted.FirstDay);
        var minute = wanted.Part?.FromMinute ?? (hours.IsEmpty ? 12 * 60 : hours[0].FromMinute);
        return calendar.Settings.Zone.AtLeniently(wanted.FirstDay.At(LocalTime.FromMinutesSinceMidnight(Math.Min(minute, (24 * 60) - 1)))).ToInstant();
    }

    /// <summary>Why no slot was found in the days wanted, from the settings alone; when they allow any, all are taken.</summary>
    private static string WhyNone(BookableCalendar calendar, AvailabilityQuery query, Instant now)
    {
        var settings = calendar.Settings;
        var today = now.InZone(settings.Zone).Date;
        if (query.LastDay < today)
        {
            return VoiceOutcome.Past;
        }

        if (query.FirstDay > SlotRules.LastDay(settings, now))
        {
            return VoiceOutcome.Horizon;
        }

        if (AvailabilityFinder.Find(settings, Diary.Empty, now, query).Count > 0)
        {
            return VoiceOutcome.SlotTaken;
        }

        if (query.FirstDay == query.LastDay && query.FirstDay is { } day && settings.ClosedDates.Contains(day))
        {
            return VoiceOutcome.Closed;
        }

        return AvailabilityFinder.Find(settings with { MinNoticeMinutes = 0 }, Diary.Empty, now, query).Count > 0 ? VoiceOutcome.Notice : VoiceOutcome.OutsideHours;
    }
}
