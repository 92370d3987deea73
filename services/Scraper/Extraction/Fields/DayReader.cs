using System.Globalization;
using System.Text.RegularExpressions;

namespace PeteRental.Scraper.Extraction.Fields;

/// <summary>Reads a day: 8/1/26, 8-1-2026, 2026-08-01, August 1st, Aug. 1, 2026, 1 August 2026, 1 de agosto. Numbers are in US order.</summary>
internal static partial class DayReader
{
    private static readonly string[] Months =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    private static readonly string[] SpanishMonths =
        ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"];

    /// <summary>The day that a text begins with; without a year the next such day from today.</summary>
    public static DateOnly? AtStart(string text, DateOnly today, out int length)
    {
        var match = Day().Match(text);
        length = match.Length;
        if (!match.Success)
        {
            return null;
        }
        var month = match.Groups["name"].Success ? MonthOf(match.Groups["name"].Value) : Number(match.Groups["m"]);
        var day = Number(match.Groups["d"]);
        if (month is < 1 or > 12 || day is < 1 or > 31)
        {
            return null;
        }
        if (!match.Groups["y"].Success)
        {
            return Next(month, day, today);
        }
        var year = Number(match.Groups["y"]);
        year += year < 100 ? 2_000 : 0;
        return year is >= 2_000 and <= 2_100 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;
    }

    private static DateOnly? Next(int month, int day, DateOnly today)
    {
        for (var year = today.Year; year <= Math.Min(today.Year + 1, 9_998); year++)
        {
            if (day <= DateTime.DaysInMonth(year, month) && new DateOnly(year, month, day) is var date && date >= today)
            {
                return date;
            }
        }
        return null;
    }

    private static int Number(Group group) => int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    private static int MonthOf(string name)
    {
        var start = name[..3].ToLowerInvariant();
        return Math.Max(Array.IndexOf(Months, start), Array.IndexOf(SpanishMonths, start)) + 1;
    }

    [GeneratedRegex("""^(?:(?<y>20\d\d)-(?<m>\d{1,2})-(?<d>\d{1,2})(?!\d)|(?<m>\d{1,2})(?<sep>[/.-])(?<d>\d{1,2})\k<sep>(?<y>20\d\d|\d\d)(?!\d)|(?<m>\d{1,2})/(?<d>\d{1,2})(?![\d/])|(?<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)\b\.?[ ]?(?:the[ ])?(?<d>\d{1,2})(?:st|nd|rd|th)?(?!\d|:\d|[ ]?(?:bed|bd|br|bath|unit)\w*)(?:(?:,[ ]?|[ ]|[ ]del?[ ]|/|-)(?<y>20\d\d)(?!\d))?|(?<d>\d{1,2})(?:st|nd|rd|th|º|ro)?(?:[ -]|[ ]of[ ]|[ ]de[ ])(?<name>january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)\b\.?(?:(?:,[ ]?|[ -]|[ ]del?[ ])(?<y>20\d\d|(?<=-)\d\d)(?!\d))?)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Day();
}
