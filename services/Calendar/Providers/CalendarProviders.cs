using PeteRental.Calendar.Calendars;

namespace PeteRental.Calendar.Providers;

/// <summary>
/// Who is asked about a calendar. Decided anew at each question, so that linking a diary, or switching it off, holds from the next one on.
/// </summary>
internal sealed class CalendarProviders(NativeCalendarProvider native, LinkedCalendarProvider linked)
{
    /// <summary>Our own, unless the calendar follows a diary or reads one.</summary>
    public ICalendarProvider Of(BookableCalendar calendar) => calendar.BusyDiaries.IsEmpty ? native : linked;
}
