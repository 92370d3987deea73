using System.Buffers;
using System.Text.RegularExpressions;

namespace PeteRental.Scraper.Extraction.Fields;

/// <summary>Text as the readers of fields want it: short enough, plain spaces, one space between words.</summary>
internal static partial class PlainText
{
    /// <summary>The beginning of a text. Readers look at no more than they need: a page may be five megabytes.</summary>
    public static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    /// <summary>Beginnings of words in any case: a reader looks for one of its own before it looks closer. Most lines have none.</summary>
    public static SearchValues<string> Hints(params ReadOnlySpan<string> words) => SearchValues.Create(words, StringComparison.OrdinalIgnoreCase);

    /// <summary>On one line: every run of white space becomes one space.</summary>
    public static string OneLine(string text) => Spaces().Replace(text, " ").Trim();

    /// <summary>Lines stay, blank ones go, and runs of other white space become one space.</summary>
    public static string Lines(string text) => string.Join('\n', text.Split('\n').Select(OneLine).Where(line => line.Length > 0));

    [GeneratedRegex("""[\s\u200B\uFEFF\u00AD]+""", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();
}
