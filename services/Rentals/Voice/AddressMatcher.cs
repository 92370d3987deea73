using PeteRental.Rentals.Addresses;
using PeteRental.Rentals.Rentals;

namespace PeteRental.Rentals.Voice;

/// <summary>How well a home fits what was said, 0 to 1.</summary>
internal sealed record MatchedHome(Rental Rental, double Score);

/// <summary>
/// Which home is meant by words said on the telephone. Pure. What is said and contradicts a home rules it out; of what is left, the share of
/// what was said that the home explains is its score.
/// </summary>
internal static class AddressMatcher
{
    private const double Enough = 0.6;
    private const double Clearly = 0.1;

    /// <summary>The homes that may be meant, best first; those that are about as good as the best, and no others.</summary>
    public static IReadOnlyList<MatchedHome> Match(SpokenHome said, IEnumerable<Rental> homes)
    {
        var scored = homes.Select(home => new MatchedHome(home, Score(said, home))).Where(match => match.Score >= Enough)
            .OrderByDescending(match => match.Score).ThenBy(match => match.Rental.PropertyAddress, StringComparer.Ordinal)
            .ThenBy(match => match.Rental.Unit, StringComparer.Ordinal).ThenBy(match => match.Rental.Id).ToList();
        return scored.Count == 0 ? [] : [.. scored.TakeWhile(match => scored[0].Score - match.Score < Clearly)];
    }

    /// <summary>How well a home fits.</summary>
    public static double Score(SpokenHome said, Rental home)
    {
        if (said.IsEmpty)
        {
            return 0;
        }

        var words = AddressWords.Split(home.PropertyAddress);
        var unit = UnitOf(home);
        var (sum, weight) = (0.0, 0.0);
        void Count(double? share, double of)
        {
            if (share is { } given)
            {
                sum += given * of;
                weight += of;
            }
        }

        Count(NumberShare(said, words), 3);
        Count(UnitShare(said, unit), 2);
        Count(said.Bedrooms is null ? null : home.Bedrooms is null ? 0.5 : home.Bedrooms == said.Bedrooms ? 1 : 0, 1.5);
        var street = StreetShare(said, home, words);
        Count(street, 3);
        var isRuledOut = NumberShare(said, words) is 0 || UnitShare(said, unit) is 0 || street is 0
            || (said.Bedrooms is { } count && home.Bedrooms is { } has && has != count);
        return isRuledOut || weight == 0 ? 0 : sum / weight;
    }

    /// <summary>How alike two words are that were heard: 1 the same, 0 not at all.</summary>
    public static double Alike(string said, string written)
    {
        if (said == written || AddressWords.Shorten(said) == AddressWords.Shorten(written))
        {
            return 1;
        }

        if (said.Length < 3 || written.Length < 3 || char.IsAsciiDigit(said[0]) || char.IsAsciiDigit(written[0]))
        {
            return 0;
        }

        var slips = Slips(said, written);
        var soundsSame = Sound.IsSounding(said) && Sound.IsSounding(written) && Sound.Of(said) == Sound.Of(written);
        return soundsSame && slips <= Math.Max(1, Math.Min(said.Length, written.Length) / 3) ? 0.9
            : slips == 1 && Math.Min(said.Length, written.Length) >= 4 ? 0.85
            : slips == 2 && Math.Min(said.Length, written.Length) >= 8 ? 0.75
            : said.Length >= 5 && written.StartsWith(said, StringComparison.Ordinal) ? 0.8
            : 0;
    }

    private static double? NumberShare(SpokenHome said, IReadOnlyList<string> words) => said.Number is not { } number ? null
        : words.Count > 0 && (words[0] == number || words[0].Split('-').Contains(number) || words[0].TrimEnd("abcdefgh".ToCharArray()) == number || NumberOf(words[0]) == number) ? 1
        : 0;

    private static string? NumberOf(string word) => Spoken.Number(word)?.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static double? UnitShare(SpokenHome said, string unit) => said.Unit is null ? null : unit == said.Unit ? 1 : unit.Length == 0 && said.Number is not null ? 0.3 : 0;

    // Each word for itself, the best of what the home offers for it. The kind of way and the town weigh little, and may be wrong.
    private static double? StreetShare(SpokenHome said, Rental home, IReadOnlyList<string> words)
    {
        if (said.Street.Count == 0)
        {
            return null;
        }

        IReadOnlyList<string> others = [.. AddressWords.Split(home.City), .. AddressWords.Split(home.State), .. AddressWords.Split(home.PropertyType?.Replace('_', ' '))];
        var (sum, weight, hasName, isNamed) = (0.0, 0.0, false, false);
        foreach (var word in said.Street)
        {
            var brief = AddressWords.Shorten(word);
            var isMinor = AddressWords.IsWay(brief) || AddressWords.IsDirection(brief);
            var inStreet = words.Skip(1).Select(written => Alike(word, written)).DefaultIfEmpty(0).Max();
            var elsewhere = inStreet >= 0.9 ? 0 : others.Select(other => Alike(word, other)).DefaultIfEmpty(0).Max();
            var of = isMinor || elsewhere > inStreet ? 0.25 : 1;
            sum += Math.Max(inStreet, elsewhere) * of;
            weight += of;
            hasName |= !isMinor && elsewhere <= inStreet;
            isNamed |= !isMinor && inStreet > 0;
        }

        return hasName && !isNamed ? 0 : sum / weight;
    }

    private static string UnitOf(Rental home) => RentalIdentity.Of(home.PropertyAddress, home.Unit)?.Key.Split('|')[^1] ?? "";

    // Optimal string alignment: what is put in, left out, mistaken or swapped.
    private static int Slips(string one, string other)
    {
        if (Math.Abs(one.Length - other.Length) > 2)
        {
            return int.MaxValue;
        }

        var rows = new int[one.Length + 1, other.Length + 1];
        for (var row = 0; row <= one.Length; row++)
        {
            for (var column = 0; column <= other.Length; column++)
            {
                rows[row, column] = row == 0 || column == 0 ? row + column : Math.Min(
                    Math.Min(rows[row - 1, column] + 1, rows[row, column - 1] + 1),
                    Math.Min(
                        rows[row - 1, column - 1] + (one[row - 1] == other[column - 1] ? 0 : 1),
                        row > 1 && column > 1 && one[row - 1] == other[column - 2] && one[row - 2] == other[column - 1] ? rows[row - 2, column - 2] + 1 : int.MaxValue));
            }
        }

        return rows[one.Length, other.Length];
    }
}
