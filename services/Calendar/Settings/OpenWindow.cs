using System.Globalization;

namespace PeteRental.Calendar.Settings;

/// <summary>A stretch of one day in which viewings may take place, on the wall clock of the calendar's zone.</summary>
/// <param name="FromMinute">Minutes after midnight at which it opens, 0 to 1439.</param>
/// <param name="ToMinute">Minutes after midnight at which it closes, at most 1440: a day may end at 24:00.</param>
public readonly record struct OpenWindow(int FromMinute, int ToMinute)
{
    /// <summary>Minutes of a day on the wall clock; the clock changes of a zone are no business of this type.</summary>
    public const int MinutesPerDay = 24 * 60;

    /// <summary>Reads <c>09:00</c> or <c>24:00</c>; anything else is not a time of day.</summary>
    public static bool TryReadMinute(string? text, out int minute)
    {
        minute = 0;
        if (text is not [var h1, var h2, ':', var m1, var m2] ||
            !char.IsAsciiDigit(h1) || !char.IsAsciiDigit(h2) || !char.IsAsciiDigit(m1) || !char.IsAsciiDigit(m2))
        {
            return false;
        }

        var minutes = ((m1 - '0') * 10) + (m2 - '0');
        minute = ((((h1 - '0') * 10) + (h2 - '0')) * 60) + minutes;
        return minutes < 60 && minute <= MinutesPerDay;
    }

    /// <summary>The wire form: <c>09:00</c>, <c>24:00</c>.</summary>
    public static string Write(int minute) => string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}");
}
