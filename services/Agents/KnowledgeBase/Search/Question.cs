using System.Text;

namespace PeteRental.Agents.KnowledgeBase.Search;

/// <summary>
/// A question as it is asked, in the words that are looked for. Any of them may be found; the database drops those that say nothing.
/// Each word is looked for itself (in all its forms), and, unless it is very short, as the beginning of others, which counts for less.
/// </summary>
internal sealed class Question
{
    /// <summary>Longest question of a search.</summary>
    public const int MaxLength = 1_000;

    private const int MaxWords = 24;
    private const int MaxWordLength = 60;
    private const int MinPrefix = 3;
    private const float ShareOfWord = 0.75f;

    private readonly List<(string Term, float Share)> _terms = [];

    public Question(string text)
    {
        foreach (var word in WordsOf(text))
        {
            var isPrefix = word.Length >= MinPrefix;
            _terms.Add((word, isPrefix ? ShareOfWord : 1));
            if (isPrefix)
            {
                _terms.Add(($"{word}:*", 1 - ShareOfWord));
            }
        }
    }

    /// <summary>For <c>to_tsquery</c>: letters and digits, and nothing that means something there but a prefix' <c>:*</c>.</summary>
    public string[] Terms => [.. _terms.Select(term => term.Term)];

    /// <summary>How much of its word each term counts for.</summary>
    public float[] Shares => [.. _terms.Select(term => term.Share)];

    // Distinct, in their order.
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
