using System.Collections.Frozen;
using NodaTime;
using NodaTime.TimeZones;

namespace PeteRental.Calendar.Time;

/// <summary>How dates are written where a calendar is.</summary>
internal static class WrittenDates
{
    private static readonly FrozenSet<string> MonthFirst = FindZones();

    /// <summary>True in the United States, where 10/7 is October 7th.</summary>
    public static bool AreMonthFirst(DateTimeZone zone) => MonthFirst.Contains(zone.Id);

    private static FrozenSet<string> FindZones()
    {
        var source = TzdbDateTimeZoneSource.Default;
        var canonical = source.ZoneLocations!.Where(location => location.CountryCode == "US").Select(location => location.ZoneId).ToHashSet();
        return source.CanonicalIdMap.Where(entry => canonical.Contains(entry.Value)).Select(entry => entry.Key).ToFrozenSet(StringComparer.Ordinal);
    }
}
