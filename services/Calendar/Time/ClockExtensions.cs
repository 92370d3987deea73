using NodaTime;

namespace PeteRental.Calendar.Time;

/// <summary>The platform's clock in NodaTime's terms.</summary>
public static class ClockExtensions
{
    /// <summary>The current instant.</summary>
    public static Instant GetInstant(this TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return Instant.FromDateTimeOffset(time.GetUtcNow());
    }

    /// <summary>The current instant as a row can keep it, in whole microseconds: what is answered at once is what is read later.</summary>
    public static DateTimeOffset GetStorableNow(this TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    /// <summary>The instants of a local day, from its first to the first of the next.</summary>
    public static Interval MapDay(this DateTimeZone zone, LocalDate date)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return new Interval(zone.AtStartOfDay(date).ToInstant(), zone.AtStartOfDay(date.PlusDays(1)).ToInstant());
    }
}
