namespace PeteRental.Agents.KnowledgeBase.Reading;

/// <summary>A passage of a document, short enough to be quoted to a caller and long enough to make sense.</summary>
/// <param name="Start">Where its text begins in the document's.</param>
/// <param name="Text">Its own text.</param>
/// <param name="Heading">The heading it stands under; null when there is none, or when it begins with it.</param>
internal sealed record Chunk(int Start, string Text, string? Heading)
{
    /// <summary>What is searched and quoted.</summary>
    public string Content => Heading is null ? Text : $"{Heading}\n{Text}";

    // Not for logs.
    public override string ToString() => $"{Text.Length} characters from {Start}";
}

/// <summary>
/// Cuts a document into passages: at headings, else at the end of a paragraph, a line, a sentence, a word. A passage that was not cut at
/// a heading begins with the last words of the one before, so that no sentence is lost to both. Pure.
/// </summary>
internal static class Chunker
{
    /// <summary>The longest passage, without its heading.</summary>
    public const int MaxLength = 1_000;

    /// <summary>The longest heading that is carried along.</summary>
    public const int MaxHeading = 120;

    // Shorter ones are not cut off for a heading's or paragraph's sake.
    private const int MinSection = 200;
    private const int MinLength = 600;
    private const int Overlap = 100;

    private static readonly string[] Breaks = ["\n\n", "\n", ". ", "? ", "! ", "; ", ", ", " "];

    public static IReadOnlyList<Chunk> Cut(string text)
    {
        var chunks = new List<Chunk>();
        var headings = HeadingsOf(text);
        for (var start = SkipSpace(text, 0); start < text.Length;)
        {
            var (end, atHeading) = EndOf(text, start, headings);
            var passage = text[start..end].TrimEnd();
            chunks.Add(new Chunk(start, passage, HeadingFor(text, start, headings)));
            if (end >= text.Length)
            {
                break;
            }

            start = SkipSpace(text, atHeading ? end : Resume(text, start, end));
        }

        return chunks;
    }

    // Lines such as "## Pets", by where they begin.
    private static List<int> HeadingsOf(string text)
    {
        var starts = new List<int>();
        for (var line = 0; line >= 0 && line < text.Length; line = NextLine(text, line))
        {
            var marks = text.AsSpan(line).IndexOfAnyExcept('#');
            if (marks is >= 1 and <= 6 && text[line + marks] == ' ')
            {
                starts.Add(line);
            }
        }

        return starts;
    }

    private static int NextLine(string text, int from)
    {
        var end = text.IndexOf('\n', from);
        return end < 0 ? -1 : end + 1;
    }

    private static (int End, bool AtHeading) EndOf(string text, int start, List<int> headings)
    {
        var limit = Math.Min(text.Length, start + MaxLength);
        var heading = headings.BinarySearch(start + MinSection) is var at && at < 0 ? ~at : at;
        if (heading < headings.Count && headings[heading] < limit)
        {
            return (headings[heading], true);
        }

        if (limit == text.Length)
        {
            return (limit, false);
        }

        foreach (var mark in Breaks)
        {
            var found = text.LastIndexOf(mark, limit - 1, limit - start - MinLength, StringComparison.Ordinal);
            if (found >= 0)
            {
                return (found + mark.Length, false);
            }
        }

        return (char.IsLowSurrogate(text[limit]) ? limit - 1 : limit, false);
    }

    // From the beginning of a sentence or word near the end of the passage before; what has no spaces is not repeated.
    private static int Resume(string text, int start, int end)
    {
        var from = Math.Max(start + 1, end - Overlap);
        foreach (var mark in (ReadOnlySpan<string>)["\n", ". ", " "])
        {
            var found = text.IndexOf(mark, from, end - from, StringComparison.Ordinal);
            if (found >= 0 && found + mark.Length < end)
            {
                return found + mark.Length;
            }
        }

        return end;
    }

    private static string? HeadingFor(string text, int start, List<int> headings)
    {
        var at = headings.BinarySearch(start);
        if (at >= 0 || ~at == 0)
        {
            return null;
        }

        var line = text.AsSpan(headings[~at - 1]);
        line = line[..(line.IndexOf('\n') is >= 0 and var end ? end : line.Length)].TrimStart('#').Trim();
        if (line.Length > MaxHeading)
        {
            line = line[..(char.IsHighSurrogate(line[MaxHeading - 1]) ? MaxHeading - 1 : MaxHeading)];
        }

        return line.Length == 0 ? null : line.ToString();
    }

    private static int SkipSpace(string text, int from)
    {
        while (from < text.Length && char.IsWhiteSpace(text[from]))
        {
            from++;
        }

        return from;
    }
}
