using NodaTime;
using PeteRental.Calendar.Settings;

namespace PeteRental.Calendar.Availability;

/// <summary>Why a time can or cannot be booked.</summary>
public enum SlotVerdict
{
    /// <summary>It can be booked.</summary>
    Free,

    /// <summary>It is over.</summary>
    Past,

    /// <summary>It is further ahead than the calendar is open.</summary>
    Horizon,

    /// <summary>Its local day is closed.</summary>
    Closed,

    /// <summary>It does not lie within business hours as a whole.</summary>
    OutsideHours,

    /// <summary>It begins too soon.</summary>
    Notice,

    /// <summary>Its local day has as many viewings as are allowed.</summary>
    FullDay,

    /// <summary>Something else takes place then.</summary>
    Busy,

    /// <summary>Nothing else takes place then, but the time around it that must stay free is taken.</summary>
    Buffer,
}

/// <summary>The rules for a single time, on or off the grid of slots.</summary>
public static class SlotRules
{
    /// <summary>What the settings alone say. Whether the time is taken is the database's to decide, not asked here.</summary>
    public static SlotVerdict Judge(CalendarSettings settings, Instant now, Instant start, int durationMinutes)
    {
        if (start < now)
        {
            return SlotVerdict.Past;
        }

        var date = start.InZone(settings.Zone).Date;
        if (date > LastDay(settings, now))
        {
            return SlotVerdict.Horizon;
        }

        if (settings.ClosedDates.Contains(date))
        {
            return SlotVerdict.Closed;
        }

        if (!BusinessTime.Covers(settings, date, start, start + Duration.FromMinutes(durationMinutes)))
        {
            return SlotVerdict.OutsideHours;
        }

        return start < EarliestStart(settings, now) ? SlotVerdict.Notice : SlotVerdict.Free;
    }

    /// <summary>What the settings and the diary together say: <see cref="SlotVerdict.Free"/> exactly when a booking would succeed.</summary>
    public static SlotVerdict Explain(CalendarSettings settings, Diary diary, Instant now, Instant start, int durationMinutes)
    {
        var verdict = Judge(settings, now, start, durationMinutes);
        if (verdict != SlotVerdict.Free)
        {
            return verdict;
        }

        if (diary.FullDays(settings)?.Contains(start.InZone(settings.Zone).Date) == true)
        {
            return SlotVerdict.FullDay;
        }

        var slot = new Slot(start, start + Duration.FromMinutes(durationMinutes));
        var blocked = Blocked(settings, slot);
        foreach (var taken in diary.Taken)
        {
            if (taken.BlockedStart < blocked.End && blocked.Start < taken.BlockedEnd)
            {
                verdict = SlotVerdict.Buffer;
                if (taken.Start < slot.End && slot.Start < taken.End)
                {
                    return SlotVerdict.Busy;
                }
            }
        }

        return verdict;
    }

    /// <summary>What a booking of the slot would block: the slot and its buffers.</summary>
    public static Slot Blocked(CalendarSettings settings, Slot slot) => new(
        slot.Start - Duration.FromMinutes(settings.BufferBeforeMinutes),
        slot.End + Duration.FromMinutes(settings.BufferAfterMinutes));

    /// <summary>The soonest start that leaves the notice.</summary>
    public static Instant EarliestStart(CalendarSettings settings, Instant now) => now + Duration.FromMinutes(settings.MinNoticeMinutes);

    /// <summary>The last local day that can be booked.</summary>
    public static LocalDate LastDay(CalendarSettings settings, Instant now) =>
        now.InZone(settings.Zone).Date.PlusDays(settings.HorizonDays);
}
