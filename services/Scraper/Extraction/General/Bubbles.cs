using AngleSharp.Dom;
using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Extraction.General;

/// <summary>
/// Parts a line whose words are spans of one kind, which its style shows as bubbles beside each other: "Pool" "Gym" "Pet friendly". To a reader of
/// lines they are one phrase.
/// </summary>
internal static class Bubbles
{
    private const int MostBubbles = 40;
    private const int FewestLetters = 3;

    /// <summary>The words of each; empty when the line is none of these.</summary>
    public static IReadOnlyList<string> Of(PageLine line)
    {
        var words = new List<string>();
        IElement? first = null;
        foreach (var node in line.Element.ChildNodes)
        {
            if (node is IText space && !space.Data.AsSpan().ContainsAnyExceptInRange('\0', ' '))
            {
                continue;
            }
            if (words.Count == MostBubbles || node is not IElement bubble || !IsLike(bubble, first ??= bubble))
            {
                return [];
            }
            var text = PlainText.OneLine(PlainText.Cut(bubble.TextContent, line.Text.Length + 1));
            if (text.Count(char.IsLetter) < FewestLetters)
            {
                return [];
            }
            words.Add(text);
        }
        // Of a longer element the line may be but one of several.
        return words.Count > 1 && Labels.Of(words[0]) == LabelKind.None && string.Join(' ', words) == line.Text ? words : [];
    }

    private static bool IsLike(IElement bubble, IElement first) =>
        bubble.LocalName is "span" or "a" or "b" or "strong" or "em" or "small" or "label" or "mark" && bubble.LocalName == first.LocalName && bubble.ClassName == first.ClassName;
}
