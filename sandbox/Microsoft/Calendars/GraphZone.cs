using NodaTime;
using NodaTime.TimeZones;

namespace PeteRental.Sandbox.Microsoft.Calendars;

/// <summary>A time zone by the name that a client used, Windows' or the IANA's.</summary>
/// <param name="Name">As it was given, such as <c>Central Standard Time</c>.</param>
/// <param name="Rules">What it means.</param>
internal sealed record GraphZone(string Name, DateTimeZone Rules)
{
    private static readonly TzdbDateTimeZoneSource Source = TzdbDateTimeZoneSource.Default;

    private static readonly Dictionary<string, string> WindowsIds =
        Source.WindowsToTzdbIds.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase);

    public static GraphZone Utc { get; } = new("UTC", DateTimeZone.Utc);

    public static GraphZone Chicago { get; } = Find("Central Standard Time")!;

    /// <summary>What Exchange tells in <c>/mailboxSettings</c>: Windows' name where there is one.</summary>
    public string WindowsName => WindowsIds.ContainsKey(Name) ? Name : Source.TzdbToWindowsIds.TryGetValue(Rules.Id, out var windows) ? windows : Name;

    /// <summary>The zone of a name, null when there is none; <c>tzone://Microsoft/Custom</c> is told and never understood.</summary>
    public static GraphZone? Find(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return null;
        }

        if (name.Equals("UTC", StringComparison.OrdinalIgnoreCase) || name.Equals("tzone://Microsoft/Utc", StringComparison.OrdinalIgnoreCase))
        {
            return Utc;
        }

        var id = WindowsIds.GetValueOrDefault(name, name);
        return DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) is { } rules ? new GraphZone(name, rules) : null;
    }
}
