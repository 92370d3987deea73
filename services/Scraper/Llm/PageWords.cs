using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PeteRental.Scraper.Llm;

/// <summary>What literally stands on a page. What a model says and the page does not was made up.</summary>
internal sealed partial class PageWords
{
    private readonly string _text;
    private readonly HashSet<decimal> _numbers;

    /// <summary>Of the page's text.</summary>
    public PageWords(string text)
    {
        _text = Plain(text);
        _numbers = [.. Number().Matches(text).Select(match => decimal.TryParse(match.Value.Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : -1)];
    }

    /// <summary>Whether these words stand there, as whole words; case, spaces and punctuation make no difference.</summary>
    public bool Has(string words) => Plain(words) is { Length: > 2 } plain && _text.Contains(plain, StringComparison.Ordinal);

    /// <summary>Whether the number stands there.</summary>
    public bool Has(decimal number) => _numbers.Contains(number);

    /// <summary>Whether the day stands there in any usual spelling, with the year or without it.</summary>
    public bool Has(DateOnly day) => Spellings(day).Any(Has);

    private static IEnumerable<string> Spellings(DateOnly day)
    {
        var culture = CultureInfo.GetCultureInfo("en-US");
        foreach (var format in new[] { "MMMM d", "MMM d", "d MMMM", "d MMM", "M/d", "MM/dd", "yyyy-MM-dd", "M-d", "MMMM yyyy" })
        {
            yield return day.ToString(format, culture);
        }

        yield return $"{day.ToString("MMMM", culture)} {day.Day}{(day.Day is 1 or 21 or 31 ? "st" : day.Day is 2 or 22 ? "nd" : day.Day is 3 or 23 ? "rd" : "th")}";
    }

    // Words with one space around each: " 412 alder street ".
    private static string Plain(string text)
    {
        var plain = new StringBuilder(" ", text.Length + 2);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                plain.Append(Rune.ToLowerInvariant(rune));
            }
            else if (rune.Value is not ('\'' or '’') && plain[^1] != ' ')
            {
                plain.Append(' ');
            }
        }

        return plain[^1] == ' ' ? plain.ToString() : plain.Append(' ').ToString();
    }

    [GeneratedRegex(@"\d{1,3}(,\d{3})+(\.\d{1,2})?|\d{1,9}(\.\d{1,2})?")]
    private static partial Regex Number();
}
