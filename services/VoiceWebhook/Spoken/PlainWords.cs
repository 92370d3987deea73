using System.Globalization;
using System.Text;

namespace PeteRental.VoiceWebhook.Spoken;

/// <summary>The words a language uses for symbols that a voice cannot say.</summary>
internal sealed record SymbolWords(string Number, string And, string At, string Dot, string Dash, string Underscore, string Plus);

/// <summary>
/// Turns names, addresses and e-mail addresses, which come from outside and may hold anything, into words that can be read
/// aloud: letters, digits and plain punctuation on one line.
/// </summary>
internal static class PlainWords
{
    /// <summary>No answer is this long or longer.</summary>
    public const int LongestAnswer = 600;

    private const int LongestTag = 100;

    /// <summary>The words of a text; null when nothing sayable is left.</summary>
    /// <param name="text">Anything.</param>
    /// <param name="longest">Cut at a word's end before this length.</param>
    /// <param name="symbols">How the language says symbols.</param>
    public static string? Of(string? text, int longest, SymbolWords symbols)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        // A clean text cannot come out longer than "number" for each sign; the rest of a very long one is never said.
        var words = new StringBuilder();
        var marks = 0;
        for (var i = 0; i < text.Length && words.Length <= longest;)
        {
            if (text[i] == '<' && TagLength(text, i) is > 0 and var tag)
            {
                Space(words);
                i += tag;
                continue;
            }

            var read = Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var length);
            i += length;
            if (read == System.Buffers.OperationStatus.Done)
            {
                marks = IsMark(rune) ? marks + 1 : 0;
                Append(words, rune, marks, symbols);
            }
        }

        return Clip(words.ToString(), longest);
    }

    /// <summary>An e-mail address as it is dictated: <c>ana dot lee at example dot test</c>. Null when it is too long to listen to.</summary>
    public static string? OfEmail(string? email, int longest, SymbolWords symbols)
    {
        if (string.IsNullOrWhiteSpace(email) || email.Length > longest)
        {
            return null;
        }

        var words = new StringBuilder();
        foreach (var rune in email.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '@' => Word(words, symbols.At),
                '.' => Word(words, symbols.Dot),
                '-' => Word(words, symbols.Dash),
                '_' => Word(words, symbols.Underscore),
                '+' => Word(words, symbols.Plus),
                _ => Rune.IsLetterOrDigit(rune) ? words.Append(rune.ToString()) : words,
            };
        }

        return words.Length <= 2 * longest ? Clip(words.ToString(), 2 * longest) : null;
    }

    /// <summary>The shape that Vapi needs, whatever the sentences become one day: one line, and not too long.</summary>
    public static string OneLine(string sentence)
    {
        var words = string.Join(' ', sentence.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return words.Length < LongestAnswer ? words : words[..words.LastIndexOf(' ', LongestAnswer - 2)];
    }

    private static void Append(StringBuilder words, Rune rune, int marks, SymbolWords symbols)
    {
        if (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber)
        {
            words.Append(rune.ToString());
        }
        else if (IsMark(rune))
        {
            // More than two marks on one letter are no writing system but a prank.
            words.Append(marks <= 2 && words.Length > 0 && words[^1] != ' ' ? rune.ToString() : "");
        }
        else if (rune.Value is ',' or '.' or '\'' or '\u2019' or '-')
        {
            Punctuation(words, (char)rune.Value);
        }
        else if (rune.Value == '#')
        {
            Word(words, symbols.Number);
        }
        else if (rune.Value is '&' or '+')
        {
            Word(words, symbols.And);
        }
        else if (Rune.GetUnicodeCategory(rune) is not UnicodeCategory.Format)
        {
            Space(words);
        }
    }

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static int TagLength(string text, int start)
    {
        var end = text.AsSpan(start, Math.Min(LongestTag, text.Length - start)).IndexOf('>');
        return end + 1;
    }

    // Doubled signs (---, ...) are markup or decoration; before a comma or dot there is no space.
    private static void Punctuation(StringBuilder words, char sign)
    {
        if (sign is ',' or '.' && words.Length > 0 && words[^1] == ' ')
        {
            words.Length--;
        }

        if (words.Length > 0 && words[^1] is not (',' or '.' or '\'' or '\u2019' or '-'))
        {
            words.Append(sign);
        }
    }

    private static StringBuilder Word(StringBuilder words, string word)
    {
        Space(words);
        return words.Append(word).Append(' ');
    }

    private static void Space(StringBuilder words)
    {
        if (words.Length > 0 && words[^1] != ' ')
        {
            words.Append(' ');
        }
    }

    private static string? Clip(string words, int longest)
    {
        if (words.Length > longest)
        {
            var end = words.LastIndexOf(' ', longest - 1);
            words = words[..(end > longest / 2 ? end : longest)];
            if (char.IsHighSurrogate(words[^1]))
            {
                words = words[..^1];
            }
        }

        words = words.Trim(' ', ',', '.', '-', '\'', '\u2019');
        return words.Length == 0 ? null : words;
    }
}
