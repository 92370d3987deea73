using System.Text;

namespace PeteRental.Agents.KnowledgeBase.Search;

/// <summary>
/// A question as it is asked, in the words that are looked for. Any of them may be found; the database drops those that say nothing.
/// Each word is looked for in all its forms, of English and of Spanish; that it stands there in its own form counts a little more, and that
/// another word begins with it counts a little, too.
/// </summary>
internal sealed class Question
{
    /// <summary>Longest question of a search.</summary>
    public const int MaxLength = 1_000;

    private const int MaxWords = 24;
    private const int MaxWordLength = 60;
    private const int MinPrefix = 3;

    // They add up to 1 for a word that is there as it was asked for.
    private const float AnyForm = 0.6f;
    private const float OwnForm = 0.15f;
    private const float Beginning = 0.25f;

    private readonly List<(string Term, float Share, bool IsOwnForm)> _terms = [];

    public Question(string text)
    {
        foreach (var word in WordsOf(text))
        {
            var isBeginning = word.Length >= MinPrefix;
            _terms.Add((word, isBeginning ? AnyForm : AnyForm + Beginning, false));
            _terms.Add((word, OwnForm, true));
            if (isBeginning)
            {
                _terms.Add(($"{word}:*", Beginning, false));
            }
        }
    }

    /// <summary>For <c>to_tsquery</c>: letters and digits, and nothing that means something there but a prefix' <c>:*</c>.</summary>
    public string[] Terms => [.. _terms.Select(term => term.Term)];

    /// <summary>How much of its word each term counts for.</summary>
    public float[] Shares => [.. _terms.Select(term => term.Share)];

    /// <summary>Which terms ask for the stems of both languages at once: only the word's own form, or one much like it, has both.</summary>
    public bool[] OwnForms => [.. _terms.Select(term => term.IsOwnForm)];

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
