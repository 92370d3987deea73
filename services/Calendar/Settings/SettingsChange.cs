using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Calendar.Settings;

/// <summary>
/// Settings as a client writes them. What is left out, or null, stays as it was; only the limit a day has a null of its own, which
/// takes the limit away.
/// </summary>
public sealed record SettingsChange
{
    private const int MostWindowsPerDay = 12;
    private const int MostClosedDates = 366;
    private const int MostBusyCalendars = 20;

    // Only names of the IANA database: the provider itself also answers to made-up ones such as "UTC+05".
    private static readonly FrozenSet<string> ZoneIds = DateTimeZoneProviders.Tzdb.Ids.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, IsoDayOfWeek> Days = Enum.GetValues<IsoDayOfWeek>()
        .Where(day => day != IsoDayOfWeek.None).ToFrozenDictionary(SettingsDocument.NameOf, StringComparer.Ordinal);

    /// <summary>The calendar meant, as the query parameter of the same name says it too.</summary>
    public Given<Guid?> CalendarId { get; init; }

    /// <summary>IANA zone.</summary>
    public Given<string?> Timezone { get; init; }

    /// <summary>By English weekday in lower case; a weekday that is missing keeps its hours, an empty list closes it.</summary>
    public Given<Dictionary<string, HoursDocument[]?>?> BusinessHours { get; init; }

    /// <summary>5 to 480.</summary>
    public Given<int?> SlotMinutes { get; init; }

    /// <summary>5 to 480.</summary>
    public Given<int?> DurationMinutes { get; init; }

    /// <summary>0 to 240.</summary>
    public Given<int?> BufferBeforeMinutes { get; init; }

    /// <summary>0 to 240.</summary>
    public Given<int?> BufferAfterMinutes { get; init; }

    /// <summary>0 to 43200 (thirty days).</summary>
    public Given<int?> MinNoticeMinutes { get; init; }

    /// <summary>1 to 365.</summary>
    public Given<int?> HorizonDays { get; init; }

    /// <summary>1 to 200, or null for no limit.</summary>
    public Given<int?> MaxPerDay { get; init; }

    /// <summary>ISO dates, at most 366.</summary>
    public Given<string?[]?> ClosedDates { get; init; }

    /// <summary>reserve, refuse or book.</summary>
    public Given<string?> OnProviderDown { get; init; }

    /// <summary>Calendars of the workspace, at most 20; an empty list reads none but the calendar's own diary.</summary>
    public Given<Guid[]?> BusyCalendars { get; init; }

    /// <summary>
    /// Whose diary is followed: the linked one's provider, or native, which stops following it at once and keeps the link. Not part of the
    /// settings document: it is the calendar's own.
    /// </summary>
    public Given<string?> Provider { get; init; }

    /// <summary>Members that are no settings; refused, since they would be lost.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }

    /// <summary>Lays the change over settings. With any error the settings stay as they were.</summary>
    /// <param name="current">What holds for members that are left out.</param>
    /// <param name="errors">What is wrong, by member name as it travels.</param>
    public CalendarSettings ApplyTo(CalendarSettings current, out FieldErrors errors)
    {
        ArgumentNullException.ThrowIfNull(current);
        errors = new FieldErrors();
        foreach (var name in Unknown?.Keys ?? [])
        {
            errors.Require(false, name.Length <= 64 ? name : name[..64], "There is no such setting.");
        }

        errors.Check(CalendarId, "calendar_id", _ => true, "The id of a calendar.");
        var changed = current with
        {
            Zone = ReadZone(current.Zone, errors),
            BusinessHours = ReadHours(current.BusinessHours, errors),
            SlotMinutes = Within(SlotMinutes, "slot_minutes", 5, 480, errors) ?? current.SlotMinutes,
            DurationMinutes = Within(DurationMinutes, "duration_minutes", 5, 480, errors) ?? current.DurationMinutes,
            BufferBeforeMinutes = Within(BufferBeforeMinutes, "buffer_before_minutes", 0, 240, errors) ?? current.BufferBeforeMinutes,
            BufferAfterMinutes = Within(BufferAfterMinutes, "buffer_after_minutes", 0, 240, errors) ?? current.BufferAfterMinutes,
            MinNoticeMinutes = Within(MinNoticeMinutes, "min_notice_minutes", 0, 43_200, errors) ?? current.MinNoticeMinutes,
            HorizonDays = Within(HorizonDays, "horizon_days", 1, 365, errors) ?? current.HorizonDays,
            MaxPerDay = MaxPerDay.IsGiven ? Within(MaxPerDay, "max_per_day", 1, 200, errors) : current.MaxPerDay,
            ClosedDates = ReadClosedDates(current.ClosedDates, errors),
            OnProviderDown = ReadPolicy(current.OnProviderDown, errors),
            BusyCalendars = ReadBusyCalendars(current.BusyCalendars, errors),
        };
        return errors.Any ? current : changed;
    }

    private static int? Within(Given<int?> given, string member, int least, int most, FieldErrors errors)
    {
        errors.Check(given, member, value => value >= least && value <= most, string.Create(CultureInfo.InvariantCulture, $"A whole number from {least} to {most}."));
        return given.Value;
    }

    private DateTimeZone ReadZone(DateTimeZone current, FieldErrors errors)
    {
        errors.Check(Timezone, "timezone", id => ZoneIds.Contains(id!), "An IANA time zone such as America/New_York.");
        return Timezone.Value is { } id && ZoneIds.Contains(id) ? DateTimeZoneProviders.Tzdb[id] : current;
    }

    private WeeklyHours ReadHours(WeeklyHours current, FieldErrors errors)
    {
        errors.Check(BusinessHours, "business_hours", days => days!.Keys.All(Days.ContainsKey), "An object of monday to sunday with lists of from and to.");
        if (BusinessHours.Value is not { } given || errors.ByField.ContainsKey("business_hours"))
        {
            return current;
        }

        var read = new Dictionary<IsoDayOfWeek, ImmutableArray<OpenWindow>>();
        foreach (var (name, windows) in given)
        {
            if (ReadWindows(windows) is { } day)
            {
                read[Days[name]] = day;
            }
            else
            {
                errors.Require(false, $"business_hours.{name}", "Each window needs from and to as HH:mm up to 24:00, from before to, and no overlap.");
            }
        }

        return WeeklyHours.Create(day => read.TryGetValue(day, out var windows) ? windows : current[day]);
    }

    private static ImmutableArray<OpenWindow>? ReadWindows(HoursDocument[]? windows)
    {
        if (windows is null || windows.Length > MostWindowsPerDay)
        {
            return null;
        }

        var read = ImmutableArray.CreateBuilder<OpenWindow>(windows.Length);
        foreach (var window in windows)
        {
            if (window is null || !OpenWindow.TryReadMinute(window.From, out var from) || !OpenWindow.TryReadMinute(window.To, out var to))
            {
                return null;
            }

            read.Add(new OpenWindow(from, to));
        }

        read.Sort((left, right) => left.FromMinute.CompareTo(right.FromMinute));
        var ordered = read.ToImmutable();
        return WeeklyHours.AreInOrder(ordered) ? ordered : null;
    }

    private FrozenSet<LocalDate> ReadClosedDates(FrozenSet<LocalDate> current, FieldErrors errors)
    {
        errors.Check(
            ClosedDates,
            "closed_dates",
            dates => dates!.Length <= MostClosedDates && dates.All(date => date is not null && LocalDatePattern.Iso.Parse(date).Success),
            string.Create(CultureInfo.InvariantCulture, $"At most {MostClosedDates} dates such as 2026-12-25."));
        return ClosedDates.Value is { } given && !errors.ByField.ContainsKey("closed_dates")
            ? given.Select(date => LocalDatePattern.Iso.Parse(date!).Value).ToFrozenSet()
            : current;
    }

    private ImmutableArray<CalendarId> ReadBusyCalendars(ImmutableArray<CalendarId> current, FieldErrors errors)
    {
        errors.Check(BusyCalendars, "busy_calendars", ids => ids!.Length <= MostBusyCalendars, "At most 20 calendars of the workspace.");
        return BusyCalendars.Value is { Length: <= MostBusyCalendars } given
            ? [.. given.Distinct().Select(id => new CalendarId(id))]
            : current;
    }

    private ProviderDownPolicy ReadPolicy(ProviderDownPolicy current, FieldErrors errors)
    {
        ProviderDownPolicy? policy = OnProviderDown.Value switch
        {
            "reserve" => ProviderDownPolicy.Reserve,
            "refuse" => ProviderDownPolicy.Refuse,
            "book" => ProviderDownPolicy.Book,
            _ => null,
        };
        errors.Check(OnProviderDown, "on_provider_down", _ => policy is not null, "reserve, refuse or book.");
        return policy ?? current;
    }
}
