using NodaTime;

namespace PeteRental.Calendar.Time;

/// <summary>
/// Reads ISO 8601 dates with a time: <c>2026-10-07T14:00</c>, with seconds and a fraction or not, with <c>Z</c>, <c>-04:00</c>,
/// <c>-0400</c> or <c>-04</c> or without, and with a space for the <c>T</c>.
/// </summary>
internal static class IsoTime
{
    /// <summary>The parts of such a text; false when it is not of this form at all.</summary>
    /// <param name="text">Without white space around it.</param>
    /// <param name="written">The parts. Numbers are as written: a February 30 is the caller's to notice.</param>
    public static bool TryRead(ReadOnlySpan<char> text, out Written written)
    {
        written = default;
        if (text.Length < 16 || text[4] != '-' || text[7] != '-' || text[10] is not ('T' or 't' or ' ') || text[13] != ':' ||
            !TryReadNumber(text[..4], out var year) || !TryReadNumber(text[5..7], out var month) || !TryReadNumber(text[8..10], out var day) ||
            !TryReadNumber(text[11..13], out var hour) || !TryReadNumber(text[14..16], out var minute))
        {
            return false;
        }

        var rest = text[16..];
        if (!TryReadSeconds(ref rest, out var second) || !TryReadOffset(rest.TrimStart(' '), out var offset))
        {
            return false;
        }

        written = new Written(year, month, day, hour, minute, second, offset);
        return true;
    }

    // A fraction of a second is dropped: nobody comes to a viewing at half a second past.
    private static bool TryReadSeconds(ref ReadOnlySpan<char> rest, out int second)
    {
        second = 0;
        if (rest is not [':', _, _, ..])
        {
            return true;
        }

        if (!TryReadNumber(rest[1..3], out second))
        {
            return false;
        }

        rest = rest[3..];
        if (rest is ['.' or ',', ..])
        {
            var digits = 1;
            while (digits < rest.Length && char.IsAsciiDigit(rest[digits]))
            {
                digits++;
            }

            if (digits == 1)
            {
                return false;
            }

            rest = rest[digits..];
        }

        return true;
    }

    private static bool TryReadOffset(ReadOnlySpan<char> text, out Offset? offset)
    {
        offset = null;
        if (text.IsEmpty)
        {
            return true;
        }

        if (text is "Z" or "z")
        {
            offset = Offset.Zero;
            return true;
        }

        if (text[0] is not ('+' or '-') || text.Length is not (3 or 5 or 6) || (text.Length == 6 && text[3] != ':') ||
            !TryReadNumber(text[1..3], out var hours))
        {
            return false;
        }

        var minutes = 0;
        if ((text.Length > 3 && !TryReadNumber(text[^2..], out minutes)) || hours > 18 || minutes > 59 || (hours * 60) + minutes > 18 * 60)
        {
            return false;
        }

        var seconds = ((hours * 60) + minutes) * 60;
        offset = Offset.FromSeconds(text[0] == '-' ? -seconds : seconds);
        return true;
    }

    private static bool TryReadNumber(ReadOnlySpan<char> digits, out int number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            number = (number * 10) + (digit - '0');
        }

        return true;
    }

    /// <summary>The parts of an ISO text as they were written.</summary>
    internal readonly record struct Written(int Year, int Month, int Day, int Hour, int Minute, int Second, Offset? Offset)
    {
        /// <summary>True for a date that a calendar of this age has; others are beyond what is stored and sent, too.</summary>
        public bool IsDate => Year is >= 1900 and <= 2199 && Month is >= 1 and <= 12 && Day >= 1 && Day <= CalendarSystem.Iso.GetDaysInMonth(Year, Month);

        /// <summary>True for a time that a clock shows.</summary>
        public bool IsTime => Hour <= 23 && Minute <= 59 && Second <= 59;

        /// <summary>The instant, without an offset in this zone; null for what no calendar or clock shows.</summary>
        public Instant? ToInstant(DateTimeZone zone)
        {
            if (!IsDate || !IsTime)
            {
                return null;
            }

            var local = new LocalDateTime(Year, Month, Day, Hour, Minute, Second);
            return Offset is { } offset ? local.WithOffset(offset).ToInstant() : zone.AtLeniently(local).ToInstant();
        }
    }
}
