using System.Text.RegularExpressions;
using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Extraction.General;

/// <summary>What a home offers, as the site names it: below or beside a label such as Amenities, or in a list of such things.</summary>
internal static partial class HomeAmenities
{
    private const int MostAmenities = 80;
    private const int LongestAmenity = 60;
    private const int LongestBubble = 32;

    /// <summary>Each once; null when none are named.</summary>
    /// <param name="lines">Of the home.</param>
    /// <param name="isShared">The lines are the building's, so that only what has a heading counts.</param>
    public static Reading<IReadOnlyList<string>>? Read(IReadOnlyList<PageLine> lines, bool isShared = false)
    {
        var found = new List<string>();
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (line.LabelKind == LabelKind.Amenities && line.Text.Length > 0 && !line.IsSpent && line.Names == LabelKind.None)
            {
                found.AddRange(Parts(line.Text, true));
            }
            else if ((line.Names == LabelKind.Amenities && line.Element.LocalName is not ("li" or "a") && line.Anchors.Count == 0) || (line.Heading > 0 && Heading().IsMatch(line.Text)))
            {
                i = Below(lines, i + 1, found) - 1;
            }
        }
        if (found.Count == 0 && !isShared)
        {
            Listed(lines, found);
        }
        if (found.Count == 0 && !isShared)
        {
            InARow(lines, found);
        }
        var amenities = found.Distinct(StringComparer.OrdinalIgnoreCase).Take(MostAmenities).ToList();
        return amenities.Count == 0 ? null : new Reading<IReadOnlyList<string>>(amenities, ReadingMethod.Pattern, 0.8);
    }

    private static int Below(IReadOnlyList<PageLine> lines, int from, List<string> found)
    {
        var i = from;
        var row = RowFrom(lines, from);
        for (; i < lines.Count; i++)
        {
            var line = lines[i];
            // A list ends where something else than its items begins.
            if (i > from && lines[from].Element.LocalName == "li" && line.Element.LocalName != "li")
            {
                break;
            }
            // Behind a row of bubbles only what homes offer goes on with it.
            if (row is not null && !row.Contains(line.Element) && !Offered().IsMatch(line.Text))
            {
                break;
            }
            if (line.Heading > 0 || line.Signals.HasContact || line.Text.Contains('©') || line.Label is not null || line.Text.EndsWith(':') || line.Names is not (LabelKind.None or LabelKind.Other) || line.Signals.Street is not null || line.Signals.Rent is not null)
            {
                break;
            }
            if (line.Text.Length > LongestAmenity && !line.Text.Contains(',') && Bubbles.Of(line).Count == 0)
            {
                break;
            }
            if (line.Element.LocalName is "li" or "span" or "dd" || !line.Text.EndsWith('.'))
            {
                found.AddRange(Bubbles.Of(line) is { Count: > 0 } bubbles ? bubbles.Where(bubble => bubble.Length <= LongestAmenity) : Parts(line.Text, line.Element.LocalName is not ("li" or "dd" or "span")));
            }
        }
        return i;
    }

    // What the first two have around them and the heading has not.
    private static AngleSharp.Dom.IElement? RowFrom(IReadOnlyList<PageLine> lines, int from) =>
        from > 0 && from + 1 < lines.Count && lines[from].Element.ParentElement is { } around && lines[from + 1].Element.ParentElement == around && !around.Contains(lines[from - 1].Element) ? around : null;

    // A list without a heading counts when most of it are things that homes offer.
    private static void Listed(IReadOnlyList<PageLine> lines, List<string> found)
    {
        foreach (var list in lines.Where(line => line.Element.LocalName == "li").GroupBy(line => line.Element.ParentElement))
        {
            var items = list.Where(line => line.Label is null && line.Signals.Kinds == 0 && line.Text.Length <= LongestAmenity).ToList();
            var known = items.Count(line => Offered().IsMatch(line.Text));
            if (known >= 2 && known * 2 >= items.Count)
            {
                found.AddRange(items.Where(line => PetsReader.Read(line.Text) is null).Select(line => line.Text.TrimEnd('.')));
            }
        }
    }

    // Short words one beside the other, as in bubbles, which are no list to a reader of markup: nearly all of them have to be known.
    private static void InARow(IReadOnlyList<PageLine> lines, List<string> found)
    {
        var own = lines.Where(line => line is { Heading: 0, Label: null, Element.LocalName: not ("li" or "td" or "th" or "a" or "button"), Anchors.Count: 0, Signals.Kinds: 0 }).ToList();
        // Lines parted by breaks share their element, bubbles the one around them.
        var shared = own.GroupBy(line => line.Element).Where(alike => alike.Skip(1).Any()).Select(alike => alike.Key).ToHashSet();
        var rows = own.Where(line => line.Text.Length <= LongestBubble).GroupBy(line => shared.Contains(line.Element) ? line.Element : line.Element.ParentElement).Select(row => (IReadOnlyList<string>)[.. row.Select(line => line.Text)]);
        foreach (var row in rows.Concat(own.Select(Bubbles.Of)))
        {
            var items = row.Where(text => text.Length <= LongestBubble && !NoAmenity().IsMatch(text) && PetsReader.Read(text) is null && PropertyTypeReader.Read(text) is null).ToList();
            var known = items.Count(text => Offered().IsMatch(text));
            if (known >= 2 && known * 4 >= items.Count * 3)
            {
                found.AddRange(items);
            }
        }
    }

    private static IEnumerable<string> Parts(string text, bool isLine)
    {
        // "Balcony, deck, or patio" in a list is one thing.
        var separators = Separators().IsMatch(text) ? ";|•·✓✔\t" : isLine || text.Length > LongestAmenity ? "," : "\n";
        return text.Split(separators.ToCharArray(), StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => Bullet().Replace(part, "").TrimEnd('.', ' '))
            .Where(part => part.Length is > 1 and <= LongestAmenity);
    }

    [GeneratedRegex("""[:$.!?]|^no\b|^\W*\d[\d,.]*\W*$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NoAmenity();

    [GeneratedRegex("""[;|•·✓✔\t]""", RegexOptions.CultureInvariant)]
    private static partial Regex Separators();

    [GeneratedRegex("""^(?:[-–*•·✓✔]|and[ ])[ ]*""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Bullet();

    [GeneratedRegex("""^(?:[\w& ]{0,24}\b)?(?:amenities|features|appliances|comodidades|what['’]s included|included|highlights)(?:\b[\w& ]{0,24})?:?$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Heading();

    [GeneratedRegex("""\b(?:washer|dryer|w/d|laundry|dishwasher|parking|garage|carport|balcony|patio|porch|deck|pool|gym|fitness|hardwood|carpet|tile|vinyl|air|a/c|ac|heat|heating|hvac|fireplace|closets?|yard|fenced|basement|storage|elevator|stainless|granite|refrigerator|fridge|stove|oven|range|microwave|wi-?fi|internet|cable|water|trash|furnished|ceiling fans?|disposal|hook-?ups?|wheelchair|playground|clubhouse|grill|spa|hot tub|courtyard|blinds|counters?|appliances|utilities|security|gated|sprinklers?|dining|view|skylight|lavadora|secadora|estacionamiento|alberca|piscina|roof deck|doorman|bike|concierge)\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Offered();
}
