using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace PeteRental.Calendar.Settings;

/// <summary>A window as it travels: <c>{"from":"09:00","to":"17:00"}</c>; <c>24:00</c> may end a day.</summary>
public sealed record HoursDocument(string? From, string? To);

/// <summary>
/// The settings as they travel and are stored. Every member may be missing: what is missing stays as it was.
/// <code>
/// {"timezone":"America/Chicago","business_hours":{"monday":[{"from":"09:00","to":"17:00"}],"sunday":[]},
///  "slot_minutes":30,"max_per_day":6,"closed_dates":["2026-12-25"],"on_provider_down":"reserve"}
/// </code>
/// </summary>
public sealed record SettingsDocument
{
    /// <summary>IANA zone.</summary>
    public string? Timezone { get; init; }

    /// <summary>By English weekday in lower case; a weekday that is missing keeps its hours, an empty list closes it.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<HoursDocument>?>? BusinessHours { get; init; }

    /// <summary>5 to 480.</summary>
    public int? SlotMinutes { get; init; }

    /// <summary>5 to 480.</summary>
    public int? DurationMinutes { get; init; }

    /// <summary>0 to 240.</summary>
    public int? BufferBeforeMinutes { get; init; }

    /// <summary>0 to 240.</summary>
    public int? BufferAfterMinutes { get; init; }

    /// <summary>0 to 43200 (thirty days).</summary>
    public int? MinNoticeMinutes { get; init; }

    /// <summary>1 to 365.</summary>
    public int? HorizonDays { get; init; }

    /// <summary>1 to 200. The one member whose null says something: given as null it takes the limit away.</summary>
    public int? MaxPerDay
    {
        get;
        init
        {
            field = value;
            _givesMaxPerDay = true;
        }
    }

    /// <summary>ISO dates, at most 366.</summary>
    public IReadOnlyList<string?>? ClosedDates { get; init; }

    /// <summary>reserve, refuse or book.</summary>
    public string? OnProviderDown { get; init; }

    private const int WindowsPerDay = 12;
    private const int MostClosedDates = 366;

    // Only names of the IANA database: the provider itself also answers to made-up ones such as "UTC+05".
    private static readonly FrozenSet<string> ZoneIds = DateTimeZoneProviders.Tzdb.Ids.ToFrozenSet(StringComparer.Ordinal);

    private readonly bool _givesMaxPerDay;

    /// <summary>The document of settings, every member filled.</summary>
    public static SettingsDocument Of(CalendarSettings settings)
    {
        var hours = new Dictionary<string, IReadOnlyList<HoursDocument>?>(StringComparer.Ordinal);
        for (var day = IsoDayOfWeek.Monday; day <= IsoDayOfWeek.Sunday; day++)
        {
            hours[NameOf(day)] = [.. settings.BusinessHours[day].Select(window =>
                new HoursDocument(OpenWindow.Write(window.FromMinute), OpenWindow.Write(window.ToMinute)))];
        }

        return new SettingsDocument
        {
            Timezone = settings.Zone.Id,
            BusinessHours = hours,
            SlotMinutes = settings.SlotMinutes,
            DurationMinutes = settings.DurationMinutes,
            BufferBeforeMinutes = settings.BufferBeforeMinutes,
            BufferAfterMinutes = settings.BufferAfterMinutes,
            MinNoticeMinutes = settings.MinNoticeMinutes,
            HorizonDays = settings.HorizonDays,
            MaxPerDay = settings.MaxPerDay,
            ClosedDates = [.. settings.ClosedDates.Order().Select(date => LocalDatePattern.Iso.Format(date))],
            OnProviderDown = NameOf(settings.OnProviderDown),
        };
    }

    /// <summary>Lays the document over settings. With any error the settings stay as they were.</summary>
    /// <param name="current">What holds for members that are missing.</param>
    /// <param name="errors">By member name as it travels, what is wrong with it; empty when all is well.</param>
    public CalendarSettings ApplyTo(CalendarSettings current, out IReadOnlyDictionary<string, string[]> errors)
    {
        var found = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var changed = current with
        {
            Zone = ReadZone(current.Zone, found),
            BusinessHours = ReadHours(current.BusinessHours, found),
            SlotMinutes = Within("slot_minutes", SlotMinutes, 5, 480, current.SlotMinutes, found),
            DurationMinutes = Within("duration_minutes", DurationMinutes, 5, 480, current.DurationMinutes, found),
            BufferBeforeMinutes = Within("buffer_before_minutes", BufferBeforeMinutes, 0, 240, current.BufferBeforeMinutes, found),
            BufferAfterMinutes = Within("buffer_after_minutes", BufferAfterMinutes, 0, 240, current.BufferAfterMinutes, found),
            MinNoticeMinutes = Within("min_notice_minutes", MinNoticeMinutes, 0, 43_200, current.MinNoticeMinutes, found),
            HorizonDays = Within("horizon_days", HorizonDays, 1, 365, current.HorizonDays, found),
            MaxPerDay = _givesMaxPerDay ? LimitOrNone(found) : current.MaxPerDay,
            ClosedDates = ReadClosedDates(current.ClosedDates, found),
            OnProviderDown = ReadPolicy(current.OnProviderDown, found),
        };
        errors = found;
        return found.Count == 0 ? changed : current;
    }

    private static string NameOf(IsoDayOfWeek day) => day.ToString().ToLowerInvariant();

    private static string NameOf(ProviderDownPolicy policy) => policy.ToString().ToLowerInvariant();

    private static int Within(string member, int? value, int least, int most, int current, Dictionary<string, string[]> errors)
    {
        if (value is not { } given)
        {
            return current;
        }

        if (given < least || given > most)
        {
            errors[member] = [string.Create(CultureInfo.InvariantCulture, $"Must be from {least} to {most}.")];
        }

        return given;
    }

    private int? LimitOrNone(Dictionary<string, string[]> errors) =>
        MaxPerDay is null ? null : Within("max_per_day", MaxPerDay, 1, 200, 1, errors);

    private DateTimeZone ReadZone(DateTimeZone current, Dictionary<string, string[]> errors)
    {
        if (Timezone is null)
        {
            return current;
        }

        if (ZoneIds.Contains(Timezone))
        {
            return DateTimeZoneProviders.Tzdb[Timezone];
        }

        errors["timezone"] = ["Must be an IANA time zone such as America/New_York."];
        return current;
    }

    private WeeklyHours ReadHours(WeeklyHours current, Dictionary<string, string[]> errors)
    {
        if (BusinessHours is null)
        {
            return current;
        }

        var given = new Dictionary<IsoDayOfWeek, ImmutableArray<OpenWindow>>();
        foreach (var (name, windows) in BusinessHours)
        {
            if (DayOf(name) is not { } day)
            {
                errors["business_hours"] = ["Days are named monday to sunday."];
            }
            else if (ReadWindows(windows) is { } read)
            {
                given[day] = read;
            }
            else
            {
                errors[$"business_hours.{NameOf(day)}"] = ["Each window needs from before to, as HH:mm up to 24:00, in order and without overlap."];
            }
        }

        return errors.Keys.Any(key => key.StartsWith("business_hours", StringComparison.Ordinal))
            ? current
            : WeeklyHours.Create(day => given.TryGetValue(day, out var windows) ? windows : current[day]);
    }

    private static IsoDayOfWeek? DayOf(string name)
    {
        for (var day = IsoDayOfWeek.Monday; day <= IsoDayOfWeek.Sunday; day++)
        {
            if (string.Equals(name, NameOf(day), StringComparison.OrdinalIgnoreCase))
            {
                return day;
            }
        }

        return null;
    }

    private static ImmutableArray<OpenWindow>? ReadWindows(IReadOnlyList<HoursDocument>? windows)
    {
        if (windows is null || windows.Count > WindowsPerDay)
        {
            return null;
        }

        var read = ImmutableArray.CreateBuilder<OpenWindow>(windows.Count);
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

    private FrozenSet<LocalDate> ReadClosedDates(FrozenSet<LocalDate> current, Dictionary<string, string[]> errors)
    {
        if (ClosedDates is null)
        {
            return current;
        }

        if (ClosedDates.Count > MostClosedDates)
        {
            errors["closed_dates"] = [string.Create(CultureInfo.InvariantCulture, $"At most {MostClosedDates} dates.")];
            return current;
        }

        var dates = new HashSet<LocalDate>();
        foreach (var text in ClosedDates)
        {
            var parsed = text is null ? null : LocalDatePattern.Iso.Parse(text);
            if (parsed is not { Success: true })
            {
                errors["closed_dates"] = ["Each must be a date such as 2026-12-25."];
                return current;
            }

            dates.Add(parsed.Value);
        }

        return dates.ToFrozenSet();
    }

    private ProviderDownPolicy ReadPolicy(ProviderDownPolicy current, Dictionary<string, string[]> errors)
    {
        switch (OnProviderDown)
        {
            case null: return current;
            case "reserve": return ProviderDownPolicy.Reserve;
            case "refuse": return ProviderDownPolicy.Refuse;
            case "book": return ProviderDownPolicy.Book;
            default:
                errors["on_provider_down"] = ["Must be reserve, refuse or book."];
                return current;
        }
    }
}
