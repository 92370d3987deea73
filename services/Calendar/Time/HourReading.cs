using NodaTime;
using PeteRental.Calendar.Settings;

namespace PeteRental.Calendar.Time;

/// <summary>
/// Decides between morning and evening: by am or pm, by the part of the day that was said, by a 24-hour clock, and else by
/// the reading that falls within business hours.
/// </summary>
internal static class HourReading
{
    private const int HalfDay = 12 * 60;

    /// <summary>Minutes after midnight, or why they cannot be told.</summary>
    public static (int Minute, UnclearReason? Problem) Of(SaidTime said, string? partName, LocalDate date, CalendarSettings settings)
    {
        if (said.Hour > 23 || said.Minute > 59)
        {
            return (0, UnclearReason.NoSuchTime);
        }

        if (said.Half != HalfOfDay.Unsaid)
        {
            return ByHalf(said, partName);
        }

        if (said.IsTwentyFourHours || said.Hour is 0 or > 12)
        {
            return ((said.Hour * 60) + said.Minute, null);
        }

        return partName is null ? ByBusinessHours(said, date, settings) : ByPart(said, partName);
    }

    private static (int Minute, UnclearReason? Problem) ByHalf(SaidTime said, string? partName)
    {
        // "14:00 pm" says the same thing twice; "14:00 am" and "0 pm" say two things.
        if (said.Hour > 12 ? said.Half == HalfOfDay.Am : said.Hour == 0 && said.Half == HalfOfDay.Pm)
        {
            return (0, UnclearReason.Contradiction);
        }

        if (partName is not null && (partName == "morning") != (said.Half == HalfOfDay.Am))
        {
            return (0, UnclearReason.Contradiction);
        }

        return (said.Hour > 12 ? (said.Hour * 60) + said.Minute : At(said, said.Half), null);
    }

    private static (int Minute, UnclearReason? Problem) ByPart(SaidTime said, string partName) => (partName, said.Hour) switch
    {
        ("morning", < 12) => (At(said, HalfOfDay.Am), null),
        ("afternoon", 12 or <= 6) => (At(said, HalfOfDay.Pm), null),
        ("evening", >= 4 and < 12) => (At(said, HalfOfDay.Pm), null),
        ("night", >= 6 and < 12) => (At(said, HalfOfDay.Pm), null),
        _ => (0, UnclearReason.MorningOrEvening),
    };

    // On a day without hours the hours of the other days tell: asked for "Sunday at 2", two in the afternoon is meant, and
    // refused, rather than two in the night. Where neither reading can be booked, the one nearer to the hours is refused.
    private static (int Minute, UnclearReason? Problem) ByBusinessHours(SaidTime said, LocalDate date, CalendarSettings settings)
    {
        var am = At(said, HalfOfDay.Am);
        var pm = At(said, HalfOfDay.Pm);
        var (amAway, pmAway) = (Away(am, date, settings), Away(pm, date, settings));
        return amAway == 0 && pmAway == 0 ? (0, UnclearReason.MorningOrEvening) : (amAway < pmAway ? am : pm, null);
    }

    /// <summary>Minutes between a start and the nearest one that business hours allow.</summary>
    private static int Away(int start, LocalDate date, CalendarSettings settings)
    {
        var nearest = int.MaxValue;
        var onTheDay = settings.BusinessHours[date.DayOfWeek];
        if (!onTheDay.IsEmpty)
        {
            return Away(start, onTheDay, settings.DurationMinutes);
        }

        for (var day = IsoDayOfWeek.Monday; day <= IsoDayOfWeek.Sunday; day++)
        {
            nearest = Math.Min(nearest, Away(start, settings.BusinessHours[day], settings.DurationMinutes));
        }

        return nearest;
    }

    private static int Away(int start, System.Collections.Immutable.ImmutableArray<OpenWindow> windows, int duration)
    {
        var nearest = int.MaxValue;
        foreach (var window in windows)
        {
            var last = Math.Max(window.FromMinute, window.ToMinute - duration);
            nearest = Math.Min(nearest, Math.Max(0, Math.Max(window.FromMinute - start, start - last)));
        }

        return nearest;
    }

    private static int At(SaidTime said, HalfOfDay half) =>
        ((said.Hour % 12) * 60) + said.Minute + (half == HalfOfDay.Pm ? HalfDay : 0);
}
