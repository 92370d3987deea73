using NodaTime;
using PeteRental.Calendar.Availability;
using PeteRental.Calendar.Settings;

namespace PeteRental.Calendar.Time;

/// <summary>Lays what was said on the calendar, seen from now.</summary>
internal sealed class PhraseResolver(SpokenPhrase phrase, Instant now, CalendarSettings settings)
{
    private readonly LocalDate _today = now.InZone(settings.Zone).Date;

    public SpokenTimeResult Resolve()
    {
        if (phrase.ContradictsItself)
        {
            return Unclear(UnclearReason.Contradiction);
        }

        if (phrase.MinutesFromNow is { } minutes)
        {
            return phrase is { Day: null, Time: null, Part: null, After: null, Before: null } ? FromNow(minutes) : Unclear(UnclearReason.Contradiction);
        }

        if (phrase.Time is not null && (phrase.After is not null || phrase.Before is not null))
        {
            return Unclear(UnclearReason.Contradiction);
        }

        if (phrase is { Day: SaidDay.Weekday or SaidDay.Week or SaidDay.Weekend, Part: null, Time.IsBareNumber: true, AlsoWeekday: null })
        {
            return Unclear(UnclearReason.HourOrDate);
        }

        return phrase.Day switch
        {
            null => WithoutDay(),
            SaidDay.Any => On(_today, _today.PlusDays(AvailabilityQuery.DefaultDaysAhead)),
            SaidDay.Week week => On(week.WeeksAhead == 0 ? _today : Monday(week.WeeksAhead), Monday(week.WeeksAhead).PlusDays(6)),
            SaidDay.Weekend weekend => OnWeekend(Monday(weekend.WeeksAhead)),
            SaidDay.Relative relative => OnChecked(_today.PlusDays(relative.Days)),
            SaidDay.Weekday weekday => On(DateOf(weekday)),
            SaidDay.DayOfMonth day => OnDayOfMonth(day),
            SaidDay.MonthDay date => OnMonthDay(date),
            SaidDay.Slashes slashes => OnSlashes(slashes),
            _ => throw new InvalidOperationException($"Unknown kind of day {phrase.Day.GetType().Name}."),
        };
    }

    private static SpokenTimeResult.Unclear Unclear(UnclearReason reason) => new(reason);

    // To the next whole minute, so that "in two hours" leaves a notice of two hours.
    private SpokenTimeResult.Exact FromNow(int minutes)
    {
        var then = (now + Duration.FromMinutes(minutes)).ToUnixTimeTicks();
        var intoMinute = then % NodaConstants.TicksPerMinute;
        return new SpokenTimeResult.Exact(Instant.FromUnixTimeTicks(intoMinute == 0 ? then : then - intoMinute + NodaConstants.TicksPerMinute));
    }

    // A time alone is today's while that is still ahead. Afterwards any day would be a guess.
    private SpokenTimeResult WithoutDay()
    {
        if (phrase is { Time: null, Part: null, After: null, Before: null })
        {
            return Unclear(UnclearReason.Words);
        }

        var result = On(_today);
        return result is SpokenTimeResult.Unclear || (result is SpokenTimeResult.Exact exact && exact.Start >= now)
            ? result
            : Unclear(UnclearReason.NoDay);
    }

    private SpokenTimeResult OnWeekend(LocalDate monday)
    {
        var saturday = monday.PlusDays(5);
        return On(saturday < _today ? _today : saturday, monday.PlusDays(6));
    }

    private SpokenTimeResult OnMonthDay(SaidDay.MonthDay said)
    {
        if (said.Month is < 1 or > 12 || said.Day < 1 || said.Day > CalendarSystem.Iso.GetDaysInMonth(said.Year is > 0 and var y ? y : 2024, said.Month))
        {
            return new SpokenTimeResult.NoSuchDate();
        }

        if (said.Year is not { } year)
        {
            return OnChecked(NextOccurrence(said.Month, said.Day));
        }

        if (year < _today.Year)
        {
            var corrected = On(NextOccurrence(said.Month, said.Day));
            return corrected is SpokenTimeResult.Unclear ? corrected : new SpokenTimeResult.PastYear(corrected);
        }

        return year < 2200 ? OnChecked(new LocalDate(year, said.Month, said.Day)) : Unclear(UnclearReason.Words);
    }

    private SpokenTimeResult OnDayOfMonth(SaidDay.DayOfMonth said)
    {
        if (said.Day is < 1 or > 31)
        {
            return new SpokenTimeResult.NoSuchDate();
        }

        var month = new LocalDate(_today.Year, _today.Month, 1);
        if (said.Month is { } ahead)
        {
            month = month.PlusMonths(ahead);
            return Has(month, said.Day) ? OnChecked(month.PlusDays(said.Day - 1)) : new SpokenTimeResult.NoSuchDate();
        }

        while (!Has(month, said.Day) || month.PlusDays(said.Day - 1) is var date && (date < _today || (date == _today && !IsStillBookable())))
        {
            month = month.PlusMonths(1);
        }

        return OnChecked(month.PlusDays(said.Day - 1));
    }

    // 10/7 is October 7th in the United States and 10 July elsewhere, unless only one of the two exists.
    private SpokenTimeResult OnSlashes(SaidDay.Slashes said) => (said.First, said.Second) switch
    {
        ( > 12, <= 12) => OnMonthDay(new SaidDay.MonthDay(said.Second, said.First, said.Year)),
        ( <= 12, > 12) => OnMonthDay(new SaidDay.MonthDay(said.First, said.Second, said.Year)),
        var (first, second) when first == second || WrittenDates.AreMonthFirst(settings.Zone) =>
            OnMonthDay(new SaidDay.MonthDay(first, second, said.Year)),
        _ => Unclear(UnclearReason.DayOrMonth),
    };

    private LocalDate DateOf(SaidDay.Weekday said)
    {
        if (said.WeeksAhead is { } week)
        {
            return Monday(week).PlusDays((int)said.Day - 1);
        }

        var ahead = ((int)said.Day - (int)_today.DayOfWeek + 7) % 7;
        var isOver = ahead == 0 && said.WeeksLater == 0 && !IsStillBookable();
        return _today.PlusDays(ahead + (7 * said.WeeksLater) + (isOver ? 7 : 0));
    }

    private LocalDate Monday(int weeksAhead) => _today.PlusDays(1 - (int)_today.DayOfWeek + (7 * weeksAhead));

    private LocalDate NextOccurrence(int month, int day)
    {
        var year = _today.Year;
        while (!Has(new LocalDate(year, month, 1), day) || new LocalDate(year, month, day) < _today)
        {
            year++;
        }

        return new LocalDate(year, month, day);
    }

    private static bool Has(LocalDate month, int day) => day <= CalendarSystem.Iso.GetDaysInMonth(month.Year, month.Month);

    /// <summary>Whether what was said can still be had today, as far as the clock, the notice and the hours go.</summary>
    private bool IsStillBookable()
    {
        var earliest = SlotRules.EarliestStart(settings, now);
        if (On(_today) is SpokenTimeResult.Exact exact)
        {
            return exact.Start >= earliest;
        }

        var untilMinute = On(_today) is SpokenTimeResult.Wanted { Part: { } part } ? part.ToMinute - 1 : OpenWindow.MinutesPerDay;
        var hours = settings.HoursOn(_today);
        var latest = hours.IsEmpty ? 0 : Math.Min(untilMinute, hours[^1].ToMinute - settings.DurationMinutes);
        return latest > 0 && At(_today, latest) >= earliest;
    }

    private SpokenTimeResult OnChecked(LocalDate date) =>
        phrase.AlsoWeekday is { } weekday && date.DayOfWeek != weekday ? Unclear(UnclearReason.Contradiction) : On(date);

    private SpokenTimeResult On(LocalDate date) => On(date, date);

    private SpokenTimeResult On(LocalDate first, LocalDate last)
    {
        if (phrase.Time is { } time)
        {
            var (minute, problem) = HourReading.Of(time, phrase.PartName, first, settings);
            return problem is { } reason ? Unclear(reason)
                : first != last ? Unclear(UnclearReason.NoDay)
                : new SpokenTimeResult.Exact(At(first, minute));
        }

        return Bounded(first, out var part) is { } unclear ? Unclear(unclear) : new SpokenTimeResult.Wanted(first, last, part);
    }

    private UnclearReason? Bounded(LocalDate date, out PartOfDay? part)
    {
        part = phrase.Part;
        if (phrase.After is null && phrase.Before is null)
        {
            return null;
        }

        var (from, to) = (part?.FromMinute ?? 0, part?.ToMinute ?? OpenWindow.MinutesPerDay);
        if (phrase.After is { } after)
        {
            (var minute, var problem) = HourReading.Of(after, phrase.PartName, date, settings);
            (from, to) = (minute, part is null ? to : Math.Max(to, minute + 1));
            if (problem is not null)
            {
                return problem;
            }
        }

        if (phrase.Before is { } before)
        {
            (to, var problem) = HourReading.Of(before, phrase.PartName, date, settings);
            if (problem is not null)
            {
                return problem;
            }
        }

        part = new PartOfDay(from, to);
        return from < to ? null : UnclearReason.Contradiction;
    }

    private Instant At(LocalDate date, int minute) =>
        settings.Zone.AtLeniently(date.At(LocalTime.FromMinutesSinceMidnight(minute))).ToInstant();
}
