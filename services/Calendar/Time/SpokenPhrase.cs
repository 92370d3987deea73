using NodaTime;
using PeteRental.Calendar.Availability;

namespace PeteRental.Calendar.Time;

/// <summary>A day as it was said, not yet laid on a calendar.</summary>
internal abstract record SaidDay
{
    /// <summary>today, tomorrow, in three days.</summary>
    public sealed record Relative(int Days) : SaidDay;

    /// <summary>Tuesday, next Tuesday, Tuesday week.</summary>
    /// <param name="Day">The weekday.</param>
    /// <param name="WeeksAhead">0 this week's, 1 next week's, -1 last week's; null the coming one.</param>
    /// <param name="WeeksLater">Whole weeks on top.</param>
    public sealed record Weekday(IsoDayOfWeek Day, int? WeeksAhead, int WeeksLater = 0) : SaidDay;

    /// <summary>October 7th, with or without a year.</summary>
    public sealed record MonthDay(int Month, int Day, int? Year) : SaidDay;

    /// <summary>the 3rd.</summary>
    /// <param name="Day">Day of the month.</param>
    /// <param name="Month">0 of this month, 1 of the next; null the next there is.</param>
    public sealed record DayOfMonth(int Day, int? Month) : SaidDay;

    /// <summary>this week, next week.</summary>
    public sealed record Week(int WeeksAhead) : SaidDay;

    /// <summary>Saturday and Sunday.</summary>
    public sealed record Weekend(int WeeksAhead) : SaidDay;

    /// <summary>Any day: as soon as possible.</summary>
    public sealed record Any : SaidDay;

    /// <summary>Day and month in numbers, in an order that has to be found out.</summary>
    public sealed record Slashes(int First, int Second, int? Year) : SaidDay;
}

internal enum HalfOfDay
{
    Unsaid,
    Am,
    Pm,
}

/// <summary>A time of day as it was said.</summary>
/// <param name="Hour">As said: 1 to 12, or 0 to 23 on a 24-hour clock.</param>
/// <param name="Minute">0 to 59.</param>
/// <param name="Half">am or pm.</param>
/// <param name="IsTwentyFourHours">Written so that only a 24-hour clock can be meant.</param>
/// <param name="IsBareNumber">Nothing but a number, with nothing around it that tells an hour from a date.</param>
internal readonly record struct SaidTime(
    int Hour, int Minute, HalfOfDay Half = HalfOfDay.Unsaid, bool IsTwentyFourHours = false, bool IsBareNumber = false);

/// <summary>Everything that was said, part by part. Each part may be said once.</summary>
internal sealed class SpokenPhrase
{
    public SaidDay? Day { get; private set; }

    /// <summary>The weekday that was said beside a date.</summary>
    public IsoDayOfWeek? AlsoWeekday { get; private set; }

    public SaidTime? Time { get; private set; }

    public SaidTime? After { get; private set; }

    public SaidTime? Before { get; private set; }

    public PartOfDay? Part { get; private set; }

    /// <summary>morning, afternoon, evening or night, for the half of the day that they imply.</summary>
    public string? PartName { get; private set; }

    /// <summary>in two hours.</summary>
    public int? MinutesFromNow { get; private set; }

    /// <summary>Set when a part was said twice, or two exclude each other.</summary>
    public bool ContradictsItself { get; private set; }

    public void Say(SaidDay day)
    {
        switch (Day, day)
        {
            case (null or SaidDay.Any, _):
                Day = day;
                break;
            case (_, SaidDay.Any):
                break;
            case (SaidDay.Weekday weekday, not SaidDay.Weekday) when AlsoWeekday is null:
                (Day, AlsoWeekday) = (day, weekday.Day);
                break;
            case (not SaidDay.Weekday, SaidDay.Weekday weekday) when AlsoWeekday is null:
                AlsoWeekday = weekday.Day;
                break;
            default:
                ContradictsItself = true;
                break;
        }
    }

    public void Say(SaidTime time)
    {
        ContradictsItself |= Time is not null;
        Time = time;
    }

    public void SayAfter(SaidTime time)
    {
        ContradictsItself |= After is not null;
        After = time;
    }

    public void SayBefore(SaidTime time)
    {
        ContradictsItself |= Before is not null;
        Before = time;
    }

    public void Say(PartOfDay part, string name)
    {
        ContradictsItself |= Part is not null && Part != part;
        (Part, PartName) = (part, name);
    }

    public void SayFromNow(int minutes)
    {
        ContradictsItself |= MinutesFromNow is not null;
        MinutesFromNow = minutes;
    }
}
