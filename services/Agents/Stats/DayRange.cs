using NodaTime;
using NodaTime.Text;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Agents.Stats;

/// <summary>Days of a time zone, the first and the last included. Pure: dates and a zone in, instants out.</summary>
/// <param name="First">The first day.</param>
/// <param name="Last">The last day.</param>
/// <param name="Zone">Whose days they are.</param>
internal sealed record DayRange(LocalDate First, LocalDate Last, DateTimeZone Zone)
{
    private const int MostDays = 366;
    private const int UsualDays = 30;
    private const int FirstYear = 2000;
    private const int LastYear = 2199;

    private const string DayRule = "A date such as 2026-10-07, or an instant with its offset, whose day is meant.";

    /// <summary>The week of a day, from Monday to Sunday.</summary>
    public static DayRange WeekOf(LocalDate day, DateTimeZone zone)
    {
        var monday = day.Next(IsoDayOfWeek.Monday).PlusWeeks(-1);
        return new DayRange(monday, monday.PlusDays(6), zone);
    }

    /// <summary>What a query asks for. Without an end it ends today, without a beginning it has thirty days.</summary>
    public static FieldErrors Read(string? from, string? to, LocalDate today, DateTimeZone zone, out DayRange range)
    {
        var errors = new FieldErrors();
        var last = ReadDay(to, "to", zone, errors) ?? today;
        var first = ReadDay(from, "from", zone, errors) ?? last.PlusDays(1 - UsualDays);
        range = new DayRange(first, last, zone);
        return errors.Any ? errors : errors
            .Require(first <= last, "from", "Not after the end, which is today unless to is given.")
            .Require(Period.DaysBetween(first, last) < MostDays, "from", "At most 366 days.");
    }

    /// <summary>How many there are.</summary>
    public int Count => Period.DaysBetween(First, Last) + 1;

    /// <summary>The days in order.</summary>
    public IEnumerable<LocalDate> Days => Enumerable.Range(0, Count).Select(First.PlusDays);

    /// <summary>When each day begins. A day that the zone skipped begins, and ends, when the next one does.</summary>
    public DateTimeOffset[] Starts => [.. Days.Select(StartOf)];

    /// <summary>When the first day begins.</summary>
    public DateTimeOffset Begin => StartOf(First);

    /// <summary>When the last day is over.</summary>
    public DateTimeOffset End => StartOf(Last.PlusDays(1));

    private DateTimeOffset StartOf(LocalDate day) => Zone.AtLeniently(day.AtMidnight()).ToInstant().ToDateTimeOffset();

    private static LocalDate? ReadDay(string? text, string field, DateTimeZone zone, FieldErrors errors)
    {
        if (text is null)
        {
            return null;
        }

        // The year is looked at before anything is reckoned from it: neither end of the calendar has room for a zone or thirty days.
        LocalDate? day = LocalDatePattern.Iso.Parse(text) is { Success: true, Value: { Year: >= FirstYear and <= LastYear } date } ? date
            : OffsetDateTimePattern.ExtendedIso.Parse(text) is { Success: true, Value: { Year: >= FirstYear and <= LastYear } instant } ? instant.InZone(zone).Date
            : null;
        errors.Require(day is not null, field, DayRule);
        return day;
    }
}
