using NodaTime;
using PeteRental.Calendar.Availability;

namespace PeteRental.Calendar.Time;

/// <summary>What words about a time turned out to mean. Exactly one of the nested cases.</summary>
public abstract record SpokenTimeResult
{
    private SpokenTimeResult()
    {
    }

    /// <summary>One point in time. It may lie in the past or outside business hours: that is for the rules to say.</summary>
    public sealed record Exact(Instant Start) : SpokenTimeResult;

    /// <summary>A day, or some days, or a part of them: the first free slot then is meant.</summary>
    /// <param name="FirstDay">First local day.</param>
    /// <param name="LastDay">Last local day; the same as the first for a single day.</param>
    /// <param name="Part">Part of each day; null means any time of it.</param>
    public sealed record Wanted(LocalDate FirstDay, LocalDate LastDay, PartOfDay? Part) : SpokenTimeResult;

    /// <summary>
    /// A date of a past year, which is a slip of the model that writes it down: callers do not ask for last year.
    /// </summary>
    /// <param name="Corrected">The same day and time at their next occurrence, to be asked back: exact or wanted.</param>
    public sealed record PastYear(SpokenTimeResult Corrected) : SpokenTimeResult;

    /// <summary>A date that no calendar has, such as February 30.</summary>
    public sealed record NoSuchDate : SpokenTimeResult;

    /// <summary>Not one time. Nothing is guessed; the caller is asked again.</summary>
    public sealed record Unclear(UnclearReason Reason) : SpokenTimeResult;
}

/// <summary>Why words could not be read as one time.</summary>
public enum UnclearReason
{
    /// <summary>Nothing was said.</summary>
    Empty,

    /// <summary>Longer than anybody says a time.</summary>
    TooLong,

    /// <summary>Words or signs that are not about a time.</summary>
    Words,

    /// <summary>Parts that exclude each other, such as a Monday that is a Tuesday.</summary>
    Contradiction,

    /// <summary>An hour or minute that no clock shows.</summary>
    NoSuchTime,

    /// <summary>A time that is over today, or a part of the day, without a day.</summary>
    NoDay,

    /// <summary>An hour that could be in the morning or in the evening.</summary>
    MorningOrEvening,

    /// <summary>A number beside a weekday that could be an hour or a date.</summary>
    HourOrDate,

    /// <summary>Day and month written as numbers, in an order that the place does not settle.</summary>
    DayOrMonth,
}
