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
        var element = line.Element;
        if (element.ChildElementCount is < 2 or > MostBubbles || element.ChildNodes.OfType<IText>().Any(text => text.Data.AsSpan().ContainsAnyExceptInRange('\0', ' ')))
        {
            return [];
        }
        var first = element.FirstElementChild!;
        var words = new List<string>();
        foreach (var child in element.Children)
        {
            var text = PlainText.OneLine(PlainText.Cut(child.TextContent, line.Text.Length + 1));
            if (child.LocalName is not ("span" or "a" or "b" or "strong" or "em" or "small" or "label" or "mark") || child.LocalName != first.LocalName
                || child.ClassName != first.ClassName || text.Count(char.IsLetter) < FewestLetters)
            {
                return [];
            }
            words.Add(text);
        }
        // Of a longer element the line may be but one of several.
        return Labels.Of(words[0]) == LabelKind.None && string.Join(' ', words) == line.Text ? words : [];
    }
}
