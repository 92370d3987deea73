using System.Collections.Frozen;
using System.Text;

namespace PeteRental.Rentals.Addresses;

/// <summary>
/// Which home an address means, however it is spelled: <c>118 North Birchwood Avenue, Apt. #4</c> and <c>118 N. Birchwood Ave</c> with unit
/// <c>4</c> are one. Pure. City, state and ZIP code are no part of the key, since many sites leave them out; they only keep apart what
/// they contradict (<see cref="Place"/>).
/// </summary>
/// <param name="Key">Street and unit, for comparison only.</param>
/// <param name="Place">Where the street is, as far as it is said.</param>
internal sealed record RentalIdentity(string Key, Place Place)
{
    private static readonly FrozenSet<string> UnitNames =
        "apt apartment apartments apmt unit units ste suite rm room lot no num number spc space trlr trailer".Split(' ').ToFrozenSet();

    // Words that name a home within a building without a number.
    private static readonly FrozenSet<string> PlaceNames =
        "upper lower upstairs downstairs front rear basement bsmt main left right studio penthouse ph".Split(' ').ToFrozenSet();

    private static readonly FrozenSet<string> FloorNames = "fl flr floor bldg building".Split(' ').ToFrozenSet();

    private static readonly FrozenDictionary<string, string> Numbers =
        "one two three four five six seven eight nine ten eleven twelve".Split(' ').Select((word, index) => (word, $"{index + 1}"))
            .ToFrozenDictionary(pair => pair.word, pair => pair.Item2);

    /// <summary>The home of an address; null when nothing is left of it that could tell one from another.</summary>
    public static RentalIdentity? Of(string? address, string? unit, string? city = null, string? state = null, string? postalCode = null)
    {
        var (street, inside, place) = Parts(address, Place.Of(city, state, postalCode));
        var home = UnitKey(AddressWords.Split(unit));
        return street.Count == 0 ? null : new RentalIdentity($"{string.Join(' ', street)}|{(home.Length > 0 ? home : UnitKey(inside))}", place);
    }

    /// <summary>
    /// A unit as it is compared: <c>Apt. #2-B</c> is <c>2b</c>, <c>Bldg 3 Unit 04</c> is <c>bldg3-4</c>. A designator says nothing unless it is
    /// all there is.
    /// </summary>
    public static string UnitKey(IReadOnlyList<string> words)
    {
        var key = new StringBuilder();
        foreach (var word in words.SelectMany(word => word.Split('-')).Where(word => !UnitNames.Contains(word)))
        {
            var part = Canonical(word);
            if (key.Length > 0 && char.IsAsciiDigit(key[^1]) && char.IsAsciiDigit(part[0]))
            {
                key.Append('-');
            }

            key.Append(part);
        }

        return key.ToString();
    }

    private static string Canonical(string word)
    {
        var known = word switch
        {
            "flr" or "floor" => "fl",
            "building" => "bldg",
            "upstairs" => "upper",
            "downstairs" => "lower",
            "basement" => "bsmt",
            "penthouse" => "ph",
            _ => Numbers.GetValueOrDefault(word, word),
        };
        var bare = known.TrimStart('0');
        return bare.Length == 0 ? "0" : bare;
    }

    // What stands behind the street: a unit, or a place; both may be there, with commas or without.
    private static (IReadOnlyList<string> Street, IReadOnlyList<string> Unit, Place Place) Parts(string? address, Place known)
    {
        var pieces = (address ?? "").Replace("#", " unit ", StringComparison.Ordinal)
            .Split([',', ';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (pieces.Length == 0)
        {
            return ([], [], known);
        }

        var street = AddressWords.Split(pieces[0]);
        var unitAt = UnitAt(street);
        List<string> unit = [.. street.Skip(unitAt)];
        List<string> behind = [];
        foreach (var piece in pieces.Skip(1))
        {
            var words = AddressWords.Split(piece);
            if (unit.Count == 0 && behind.Count == 0 && IsUnit(words))
            {
                unit.AddRange(words);
            }
            else
            {
                behind.Add(piece);
            }
        }

        return (StreetKey([.. street.Take(unitAt)]), unit, known.OrOf(behind));
    }

    private static IReadOnlyList<string> StreetKey(IReadOnlyList<string> words) =>
        words.Count == 0 ? [] : AddressWords.Shorten([Numbers.GetValueOrDefault(words[0], words[0]), .. words.Skip(1)]);

    // The first designator after the number and at least one word of the street, with something behind it: not that of 12 Unit Street.
    private static int UnitAt(IReadOnlyList<string> words)
    {
        for (var index = 2; index < words.Count; index++)
        {
            var isLast = index == words.Count - 1;
            if ((UnitNames.Contains(words[index]) && !isLast && !AddressWords.IsWay(AddressWords.Shorten(words[index + 1])))
                || (FloorNames.Contains(words[index]) && !isLast)
                || (isLast && PlaceNames.Contains(words[index]) && AddressWords.IsWay(AddressWords.Shorten(words[index - 1]))))
            {
                return index;
            }
        }

        return words.Count;
    }

    private static bool IsUnit(IReadOnlyList<string> words) =>
        words.Count > 0
        && (UnitNames.Contains(words[0]) || FloorNames.Contains(words[0]) || PlaceNames.Contains(words[0])
            || (words.Count == 1 && words[0].Length <= 4 && words[0].Any(char.IsAsciiDigit)));
}
