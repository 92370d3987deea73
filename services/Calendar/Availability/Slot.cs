using NodaTime;

namespace PeteRental.Calendar.Availability;

/// <summary>A time that can be booked, without its buffers.</summary>
/// <param name="Start">First instant of the viewing.</param>
/// <param name="End">First instant after it.</param>
public readonly record struct Slot(Instant Start, Instant End);

/// <summary>
/// A time that is taken. <see cref="BlockedStart"/> to <see cref="BlockedEnd"/> is what nothing else may touch: for an
/// appointment the stored range with the buffers of its own booking, for a provider's event the event itself.
/// </summary>
/// <param name="Start">Start of the appointment or event.</param>
/// <param name="End">Its end.</param>
/// <param name="BlockedStart">First blocked instant.</param>
/// <param name="BlockedEnd">First instant that is free again.</param>
public readonly record struct Occupied(Instant Start, Instant End, Instant BlockedStart, Instant BlockedEnd);

/// <summary>What a calendar holds over the time in question.</summary>
/// <param name="Taken">Everything that blocks, in order of <see cref="Occupied.BlockedStart"/>; may overlap.</param>
/// <param name="VisitStarts">
/// The starts of all viewings that count towards a day's limit, in any order; only looked at when the calendar has one.
/// </param>
public sealed record Diary(IReadOnlyList<Occupied> Taken, IReadOnlyList<Instant> VisitStarts)
{
    /// <summary>Nothing is booked.</summary>
    public static Diary Empty { get; } = new([], []);

    /// <summary>The local days on which the calendar takes no more viewings.</summary>
    internal HashSet<LocalDate>? FullDays(Settings.CalendarSettings settings)
    {
        if (settings.MaxPerDay is not { } limit)
        {
            return null;
        }

        var visits = new Dictionary<LocalDate, int>();
        var full = new HashSet<LocalDate>();
        foreach (var start in VisitStarts)
        {
            var date = start.InZone(settings.Zone).Date;
            visits[date] = visits.GetValueOrDefault(date) + 1;
            if (visits[date] >= limit)
            {
                full.Add(date);
            }
        }

        return full;
    }
}
