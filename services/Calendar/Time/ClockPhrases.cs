using PeteRental.Calendar.Availability;

namespace PeteRental.Calendar.Time;

/// <summary>Reads times of day: 2:30 pm, half past two, noon, in the morning, after three, between two and four.</summary>
internal static class ClockPhrases
{
    public static bool TryRead(TokenCursor cursor, SpokenPhrase phrase)
    {
        var start = cursor.Position;
        if (TryReadPart(cursor, phrase))
        {
            return true;
        }

        cursor.Position = start;
        if (TryReadBounds(cursor, phrase))
        {
            return true;
        }

        cursor.Position = start;
        if (TryReadClock(cursor, out var time))
        {
            phrase.Say(time);
            return true;
        }

        cursor.Position = start;
        return false;
    }

    // morning, in the morning, this afternoon, early evening, at night, first thing
    private static bool TryReadPart(TokenCursor cursor, SpokenPhrase phrase)
    {
        if (cursor.Accept("first", "thing"))
        {
            phrase.Say(PartOfDay.Morning, "morning");
            return true;
        }

        _ = cursor.Accept("in");
        var isToday = cursor.Accept("this");
        _ = cursor.Accept("the");
        var qualifier = cursor.Word() is "early" or "late" ? cursor.Word() : null;
        if (qualifier is not null)
        {
            cursor.Position++;
        }

        var word = cursor.Word();
        if (TimeWords.Part(qualifier, word) is not { } part)
        {
            return false;
        }

        cursor.Position++;
        phrase.Say(part, word);
        if (isToday)
        {
            phrase.Say(new SaidDay.Relative(0));
        }

        return true;
    }

    private static bool TryReadBounds(TokenCursor cursor, SpokenPhrase phrase)
    {
        if (cursor.Accept("between"))
        {
            return TryReadRange(cursor, phrase, "and");
        }

        if (cursor.Accept("from"))
        {
            var start = cursor.Position;
            if (TryReadRange(cursor, phrase, "to") || TryReadRangeAgain(cursor, phrase, start, "until") || TryReadRangeAgain(cursor, phrase, start, "till"))
            {
                return true;
            }

            cursor.Position = start;
            return SayBound(cursor, phrase.SayAfter);
        }

        if (cursor.Accept("after") || cursor.Accept("past"))
        {
            return SayBound(cursor, phrase.SayAfter);
        }

        return (cursor.Accept("before") || cursor.Accept("by") || cursor.Accept("until")) && SayBound(cursor, phrase.SayBefore);
    }

    private static bool TryReadRangeAgain(TokenCursor cursor, SpokenPhrase phrase, int start, string word)
    {
        cursor.Position = start;
        return TryReadRange(cursor, phrase, word);
    }

    // "2 and 4 pm": the first takes the half of the day that the second names.
    private static bool TryReadRange(TokenCursor cursor, SpokenPhrase phrase, string word)
    {
        if (!TryReadPlainClock(cursor, out var first) || !cursor.Accept(word) || !TryReadPlainClock(cursor, out var last))
        {
            return false;
        }

        if (first.Half == HalfOfDay.Unsaid && last.Half == HalfOfDay.Pm && first.Hour < last.Hour && last.Hour != 12)
        {
            first = first with { Half = HalfOfDay.Pm };
        }

        phrase.SayAfter(first);
        phrase.SayBefore(last);
        return true;
    }

    private static bool SayBound(TokenCursor cursor, Action<SaidTime> say)
    {
        if (!TryReadPlainClock(cursor, out var time))
        {
            return false;
        }

        say(time);
        return true;
    }

    private static bool TryReadClock(TokenCursor cursor, out SaidTime time)
    {
        var start = cursor.Position;
        if (TryReadPastOrTo(cursor, out time))
        {
            return true;
        }

        cursor.Position = start;
        return TryReadPlainClock(cursor, out time);
    }

    // half past two, quarter to three, ten past four, twenty five minutes to five
    private static bool TryReadPastOrTo(TokenCursor cursor, out SaidTime time)
    {
        time = default;
        _ = cursor.Accept("a");
        var isDigits = cursor.Peek().Kind == TokenKind.Number;
        int minutes;
        if (cursor.Accept("half"))
        {
            minutes = 30;
        }
        else if (cursor.Accept("quarter"))
        {
            minutes = 15;
        }
        else if (!cursor.TryReadNumber(out minutes) || minutes is < 1 or > 59)
        {
            return false;
        }

        var saysMinutes = cursor.Accept("minutes");
        var isPast = cursor.Accept("past") || cursor.Accept("after");
        // "10 to 12" in digits is more likely a range than ten minutes to noon.
        var isTo = !isPast && minutes != 30 && (!isDigits || saysMinutes) && (cursor.Accept("to") || cursor.Accept("till") || cursor.Accept("til"));
        if (!(isPast || isTo) || !TryReadHour(cursor, out var hour, out var half))
        {
            return false;
        }

        if (isTo)
        {
            (hour, minutes) = (hour == 1 ? 12 : hour - 1, 60 - minutes);
            // Quarter to twelve, noon, is in the morning, and quarter to twelve at midnight is not.
            half = hour == 11 ? (half == HalfOfDay.Pm ? HalfOfDay.Am : half == HalfOfDay.Am ? HalfOfDay.Pm : half) : half;
        }

        time = new SaidTime(hour, minutes, half);
        return true;
    }

    private static bool TryReadHour(TokenCursor cursor, out int hour, out HalfOfDay half)
    {
        half = HalfOfDay.Pm;
        hour = 12;
        if (cursor.Accept("noon") || cursor.Accept("midday"))
        {
            return true;
        }

        if (!cursor.TryReadNumber(out hour) || hour is < 1 or > 12)
        {
            return false;
        }

        AcceptOClock(cursor);
        half = ReadHalf(cursor);
        return true;
    }

    private static bool TryReadPlainClock(TokenCursor cursor, out SaidTime time)
    {
        var begins = cursor.Position;
        if (cursor.Accept("noon") || cursor.Accept("midday"))
        {
            time = new SaidTime(12, 0, HalfOfDay.Pm);
            return true;
        }

        if (cursor.TryAccept(TokenKind.Clock, out var clock))
        {
            AcceptOClock(cursor);
            var half = ReadHalf(cursor);
            time = new SaidTime(clock.A, clock.B, half, half == HalfOfDay.Unsaid && (clock.HasLeadingZero || clock.A > 12));
            return true;
        }

        return TryReadMilitary(cursor, begins, out time) || TryReadHourAndMinute(cursor, out time);
    }

    // 1430 hours, at 1430, 230 pm: never without a word beside it, since it could be a year or a house number.
    private static bool TryReadMilitary(TokenCursor cursor, int begins, out SaidTime time)
    {
        time = default;
        if (cursor.Peek() is not { Kind: TokenKind.Number, B: > 2 } number)
        {
            return false;
        }

        var isAfterAt = TimeWords.Ats.Contains(cursor.Word(-1));
        cursor.Position++;
        var half = ReadHalf(cursor);
        var saysHours = half == HalfOfDay.Unsaid && (cursor.Accept("hours") || cursor.Accept("hrs"));
        if (half == HalfOfDay.Unsaid && !saysHours && !isAfterAt)
        {
            cursor.Position = begins;
            return false;
        }

        time = new SaidTime(number.A / 100, number.A % 100, half, half == HalfOfDay.Unsaid && (number.B == 4 || saysHours));
        return true;
    }

    // 2, 2 pm, two thirty, 2 30 pm, nine oh five, twelve noon
    private static bool TryReadHourAndMinute(TokenCursor cursor, out SaidTime time)
    {
        time = default;
        var first = cursor.Peek();
        var before = cursor.Word(-1);
        if (!cursor.TryReadNumber(out var hour))
        {
            return false;
        }

        var hasMinute = TryReadMinute(cursor, out var minute);
        var saysOClock = !hasMinute && AcceptOClock(cursor);
        var half = ReadHalf(cursor);
        if (hour == 12 && half == HalfOfDay.Unsaid && (cursor.Accept("noon") || cursor.Accept("midday")))
        {
            half = HalfOfDay.Pm;
        }

        var isBare = !hasMinute && !saysOClock && half == HalfOfDay.Unsaid && !IsAheadOfAnHour(before);
        var isTwentyFour = half == HalfOfDay.Unsaid && (hour > 12 || hour == 0 || first.HasLeadingZero);
        time = new SaidTime(hour, minute, half, isTwentyFour, isBare);
        return !(isBare && before == "the");
    }

    private static bool IsAheadOfAnHour(string word) =>
        TimeWords.Ats.Contains(word) || word is "after" or "before" or "by" or "until" or "till" or "from" or "between" or "and" or "to" or "past";

    private static bool TryReadMinute(TokenCursor cursor, out int minute)
    {
        var start = cursor.Position;
        if (cursor.Accept("oh") || cursor.Accept("o"))
        {
            if (cursor.TryReadNumber(out minute) && minute is > 0 and < 10)
            {
                return true;
            }

            cursor.Position = start;
            minute = 0;
            return false;
        }

        // Two digits or a word from ten up; a single digit would be a second number, not minutes.
        if ((cursor.Peek() is not { Kind: TokenKind.Number } digits || digits.B == 2) && cursor.TryReadNumber(out minute)
            && (minute is >= 10 and < 60 || cursor.Peek(-1) is { Kind: TokenKind.Number, HasLeadingZero: true }))
        {
            return true;
        }

        cursor.Position = start;
        minute = 0;
        return false;
    }

    private static bool AcceptOClock(TokenCursor cursor) => cursor.Accept("oclock") || cursor.Accept("o", "clock");

    private static HalfOfDay ReadHalf(TokenCursor cursor) =>
        cursor.Accept("am") || cursor.Accept("a", "m") ? HalfOfDay.Am
        : cursor.Accept("pm") || cursor.Accept("p", "m") ? HalfOfDay.Pm
        : HalfOfDay.Unsaid;
}
