namespace PeteRental.Calendar.Time;

/// <summary>Reads days: tomorrow, next Tuesday, October 7th, the 3rd, next week, in three days.</summary>
internal static class DayPhrases
{
    private static readonly SaidDay Today = new SaidDay.Relative(0);

    public static bool TryRead(TokenCursor cursor, SpokenPhrase phrase)
    {
        var start = cursor.Position;
        if (TryReadAny(cursor) is { } any)
        {
            phrase.Say(any);
            return true;
        }

        cursor.Position = start;
        if (TryReadFromNow(cursor, phrase))
        {
            return true;
        }

        cursor.Position = start;
        if ((TryReadRelative(cursor, phrase) ?? TryReadWeek(cursor) ?? TryReadWeekday(cursor) ?? TryReadDate(cursor)) is { } day)
        {
            phrase.Say(day);
            return true;
        }

        cursor.Position = start;
        return false;
    }

    private static SaidDay.Any? TryReadAny(TokenCursor cursor)
    {
        if (cursor.Accept("as", "soon", "as", "possible") || cursor.Accept("asap") || cursor.Accept("soonest")
            || cursor.Accept("anytime") || cursor.Accept("any", "time") || cursor.Accept("any", "day"))
        {
            return new SaidDay.Any();
        }

        if ((cursor.Accept("earliest") || cursor.Accept("first") || cursor.Accept("next") || cursor.Accept("soonest"))
            && (cursor.Accept("available") || cursor.Accept("possible") || cursor.Accept("free") || cursor.Accept("opening")))
        {
            _ = cursor.Accept("slot") || cursor.Accept("time") || cursor.Accept("opening");
            return new SaidDay.Any();
        }

        return null;
    }

    // in two hours, two hours from now, in a week, three days from tomorrow, a week from Tuesday
    private static bool TryReadFromNow(TokenCursor cursor, SpokenPhrase phrase)
    {
        if (cursor.Accept("right", "now") || cursor.Accept("now"))
        {
            phrase.SayFromNow(0);
            return true;
        }

        var begins = cursor.Accept("in");
        if (!TryReadLength(cursor, out var minutes))
        {
            return false;
        }

        var days = minutes % 1440 == 0 && minutes > 0 && cursor.Word(-1) is "day" or "days" or "week" or "weeks" ? minutes / 1440 : 0;
        if (cursor.Accept("from") || cursor.Accept("after"))
        {
            return SayFrom(cursor, phrase, minutes, days);
        }

        if (!begins)
        {
            return false;
        }

        SayLater(phrase, minutes, days);
        return true;
    }

    private static bool SayFrom(TokenCursor cursor, SpokenPhrase phrase, int minutes, int days)
    {
        if (cursor.Accept("now"))
        {
            SayLater(phrase, minutes, days);
            return true;
        }

        if (days == 0)
        {
            return false;
        }

        if (cursor.Accept("today") || cursor.Accept("tomorrow"))
        {
            phrase.Say(new SaidDay.Relative(days + (cursor.Word(-1) == "tomorrow" ? 1 : 0)));
            return true;
        }

        if (days % 7 == 0 && TimeWords.Weekdays.TryGetValue(cursor.Word(), out var weekday))
        {
            cursor.Position++;
            phrase.Say(new SaidDay.Weekday(weekday, WeeksAhead: null, days / 7));
            return true;
        }

        return false;
    }

    private static void SayLater(SpokenPhrase phrase, int minutes, int days)
    {
        if (days > 0)
        {
            phrase.Say(new SaidDay.Relative(days));
        }
        else
        {
            phrase.SayFromNow(minutes);
        }
    }

    // two hours, an hour and a half, half an hour, two and a half hours, an hour and fifteen minutes
    private static bool TryReadLength(TokenCursor cursor, out int minutes)
    {
        minutes = 0;
        if (cursor.Accept("half", "an", "hour"))
        {
            minutes = 30;
            return true;
        }

        if (!(cursor.Accept("a") || cursor.Accept("an")) || !TryReadUnit(cursor, out minutes))
        {
            if (!cursor.TryReadNumber(out var count))
            {
                return false;
            }

            var half = cursor.Accept("and", "a", "half");
            if (!TryReadUnit(cursor, out var unit))
            {
                return false;
            }

            minutes = (count * unit) + (half ? unit / 2 : 0);
        }

        if (cursor.Accept("and", "a", "half"))
        {
            minutes += minutes / 2;
        }
        else if (minutes % 60 == 0 && cursor.Word() == "and" && cursor.Word(2) is "minutes" or "mins")
        {
            cursor.Position++;
            if (!cursor.TryReadNumber(out var more))
            {
                return false;
            }

            cursor.Position++;
            minutes += more;
        }

        return true;
    }

    private static bool TryReadUnit(TokenCursor cursor, out int minutes)
    {
        if (!TimeWords.Units.TryGetValue(cursor.Word(), out minutes))
        {
            return false;
        }

        cursor.Position++;
        return true;
    }

    private static SaidDay? TryReadRelative(TokenCursor cursor, SpokenPhrase phrase)
    {
        if (cursor.Accept("tonight"))
        {
            phrase.Say(TimeWords.Part(null, "night")!.Value, "night");
            return Today;
        }

        if (cursor.Accept("later", "today") || cursor.Accept("today"))
        {
            return Today;
        }

        if (cursor.Accept("tomorrow") || cursor.Accept("tmrw"))
        {
            return new SaidDay.Relative(1);
        }

        if (cursor.Accept("day", "after", "tomorrow"))
        {
            return new SaidDay.Relative(2);
        }

        return cursor.Accept("yesterday") ? new SaidDay.Relative(-1) : null;
    }

    private static SaidDay? TryReadWeek(TokenCursor cursor)
    {
        if (cursor.Accept("weekend"))
        {
            return new SaidDay.Weekend(0);
        }

        var ahead = cursor.Word() switch { "this" => 0, "next" => 1, _ => -1 };
        if (ahead < 0 || cursor.Word(1) is not ("week" or "weekend"))
        {
            return null;
        }

        cursor.Position += 2;
        if (cursor.Word(-1) == "weekend")
        {
            return new SaidDay.Weekend(ahead);
        }

        var afterWeek = cursor.Position;
        _ = cursor.Accept("on");
        if (TimeWords.Weekdays.TryGetValue(cursor.Word(), out var weekday))
        {
            cursor.Position++;
            return new SaidDay.Weekday(weekday, ahead);
        }

        cursor.Position = afterWeek;
        return new SaidDay.Week(ahead);
    }

    private static SaidDay.Weekday? TryReadWeekday(TokenCursor cursor)
    {
        int? week = null;
        if (cursor.Word() is "this" or "next" or "last" or "coming" or "upcoming")
        {
            week = cursor.Word() switch { "next" => 1, "last" => -1, _ => null };
            cursor.Position++;
            _ = cursor.Accept("coming") || cursor.Accept("upcoming");
        }

        if (!TimeWords.Weekdays.TryGetValue(cursor.Word(), out var weekday))
        {
            return null;
        }

        cursor.Position++;
        if (week is null && cursor.Accept("next", "week"))
        {
            week = 1;
        }
        else if (week is null && cursor.Accept("this", "week"))
        {
            week = 0;
        }

        return new SaidDay.Weekday(weekday, week, week is null && cursor.Accept("week") ? 1 : 0);
    }

    private static SaidDay? TryReadDate(TokenCursor cursor)
    {
        if (cursor.TryAccept(TokenKind.IsoDate, out var iso))
        {
            return new SaidDay.MonthDay(iso.B, iso.C, iso.A);
        }

        if (cursor.TryAccept(TokenKind.SlashDate, out var slashes))
        {
            return new SaidDay.Slashes(slashes.A, slashes.B, slashes.C == 0 ? null : slashes.C);
        }

        return TryReadMonthFirst(cursor) ?? TryReadDayFirst(cursor);
    }

    // October 7th 2026, October the seventh
    private static SaidDay.MonthDay? TryReadMonthFirst(TokenCursor cursor)
    {
        var start = cursor.Position;
        if (TimeWords.Months.TryGetValue(cursor.Word(), out var month))
        {
            cursor.Position++;
            _ = cursor.Accept("the");
            if (cursor.TryReadOrdinal(out var day) || cursor.TryReadNumber(out day))
            {
                return new SaidDay.MonthDay(month, day, TryReadYear(cursor));
            }
        }

        cursor.Position = start;
        return null;
    }

    // the 7th of October, 7 October 2026, the 3rd, the 3rd of next month
    private static SaidDay? TryReadDayFirst(TokenCursor cursor)
    {
        if (cursor.Word() == "first" && cursor.Word(1) == "thing")
        {
            return null;
        }

        var start = cursor.Position;
        var isOrdinal = cursor.TryReadOrdinal(out var day);
        if (!isOrdinal && (TimeWords.Ats.Contains(cursor.Word(-1)) || !cursor.TryReadNumber(out day)))
        {
            return null;
        }

        var afterDay = cursor.Position;
        _ = cursor.Accept("of");
        if (TimeWords.Months.TryGetValue(cursor.Word(), out var month))
        {
            cursor.Position++;
            return new SaidDay.MonthDay(month, day, TryReadYear(cursor));
        }

        if (isOrdinal && (cursor.Accept("this", "month") || cursor.Accept("next", "month")))
        {
            return new SaidDay.DayOfMonth(day, cursor.Word(-2) == "next" ? 1 : 0);
        }

        cursor.Position = isOrdinal ? afterDay : start;
        return isOrdinal ? new SaidDay.DayOfMonth(day, Month: null) : null;
    }

    // 2026, twenty twenty six
    private static int? TryReadYear(TokenCursor cursor)
    {
        if (cursor.Peek() is { Kind: TokenKind.Number, B: 4, A: >= 1900 and < 3000 } year)
        {
            cursor.Position++;
            return year.A;
        }

        var start = cursor.Position;
        if (cursor.Accept("twenty") && cursor.TryReadNumberWord(out var rest) && rest is >= 20 and < 100)
        {
            return 2000 + rest;
        }

        cursor.Position = start;
        return null;
    }
}
