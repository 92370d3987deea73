using NodaTime;

namespace PeteRental.Calendar.Availability;

/// <summary>A stretch of the wall clock, in minutes after midnight; a slot belongs to it when it begins in it.</summary>
/// <param name="FromMinute">First minute.</param>
/// <param name="ToMinute">First minute after it.</param>
public readonly record struct PartOfDay(int FromMinute, int ToMinute)
{
    /// <summary>Eight to noon.</summary>
    public static PartOfDay Morning { get; } = new(8 * 60, 12 * 60);

    /// <summary>Noon to five.</summary>
    public static PartOfDay Afternoon { get; } = new(12 * 60, 17 * 60);

    /// <summary>Five to nine.</summary>
    public static PartOfDay Evening { get; } = new(17 * 60, 21 * 60);

    /// <summary>The part that goes by a name; null when the name is none of the three.</summary>
    public static PartOfDay? Named(string name) => name switch
    {
        "morning" => Morning,
        "afternoon" => Afternoon,
        "evening" => Evening,
        _ => null,
    };
}

/// <summary>Which openings are wanted. Everything only narrows what the settings allow.</summary>
public sealed record AvailabilityQuery
{
    /// <summary>How many days are looked over when nothing says so.</summary>
    public const int DefaultDaysAhead = 7;

    /// <summary>Slots begin no sooner.</summary>
    public Instant? From { get; init; }

    /// <summary>Slots are over by then.</summary>
    public Instant? To { get; init; }

    /// <summary>First local day wanted.</summary>
    public LocalDate? FirstDay { get; init; }

    /// <summary>Last local day wanted.</summary>
    public LocalDate? LastDay { get; init; }

    /// <summary>Part of the day in which slots begin.</summary>
    public PartOfDay? Part { get; init; }

    /// <summary>Length of the viewing when it differs from the settings.</summary>
    public int? DurationMinutes { get; init; }

    /// <summary>Hour of the wall clock ahead of which no slot begins.</summary>
    public int? StartHour { get; init; }

    /// <summary>Hour of the wall clock by which slots are over.</summary>
    public int? EndHour { get; init; }

    /// <summary>Days to look over from now, or from <see cref="From"/>, unless <see cref="To"/> or <see cref="LastDay"/> ends the search.</summary>
    public int DaysAhead { get; init; } = DefaultDaysAhead;

    /// <summary>Only the given day.</summary>
    public static AvailabilityQuery On(LocalDate day) => new() { FirstDay = day, LastDay = day };
}
