using System.Text.RegularExpressions;
using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Extraction.General;

/// <summary>The text about a home: what is under a heading or label that says so, else its sentences that are no facts, calls or small print.</summary>
internal sealed partial class HomeText
{
    private const int LongestDescription = 4_000;
    private const int ShortestSentence = 20;
    private const int ShortestParagraph = 60;
    private const int ShortestStory = 100;
    private const int FewestWords = 3;
    private const double MostSmallPrint = 0.4;

    /// <summary>Reads it from the lines of a home.</summary>
    public HomeText(List<PageLine> lines)
    {
        var labelled = lines.Find(line => line.LabelKind == LabelKind.Description && line.Text.Length >= ShortestSentence);
        var under = labelled is null ? UnderHeading(lines) : Following(lines, lines.IndexOf(labelled));
        var text = under.Count > 0 ? under : [.. Talk.About(lines).Where(IsTold).Select(TextOf).Distinct(StringComparer.Ordinal)];
        if (text.Count > 0)
        {
            var description = PlainText.Cut(string.Join("\n", text), LongestDescription);
            Description = new Reading<string>(description, ReadingMethod.Text, labelled is not null ? 0.9 : under.Count > 0 ? 0.85 : 0.7);
        }
    }

    /// <summary>At most 4,000 characters; null when nothing is told.</summary>
    public Reading<string>? Description { get; }

    private static List<string> UnderHeading(List<PageLine> lines)
    {
        var heading = lines.FindIndex(line => line.Heading > 0 && line.Names == LabelKind.Description);
        return heading < 0 ? [] : Following(lines, heading + 1);
    }

    // Up to the next heading or label.
    private static List<string> Following(List<PageLine> lines, int from)
    {
        var text = new List<string>();
        for (var i = from; i < lines.Count; i++)
        {
            var line = lines[i];
            if ((i > from && (line.Heading > 0 || line.Label is not null || line.Names != LabelKind.None)) || (text.Count > 0 && !IsSentence(line.Text)))
            {
                break;
            }
            if (line.Text.Length >= ShortestSentence && !IsSmallPrint(line.Text))
            {
                text.Add(line.Text);
            }
        }
        return text;
    }

    private static bool IsTold(PageLine line) =>
        line is { Label: null, Heading: 0 } && IsSentence(TextOf(line)) && !IsSmallPrint(line.Text)
        && (line.IsProse || line.Signals.Kinds < 2 || (line.Text.Length >= ShortestStory && SentenceEnd().IsMatch(line.Text)) || IsStory(line.Text)) && !IsFact(line) && !IsLink(line)
        // "Sorry, no pets." is a rule, not a story.
        && !(PetsReader.Read(line.Text) is { } pets && pets.Length * 2 > line.Text.Length);

    // Facts in several sentences are how some write about a home.
    private static bool IsStory(string text) => text.Length >= ShortestParagraph && SentenceEnd().IsMatch(text) && Sentences().Count(text) >= 2 && Letters().Count(text) >= 8;

    // Where a text goes on elsewhere, the link there is none of it.
    private static string TextOf(PageLine line) => line.Anchors.Count == 0 ? line.Text : GoesOn().Replace(line.Text, "");

    // A text about the home may end with "Text for a showing"; one that begins so, or is mostly that, is none.
    private static bool IsSmallPrint(string text)
    {
        if (!SmallPrint().IsMatch(text))
        {
            return false;
        }
        var sentences = SentenceGap().Split(text);
        return text.Length < ShortestStory || SmallPrint().IsMatch(sentences[0]) || sentences.Where(sentence => SmallPrint().IsMatch(sentence)).Sum(sentence => sentence.Length) > text.Length * MostSmallPrint;
    }

    private static bool IsSentence(string text) => Words().Count(text) >= FewestWords && IsSentenceByEnd(text);

    private static bool IsSentenceByEnd(string text) =>
        text.Length >= ShortestParagraph ? text.Contains(' ') && (SentenceEnd().IsMatch(text) || text.Length > 100) : text.Length >= ShortestSentence && SentenceEnd().IsMatch(text);

    private static bool IsFact(PageLine line) =>
        line.Text.Length < 60 && (line.Signals.Street is not null || line.Signals.Rent is not null || line.Signals.HasAvailability || line.Signals.HasArea || FactWords().IsMatch(line.Text));

    private static bool IsLink(PageLine line) => line.Anchors.Count > 0 && line.Anchors.Sum(anchor => anchor.TextContent.Length) * 2 > line.Text.Length;

    [GeneratedRegex("""[ ]*(?:\.\.\.|…)?[ ]*[\[(]?\b(?:(?:read|learn|see|view|show)[ ](?:more|details?|listing|home)|more|details?|m[aá]s)[\])]?[ ]?[»›→.]*$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex GoesOn();

    [GeneratedRegex("""\b[a-z]{4,}\b""", RegexOptions.CultureInvariant)]
    private static partial Regex Letters();

    // "1,310 - 1,365 Sq. Ft." ends like a sentence and is none.
    [GeneratedRegex("""\b\p{L}{2,}\b""", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    [GeneratedRegex("""(?<=[a-z0-9)][.!?])[ ](?=[A-Z$"“])""", RegexOptions.CultureInvariant)]
    private static partial Regex SentenceGap();

    [GeneratedRegex("""[a-z0-9)][.!?](?=[ ][A-Z])""", RegexOptions.CultureInvariant)]
    private static partial Regex Sentences();

    [GeneratedRegex("""[.!?…]["”’)]?$""", RegexOptions.CultureInvariant)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex("""^(?:available|avail|ready|deposit|security deposit|application fee|pets?\b[^.]{0,40}|no pets|cats?\b[^.]{0,30}|dogs?\b[^.]{0,30}|call|text|apply|contact|email|rent|lease)\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FactWords();

    [GeneratedRegex("""equal housing|fair housing|©|copyright|all rights reserved|cookies?\b|privacy policy|terms of (?:use|service)|(?:call|text|contact|email|phone)\b[^.]{0,60}(?:\d{3}[-. ]\d{4}|@|today|to schedule|for (?:more|a )|us\b)|schedule (?:a|your) (?:tour|showing|viewing)|information (?:is )?deemed|subject to change|apply (?:now|online|today)|javascript|click here|powered by|newsletter|sign up|subscribe|all (?:homes|rentals|applicants)|we do not accept|our office|office hours|each person over|application fee|\bscams?\b|\bwire (?:funds|money|transfers?)|we (?:do not|don['’]t|never|will never) (?:advertise|list|post)|does not advertise|^.{0,60}\b(?:security|deposit)\b.{0,30}$|^(?:sorry,? )?no (?:smoking|pets)\b.{0,40}$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SmallPrint();
}
