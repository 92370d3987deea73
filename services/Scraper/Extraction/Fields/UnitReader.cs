using System.Text.RegularExpressions;

namespace PeteRental.Scraper.Extraction.Fields;

/// <summary>Reads the home within a building: <c>Apt 3</c>, <c>#2B</c>, <c>Unit B</c>, <c>- 204</c>, <c>Upper</c>.</summary>
internal static partial class UnitReader
{
    private const int Reach = 60;

    /// <summary>The unit of a text that is a unit or an address without its street, such as a cell "Apt 3" or a title "Unit 2B"; null when it is none.</summary>
    public static string? Read(string text)
    {
        text = PlainText.OneLine(PlainText.Cut(text, Reach));
        var match = Named().Match(text);
        if (match.Success)
        {
            return match.Groups["unit"].Value;
        }
        match = Word().Match(text);
        return match.Success && match.Index == 0 ? PlainText.OneLine(match.Groups["unit"].Value) : null;
    }

    /// <summary>Whether a line begins with a unit and goes on about it: "Unit 12 — 1 bed, 1 bath, $1,180".</summary>
    public static bool Leads(string text) => Leading().IsMatch(PlainText.Cut(text, Reach));

    /// <summary>The unit of a cell that is known to hold one: "2B" as well as "Apt 2B".</summary>
    public static string? ReadCell(string text) =>
        Read(text) ?? (Bare().Match(PlainText.OneLine(PlainText.Cut(text, Reach))) is { Success: true } bare ? bare.Groups["unit"].Value : null);

    /// <summary>The unit that follows a street.</summary>
    public static string? After(string text, int at, out int end)
    {
        var tail = PlainText.Cut(text[at..], Reach);
        foreach (var pattern in (ReadOnlySpan<Regex>)[NamedNext(), WordNext(), BareNext()])
        {
            var match = pattern.Match(tail);
            if (match.Success)
            {
                end = at + match.Length;
                // Without its building a unit is not told from the same one next door.
                return PlainText.OneLine(match.Groups["building"].Success ? $"{match.Groups["building"].Value}{match.Groups["name"].Value}{match.Groups["unit"].Value}" : match.Groups["unit"].Value);
            }
        }
        end = at;
        return null;
    }

    /// <summary>The unit that stands before a street: "Apt 4, 123 Main St", "4/123 Main St".</summary>
    public static string? Before(string text, int at)
    {
        var match = NamedBefore().Match(text[Math.Max(0, at - 30)..at]);
        match = match.Success ? match : SlashBefore().Match(text[Math.Max(0, at - 6)..at]);
        return match.Success ? match.Groups["unit"].Value : null;
    }

    private const string Names = """(?:apartment|apto?|unit|suite|ste|no|num|lot|spc|space|trlr|rm|room|residence|loft|townhome|depto|departamento|unidad|bldg|building)""";

    [GeneratedRegex("^[ ]*(?:" + Names + """\b\.?[ ]*(?:\#|no\.?[ ])?|\#)[ ]*\w{1,6}[ ]*(?:[—–:|,•·]|-[ ]|\()""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Leading();

    [GeneratedRegex("^(?:" + Names + """\b\.?[ ]*(?:\#|no\.?[ ])?|\#)[ ]*(?<unit>[A-Za-z]{0,2}-?\d{1,5}-?[A-Za-z]?|[A-Za-z]\d{0,4})(?![\w%])""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Named();

    [GeneratedRegex("""^[ \t]*[\n,–—(/|-]?[ \t\n]*(?<building>(?:bldg|building)\b\.?[ ]*\#?\w{1,4}[ ,-]+)?(?<name>(?:""" + Names + """\b\.?[ ]*(?:\#|:)?|\#)[ ]*)(?<unit>[A-Za-z]{0,2}-?\d{1,5}(?:-?[A-Za-z](?![A-Za-z])|-\d{1,4})?|[A-Za-z](?:-?\d{1,4})?|(?:upper|lower|upstairs|downstairs|up|down|rear|front|main|basement|garden)(?![a-z]))(?![\w%]|\.\d)\)?""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NamedNext();

    [GeneratedRegex("""^[ \t]*[,–—(/|-]?[ \t]*(?<unit>upper|lower|upstairs|downstairs|up|down|rear|front|basement|garden level|penthouse|ph[- ]?\d{0,3}|(?:main|upper|lower|ground|top|first|second|third|fourth|1st|2nd|3rd|4th)[ ](?:floor|fl\.?|level|unit|flat)(?![a-z])|fl(?:oor|\.)?[ ]\d{1,2}|(?:left|right)(?:[ ]side)?)(?:[ ](?:unit|level|flat|apt|apartment)\b)?(?=[ ]*(?:$|[\n,)|–—-]|in\b))\)?""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WordNext();

    [GeneratedRegex("""^(?<unit>upper|lower|upstairs|downstairs|rear|front|basement|garden level|penthouse|(?:main|upper|lower|ground|top|first|second|third|1st|2nd|3rd)[ ](?:floor|level|unit|flat))(?:[ ](?:unit|apt|apartment)\b)?[ ]*$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    // "123 Main St - 2B, Springfield", "123 Main St, 2B", "123 Main St 204": a number with at most a letter, not the start of "2 Bedrooms".
    [GeneratedRegex("""^(?:[ \t]*[,–—-][ \t]*(?<unit>[A-Za-z]?-?\d{1,4}-?[A-Za-z]?|[A-Z])|[ ](?<unit>\d{1,4}[A-Z]?|[A-DF-MO-RT-V]\d{0,4}))(?=[ ]*(?:$|[\n,|–—)(]|-[ ]))""", RegexOptions.CultureInvariant)]
    private static partial Regex BareNext();

    [GeneratedRegex("""^(?<unit>[A-Za-z]{0,2}-?\d{1,5}(?:-?[A-Za-z]{1,2}|-\d{1,4})?|[A-Za-z])$""", RegexOptions.CultureInvariant)]
    private static partial Regex Bare();

    [GeneratedRegex("""(?:^|[ ,(])(?<unit>\d{1,3}[A-Za-z]?)/$""", RegexOptions.CultureInvariant)]
    private static partial Regex SlashBefore();

    [GeneratedRegex("(?:^|[^A-Za-z])(?:" + Names + """\b\.?[ ]*\#?|\#)[ ]*(?<unit>[A-Za-z]{0,2}-?\d{1,5}-?[A-Za-z]?|[A-Za-z]\d{0,4})[ ]*(?:[,@|–—-]|at\b|in\b)?[ ]*$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NamedBefore();
}
