using NodaTime;
using NodaTime.Text;

namespace PeteRental.Calendar.Settings;

/// <summary>A window as it travels: <c>{"from":"09:00","to":"17:00"}</c>; <c>24:00</c> may end a day.</summary>
public sealed record HoursDocument(string? From, string? To);

/// <summary>
/// The settings as they are stored and as clients read them; <see cref="SettingsChange"/> reads them back.
/// <code>
/// {"timezone":"America/Chicago","business_hours":{"monday":[{"from":"09:00","to":"17:00"}],…,"sunday":[]},
///  "slot_minutes":30,…,"max_per_day":6,"closed_dates":["2026-12-25"],"on_provider_down":"reserve"}
/// </code>
/// </summary>
public record SettingsDocument
{
    /// <summary>The document of settings.</summary>
    public SettingsDocument(CalendarSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Timezone = settings.Zone.Id;
        BusinessHours = Enum.GetValues<IsoDayOfWeek>().Where(day => day != IsoDayOfWeek.None).ToDictionary(
            NameOf,
            IReadOnlyList<HoursDocument> (day) => [.. settings.BusinessHours[day].Select(Of)]);
        SlotMinutes = settings.SlotMinutes;
        DurationMinutes = settings.DurationMinutes;
        BufferBeforeMinutes = settings.BufferBeforeMinutes;
        BufferAfterMinutes = settings.BufferAfterMinutes;
        MinNoticeMinutes = settings.MinNoticeMinutes;
        HorizonDays = settings.HorizonDays;
        MaxPerDay = settings.MaxPerDay;
        ClosedDates = [.. settings.ClosedDates.Order().Select(LocalDatePattern.Iso.Format)];
        OnProviderDown = NameOf(settings.OnProviderDown);
        BusyCalendars = [.. settings.BusyCalendars.Select(calendar => calendar.Value)];
    }

    /// <summary>IANA zone.</summary>
    public string Timezone { get; }

    /// <summary>By English weekday in lower case; an empty list is a closed day.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<HoursDocument>> BusinessHours { get; }

    /// <summary>Openings begin every so many minutes.</summary>
    public int SlotMinutes { get; }

    /// <summary>Length of a viewing.</summary>
    public int DurationMinutes { get; }

    /// <summary>Kept free ahead of a viewing.</summary>
    public int BufferBeforeMinutes { get; }

    /// <summary>Kept free after a viewing.</summary>
    public int BufferAfterMinutes { get; }

    /// <summary>A viewing begins at the earliest so long from now.</summary>
    public int MinNoticeMinutes { get; }

    /// <summary>A viewing is at most so many local days after today.</summary>
    public int HorizonDays { get; }

    /// <summary>Viewings a day; null means as many as fit.</summary>
    public int? MaxPerDay { get; }

    /// <summary>ISO dates in order.</summary>
    public IReadOnlyList<string> ClosedDates { get; }

    /// <summary>reserve, refuse or book.</summary>
    public string OnProviderDown { get; }

    /// <summary>Further calendars of the workspace whose connected diaries are busy time here.</summary>
    public IReadOnlyList<Guid> BusyCalendars { get; }

    internal static string NameOf(IsoDayOfWeek day) => day.ToString().ToLowerInvariant();

    internal static string NameOf(ProviderDownPolicy policy) => policy.ToString().ToLowerInvariant();

    private static HoursDocument Of(OpenWindow window) => new(OpenWindow.Write(window.FromMinute), OpenWindow.Write(window.ToMinute));
}
