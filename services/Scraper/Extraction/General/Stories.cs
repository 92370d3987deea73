using System.Text.RegularExpressions;

namespace PeteRental.Scraper.Extraction.General;

/// <summary>
/// Tells what offers a home from what tells of one: news, praise, answers and reports name streets, rooms and rents, too. Whatever is said only in
/// sentences has to be offered in so many words.
/// </summary>
internal static partial class Stories
{
    private const int ShortestQuestion = 20;
    private const int ShortestSentence = 24;

    /// <summary>Whether a line asks something: then it says nothing.</summary>
    public static bool IsQuestion(string text) => text.Length >= ShortestQuestion && text[^1] == '?';

    /// <summary>Whether a line is told in sentences instead of listing facts.</summary>
    public static bool IsSentence(string text) =>
        text.Length >= ShortestSentence && SentenceEnd().IsMatch(text) && FunctionWord().IsMatch(text);

    /// <summary>Whether a home that is only told of can be had.</summary>
    /// <param name="home">The home.</param>
    /// <param name="title">What the page says of itself: its title and first heading.</param>
    public static bool Offer(Home home, string title)
    {
        var told = home.Lines.Where(line => line.Signals.Mask != 0).Select(line => line.Text).ToList();
        if (told.Exists(Past().IsMatch))
        {
            return false;
        }
        return told.Exists(Offered().IsMatch)
            || (!IsStory(title) && (told.Exists(Terms().IsMatch) || List().IsMatch(title) || home.Context.Exists(line => line.Heading > 0 && List().IsMatch(line.Text))));
    }

    /// <summary>Whether a page is an article about renting, by its data or by its title: what it tells of has to be a street at least.</summary>
    public static bool IsArticle(PageDocument page, string title) =>
        (IsStory(title) && !List().IsMatch(title)) || page.Scripts.Any(script => script.Type == "application/ld+json" && Article().IsMatch(script.Text));

    /// <summary>Whether a page says of itself that it is no list of homes: questions, praise, news, advice.</summary>
    public static bool IsStory(string title) => Story().IsMatch(title);

    [GeneratedRegex("""\x22@type"\s*:\s*"(?:BlogPosting|NewsArticle|Article)\x22""", RegexOptions.CultureInvariant)]
    private static partial Regex Article();

    [GeneratedRegex("""\$[\d,]+(?:\.\d\d)?(?:[ ]?/[ ]?|[ ](?:per|a)[ ])mo(?:nth)?\b|\bdeposit\b|\brent:""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Terms();

    [GeneratedRegex("""\b(?:available(?![ ]online)|avail\b|for[ ](?:rent|lease)|to[ ](?:rent|let)|vacant|vacancy|ready[ ](?:now|on|for|to|today|immediately|by)|move[- ]in|now[ ]leasing|coming[ ]soon|disponible|se[ ]renta|se[ ]alquila|en[ ]renta|en[ ]alquiler)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Offered();

    [GeneratedRegex("""\b(?:(?:they|we|has|have|just|was|were|it|quickly|recently)[ ](?:\w+[ ])?(?:rented|leased|sold|moved)|(?:rented|leased)[ ](?:my|our|in|within|after|for[ ]\$|last)|moved[ ](?:in[ ]?to|out)|last[ ](?:year|spring|summer|fall|winter|month))\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Past();

    [GeneratedRegex("""\b(?:rentals?|for[ ](?:rent|lease)|to[ ]let|lets|available|availability|vacanc(?:y|ies)|listings?|properties|homes|houses|apartments?|units|what[ ]we[ ]have|openings|renta|rentas|alquiler(?:es)?)\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex List();

    // "2 br house. $500 dep." is no sentence.
    [GeneratedRegex("""\b(?:the|an?|is|are|was|were|we|our|my|it|they|in|on|at|by|for|to|of|and|with|has|have|had|this|you|your|or)\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FunctionWord();

    [GeneratedRegex("""[a-z0-9)][.!?…]["”’)]*(?:[ ]|$)""", RegexOptions.CultureInvariant)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex("""\b(?:faqs?|frequently[ ]asked|questions|testimonials?|reviews?|what[ ](?:people|clients|owners|tenants|residents|our)[ ]|blog|news(?:letter)?|updates?|trends?|report|market|about[ ]us|our[ ](?:story|history|team)|for[ ](?:owners|landlords|investors)|owner(?:s|[ ]services)|what[ ]will|how[ ](?:to|much|we|do)|guide|tips|case[ ]stud(?:y|ies)|success[ ]stor(?:y|ies)|press|careers|privacy|terms|policies|criteria)\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Story();
}
