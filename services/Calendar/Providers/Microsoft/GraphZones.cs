using System.Collections.Frozen;
using NodaTime;
using NodaTime.TimeZones;

namespace PeteRental.Calendar.Providers.Microsoft;

/// <summary>
/// Exchange's names of time zones: mostly Windows' (<c>Central Standard Time</c>), sometimes the IANA's. They are read by the table that comes with
/// NodaTime, not by the operating system, which knows Windows' names only where ICU is installed.
/// </summary>
internal static class GraphZones
{
    /// <summary>What Exchange calls UTC among other names.</summary>
    private const string ExchangeUtc = "tzone://Microsoft/Utc";

    private static readonly TzdbDateTimeZoneSource Source = TzdbDateTimeZoneSource.Default;

    private static readonly FrozenDictionary<string, string> WindowsIds =
        Source.WindowsToTzdbIds.ToFrozenDictionary(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string> IanaIds =
        DateTimeZoneProviders.Tzdb.Ids.ToFrozenDictionary(id => id, id => id, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The zone of a name. Null when there is none: <c>Customized Time Zone</c> and <c>tzone://Microsoft/Custom</c> have rules that Graph
    /// does not tell.
    /// </summary>
    public static DateTimeZone? Find(string? name) => name?.Trim() switch
    {
        null or "" => null,
        var utc when utc.Equals(ExchangeUtc, StringComparison.OrdinalIgnoreCase) => DateTimeZone.Utc,
        var windows when WindowsIds.TryGetValue(windows, out var id) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(id),
        var iana when IanaIds.TryGetValue(iana, out var id) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(id),
        _ => null,
    };

    /// <summary>
    /// Windows' name of an IANA zone, which every part of Exchange and Outlook knows, with the rules that it stands for; those are not always
    /// the zone's own. Null where Windows has none.
    /// </summary>
    public static (string Name, DateTimeZone Rules)? FindWindows(string timezone) =>
        Source.CanonicalIdMap.TryGetValue(timezone, out var id) && Source.TzdbToWindowsIds.TryGetValue(id, out var name) && Find(name) is { } rules
            ? (name, rules) : null;
}
