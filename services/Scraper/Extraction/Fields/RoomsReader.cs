using System.Buffers;
using System.Text.RegularExpressions;

namespace PeteRental.Scraper.Extraction.Fields;

/// <summary>
/// Reads how many bedrooms and bathrooms a text gives a home: <c>2 bd / 1.5 ba</c>, <c>Bedrooms: 2</c>, <c>Studio</c>, <c>2x1</c>,
/// <c>two bedroom</c>, <c>1 full, 1 half</c>, <c>2 recámaras</c>. A range (<c>1-3 bedrooms</c>) is no number.
/// </summary>
internal static partial class RoomsReader
{
    private const int LongestText = 4_000;

    private static readonly SearchValues<string> BedHints =
        PlainText.Hints("bed", "bd", "br", "rec", "hab", "dorm", "alcob", "cuart", "studio", "effic", "bach", "estud", "x", "/");

    private static readonly SearchValues<string> BathHints = PlainText.Hints("ba", "bth", "half", "full", "½", "x", "/");

    private const decimal MostBedrooms = 12;
    private const decimal MostBathrooms = 12;
    private const string BedWords = """(?:bed[ -]?rooms?|bedrms?|bdrms?|bdrs?|bds?|brs?|beds?|rec[aá]maras?|habitaci(?:[oó]n|ones)|dormitorios?|alcobas?|cuartos?)""";
    private const string BathWords = """(?:bath[ -]?rooms?|baths?|bths?|bas?|ba[nñ]os?)""";
    private const string Between = """(?:[ \t]?\((?:\d|[a-z]{3,5})\))?\)?[ \t]*-?[ \t]*""";
    private const string Start = """(?<![\d$½]|\d[.,]|(?<!\d)\d[ ]?/[ ]?|(?<!\d[ ]?b|be)[a-z_])""";

    /// <summary>Bedrooms; 0 is a studio.</summary>
    public static decimal? Bedrooms(string text)
    {
        text = PlainText.Cut(text, LongestText);
        if (FactsRow.Read(text) is { } row)
        {
            return row.Bedrooms;
        }
        if (!text.AsSpan().ContainsAny(BedHints))
        {
            return null;
        }
        if (Pair(text) is { } pair)
        {
            return pair.Beds;
        }
        if (IsRange(BedRange().Match(text)))
        {
            return null;
        }
        var count = Nearest(text, BedsAfterLabelWithColon(), BedsBeforeLabel(), BedsAfterLabel(), MostBedrooms);
        return count is { } beds && decimal.IsInteger(beds) ? beds : count is null && Studio().IsMatch(text) ? 0 : null;
    }

    /// <summary>Bathrooms in steps of a half.</summary>
    public static decimal? Bathrooms(string text)
    {
        text = PlainText.Cut(text, LongestText);
        if (FactsRow.Read(text) is { } row)
        {
            return row.Bathrooms;
        }
        if (!text.AsSpan().ContainsAny(BathHints))
        {
            return null;
        }
        if (FullAndHalf(text) is { } counted)
        {
            return counted;
        }
        if (Pair(text) is { } pair)
        {
            return pair.Baths;
        }
        if (IsRange(BathRange().Match(text)))
        {
            return null;
        }
        return Nearest(text, BathsAfterLabelWithColon(), BathsBeforeLabel(), BathsAfterLabel(), MostBathrooms) is { } baths and > 0 ? Halves(baths) : OwnBath().IsMatch(text) ? 1 : null;
    }

    // "2 Beds 1 Bath" and "Beds 2 Baths 1" hold the same words: whichever order begins first is the order of the text.
    private static decimal? Nearest(string text, Regex colon, Regex numberFirst, Regex labelFirst, decimal most)
    {
        var explicitly = colon.Match(text);
        if (explicitly.Success)
        {
            return Bounded(explicitly, most);
        }
        var number = numberFirst.Match(text);
        var label = labelFirst.Match(text);
        if (number.Success && label.Success)
        {
            return Bounded(IsLabelled(text) ? label : number, most);
        }
        return number.Success ? Bounded(number, most) : label.Success ? Bounded(label, most) : null;
    }

    // "#4 - 2 bedroom" counts down and is none.
    private static bool IsRange(Match match) =>
        match.Success && (Numerals.Value(match.Groups["lo"].Value) ?? 0) < (Numerals.Value(match.Groups["hi"].Value) ?? 0);

    private static bool IsLabelled(string text)
    {
        var number = AnyBeforeLabel().Match(text);
        var label = AnyAfterLabel().Match(text);
        return label.Success && (!number.Success || label.Index < number.Index);
    }

    private static decimal? Bounded(Match match, decimal most)
    {
        if (match.Groups["studio"].Success)
        {
            return 0;
        }
        return Numerals.Value(match.Groups["n"].Value) is { } value && value <= most ? value : null;
    }

    private static decimal? FullAndHalf(string text)
    {
        var match = FullThenHalf().Match(text);
        if (!match.Success)
        {
            return HalfBathsLabelled().Match(text) is { Success: true } labelled
                ? Numerals.Value(labelled.Groups["full"].Value) + (0.5m * Numerals.Value(labelled.Groups["half"].Value))
                : null;
        }
        var full = Numerals.Value(match.Groups["full"].Value);
        // "Baño y medio" counts no halves: it is one.
        var half = match.Groups["half"].Success ? Numerals.Value(match.Groups["half"].Value) ?? 1 : 1;
        return full + (0.5m * half) is { } sum and > 0 and <= MostBathrooms ? sum : null;
    }

    private static (decimal Beds, decimal Baths)? Pair(string text)
    {
        if (!text.AsSpan().ContainsAny('x', 'X', '/') && !text.Contains('&'))
        {
            return null;
        }
        var match = PairLabelled().Match(text);
        if (!match.Success)
        {
            match = PairAlone().Match(text);
        }
        if (!match.Success)
        {
            match = PairInText().Match(text);
        }
        return match.Success && Numerals.Value(match.Groups["bd"].Value) is { } beds && Numerals.Value(match.Groups["ba"].Value) is { } baths
            ? (beds, Halves(baths))
            : null;
    }

    // A three-quarter bath has a shower and counts as one; a quarter bath counts as a half.
    private static decimal Halves(decimal baths) => Math.Round(baths * 2, MidpointRounding.AwayFromZero) / 2;

    [GeneratedRegex(Start + "(?<n>" + Numerals.Pattern + ")" + Between + """(?:extra[ ]|large[ ]|spacious[ ]|private[ ])?""" + BedWords + """(?![a-z])|^[ \t]*(?<n>\d{1,2})[ \t]*\n[ \t]*""" + BedWords + """(?![a-z])""", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex BedsBeforeLabel();

    [GeneratedRegex(Start + "(?<n>" + Numerals.Pattern + ")" + Between + """(?:full[ ]|updated[ ]|private[ ]|remodeled[ ]|large[ ])?""" + BathWords + """(?![a-z])(?<y>[ ]y[ ]medio)?|^[ \t]*(?<n>\d{1,2}(?:\.\d{1,2})?)[ \t]*\n[ \t]*""" + BathWords + """(?![a-z])""", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex BathsBeforeLabel();

    [GeneratedRegex("""(?<![a-z])""" + BedWords + """\.?[ \t]*[:=][ \t\n]*(?:(?<n>""" + Numerals.Pattern + """)(?![\w$.,/'"-]|[ ]?[x-][ ]?\d)|(?<studio>studio|efficiency|estudio))""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BedsAfterLabelWithColon();

    [GeneratedRegex("""(?<![a-z])""" + BathWords + """\.?[ \t]*[:=][ \t\n]*(?<n>""" + Numerals.Pattern + """)(?![\w$/'"-]|[,.]\d|[ ]?[x-][ ]?\d)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BathsAfterLabelWithColon();

    [GeneratedRegex("""(?<![a-z])(?!bedroom[ ])""" + BedWords + """\.?[ \t\n]+(?:(?<n>""" + Numerals.Pattern + """)(?![\w$./'":-]|,\d|[ ]?[x-][ ]?\d)|(?<studio>studio|efficiency|estudio))""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BedsAfterLabel();

    [GeneratedRegex("""(?<![a-z])(?!bathroom[ ])""" + BathWords + """\.?[ \t\n]+(?<n>""" + Numerals.Pattern + """)(?![\w$/'":-]|[,.]\d|[ ]?[x-][ ]?\d)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BathsAfterLabel();

    [GeneratedRegex(Start + "(?:" + Numerals.Pattern + ")" + Between + "(?:" + BedWords + "|" + BathWords + """)(?![a-z])|^[ \t]*\d{1,2}(?:\.\d)?[ \t]*\n[ \t]*(?:""" + BedWords + "|" + BathWords + """)(?![a-z])""", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex AnyBeforeLabel();

    [GeneratedRegex("""(?<![a-z])(?:""" + BedWords + "|" + BathWords + """)\.?[ \t\n]+(?:\d{1,2}(?:\.\d{1,2})?(?![\w$/])|studio)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AnyAfterLabel();

    [GeneratedRegex("""(?<![\w$.,/#]|\b(?:unit|apt|apartment|suite|ste|lot|plan|floor|home|no\.?)[ ])(?:(?<lo>\d|studio|efficiency|one)[ ]?(?:bed(?:room)?s?)?[ ]?(?:-|–|—|to|through|&|and|or|,[ ]?\d[ ]?,?[ ]?(?:&|and|or))[ ]?(?<hi>\d|two|three|four)[ -]?""" + BedWords + """(?![a-z])|(?<lo>\d|una?|estudio)[ ]?(?:-|a|o|y)[ ]?(?<hi>\d|dos|tres)[ ](?:rec|hab|dorm|cuart|alc))|(?<![a-z])""" + BedWords + """[ ]?[:=]?[ \n]?(?<lo>\d|studio)[ ]?(?:-|–|—|to)[ ]?(?<hi>\d)(?!\d)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BedRange();

    [GeneratedRegex("""(?<![\w$.,/#])(?<lo>\d(?:\.5)?)[ ]?(?:-|–|—|to|or)[ ]?(?<hi>\d(?:\.5)?)[ -]?""" + BathWords + """(?![a-z])|(?<![a-z])""" + BathWords + """[ ]?[:=]?[ \n]?(?<lo>\d(?:\.5)?)[ ]?(?:-|–|—|to)[ ]?(?<hi>\d(?:\.5)?)(?![\d/])""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BathRange();

    [GeneratedRegex("""\b(?:own|private|en-?suite)[ ](?:full[ ])?bath(?:room)?\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OwnBath();

    [GeneratedRegex("""(?<![a-z-])(?<!\b(?:art|yoga|dance|fitness|music|photo|recording|design|detached|home|artist)[ ])(?:studio|efficiency|bachelor|estudio)s?(?![a-z]|[ ](?:city|space|lighting|design))""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Studio();

    [GeneratedRegex("""(?<![\w$.,/])(?<full>\d|one|two|three)[ -]full(?:[ -]""" + BathWords + """)?[ ]?(?:,|and|&|/|\+|\||plus)?[ \n]?(?:and[ ])?(?<half>\d|one|two)[ -](?:1/2|half|½|partial)(?![a-z])|(?<![\w$.,/])(?<full>\d|one|two|three)[ -]""" + BathWords + """[ ]?(?:,|and|&|/|\+|plus)[ ]?(?:and[ ])?(?<half>\d|one|two|a)[ -](?:half|½|partial)[ -]""" + BathWords + """(?![a-z])|(?<full>\d|un|dos|tres)[ ]ba[nñ]os?[ ]y[ ](?:(?<half>un)[ ])?medio""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FullThenHalf();

    [GeneratedRegex("""full[ ]""" + BathWords + """[ ]?:?[ \n]?(?<full>\d)(?!\d)[^\d]{0,12}(?:half|partial)[ ]""" + BathWords + """[ ]?:?[ \n]?(?<half>\d)(?!\d)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HalfBathsLabelled();

    [GeneratedRegex("(?<![a-z])" + BedWords + """[ ]?(?:/|&|\+|and)[ ]?""" + BathWords + """[ ]?:?[ \n]*(?<bd>\d)(?:[ ]?""" + BedWords + """)?[ ]?(?:/|x|\||,|-|&)[ ]?(?<ba>\d(?:\.\d{1,2}|[ ]?½)?)(?![\d/])""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PairLabelled();

    [GeneratedRegex("""^[ ]*(?<bd>[0-8])[ ]?(?:/|x)[ ]?(?<ba>[1-6](?:\.\d{1,2}|[ ]?½)?)[ ]*$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PairAlone();

    [GeneratedRegex("""(?<![\w$.,/'"-]|\d[ -])(?!1/2)(?<bd>[0-8])(?:x|/)(?<ba>[1-6](?:\.\d{1,2}|½)?)(?![\w/'"]|\.\d|[ ]?(?:x|ft|feet|mile))(?=[ ](?:\w+[ ])?(?:home|house|duplex|apt|apartment|condo|townhome|townhouse|brick|mobile|unit|casa|bungalow|cottage)|[ ]?[,|•-])""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PairInText();
}
