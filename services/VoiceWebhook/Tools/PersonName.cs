using System.Globalization;
using System.Text;

namespace PeteRental.VoiceWebhook.Tools;

/// <summary>Compares names as they are spoken: accents, case and punctuation do not count, first and last name do.</summary>
public static class PersonName
{
    /// <summary>True when somebody who gives this name may be the person who booked under that one.</summary>
    public static bool Matches(string given, string booked)
    {
        var (a, b) = (Words(given), Words(booked));
        return a.Count > 0 && b.Count > 0 && a[0] == b[0] && a[^1] == b[^1];
    }

    private static List<string> Words(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in name.Normalize(NormalizationForm.FormD).EnumerateRunes())
        {
            if (Rune.IsLetter(rune))
            {
                word.Append(Rune.ToLowerInvariant(rune).ToString());
            }
            else if (Rune.GetUnicodeCategory(rune) is not UnicodeCategory.NonSpacingMark && rune.Value is not ('\'' or '\u2019') && word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return words;
    }
}
