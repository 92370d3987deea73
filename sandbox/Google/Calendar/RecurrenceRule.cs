using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace PeteRental.Sandbox.Google.Calendar;

/// <summary>A weekday, or with an ordinal the n-th of a month: <c>TU</c>, <c>2TU</c>, <c>-1FR</c>.</summary>
internal readonly record struct RuleDay(int Ordinal, IsoDayOfWeek Day);

/// <summary>
/// A rule of RFC 5545, such as <c>RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;UNTIL=20260601T000000Z</c>: daily, weekly, monthly
/// and yearly, with INTERVAL, COUNT, UNTIL, BYDAY, BYMONTHDAY and WKST.
/// </summary>
internal sealed record RecurrenceRule(
    string Frequency, int Interval, int? Count, Instant? Until, LocalDate? UntilDate, IReadOnlyList<RuleDay> Days, IReadOnlyList<int> MonthDays,
    IsoDayOfWeek WeekStart)
{
    // About 200 years of days: a rule that never fits, such as the 31st of February, ends here.
    private const int MaxSteps = 75_000;

    // Behind it the calendar of the library ends.
    private const int LastYear = 9_000;

    private static readonly string[] DayNames = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    private static readonly InstantPattern UtcPattern = InstantPattern.CreateWithInvariantCulture("uuuuMMdd'T'HHmmss'Z'");
    private static readonly LocalDatePattern DatePattern = LocalDatePattern.CreateWithInvariantCulture("uuuuMMdd");

    /// <summary>Reads the part after <c>RRULE:</c>; null when it is none that Google would take.</summary>
    public static RecurrenceRule? Parse(string text)
    {
        var rule = new RecurrenceRule("", 1, null, null, null, [], [], IsoDayOfWeek.Monday);
        foreach (var part in text.ToUpperInvariant().Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split('=') is not [var name, var value] || With(rule, name, value) is not { } changed)
            {
                return null;
            }

            rule = changed;
        }

        var isOrdinalWrong = rule.Frequency is "DAILY" or "WEEKLY" && rule.Days.Any(day => day.Ordinal != 0);
        var endsTwice = rule.Count is not null && (rule.Until is not null || rule.UntilDate is not null);
        return rule.Frequency.Length == 0 || isOrdinalWrong || endsTwice ? null : rule;
    }

    /// <summary>The days of the rule in order, from the first; <see cref="Count"/> and UNTIL are the caller's, who knows the time of day.</summary>
    public IEnumerable<LocalDate> From(LocalDate first)
    {
        for (var step = 0; step < MaxSteps && first.Year + (step * YearsPerStep) < LastYear; step++)
        {
            IEnumerable<LocalDate> days = Frequency switch
            {
                "DAILY" => [first.PlusDays(step * Interval)],
                "WEEKLY" => Week(first, step),
                "MONTHLY" => Month(first.With(DateAdjusters.StartOfMonth).PlusMonths(step * Interval), first.Day),
                _ => Year(first, step),
            };
            foreach (var day in days.Where(day => day >= first && Fits(day)))
            {
                yield return day;
            }
        }
    }

    private double YearsPerStep => Interval * Frequency switch
    {
        "DAILY" => 1 / 365.0,
        "WEEKLY" => 7 / 365.0,
        "MONTHLY" => 1 / 12.0,
        _ => 1,
    };

    private bool Fits(LocalDate day) => Frequency != "DAILY"
        || ((Days.Count == 0 || Days.Any(wanted => wanted.Day == day.DayOfWeek)) && (MonthDays.Count == 0 || MonthDays.Contains(day.Day)));

    private IEnumerable<LocalDate> Week(LocalDate first, int step)
    {
        var behind = ((int)first.DayOfWeek - (int)WeekStart + 7) % 7;
        var start = first.PlusDays((7 * step * Interval) - behind);
        return Enumerable.Range(0, 7).Select(start.PlusDays)
            .Where(day => Days.Count == 0 ? day.DayOfWeek == first.DayOfWeek : Days.Any(wanted => wanted.Day == day.DayOfWeek));
    }

    private IEnumerable<LocalDate> Month(LocalDate month, int usualDay)
    {
        var length = month.Calendar.GetDaysInMonth(month.Year, month.Month);
        var days = Enumerable.Range(1, length).Select(day => month.PlusDays(day - 1));
        if (MonthDays.Count > 0)
        {
            return days.Where(day => MonthDays.Contains(day.Day) || MonthDays.Contains(day.Day - length - 1));
        }

        return Days.Count == 0
            ? days.Where(day => day.Day == usualDay)
            : days.Where(day => Days.Any(wanted => wanted.Day == day.DayOfWeek && wanted.Ordinal switch
            {
                0 => true,
                > 0 => ((day.Day - 1) / 7) + 1 == wanted.Ordinal,
                _ => ((length - day.Day) / 7) + 1 == -wanted.Ordinal,
            }));
    }

    private IEnumerable<LocalDate> Year(LocalDate first, int step)
    {
        var year = first.Year + (step * Interval);
        return first is { Month: 2, Day: 29 } && !CalendarSystem.Iso.IsLeapYear(year) ? [] : [new LocalDate(year, first.Month, first.Day)];
    }

    private static RecurrenceRule? With(RecurrenceRule rule, string name, string value) => name switch
    {
        "FREQ" => value is "DAILY" or "WEEKLY" or "MONTHLY" or "YEARLY" ? rule with { Frequency = value } : null,
        "INTERVAL" => Number(value, 1, 1_000) is { } interval ? rule with { Interval = interval } : null,
        "COUNT" => Number(value, 1, 10_000) is { } count ? rule with { Count = count } : null,
        "UNTIL" => UtcPattern.Parse(value) is { Success: true } moment ? rule with { Until = moment.Value }
            : DatePattern.Parse(value) is { Success: true } date ? rule with { UntilDate = date.Value } : null,
        "BYDAY" => All(value, Day) is { } days ? rule with { Days = days } : null,
        "BYMONTHDAY" => All(value, text => Number(text, -31, 31) is { } day and not 0 ? day : (int?)null) is { } days ? rule with { MonthDays = days } : null,
        "WKST" => Day(value) is { Ordinal: 0 } day ? rule with { WeekStart = day.Day } : null,
        _ => null,
    };

    private static RuleDay? Day(string text)
    {
        if (text.Length < 2 || Array.IndexOf(DayNames, text[^2..]) is var index && index < 0)
        {
            return null;
        }

        var ordinal = text.Length == 2 ? 0 : Number(text[..^2], -5, 5);
        return ordinal is null || (ordinal == 0 && text.Length > 2) ? null : new RuleDay(ordinal.Value, (IsoDayOfWeek)(index + 1));
    }

    private static T[]? All<T>(string value, Func<string, T?> parse)
        where T : struct
    {
        var parsed = value.Split(',').Select(parse).ToArray();
        return parsed.All(item => item is not null) ? [.. parsed.Select(item => item!.Value)] : null;
    }

    private static int? Number(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;
}
