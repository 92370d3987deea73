using System.Collections.Frozen;
using System.Collections.Immutable;
using NodaTime;
using PeteRental.Contracts;

namespace PeteRental.Calendar.Settings;

/// <summary>What happens to a booking when the connected provider cannot be asked whether the time is free.</summary>
public enum ProviderDownPolicy
{
    /// <summary>Keep the time for the caller and confirm it when the provider answers again.</summary>
    Reserve,

    /// <summary>Book nothing and offer a call-back.</summary>
    Refuse,

    /// <summary>Book as if the time were free.</summary>
    Book,
}

/// <summary>
/// How one calendar may be booked. Always valid: documents from outside become settings only through
/// <see cref="SettingsDocument"/>. Wall times are those of <see cref="Zone"/>.
/// </summary>
public sealed record CalendarSettings
{
    /// <summary>The settings of a calendar that nobody has changed.</summary>
    public static CalendarSettings Default { get; } = new();

    /// <summary>The IANA zone in which hours, days and spoken times are meant.</summary>
    public DateTimeZone Zone { get; init; } = DateTimeZoneProviders.Tzdb["America/New_York"];

    /// <summary>When viewings may take place.</summary>
    public WeeklyHours BusinessHours { get; init; } = WeeklyHours.Default;

    /// <summary>Openings are offered every so many minutes from the start of each window.</summary>
    public int SlotMinutes { get; init; } = 30;

    /// <summary>Length of a viewing.</summary>
    public int DurationMinutes { get; init; } = 30;

    /// <summary>Kept free ahead of a viewing.</summary>
    public int BufferBeforeMinutes { get; init; }

    /// <summary>Kept free after a viewing.</summary>
    public int BufferAfterMinutes { get; init; } = 30;

    /// <summary>A viewing may begin at the earliest so many minutes from now.</summary>
    public int MinNoticeMinutes { get; init; } = 120;

    /// <summary>A viewing may be at most so many local days after today.</summary>
    public int HorizonDays { get; init; } = 30;

    /// <summary>Viewings on one local day; null means as many as fit.</summary>
    public int? MaxPerDay { get; init; }

    /// <summary>Local days without viewings, whatever the weekday says.</summary>
    public FrozenSet<LocalDate> ClosedDates { get; init; } = [];

    /// <summary>What to do while the connected provider is away; the native calendar is never away.</summary>
    public ProviderDownPolicy OnProviderDown { get; init; } = ProviderDownPolicy.Reserve;

    /// <summary>Further calendars of the workspace whose connected diaries are busy time here, such as a private one beside that of work.</summary>
    public ImmutableArray<CalendarId> BusyCalendars { get; init; } = [];

    /// <summary>The windows of a local day: those of its weekday, none on a closed date.</summary>
    public ImmutableArray<OpenWindow> HoursOn(LocalDate date) =>
        ClosedDates.Count > 0 && ClosedDates.Contains(date) ? [] : BusinessHours[date.DayOfWeek];
}
