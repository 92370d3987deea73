using NodaTime;

namespace PeteRental.Calendar.Availability;

/// <summary>Chooses the few openings to say aloud out of the many there are.</summary>
public static class OpeningPicker
{
    /// <summary>A listener keeps three times in mind, not more.</summary>
    public const int Offered = 3;

    private const int PartsOfDay = 3;

    /// <summary>
    /// At most three openings, the soonest always among them, the others on days and in parts of the day not yet offered as
    /// far as there are any. In order of time.
    /// </summary>
    /// <param name="slots">In order of time.</param>
    /// <param name="zone">The zone whose days and parts of the day are meant.</param>
    public static IReadOnlyList<Slot> Spread(IReadOnlyList<Slot> slots, DateTimeZone zone)
    {
        if (slots.Count <= Offered)
        {
            return slots;
        }

        var picked = new List<Slot>(Offered) { slots[0] };
        while (picked.Count < Offered)
        {
            picked.Add(MostDifferent(slots, picked, zone));
        }

        picked.Sort((left, right) => left.Start.CompareTo(right.Start));
        return picked;
    }

    /// <summary>At most three openings, those nearest to a time that was asked for (of two equally near the sooner), in order of time.</summary>
    /// <param name="slots">In order of time.</param>
    /// <param name="asked">The time that cannot be had.</param>
    public static IReadOnlyList<Slot> Nearest(IReadOnlyList<Slot> slots, Instant asked)
    {
        var after = FirstFrom(slots, asked);
        var before = after - 1;
        for (var taken = 0; taken < Offered && (before >= 0 || after < slots.Count); taken++)
        {
            if (after == slots.Count || (before >= 0 && asked - slots[before].Start <= slots[after].Start - asked))
            {
                before--;
            }
            else
            {
                after++;
            }
        }

        var nearest = new List<Slot>(Offered);
        for (var index = before + 1; index < after; index++)
        {
            nearest.Add(slots[index]);
        }

        return nearest;
    }

    // A day not offered yet counts most, then the part of the day offered least, then (on the same days) the distance.
    private static Slot MostDifferent(IReadOnlyList<Slot> slots, List<Slot> picked, DateTimeZone zone)
    {
        Span<int> partsOffered = stackalloc int[PartsOfDay];
        var days = new LocalDate[picked.Count];
        for (var index = 0; index < picked.Count; index++)
        {
            var local = picked[index].Start.InZone(zone).LocalDateTime;
            days[index] = local.Date;
            partsOffered[PartOf(local.Hour)]++;
        }

        var best = slots[0];
        var bestRank = (NewDay: -1, Part: 0, Distance: Duration.Zero);
        foreach (var slot in slots)
        {
            var local = slot.Start.InZone(zone).LocalDateTime;
            var isNewDay = !days.Contains(local.Date);
            var distance = Distance(slot, picked);
            var rank = (isNewDay ? 1 : 0, -partsOffered[PartOf(local.Hour)], isNewDay ? Duration.Zero : distance);
            if (distance > Duration.Zero && rank.CompareTo(bestRank) > 0)
            {
                (best, bestRank) = (slot, rank);
            }
        }

        return best;
    }

    private static int PartOf(int hour) => hour < 12 ? 0 : hour < 17 ? 1 : 2;

    private static Duration Distance(Slot slot, List<Slot> picked)
    {
        var nearest = Duration.MaxValue;
        foreach (var other in picked)
        {
            var distance = slot.Start > other.Start ? slot.Start - other.Start : other.Start - slot.Start;
            nearest = Duration.Min(nearest, distance);
        }

        return nearest;
    }

    private static int FirstFrom(IReadOnlyList<Slot> slots, Instant asked)
    {
        var (low, high) = (0, slots.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (slots[middle].Start < asked)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
