using System.Collections.Frozen;
using PeteRental.Rentals.Addresses;

namespace PeteRental.Rentals.Voice;

/// <summary>What words say of a home, as a caller uses them. Pure.</summary>
/// <param name="Number">House number; null when none is said.</param>
/// <param name="Street">Words that may be of its street, its city or its kind, as they were said.</param>
/// <param name="Unit">Key of the unit.</param>
/// <param name="Bedrooms">0 is a studio.</param>
internal sealed record SpokenHome(string? Number, IReadOnlyList<string> Street, string? Unit, int? Bedrooms)
{
    private const int MostWords = 30;

    // Words without a meaning of their own here; "house" and "apartment" are said of everything.
    private static readonly FrozenSet<string> Fillers =
        ("the a an of on at in near by to from with for and or is it its that this one ones there some any i we you my me want see would like look looking "
         + "interested about please um uh er hi hello yes yeah ok okay have has do does are was be get got can could place places home homes house houses "
         + "property properties rental rentals rent listing listings building address number apartment apartments unit condo corner your our still "
         + "available something nice ad ask asking called calling view viewing tour visit street's").Split(' ').ToFrozenSet();

    private static readonly FrozenSet<string> UnitNames = "apt apartment unit ste suite number no room rm lot".Split(' ').ToFrozenSet();

    /// <summary>Nothing that could tell one home from another.</summary>
    public bool IsEmpty => Number is null && Street.Count == 0 && Unit is null && Bedrooms is null;

    public static SpokenHome Read(string? text)
    {
        List<string> words = [.. AddressWords.Split(text?.Replace("#", " unit ", StringComparison.Ordinal)).Take(MostWords)];
        var bedrooms = TakeBedrooms(words);
        var unit = TakeUnit(words);
        var number = TakeNumber(words);
        // "118 Birchwood 4": what follows the street is the unit.
        if (unit is null && number is not null && words.Count > 1 && Spoken.Number(words[^1]) is { } last && !IsWay(words[^1]))
        {
            unit = $"{last}";
            words.RemoveAt(words.Count - 1);
        }

        return new SpokenHome(number, [.. AddressWords.WithOrdinals(words).Where(word => !Fillers.Contains(word))], unit, bedrooms);
    }

    private static int? TakeBedrooms(List<string> words)
    {
        for (var index = 0; index < words.Count; index++)
        {
            if (words[index] is "studio")
            {
                words.RemoveAt(index);
                return 0;
            }

            if (index > 0 && words[index] is "bed" or "beds" or "bedroom" or "bedrooms" or "br" or "bd" && Spoken.Number(words[index - 1]) is { } count)
            {
                words.RemoveRange(index - 1, 2);
                return count;
            }
        }

        return null;
    }

    // A designator with something short behind it: a letter, a number, or both.
    private static string? TakeUnit(List<string> words)
    {
        for (var index = words.Count - 2; index >= 0; index--)
        {
            if (!UnitNames.Contains(words[index]))
            {
                continue;
            }

            var named = Spoken.HouseNumber(words, index + 1);
            var letterAt = index + 1 + (named?.Words ?? 0);
            var letter = IsLetter(words, letterAt) ? words[letterAt] : "";
            var isMixed = named is null && words[index + 1].Length <= 5 && words[index + 1].Any(char.IsAsciiDigit);
            if (named is null && letter.Length == 0 && !isMixed)
            {
                continue;
            }

            // "number 118 Birchwood" is a house.
            if (words[index] is "number" or "no" && letterAt < words.Count && letter.Length == 0 && index == 0)
            {
                continue;
            }

            var key = RentalIdentity.UnitKey(isMixed ? [words[index + 1]] : [.. named is { } found ? new[] { found.Number } : [], .. letter.Length > 0 ? new[] { letter } : []]);
            words.RemoveRange(index, 1 + (isMixed ? 1 : (named?.Words ?? 0) + (letter.Length > 0 ? 1 : 0)));
            return key;
        }

        return null;
    }

    private static bool IsLetter(List<string> words, int at) => at < words.Count && words[at].Length == 1 && char.IsAsciiLetterLower(words[at][0]);

    private static string? TakeNumber(List<string> words)
    {
        for (var index = 0; index < words.Count; index++)
        {
            // "the one on Oak" names no house.
            var isOne = words[index] == "one" && (index + 1 >= words.Count || Spoken.Number(words[index + 1]) is null)
                && ((index > 0 && Fillers.Contains(words[index - 1])) || (index + 1 < words.Count && Fillers.Contains(words[index + 1])));
            if (!isOne && Spoken.HouseNumber(words, index) is { } found)
            {
                words.RemoveRange(index, found.Words);
                return found.Number;
            }

            if (words[index].Length is > 1 and <= 7 && char.IsAsciiDigit(words[index][0]) && AddressWords.Shorten(words[index]) == words[index] && !IsOrdinal(words[index]))
            {
                var number = words[index];
                words.RemoveAt(index);
                return number;
            }
        }

        return null;
    }

    private static bool IsOrdinal(string word) => word.Length > 2 && word[^2..] is "st" or "nd" or "rd" or "th";

    private static bool IsWay(string word) => AddressWords.IsWay(AddressWords.Shorten(word));
}
