using System.Collections.Immutable;
using NodaTime;

namespace PeteRental.Calendar.Settings;

/// <summary>Business hours by weekday: for each day its windows in order, which may touch but never overlap.</summary>
public sealed class WeeklyHours : IEquatable<WeeklyHours>
{
    private readonly ImmutableArray<OpenWindow>[] _days;

    private WeeklyHours(ImmutableArray<OpenWindow>[] days) => _days = days;

    /// <summary>Monday to Friday, nine to five.</summary>
    public static WeeklyHours Default { get; } = Create(day =>
        day is IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday ? [] : [new OpenWindow(9 * 60, 17 * 60)]);

    /// <summary>The windows of a weekday, earliest first; empty when closed.</summary>
    public ImmutableArray<OpenWindow> this[IsoDayOfWeek day] => _days[(int)day - 1];

    /// <summary>Builds the week from one list of windows for each weekday.</summary>
    /// <exception cref="ArgumentException">A day's windows are empty stretches, out of order or overlapping.</exception>
    public static WeeklyHours Create(Func<IsoDayOfWeek, ImmutableArray<OpenWindow>> windowsOf)
    {
        var days = new ImmutableArray<OpenWindow>[7];
        for (var day = IsoDayOfWeek.Monday; day <= IsoDayOfWeek.Sunday; day++)
        {
            var windows = windowsOf(day);
            if (!AreInOrder(windows))
            {
                throw new ArgumentException($"The windows of {day} are not in order.", nameof(windowsOf));
            }

            days[(int)day - 1] = windows;
        }

        return new WeeklyHours(days);
    }

    /// <summary>True when each window is a stretch of the day and none begins before the one ahead of it has ended.</summary>
    public static bool AreInOrder(ImmutableArray<OpenWindow> windows)
    {
        var closed = 0;
        foreach (var window in windows)
        {
            if (window.FromMinute < closed || window.FromMinute >= window.ToMinute || window.ToMinute > OpenWindow.MinutesPerDay)
            {
                return false;
            }

            closed = window.ToMinute;
        }

        return true;
    }

    /// <inheritdoc />
    public bool Equals(WeeklyHours? other)
    {
        if (other is null)
        {
            return false;
        }

        for (var day = 0; day < _days.Length; day++)
        {
            if (!_days[day].AsSpan().SequenceEqual(other._days[day].AsSpan()))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as WeeklyHours);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var day in _days)
        {
            foreach (var window in day)
            {
                hash.Add(window);
            }

            hash.Add(day.Length);
        }

        return hash.ToHashCode();
    }
}
