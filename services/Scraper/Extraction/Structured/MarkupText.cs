using System.Net;
using System.Text;

namespace PeteRental.Scraper.Extraction.Structured;

/// <summary>The words of a value that may have markup inside, as descriptions in JSON have.</summary>
internal static class MarkupText
{
    private const int MaxLength = 40_000;

    /// <summary>Without tags and entities; paragraphs stay on lines of their own. Empty for null.</summary>
    public static string Of(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return "";
        }

        var cut = text.Length > MaxLength ? text[..MaxLength] : text;
        var decoded = cut.Contains("&lt;", StringComparison.Ordinal) ? WebUtility.HtmlDecode(cut) : cut;
        return Fold(WebUtility.HtmlDecode(WithoutTags(decoded)));
    }

    /// <summary>The same on one line.</summary>
    public static string OnOneLine(string? text) => Of(text).Replace('\n', ' ');

    private static string WithoutTags(string text)
    {
        if (!text.Contains('<', StringComparison.Ordinal))
        {
            return text;
        }

        var words = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var end = text[at] == '<' && at + 1 < text.Length && (char.IsAsciiLetter(text[at + 1]) || text[at + 1] is '/' or '!')
                ? text.IndexOf('>', at)
                : -1;
            if (end < 0)
            {
                words.Append(text[at]);
                continue;
            }

            words.Append(EndsLine(text.AsSpan(at + 1, end - at - 1)) ? '\n' : ' ');
            at = end;
        }

        return words.ToString();
    }

    private static bool EndsLine(ReadOnlySpan<char> tag)
    {
        var name = tag.TrimStart('/');
        return name.StartsWith("br", StringComparison.OrdinalIgnoreCase) || name.StartsWith("p", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("li", StringComparison.OrdinalIgnoreCase) || name.StartsWith("div", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("h", StringComparison.OrdinalIgnoreCase) || name.StartsWith("ul", StringComparison.OrdinalIgnoreCase);
    }

    private static string Fold(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
            .Where(line => line.Length > 0);
        return string.Join('\n', lines);
    }
}
