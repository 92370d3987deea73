using System.Text.RegularExpressions;

namespace PeteRental.Scraper.Extraction.General;

/// <summary>
/// Tells what a page says of its homes from what it says besides: answers to questions, praise, its blog, the way to apply, schools nearby. What stands
/// under such a heading names rents and rooms of others, and is no description.
/// </summary>
internal static partial class Talk
{
    private const int LongestHeading = 60;

    /// <summary>The lines that are not under a heading of something else.</summary>
    public static IEnumerable<PageLine> About(IEnumerable<PageLine> lines)
    {
        var level = 0;
        var isAnswer = false;
        foreach (var line in lines)
        {
            level = LevelAfter(level, line, IsBesideHeading);
            if (level == 0 && !isAnswer)
            {
                yield return line;
            }
            isAnswer = line.Heading == 0 && IsQuestion(line);
        }
    }

    /// <summary>
    /// Takes what lines seem to say of a home from those that quote somebody or are under a heading of tales. A page's own title may be "News", and a street
    /// below it one that is to rent.
    /// </summary>
    public static void Silence(IEnumerable<PageLine> lines)
    {
        var level = 0;
        foreach (var line in lines)
        {
            level = LevelAfter(level, line, text => Tales().IsMatch(text));
            if (line.Signals.Mask != 0 && (level > 1 || ((level > 0 || IsQuote(line)) && line.Signals.Street is null)))
            {
                line.Signals = Signals.None with { HasContact = line.Signals.HasContact };
            }
        }
    }

    // What a heading opens goes on to the next heading of its rank.
    private static int LevelAfter(int level, PageLine line, Func<string, bool> opens) =>
        line.Heading == 0 || (level > 0 && line.Heading > level) ? level : line.Text.Length <= LongestHeading && opens(line.Text) ? line.Heading : 0;

    private static bool IsBesideHeading(string text) => text.EndsWith('?') || Tales().IsMatch(text) || Besides().IsMatch(text);

    private static bool IsQuestion(PageLine line) => line.Text.EndsWith('?') && line.Element.LocalName is "summary" or "dt" or "button" or "b" or "strong";

    private static bool IsQuote(PageLine line) => line.Text[0] is '"' or '“' && line.Signals.IsTold;

    [GeneratedRegex("""^\W*(?:(?:from|in|on)[ ](?:the|our)[ ](?:blog|journal|news(?:room)?)|(?:the[ ]|our[ ])?(?:[\w&']+[ ])?(?:blog|journal|news|newsletter)|(?:latest|recent)[ ](?:news|posts?|articles?|stories)|keep[ ]reading|further[ ]reading|(?:[\w&'’]+[ ]){0,2}(?:reviews?|testimonials?)|what[ ].{3,40}[ ](?:says?|said|saying|thinks?)|said[ ]by[ ].{3,30}|stories|(?:our[ ])?(?:success[ ]stories|results)|case[ ]stud(?:y|ies)|before[ ](?:and|&)[ ]after|\d+[ ]comments?|comments|about[ ]the[ ]author|letters|guest[ ]?book|opiniones)\W*$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tales();

    [GeneratedRegex("""^\W*(?:faqs?\b|frequently[ ]asked|(?:common[ ]|your[ ])?questions\b|preguntas|schools?\b|(?:what['’]?s[ ])?nearby\b|around[ ](?:the|town|here)\b|getting[ ]around|neighbou?rhood\b|the[ ](?:area|neighbou?rhood)|walk[ ]?score|transit|commute|directions|contact\b|our[ ]office|office\b|visit[ ]us|find[ ]us|how[ ](?:to|we|it|do)\b|(?:to[ ]|ready[ ]to[ ])?apply|appl(?:ication|ying)\b|requirements?\b|qualif|criteria|rental[ ]criteria|screening|(?:fee[ ])?disclosures?|disclaimer|fees?\b|costs?\b|move[- ]?in[ ](?:costs?|estimate)|what[ ](?:it|you)\b|polic(?:y|ies)|terms\b|about[ ](?:us|our)\b|share\b|schedul|(?:office[ ])?hours|need[ ]a\b|looking[ ]for|list[ ]your|owners?\b|own[ ]a\b|mortgage|legal|good[ ]to[ ]know|requisitos)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Besides();
}
