using System.Text.RegularExpressions;
using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Extraction.General;

/// <summary>A home's address as its lines give it: on one line, over several, in columns of its own, or above the building's homes.</summary>
internal sealed partial record HomeAddress(Reading<string>? Street, Reading<string>? Unit, Reading<string>? City, Reading<string>? State, Reading<string>? PostalCode)
{
    private const double Sure = 0.9;
    private const double FromContext = 0.7;
    private const int LongestFacts = 120;

    /// <summary>Puts the address together.</summary>
    /// <param name="lines">Of the home.</param>
    /// <param name="context">Above it, the nearest first.</param>
    /// <param name="home">Where the lines are from.</param>
    /// <param name="cities">Names that the page knows as cities.</param>
    public static HomeAddress Read(List<PageLine> lines, List<PageLine> context, Home home, IReadOnlySet<string> cities)
    {
        var own = Best(lines) ?? OfPictures(home) ?? OfMaps(lines);
        var unitCell = Cell(lines, LabelKind.Unit) is { } cell ? UnitReader.ReadCell(cell) : null;
        var unit = unitCell ?? own?.Unit ?? OwnUnit(lines);
        var place = LabelledPlace(lines) ?? (own is { State: not null } ? new Place(own.City, own.State, own.PostalCode) : null);
        lines = lines.FindAll(line => !line.Signals.HasContact && !LineSignals.IsOffice(line.Text));
        place ??= lines.Where(line => line.LabelKind is LabelKind.None or LabelKind.Address or LabelKind.City or LabelKind.CityState).Select(line => AddressReader.ReadPlace(line.Text)).FirstOrDefault(found => found is not null)
            ?? (own is null ? null : lines.SelectMany(line => Parts(line, LongestFacts)).Select(AddressReader.ReadPlace).FirstOrDefault(found => found is not null))
            ?? (own is null ? null : lines.Select(line => AddressReader.FindPlace(line.Text)).FirstOrDefault(found => found is not null))
            ?? (own?.City is null ? null : new Place(own.City, null, null))
            ?? (own is null ? null : CityAlone(lines, cities) ?? CityAlone(context, cities));
        if (own is not null && (place?.State is not null || context.Count == 0))
        {
            return Of(own.Street, unit, place, Sure, Sure);
        }
        var above = Best(context, own is null);
        var around = above is { State: not null } ? new Place(above.City, above.State, above.PostalCode) : context.Select(line => AddressReader.ReadPlace(line.Text)).FirstOrDefault(found => found is not null);
        var street = own?.Street ?? above?.Street;
        var known = place is null || own is null && place.State is null ? around ?? place : place;
        if (known is { PostalCode: null })
        {
            known = known with { PostalCode = own?.PostalCode ?? above?.PostalCode };
        }
        return Of(street, unit ?? (own is null ? above?.Unit : null), known, own is null ? FromContext : Sure, FromContext);
    }

    // "Durango" on a line of its own, where the page says "Durango, CO" elsewhere.
    private static Place? CityAlone(List<PageLine> lines, IReadOnlySet<string> cities) =>
        lines.Where(line => line.LabelKind is LabelKind.None or LabelKind.Other or LabelKind.City).SelectMany(line => Parts(line, LongestFacts))
            .FirstOrDefault(part => cities.Contains(part.TrimEnd(','))) is { } city ? new Place(city.TrimEnd(','), null, null) : null;

    private static string[] Parts(PageLine line, int longest) =>
        line.Text.Length > longest ? [] : line.Text.Split(['|', '•', '·'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static HomeAddress Of(string? street, string? unit, Place? place, double sureOfStreet, double sureOfPlace) => new(
        Pattern(street, sureOfStreet), Pattern(unit, Sure), Pattern(place?.City, sureOfPlace), Pattern(place?.State, sureOfPlace), Pattern(place?.PostalCode, sureOfPlace));

    private static Reading<string>? Pattern(string? value, double confidence) =>
        string.IsNullOrWhiteSpace(value) ? null : new Reading<string>(value, ReadingMethod.Pattern, confidence);

    // A labelled address first, then a heading's, then any line's, then running text's.
    private static PostalAddress? Best(List<PageLine> lines, bool mayBeAnything = true)
    {
        PostalAddress? best = null;
        var bestRank = 0;
        for (var i = 0; mayBeAnything && i < lines.Count; i++)
        {
            var line = lines[i];
            if (line.Signals.Street is null)
            {
                continue;
            }
            var address = WithNext(lines, i);
            var rank = (line.LabelKind == LabelKind.Address ? 8 : line.IsProse ? 1 : line.Heading > 0 ? 4 : 3) + (address?.State is null ? 0 : 2);
            if (address is not null && rank > bestRank)
            {
                (best, bestRank) = (Joined(address, best), rank);
            }
            else if (address is not null && best is not null)
            {
                best = Joined(best, address);
            }
        }
        return best;
    }

    // The same street on two lines: each may know what the other does not.
    private static PostalAddress Joined(PostalAddress one, PostalAddress? other) =>
        other is null || LineSignals.Key(one.Street) != LineSignals.Key(other.Street)
            ? one
            : new PostalAddress(one.Street, one.Unit ?? other.Unit, one.State is null ? other.City ?? one.City : one.City, one.State ?? other.State, one.PostalCode ?? other.PostalCode);

    private static PostalAddress? WithNext(List<PageLine> lines, int at)
    {
        var alone = AddressReader.Read(lines[at].Text);
        if (alone is null || alone.State is not null || at + 1 >= lines.Count || lines[at + 1].LabelKind is not (LabelKind.None or LabelKind.Address))
        {
            return alone;
        }
        var next = lines[at + 1].Text;
        var isUnit = alone.Unit is null && next.Length < 24 && UnitReader.Read(next) is not null;
        var placeAt = isUnit ? at + 2 : at + 1;
        var place = placeAt < lines.Count ? AddressReader.ReadPlace(lines[placeAt].Text) : null;
        return alone with
        {
            Unit = alone.Unit ?? (isUnit ? UnitReader.Read(next) : null),
            City = place?.City ?? alone.City,
            State = place?.State,
            PostalCode = place?.PostalCode ?? alone.PostalCode,
        };
    }

    // A card may show no words but a photo that is called by the address.
    private static PostalAddress? OfPictures(Home home)
    {
        foreach (var element in home.Blocks.SelectMany(Pictures).Take(20))
        {
            foreach (var name in (ReadOnlySpan<string>)["aria-label", "alt", "title"])
            {
                if (element.GetAttribute(name) is { Length: > 8 and < 200 } text && AddressReader.Read(text) is { } address)
                {
                    return address;
                }
            }
        }
        return null;
    }

    // "Map & directions" leads to a map, and says in its address what it is the map of.
    private static PostalAddress? OfMaps(List<PageLine> lines)
    {
        foreach (var anchor in lines.SelectMany(line => line.Anchors).Take(20))
        {
            var said = anchor.GetAttribute("aria-label") ?? anchor.GetAttribute("title");
            var href = anchor.GetAttribute("href") ?? "";
            var query = href.Length < 400 && href.Contains("map", StringComparison.OrdinalIgnoreCase) ? MapQuery().Match(href).Groups["q"].Value : "";
            foreach (var text in (ReadOnlySpan<string?>)[said, Uri.UnescapeDataString(query.Replace('+', ' '))])
            {
                if (text is { Length: > 8 and < 200 } && AddressReader.Find(text) is { } found)
                {
                    return found.Address;
                }
            }
        }
        return null;
    }

    [GeneratedRegex("""[?&/](?:q|query|daddr|destination|address|place)[=/](?<q>[^&]+)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex MapQuery();

    private static IEnumerable<AngleSharp.Dom.IElement> Pictures(Block block) =>
        block.Children.Count > 0 ? block.Children.SelectMany(Pictures) : block.Anchor is { } anchor ? [anchor, block.Element] : [block.Element];

    // A word such as Basement is a unit in a title and an amenity elsewhere.
    private static string? OwnUnit(List<PageLine> lines) =>
        lines.Where(line => line is { LabelKind: LabelKind.None, IsProse: false, Signals.Street: null } && (line.Text.Length < 60 || UnitReader.Leads(line.Text)) && (line.Heading > 0 || line.Text.AsSpan().IndexOfAnyInRange('0', '9') >= 0 || line.Text.Length < 8)).Select(line => UnitReader.Read(line.Text)).FirstOrDefault(unit => unit is not null);

    private static string? Cell(List<PageLine> lines, LabelKind kind) => lines.Find(line => line.LabelKind == kind)?.Text;

    private static Place? LabelledPlace(List<PageLine> lines)
    {
        if (Cell(lines, LabelKind.CityState) is { } both && AddressReader.ReadPlace(both) is { } place)
        {
            return place with { PostalCode = place.PostalCode ?? Cell(lines, LabelKind.PostalCode) };
        }
        var city = Cell(lines, LabelKind.City) ?? Cell(lines, LabelKind.CityState);
        var state = Cell(lines, LabelKind.State);
        if (city is not null && AddressReader.ReadPlace(city) is { } whole)
        {
            return whole;
        }
        return city is null && state is null ? null : new Place(city, state is null ? null : States.Code(state.Trim()), Cell(lines, LabelKind.PostalCode));
    }
}
