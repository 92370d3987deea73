using System.Text.RegularExpressions;
using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Extraction.General;

/// <summary>What a label stands for.</summary>
internal enum LabelKind
{
    /// <summary>No label, or one of no interest.</summary>
    None,
    Rent,
    OtherMoney,
    Bedrooms,
    Bathrooms,
    HalfBathrooms,
    Rooms,
    Area,
    OtherArea,
    Available,
    Status,
    Address,
    Unit,
    City,
    State,
    PostalCode,
    CityState,
    PropertyType,
    Pets,
    Amenities,
    Description,
    Other,
}

/// <summary>Knows the words that label a home's facts, in a table's first row, a definition list or before a colon.</summary>
internal static partial class Labels
{
    private const int Longest = 34;

    /// <summary>What a text labels when it is nothing but a label.</summary>
    public static LabelKind Of(string text)
    {
        if (text.Length is 0 or > Longest || !MayBeLabel(text))
        {
            return LabelKind.None;
        }
        var match = Known().Match(text);
        if (!match.Success)
        {
            return LabelKind.None;
        }
        foreach (var kind in Kinds)
        {
            if (match.Groups[kind.ToString()].Success)
            {
                return kind;
            }
        }
        return LabelKind.Other;
    }

    // Of all labels only "1/2 baths" and "Section 8" have digits: most lines of a list are told to be none at a glance.
    private static bool MayBeLabel(string text) =>
        text.AsSpan().IndexOfAnyInRange('0', '9') < 0 ? !text.Contains('$') : text.Contains("1/2", StringComparison.Ordinal) || text.Contains('8') || text.Contains('(');

    /// <summary>
    /// Joins labels with what follows them: "Beds" above "2", "2" above "Beds", "Rent:" beside "$1,200". Each line is looked at once.
    /// </summary>
    public static void Pair(IReadOnlyList<PageLine> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (line.IsSpent || line.Label is not null)
            {
                continue;
            }
            SplitAtColon(line);
            SplitAtSpan(line);
            if (line.Label is not null || i + 1 >= lines.Count || lines[i + 1].Label is not null)
            {
                continue;
            }
            var next = lines[i + 1];
            var kind = line.Names;
            var isTerm = line.Text.EndsWith(':') || line.Element.LocalName is "dt" or "th";
            if (kind != LabelKind.None && (isTerm || kind != LabelKind.Other) && MayHeadingLabel(line, next, kind) && IsValueOf(kind, next.Text) && !AreInOtherRows(line, next))
            {
                Join(line, next, line.Text, kind);
                i++;
            }
            else if (next.Names is LabelKind.Available or LabelKind.Rent && !next.Text.EndsWith(':') && next.Heading == 0 && Bare().IsMatch(line.Text) && IsValueOf(next.Names, line.Text) && !AreInOtherRows(line, next))
            {
                Join(next, line, next.Text, next.Names);
                i++;
            }
            else if (BareNumber().IsMatch(line.Text) && next.Names is var after && after is LabelKind.Bedrooms or LabelKind.Bathrooms or LabelKind.Area && IsValueOf(after, line.Text))
            {
                Join(next, line, next.Text, after);
                i++;
            }
        }
    }

    // Below a heading "Ready" a line is its value when it says a day; below "Pets" there may be more than one line.
    private static bool MayHeadingLabel(PageLine line, PageLine next, LabelKind kind) => line.Heading == 0
        || (kind is LabelKind.Available ? next.Heading == 0 && AvailabilityReader.Read(next.Text, DateOnly.MinValue) is not null : kind is not (LabelKind.Description or LabelKind.Amenities or LabelKind.Pets));

    // What a table's row leaves empty is not said in the row below, or below the table.
    private static bool AreInOtherRows(PageLine line, PageLine next) =>
        line.Element.Closest("tr") is { } row && row.FirstElementChild != row.LastElementChild && !row.Contains(next.Element);

    private static void Join(PageLine label, PageLine value, string text, LabelKind kind)
    {
        label.IsSpent = true;
        value.Label = text.TrimEnd(' ', ':', '?', '-', '–');
        value.LabelKind = kind;
    }

    // "Pets: Cats OK" is a pair in itself. Several pairs on one line are left to the readers.
    private static void SplitAtColon(PageLine line)
    {
        var colon = line.Text.IndexOf(':', StringComparison.Ordinal);
        if (colon is <= 0 or > Longest || colon == line.Text.Length - 1 || Of(line.Text[..colon]) is not (var kind and not LabelKind.None) || line.Text.IndexOf(':', colon + 1) >= 0)
        {
            return;
        }
        if (IsPair(kind))
        {
            line.Label = line.Text[..colon].Trim();
            line.LabelKind = kind;
            line.Text = line.Text[(colon + 1)..].Trim();
        }
    }

    // <span>Pets</span><span>Negotiable</span>: what would be a colon on paper is a distance on the screen.
    private static void SplitAtSpan(PageLine line)
    {
        if (line.Label is not null || line.Heading > 0 || line.Element.FirstElementChild is not { LocalName: "span" or "b" or "strong" or "label" or "small" } first
            || first.NextElementSibling is not { } second || second != line.Element.LastElementChild)
        {
            return;
        }
        var label = PlainText.OneLine(PlainText.Cut(first.TextContent, Longest + 1));
        if (line.Text.Length > label.Length + 1 && line.Text.StartsWith(label + " ", StringComparison.Ordinal) && Of(label) is var kind && IsPair(kind) && IsValueOf(kind, line.Text[(label.Length + 1)..]))
        {
            (line.Label, line.LabelKind, line.Text) = (label, kind, line.Text[(label.Length + 1)..]);
        }
    }

    private static bool IsPair(LabelKind kind) =>
        kind is LabelKind.Description or LabelKind.Amenities or LabelKind.Pets or LabelKind.PropertyType or LabelKind.Address or LabelKind.OtherMoney
            or LabelKind.Unit or LabelKind.City or LabelKind.State or LabelKind.PostalCode or LabelKind.CityState or LabelKind.OtherArea or LabelKind.HalfBathrooms;

    /// <summary>Whether a text may be what a label of a kind stands for.</summary>
    public static bool IsValueOf(LabelKind kind, string text) => kind switch
    {
        LabelKind.Rent => text.Length < 60 && (CallForRent().IsMatch(text) || (RentReader.Read("Rent: " + text) is not null && AddressReader.Read(text) is null)),
        LabelKind.Bedrooms => RoomsReader.Bedrooms("Bedrooms: " + text) is not null,
        LabelKind.Bathrooms or LabelKind.HalfBathrooms => text.Length < 24 && RoomsReader.Bathrooms("Bathrooms: " + text) is not null || text == "0",
        LabelKind.Rooms => RoomsReader.Bedrooms("Bed/Bath: " + text) is not null || RoomsReader.Bedrooms(text) is not null,
        LabelKind.Area => AreaReader.Read("Sq Ft: " + text) is not null,
        LabelKind.OtherMoney or LabelKind.OtherArea => text.Length < 40 && text.AsSpan().IndexOfAnyInRange('0', '9') >= 0 && AddressReader.Read(text) is null,
        LabelKind.Available => text.Length < 40 && (CallForRent().IsMatch(text) || AvailabilityReader.Read(text, DateOnly.MinValue) is not null || Vague().IsMatch(text)),
        LabelKind.Address => AddressReader.Read(text) is not null,
        LabelKind.Unit => UnitReader.ReadCell(text) is not null,
        LabelKind.State => States.Code(text.Trim()) is not null,
        LabelKind.PostalCode => Zip().IsMatch(text),
        LabelKind.PropertyType => text.Length < 40 && PropertyTypeReader.Read(text) is not null,
        LabelKind.City or LabelKind.CityState => text.Length < 40 && char.IsLetter(text[0]),
        LabelKind.Status => text.Length < 40,
        LabelKind.Pets => text.Length < 200 && Of(text) == LabelKind.None,
        LabelKind.Amenities => text.Length < 2_000 && text.Contains(','),
        LabelKind.Description => text.Length > 20,
        _ => text.Length < 60 && Of(text) == LabelKind.None && kind == LabelKind.Other && AddressReader.Read(text) is null && RentReader.Read(text) is null,
    };

    private static readonly LabelKind[] Kinds = [.. Enum.GetValues<LabelKind>().Where(kind => kind is not (LabelKind.None or LabelKind.Other))];

    [GeneratedRegex("""^(?:call|contact|inquire|ask|tbd|llame|n/?a)\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CallForRent();

    [GeneratedRegex("""^(?:early|mid|late|soon|coming|spring|summer|fall|winter|january|february|march|april|may|june|july|august|september|october|november|december|negotiable|upon|unknown)\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Vague();

    [GeneratedRegex("""^\d{1,2}(?:\.\d{1,2})?$|^\d{1,3}(?:,?\d{3})?$|^studio$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BareNumber();

    [GeneratedRegex("""^(?:\$[ ]?[\d,]{3,7}(?:\.\d\d)?|\d{1,2}/\d{1,2}(?:/\d{2,4})?|now|immediately)$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Bare();

    [GeneratedRegex("""^\d{5}(?:-\d{4})?$""", RegexOptions.CultureInvariant)]
    private static partial Regex Zip();

    [GeneratedRegex("""
        ^[ ]*(?:
          (?<Rent>(?:monthly[ ]|base[ ]|market[ ]|asking[ ]|current[ ]|target[ ])?(?:rent(?:al)?(?:[ ](?:rate|price|amount|range))?|rental|price(?:[ ]range)?|rate|lease[ ]rate)(?:[ ](?:from|starting[ ]at))?(?:[ ]?(?:/|per|a)[ ]?mo(?:nth)?\.?)?(?:[ ]?\([^)]{1,12}\))?|total[ ]rent(?:[ ]?(?:/|per|a)[ ]?mo(?:nth)?\.?)?|(?:per[ ]|by[ ]the[ ])month|monthly|renta(?:[ ]mensual)?|alquiler|precio|(?:starting[ ])?from)
        | (?<OtherMoney>(?:rent|price|cost)?[ ]?(?:per|/)[ ](?:person|tenant|student|occupant|bed)|(?:average|avg\.?|median|typical|mean)[ ](?:monthly[ ])?(?:rents?|prices?|cost)|(?:net[ ])?effective(?:[ ](?:monthly[ ])?rent)?\*?|(?:security[ ]|pet[ ]|target[ ]|holding[ ]|damage[ ]|refundable[ ])?deposit(?:[ ]amount)?s?|sec\.?[ ]dep\.?|dep\.?|dep[oó]sito|(?:application|app|admin|administration|pet|cleaning|late|parking|storage|amenity|monthly|move-?in)[ ]?(?:processing[ ])?fees?(?:[ ]?\([^)]{1,24}\))?|fees?|pet[ ]rent|(?:est(?:imated|\.)?[ ])?utilities(?:[ ]cost)?|total[ ]monthly(?:[ ](?:price|cost|payment))?|total|(?:(?:by|per)[ ](?:the[ ])?(?:week|night|day)|weekly|nightly|daily)(?:[ ](?:rate|rent|price|stay)s?)?|income[ ]requirements?|taxes|hoa|specials?|parking)
        | (?<Bedrooms>(?:\#[ ]?(?:of[ ])?|no\.?[ ](?:of[ ])?|number[ ]of[ ]|total[ ])?(?:bed[ ]?rooms?|beds?|bed\(s\)|bedroom\(s\)|brs?|bds?|bdrms?)|rec[aá]maras?|habitaciones|dormitorios?|cuartos)
        | (?<HalfBathrooms>(?:half|1/2|partial|½)[ -]bath(?:room)?s?)
        | (?<Bathrooms>(?:\#[ ]?(?:of[ ])?|no\.?[ ](?:of[ ])?|number[ ]of[ ]|full[ ]|total[ ])?(?:bath[ ]?rooms?|baths?|bath\(s\)|bathroom\(s\)|bas?|bths?)|ba[nñ]os?)
        | (?<Rooms>(?:beds?|brs?|bds?|bedrooms?)[ ]?(?:/|&|\+|and|x)[ ]?(?:baths?|bas?|bathrooms?)|layout|size/type|floor[ ]?plan[ ]type)
        | (?<Area>(?:approx(?:imate|\.)?[ ])?(?:sq(?:uare)?\.?[ ]?(?:ft|feet|foot|footage)\.?|sqft|s\.?f\.?|ft²|(?:living|floor|interior)[ ](?:area|space)|floor[ ]size|area|size|pies[ ]cuadrados|superficie)(?:[ ]?\((?:sq\.?[ ]?ft\.?|sqft|sf)\))?)
        | (?<OtherArea>lot[ ]size|lot[ ]area|acreage|acres|land(?:[ ]area)?|garage[ ](?:size|area))
        | (?<Available>(?:date[ ])?(?:availability|available|avail)(?:[ ](?:date|on|from|from[ ]date))?\.?|date|(?:date|day)[ ](?:ready|vacant|open|available)|move[- ]?in(?:[ ](?:date|ready))?|ready|vacant(?:[ ]on)?|disponib(?:le|ilidad)(?:[ ]desde)?|when|free[ ]from|available[ ]for[ ]move[- ]?in)
        | (?<Status>status|estado[ ]actual|availability[ ]status|listing[ ]status)
        | (?<Address>(?:property[ ]|street[ ]|full[ ]|rental[ ]|home[ ])?address|location|property|direcci[oó]n|street|home|where|ubicaci[oó]n)
        | (?<Unit>(?:unit|apt|apartment|suite|residence|home|space|lot)[ ]?(?:\#|no\.?|number|name|id)?|\#|n[uú]mero|unidad|apartamento)
        | (?<CityState>city[ ]?(?:/|,|&|and)[ ]?state|town|area|neighborhood/city)
        | (?<City>city|ciudad|municipality)
        | (?<State>state(?:/county)?|estado)
        | (?<PostalCode>zip(?:[ -]?code)?(?:/postal[ ]code)?|postal[ -]?code|c[oó]digo[ ]postal)
        | (?<PropertyType>(?:property|home|unit|building|housing|dwelling|listing|rental)?[ ]?(?:type|style|category)|kind|tipo(?:[ ]de[ ]propiedad)?)
        | (?<Pets>pets?(?:[ ](?:policy|policies|allowed|info(?:rmation)?|friendly|ok|rules|restrictions))?|pets[ ]\?|mascotas|animals?|pol[ií]tica[ ]de[ ]mascotas)
        | (?<Amenities>(?:unit|property|community|home|apartment|interior|exterior|building|key|additional|other|house)?[ ]?(?:amenities|features|highlights|includes|included|appliances|comodidades|servicios)(?:[ ](?:&|and)[ ](?:amenities|features|appliances))?|what['’]?s[ ]included|this[ ]home[ ]has|features?[ ]include|extras)
        | (?<Description>(?:property[ ]|unit[ ]|home[ ]|full[ ])?(?:description|details|remarks|comments|notes|overview|summary)|about(?:[ ](?:this|the)[ ](?:home|property|unit|apartment|rental|house|place))?|descripci[oó]n)
        | (?<Other>lease(?:[ ](?:term|length|terms))?|term|year[ ]built|floor|floors|stories|laundry|heat(?:ing)?|cooling|furnished|garage|school(?:[ ]district)?|county|neighborhood|subdivision|contact|phone|email|e-mail|photos?|pictures?|images?|links?|more[ ]info(?:rmation)?|apply|action|mls|mls[ ]?\#|property[ ]id|listing[ ]id|id|ref|reference|plan|floor[ ]?plan|model|building|complex|community|section[ ]8|smoking|property[ ]name|name|agent|qty|units|furnishing|water|trash|electric|gas|tenant[ ]pays)
        )[ ]*[:?]?[ ]*$
        """, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Known();
}
