using PeteRental.Contracts;
using PeteRental.Rentals.Addresses;

namespace PeteRental.Rentals.Rentals;

/// <summary>
/// The words that a home is found by, each with its workspace in front: the beginning of a word then leads to the homes of one workspace
/// in the index, and not to those of all. Pure.
/// </summary>
internal static class SearchWords
{
    private const int LongestText = 1_500;
    private const int LongestWord = 40;

    /// <summary>Marks a word as it sounds (<see cref="Sound"/>).</summary>
    private const char Sounding = '~';

    /// <summary>Marks the key of a unit.</summary>
    private const char Within = '#';

    /// <summary>The words of a home: as they are written, in their short spelling and in full, and those of its street also as they sound.</summary>
    public static IReadOnlyCollection<string> Of(Rental rental)
    {
        var scope = Scope(new WorkspaceId(rental.WorkspaceId));
        var address = AddressWords.Split($"{rental.PropertyAddress} {rental.Unit}");
        var rest = AddressWords.Split(string.Join(
            ' ', rental.City, rental.State, rental.PostalCode, rental.PropertyType?.Replace('_', ' '), rental.Website, rental.Pets,
            string.Join(' ', rental.Amenities), Beginning(rental.Description)));
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in address.Concat(AddressWords.Shorten(address)).Concat(address.Select(AddressWords.Lengthen)).Concat(rest).Concat(rest.Select(AddressWords.Shorten)))
        {
            words.Add(scope + Cut(word));
        }

        foreach (var word in address.Where(Sound.IsSounding))
        {
            words.Add($"{scope}{Sounding}{Sound.Of(word)}");
        }

        if (RentalIdentity.Of(rental.PropertyAddress, rental.Unit)?.Key.Split('|')[^1] is { Length: > 0 } unit)
        {
            words.Add($"{scope}{Within}{Cut(string.Concat(AddressWords.Split(unit)))}");
        }

        return words;
    }

    /// <summary>Homes that have all the words, the beginning of a word being enough; null without words.</summary>
    public static string? All(WorkspaceId workspace, string? text)
    {
        var words = AddressWords.Split(text);
        return words.Count == 0 ? null : string.Join(" & ", words.Select(word => Beginning(workspace, word)));
    }

    /// <summary>Homes that have exactly this word, in whatever spelling.</summary>
    public static string Exactly(WorkspaceId workspace, string word) => $"'{Scope(workspace)}{Cut(AddressWords.Shorten(word))}'";

    /// <summary>Homes that have a word as it may be written that was heard so.</summary>
    public static string Heard(WorkspaceId workspace, string word) =>
        Sound.IsSounding(word) ? $"({Beginning(workspace, word)} | '{Scope(workspace)}{Sounding}{Sound.Of(word)}')" : Exactly(workspace, word);

    /// <summary>Homes with a unit.</summary>
    public static string OfUnit(WorkspaceId workspace, string key) => $"'{Scope(workspace)}{Within}{Cut(string.Concat(AddressWords.Split(key)))}'";

    // A single letter is a unit or a point of the compass: half of all words begin with it. A word that is being typed may be the
    // beginning of another spelling than the one that is shown.
    private static string Beginning(WorkspaceId workspace, string word)
    {
        var scope = Scope(workspace);
        var (plain, brief) = (Cut(word), Cut(AddressWords.Shorten(word)));
        var written = word.Length == 1 && !char.IsAsciiDigit(word[0]) ? $"'{scope}{plain}'" : $"'{scope}{plain}':*";
        return plain == brief ? written : $"({written} | '{scope}{brief}')";
    }

    private static string Scope(WorkspaceId workspace) => workspace.Value.ToString("N")[20..];

    private static string Cut(string word) => word.Length <= LongestWord ? word : word[..LongestWord];

    private static string? Beginning(string? text) => text?.Length > LongestText ? text[..LongestText] : text;
}
