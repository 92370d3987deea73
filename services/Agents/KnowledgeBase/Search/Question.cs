using System.Text;

namespace PeteRental.Agents.KnowledgeBase.Search;

/// <summary>
/// A question as it is asked, in the words that are looked for. Any of them may be found; the database drops those that say nothing.
/// Letters and digits only, so nothing in them means anything to <c>to_tsquery</c>.
/// </summary>
internal sealed class Question(string text)
{
    /// <summary>Longest question of a search.</summary>
    public const int MaxLength = 1_000;

    private const int MaxWords = 24;
    private const int MaxWordLength = 60;
    private const int MinBeginning = 3;

    /// <summary>Distinct, in their order, lower case.</summary>
    public string[] Words { get; } = [.. WordsOf(text)];

    /// <summary>For each word what other words may begin with: itself, unless it is so short that too many would.</summary>
    public string[] Beginnings => [.. Words.Select(word => word.Length >= MinBeginning ? $"{word}:*" : word)];

    private static List<string> WordsOf(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        // Half a surrogate pair cannot be normalised, and a whole one is no letter that anybody writes a lease in.
        var plain = string.Concat(text.Select(character => char.IsSurrogate(character) ? ' ' : character)).Normalize(NormalizationForm.FormC);
        foreach (var character in plain.Append(' '))
        {
            if (char.IsLetterOrDigit(character))
            {
                word.Append(char.ToLowerInvariant(character));
                continue;
            }

            if (word.Length is > 0 and <= MaxWordLength && words.Count < MaxWords && word.ToString() is var found && !words.Contains(found))
            {
                words.Add(found);
            }

            word.Clear();
        }

        return words;
    }
}
