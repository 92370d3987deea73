using System.Buffers;
using System.Text.RegularExpressions;

namespace PeteRental.Scraper.Extraction.Fields;

/// <summary>Reads what kind of home a text names: apartment, house, townhouse, condo, duplex, mobile_home, room or loft. The first one named counts.</summary>
internal static partial class PropertyTypeReader
{
    private const int LongestText = 4_000;

    private static readonly string[] Names = ["townhouse", "mobile_home", "duplex", "condo", "loft", "room", "apartment", "house"];

    private static readonly SearchValues<string> Hints = PlainText.Hints(
        "town", "row", "mobile", "manufactured", "wide", "plex", "dúp", "condo", "loft", "room", "cuarto", "habitaci", "ap", "departamento", "flat", "garden", "multi", "in-law",
        "house", "famil", "bungalow", "rambler", "home", "casa", "sfh", "sfr");


    /// <summary>The kind; null when none is named.</summary>
    public static string? Read(string text)
    {
        text = PlainText.Cut(text, LongestText);
        if (!text.AsSpan().ContainsAny(Hints))
        {
            return null;
        }
        return KindOf(Kind().Match(text));
    }

    /// <summary>The kind of a text that names one kind alone: "Houses and apartments for rent" says nothing about any of them.</summary>
    public static string? ReadOnly(string text)
    {
        text = PlainText.Cut(text, LongestText);
        if (!text.AsSpan().ContainsAny(Hints))
        {
            return null;
        }
        string? only = null;
        for (var match = Kind().Match(text); match.Success; match = match.NextMatch())
        {
            var kind = KindOf(match);
            if (only is not null && only != kind)
            {
                return null;
            }
            only = kind;
        }
        return only;
    }

    private static string? KindOf(Match match)
    {
        foreach (var kind in match.Success ? Names : [])
        {
            if (match.Groups[kind].Success)
            {
                return kind;
            }
        }
        return null;
    }

    [GeneratedRegex("""(?<![a-z])(?:(?<townhouse>town[- ]?(?:house|home)s?|row[- ]?(?:house|home)s?)|(?<mobile_home>(?:mobile|manufactured)[- ]?homes?|mobile_home|double[- ]?wide|single[- ]?wide|casa[ ]m[oó]vil)|(?<duplex>duplex(?:es)?|half[- ]duplex|d[uú]plex)|(?<condo>condo(?:minium|minio)?s?)|(?<loft>loft(?:s|[ ](?:apartment|style))?(?![a-z]|[ ]bed))|(?<room>(?:private[ ]|furnished[ ])?room[ ](?:for[ ]rent|in[ ]a?[ ]?(?:shared|house|home))|private[ ]room|shared[ ]room|^room$|cuarto[ ]en[ ]renta|habitaci[oó]n[ ]en[ ]alquiler)|(?<apartment>apartments?|apts?(?!\.?[ ]?(?:\#|no\b|\d|[a-z]\b|[a-z]-?\d))\.?|flat(?![- ](?:fee|screen|top|rate|rent))|apartamentos?|departamentos?|garden[- ]style|multi[- ]?family|in-law)|(?<house>(?<!open[ ]|club[ ]|coach[ ]|white[ ]|in-|full[ ]|light[ ]|court[ ]|green[ ]|dog[ ]|tree[ ])house(?![- ]?(?:rules?|keep|hold|warming))s?|farm[- ]?house|single[- ]?family(?:[ ](?:home|house|residence|residential|detached))?|bungalow|rambler|(?:ranch|brick|family|detached|cape[ ]cod|craftsman)[- ](?:style[ ])?home|casas?|^sfh$|^sfr$))(?![a-z])""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Kind();
}
