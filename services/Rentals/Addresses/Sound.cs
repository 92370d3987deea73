using System.Text;

namespace PeteRental.Rentals.Addresses;

/// <summary>How an English word sounds, roughly: its consonants, those that are confused on the telephone as one. Pure.</summary>
internal static class Sound
{
    private const int Shortest = 4;

    /// <summary>Whether a word is long enough, and made of letters, to be told by its sound.</summary>
    public static bool IsSounding(string word) =>
        word.Length >= Shortest && word.All(char.IsAsciiLetterLower) && !AddressWords.IsWay(AddressWords.Shorten(word));

    /// <summary><c>birchwood</c>, <c>birchwod</c> and <c>burchwood</c> are the same.</summary>
    public static string Of(string word)
    {
        var text = word
            .Replace("ght", "t", StringComparison.Ordinal).Replace("ph", "f", StringComparison.Ordinal).Replace("tch", "c", StringComparison.Ordinal)
            .Replace("ch", "c", StringComparison.Ordinal).Replace("sh", "c", StringComparison.Ordinal).Replace("ck", "k", StringComparison.Ordinal)
            .Replace("wh", "w", StringComparison.Ordinal).Replace("kn", "n", StringComparison.Ordinal).Replace("wr", "r", StringComparison.Ordinal)
            .Replace("th", "t", StringComparison.Ordinal).Replace("ough", "", StringComparison.Ordinal);
        var sound = new StringBuilder(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            var heard = Heard(text, index);
            if (heard != '\0' && (sound.Length == 0 || sound[^1] != heard))
            {
                sound.Append(heard);
            }
        }

        return sound.ToString();
    }

    private static char Heard(string text, int index) => text[index] switch
    {
        'a' or 'e' or 'i' or 'o' or 'u' or 'y' => index == 0 ? 'a' : '\0',
        'h' or 'w' => index == 0 ? text[index] : '\0',
        'c' when text.AsSpan(index).StartsWith("ce") || text.AsSpan(index).StartsWith("ci") => 's',
        'c' or 'q' or 'x' => 'k',
        'z' => 's',
        'd' => 't',
        'b' => 'p',
        'v' => 'f',
        'g' when text.AsSpan(index).StartsWith("ge") || text.AsSpan(index).StartsWith("gi") => 'j',
        'g' => 'k',
        'm' => 'n',
        var other => other,
    };
}
