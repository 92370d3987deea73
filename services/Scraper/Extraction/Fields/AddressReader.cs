using System.Text.RegularExpressions;

namespace PeteRental.Scraper.Extraction.Fields;

/// <summary>
/// Reads US addresses: <c>1234 N Oak Ridge Dr, Apt 2B, Springfield, IL 62701</c>. Street and unit are told apart and never merged. A street
/// begins with its number; what follows the number has to look like a street, so that "3 Bedroom Home" is none.
/// </summary>
internal static partial class AddressReader
{
    private const int LongestText = 20_000;
    private const int LongestTail = 120;
    private const int MostCities = 500;

    /// <summary>The first address of a text; null when it has none.</summary>
    public static PostalAddress? Read(string text) => Find(text) is { } found ? found.Address : null;

    /// <summary>The first address at or after a place of the text.</summary>
    public static FoundAddress? Find(string text, int from = 0)
    {
        text = PlainText.Cut(text, LongestText);
        for (var number = HouseNumber().Match(text, Math.Min(from, text.Length)); number.Success; number = number.NextMatch())
        {
            if (NotBefore().IsMatch(text.AsSpan(Math.Max(0, number.Index - 14), number.Index - Math.Max(0, number.Index - 14))))
            {
                continue;
            }
            if (At(text, number.Index, number.Index + number.Length) is { } found)
            {
                return found;
            }
        }
        return null;
    }

    /// <summary>City, state and ZIP code where a text is nothing but these: the second line of an address.</summary>
    public static Place? ReadPlace(string text)
    {
        text = PlainText.OneLine(PlainText.Cut(text, LongestTail));
        var match = PlaceTail().Match(text);
        return match.Success && match.Index == 0 && PlaceEnds().IsMatch(text.AsSpan(match.Length))
            // "Small dogs OK" is not in Oklahoma.
            && (match.Groups["comma"].Success || match.Groups["zip"].Success) && ToPlace(match) is { State: not null } place ? place : null;
    }

    /// <summary>City, state and ZIP code anywhere in a text: "Shadyside, Pittsburgh PA 15232. Two bedrooms".</summary>
    public static Place? FindPlace(string text)
    {
        var match = PlaceInText().Match(PlainText.Cut(text, LongestText));
        return match.Success ? new Place(match.Groups["city"].Value, States.Code(match.Groups["state"].Value), match.Groups["zip"].Value) : null;
    }

    /// <summary>City and state in a sentence about homes: "Our houses in Burlington, Vermont, have gas heat."</summary>
    public static Place? FindPlaceOfHomes(string text)
    {
        var match = PlaceOfHomes().Match(PlainText.Cut(text, LongestText));
        return match.Success && States.Code(match.Groups["state"].Value) is { } state
            ? new Place(match.Groups["city"].Value, state, match.Groups["zip"].Success ? match.Groups["zip"].Value : null)
            : null;
    }

    /// <summary>Names of cities that a text says with their state: then the name alone is a city, too.</summary>
    public static IReadOnlySet<string> Cities(string text)
    {
        var cities = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (Match match in CityAndState().Matches(text).Take(MostCities))
        {
            // "Visit Durango, CO" names Durango, or a city of two words.
            for (var name = States.Code(match.Groups["state"].Value) is null ? "" : match.Groups["city"].Value; name.Length > 0; name = name.Contains(' ') ? name[(name.IndexOf(' ') + 1)..] : "")
            {
                cities.Add(name);
            }
        }
        return cities;
    }

    private static FoundAddress? At(string text, int start, int afterNumber)
    {
        var line = text.AsSpan(afterNumber).IndexOf('\n') is var newLine && newLine >= 0 ? text[afterNumber..(afterNumber + newLine)] : text[afterNumber..];
        line = PlainText.Cut(line, LongestTail);
        var name = StreetName.Length(line, out var certain);
        if (name == 0 || IsScore(line, name))
        {
            return null;
        }
        var end = afterNumber + name;
        var street = text[start..end];
        var unit = UnitReader.After(text, end, out var afterUnit) ?? UnitReader.Before(text, start);
        var place = PlaceAt(text, afterUnit, out var afterPlace);
        if (!certain && (start > 0 && text[start - 1] == '/' || (place?.State is null && unit is null && !StandsAlone(text, start, end))))
        {
            return null;
        }
        var address = new PostalAddress(PlainText.OneLine(street).TrimEnd('.', ','), unit, place?.City, place?.State, place?.PostalCode);
        return new FoundAddress(address, start, place is null ? afterUnit : Math.Max(afterUnit, afterPlace));
    }

    // "88 Walk Score" is how well one can walk there.
    private static bool IsScore(string line, int name) =>
        line.AsSpan(0, name).TrimEnd().EndsWith(" score", StringComparison.OrdinalIgnoreCase) || line.AsSpan(name).TrimStart().StartsWith("score", StringComparison.OrdinalIgnoreCase);

    private static bool StandsAlone(string text, int start, int end) =>
        (start == 0 || text[start - 1] is '\n') && (PlaceEnds().IsMatch(text.AsSpan(end)) || FactsFollow().IsMatch(text.AsSpan(end)));

    private static Place? PlaceAt(string text, int at, out int end)
    {
        var tail = PlainText.Cut(text[at..], LongestTail);
        var match = PlaceTail().Match(tail);
        if (match.Success && match.Index == 0 && IsBelievable(match, tail))
        {
            end = at + match.Length;
            return ToPlace(match);
        }
        // "1420 E Fourth St, 55805": the town is said for several.
        if (ZipTail().Match(tail) is { Success: true } zip)
        {
            end = at + zip.Length;
            return new Place(null, null, zip.Groups["zip"].Value);
        }
        match = CityTail().Match(tail);
        end = at + match.Length;
        return match.Success && !NoCity().IsMatch(match.Groups["city"].ValueSpan) ? new Place(match.Groups["city"].Value.Trim(), null, null) : null;
    }

    // "LOCATED IN A QUIET" holds Indiana's letters: without comma and ZIP code a state has to end the line.
    private static bool IsBelievable(Match match, string tail) =>
        match.Groups["zip"].Success || match.Groups["comma"].Success || PlaceEnds().IsMatch(tail.AsSpan(match.Length));

    private static Place? ToPlace(Match match)
    {
        var city = match.Groups["city"].Success ? PlainText.OneLine(match.Groups["city"].Value).Trim(' ', ',', '-') : null;
        var state = match.Groups["state"].Success ? States.Code(match.Groups["state"].Value.Replace(".", "", StringComparison.Ordinal)) : null;
        var zip = match.Groups["zip"].Success ? match.Groups["zip"].Value : null;
        return city is not null && NoCity().IsMatch(city) ? new Place(null, state, zip) : new Place(city, state, zip);
    }

    [GeneratedRegex("""(?<![\w$#.,/:%-]|[$#][ ])(?:[NSEW]\d{1,5}[ ]?[NSEW]\d{1,6}|[NSEW]\d{3,5}|\d{1,6}(?:-\d{1,5})?[A-Z]?(?![\w%:])(?:[ ]?½|[ ]1/2(?=[ ]))?)(?=[ ])|(?<=(?<![\w$#.,/%-]|\d[ ])\d{1,3}[A-Za-z]?/)\d{2,5}(?=[ ])""", RegexOptions.CultureInvariant)]
    private static partial Regex HouseNumber();

    [GeneratedRegex("""(?:©|\bcopyright|\(c\)|\b(?:apt|unit|suite|ste|box|phone|tel|zip|over|about|page|since|est\.?|established|call|plan|only|just|lot)[.:#]?)[ ]*$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NotBefore();

    [GeneratedRegex("""(?<![A-Za-z])(?<city>[A-Z][a-z'’.-]{1,24}(?:[ ][A-Z][a-z'’-]{1,24}){0,2}),?[ ](?<state>""" + States.Pattern + """)[, ][ ]?(?<zip>\d{5}(?:-\d{4})?)(?!\d)""", RegexOptions.CultureInvariant)]
    private static partial Regex PlaceInText();

    [GeneratedRegex("""\b(?i:homes?|houses?|apartments?|rentals?|units|properties|below|listed|everything)\b[^.!?\n]{0,30}[ ]in[ ](?<city>[A-Z][a-z'’.-]{1,24}(?:[ ][A-Z][a-z'’-]{1,24}){0,2}),[ ](?<state>""" + States.Pattern + """)(?![A-Za-z])(?:,?[ ](?<zip>\d{5})(?!\d))?""", RegexOptions.CultureInvariant)]
    private static partial Regex PlaceOfHomes();

    [GeneratedRegex("""^[ ]+(?:\d{1,2}[ ]?(?:br|bd|beds?|bdrms?|bedrooms?)\b|studio\b|\$[ ]?\d)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FactsFollow();

    [GeneratedRegex("""(?<![A-Za-z])(?<city>[A-Z][A-Za-z'’.-]{1,24}(?:[ ][A-Z][A-Za-z'’-]{1,24}){0,2}),[ ](?<state>[A-Z]{2})(?![A-Za-z])""", RegexOptions.CultureInvariant)]
    private static partial Regex CityAndState();

    // The state in capitals anywhere, in any case after a comma or before a ZIP code.
    [GeneratedRegex("""^[ \t]*[\n,•·|–—-]*[ \t\n]*[,•·|-]?[ ]*(?:(?:in|near)[ ])?(?<city>[A-Z](?:[A-Za-zÀ-ÿ'’]|\.(?=[ ]?[A-Z])|-(?=[A-Za-z])){1,24}(?:[ ](?!\b(?:""" + States.Pattern + """)\b[., ]*\d{5})[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ.'’-]{1,24}){0,3}?)(?:(?<comma>[ ]?,[ \n]?|[ ]?[|–-][ ]?)|[ \n])(?:(?<state>""" + States.Pattern + """)(?![A-Za-z])\.?(?:,?[ \n]*(?<zip>\d{5}(?:-\d{4})?)(?![\d,.]\d))?|(?i:(?<state>""" + States.Pattern + """))\.?,?[ \n]*(?<zip>\d{5}(?:-\d{4})?)(?!\d)|(?<zip>\d{5}(?:-\d{4})?)(?!\d))""", RegexOptions.CultureInvariant)]
    private static partial Regex PlaceTail();

    [GeneratedRegex("""^,[ ](?<zip>\d{5})(?![\w,.-])""", RegexOptions.CultureInvariant)]
    private static partial Regex ZipTail();

    [GeneratedRegex("""^[ \t]*(?:(?<in>,?[ ]?\bin)[ ]|,[ ]*)(?<city>[A-Z][A-Za-z'’.-]{2,24}(?:[ ][A-Z][A-Za-z'’-]{1,24}){0,2})(?=[ ]*(?:$|[\n|•(])|(?<=[a-z]{3})\.(?:[ ]|$)|(?<=[a-z])[,.](?:[ ]|$)(?(in)|(?!)))""", RegexOptions.CultureInvariant)]
    private static partial Regex CityTail();

    [GeneratedRegex("""\b(?:apartments?|homes?|duplex|condo|townho\w+|studio|unit|apt|suite|available|now|rent|rentals?|rented|leased?|for|bed(?:s|room|rooms)?|bath(?:s|room|rooms)?|pets?|call|view details|the|with|from|and|property|properties|management|llc|inc)\b|^(?:new|upper|lower|upstairs|downstairs|rear|front|house|loft|floor|basement|building|pending|coming|coming soon|usa|street|avenue|road|drive|residences|flats)$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NoCity();

    [GeneratedRegex("""^[ ]*(?:$|[\n,;|•·(–—-]|,?[ ]*(?:USA?|U\.S\.A?\.?|United States)\b|\.(?:[ ]|$))""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PlaceEnds();
}
