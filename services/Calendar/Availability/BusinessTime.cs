using System.Collections.Immutable;
using NodaTime;
using NodaTime.TimeZones;
using PeteRental.Calendar.Settings;

namespace PeteRental.Calendar.Availability;

/// <summary>Business hours as stretches of instants. Finder and rules both ask here, so that they cannot disagree.</summary>
internal static class BusinessTime
{
    /// <summary>
    /// When the calendar next closes after a window opened. Windows that touch, also over midnight, are one stretch; it is
    /// followed only as far as <paramref name="needed"/>.
    /// </summary>
    public static Instant ClosesAt(
        CalendarSettings settings, LocalDay day, ImmutableArray<OpenWindow> windows, int index, Instant needed, ref ZoneInterval? interval)
    {
        var closes = day.At(windows[index].ToMinute);
        while (closes < needed)
        {
            if (++index == windows.Length)
            {
                if (windows[^1].ToMinute < OpenWindow.MinutesPerDay)
                {
                    break;
                }

                day = LocalDay.Of(settings.Zone, day.Date.PlusDays(1), ref interval);
                windows = settings.HoursOn(day.Date);
                index = 0;
            }

            if (windows.IsEmpty || day.OpensAt(windows[index].FromMinute) > closes)
            {
                break;
            }

            closes = Instant.Max(closes, day.At(windows[index].ToMinute));
        }

        return closes;
    }

    /// <summary>True when the whole of start to end lies within business hours.</summary>
    public static bool Covers(CalendarSettings settings, LocalDate date, Instant start, Instant end)
    {
        ZoneInterval? interval = null;
        var day = LocalDay.Of(settings.Zone, date, ref interval);
        var windows = settings.HoursOn(date);
        for (var index = 0; index < windows.Length; index++)
        {
            if (day.OpensAt(windows[index].FromMinute) <= start && end <= ClosesAt(settings, day, windows, index, end, ref interval))
            {
                return true;
            }
        }

        return false;
    }
}
