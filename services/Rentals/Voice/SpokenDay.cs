using System.Globalization;
using PeteRental.Rentals.Addresses;

namespace PeteRental.Rentals.Voice;

/// <summary>The day by which a caller wants to move in, as models pass it on. Pure. What cannot be read is ignored: a caller would rather
/// hear of too many homes than of none.</summary>
internal static class SpokenDay
{
    private static readonly string[] Months = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
    private static readonly string[] Written = ["yyyy-MM-dd", "M/d/yyyy", "M/d/yy", "yyyy/MM/dd", "M-d-yyyy"];
    private static readonly string[] WithoutYear = ["M/d", "M-d"];

    /// <summary>
    /// <c>2027-03-01</c>, <c>now</c>, <c>next month</c>, <c>March</c> (its last day), <c>March 15th</c>, <c>the end of March</c>, <c>3/15</c>,
    /// <c>in two weeks</c>. A day without a year is the next one that comes.
    /// </summary>
    public static DateOnly? Read(string? text, DateOnly today)
    {
        var said = (text ?? "").Trim();
        if (DateOnly.TryParseExact(said.Length >= 10 && said[4..].StartsWith('-') ? said[..10] : said, Written, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        if (WithoutYear.Any(format => DateTime.TryParseExact(said, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            && said.Split('/', '-') is [var month, var date])
        {
            return Coming(int.Parse(month, CultureInfo.InvariantCulture), int.Parse(date, CultureInfo.InvariantCulture), today);
        }

        var words = AddressWords.Split(said);
        return OfMonth(words, today) ?? Relative(words, today);
    }

    private static DateOnly? Relative(IReadOnlyList<string> words, DateOnly today)
    {
        if (words.Any(word => word is "now" or "today" or "immediately" or "asap" or "right" or "already"))
        {
            return today;
        }

        var count = words.Select(word => Spoken.Number(word)).FirstOrDefault(number => number is not null);
        var isNext = words.Contains("next");
        return words switch
        {
            _ when words.Contains("tomorrow") => today.AddDays(1),
            _ when words.Any(word => word is "days" or "day") && count is { } days => today.AddDays(Math.Min(days, 400)),
            _ when words.Any(word => word is "weeks" or "week") => today.AddDays(7 * Math.Min(count ?? (isNext ? 2 : 1), 60)),
            _ when words.Any(word => word is "months" or "month") => count is { } months && !isNext
                ? today.AddMonths(Math.Min(months, 24))
                : EndOfMonth(isNext ? today.AddMonths(1) : today),
            _ => null,
        };
    }

    private static DateOnly? OfMonth(IReadOnlyList<string> words, DateOnly today)
    {
        for (var index = 0; index < words.Count; index++)
        {
            var month = Array.FindIndex(Months, name => words[index] == name || (words[index].Length >= 3 && name.StartsWith(words[index], StringComparison.Ordinal))) + 1;
            if (month == 0 || (words[index] == "may" && words.Count > 1 && index > 0 && words[index - 1] is "i" or "we"))
            {
                continue;
            }

            var others = words.Where((_, at) => at != index).Select(Ordinal).ToList();
            var year = others.FirstOrDefault(number => number is >= 2000 and < 2100);
            var date = others.FirstOrDefault(number => number is >= 1 and <= 31);
            var first = year is { } said ? new DateOnly(said, month, 1) : Coming(month, 1, today.AddDays(1 - today.Day)) ?? today;
            return words switch
            {
                _ when date is { } given => year is null ? Coming(month, given, today) : Clamp(first, given),
                _ when words.Any(word => word is "beginning" or "start" or "early" or "first") => first,
                _ when words.Any(word => word is "mid" or "middle") => first.AddDays(14),
                _ => EndOfMonth(first),
            };
        }

        return null;
    }

    private static int? Ordinal(string word) => Spoken.Number(word.Length > 2 && word[^2..] is "st" or "nd" or "rd" or "th" ? word[..^2] : AddressWords.Shorten(word) is [_, ..] brief && brief != word && char.IsAsciiDigit(brief[0]) ? brief[..^2] : word);

    private static DateOnly? Coming(int month, int date, DateOnly from)
    {
        if (month is < 1 or > 12 || date is < 1 or > 31)
        {
            return null;
        }

        var thisYear = Clamp(new DateOnly(from.Year, month, 1), date);
        return thisYear >= from ? thisYear : Clamp(new DateOnly(from.Year + 1, month, 1), date);
    }

    private static DateOnly Clamp(DateOnly first, int date) => first.AddDays(Math.Min(date, DateTime.DaysInMonth(first.Year, first.Month)) - 1);

    private static DateOnly EndOfMonth(DateOnly day) => Clamp(new DateOnly(day.Year, day.Month, 1), 31);
}
