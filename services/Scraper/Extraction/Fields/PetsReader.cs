using System.Buffers;
using System.Text.RegularExpressions;

namespace PeteRental.Scraper.Extraction.Fields;

/// <summary>
/// Reads what a text says about pets, in its own words: <c>Cats OK, no dogs</c>. Service, assistance and support animals are not pets
/// (Fair Housing): what is said about them alone is not a rule about pets. Dog parks are amenities.
/// </summary>
internal static partial class PetsReader
{
    private const int LongestText = 20_000;

    private static readonly SearchValues<string> Hints = PlainText.Hints("pet", "cat", "dog", "mascot", "perr", "gat");

    private const int LongestPhrase = 200;
    private const int LongestValue = 60;

    /// <summary>The phrase; null when nothing is said about pets.</summary>
    public static string? Read(string text)
    {
        text = PlainText.Cut(text, LongestText);
        if (!text.AsSpan().ContainsAny(Hints))
        {
            return null;
        }
        string? weaker = null;
        for (var word = Word().Match(text); word.Success; word = word.NextMatch())
        {
            var (start, end) = Sentence(text, word.Index);
            var phrase = Phrase(text[start..end], word.Index - start);
            if (phrase.Length is 0 or > LongestPhrase || ServiceAnimal().IsMatch(phrase))
            {
                continue;
            }
            if (Rule().IsMatch(phrase))
            {
                return phrase;
            }
            weaker ??= Fee().IsMatch(phrase) ? null : Labelled(text[start..end], phrase);
        }
        return weaker;
    }

    /// <summary>What stands beside a label such as Pets, whatever the words are: <c>Negotiable</c>, <c>Ask us</c>. What it costs alone is no rule.</summary>
    public static string? ReadValue(string text) =>
        text.Length <= LongestValue && LetterWord().IsMatch(text) && !Fee().IsMatch(text) && !text.Contains('$') && !ServiceAnimal().IsMatch(text) && !NoValue().IsMatch(text) ? text.TrimEnd('.', ' ') : null;

    // "Pets: Yes" and "Pets: small ones" are said about pets whatever the words are.
    private static string? Labelled(string sentence, string phrase) => Label().IsMatch(sentence) && phrase.Length > 0 ? phrase : null;

    private static (int Start, int End) Sentence(string text, int at)
    {
        var start = at;
        while (start > 0 && at - start < LongestPhrase && !IsEnd(text, start - 1))
        {
            start--;
        }
        var end = at;
        while (end < text.Length && end - at < LongestPhrase && !IsEnd(text, end))
        {
            end++;
        }
        return (start, end);
    }

    private static bool IsEnd(string text, int at) => text[at] switch
    {
        '\n' or '|' or '•' or ';' or '!' or '·' => true,
        // A full stop ends a sentence unless it is inside a number or after "lb".
        '.' => at + 1 >= text.Length || (char.IsWhiteSpace(text[at + 1]) && !(at > 1 && text[(at - 2)..at].Equals("lb", StringComparison.OrdinalIgnoreCase) && at + 2 < text.Length && !char.IsUpper(text[at + 2]))),
        _ => false,
    };

    // Of "2 bed, no pets, garage" the middle; "cats OK, dogs under 35 lb" is one phrase.
    private static string Phrase(string sentence, int at)
    {
        var parts = sentence.Split(',');
        var offset = 0;
        var first = 0;
        while (first < parts.Length - 1 && offset + parts[first].Length < at)
        {
            offset += parts[first].Length + 1;
            first++;
        }
        var last = first;
        while (last + 1 < parts.Length && Continues().IsMatch(parts[last + 1]))
        {
            last++;
        }
        var phrase = Dashed(PlainText.OneLine(string.Join(',', parts[first..(last + 1)]))).Trim(' ', '-', '–', '*', '.', ',', ':');
        var label = Label().Match(phrase);
        return label.Success && label.Length < phrase.Length ? phrase[label.Length..].Trim() : phrase;
    }

    // "3 bedroom house - $1,150 - pets negotiable": of facts between dashes the one about pets, when it says something by itself.
    private static string Dashed(string phrase) =>
        Dash().Split(phrase) is { Length: > 1 } facts && Array.Find(facts, fact => Word().IsMatch(fact) && Rule().IsMatch(fact)) is { } own ? own : phrase;

    [GeneratedRegex("""[ ][-–—][ ]""", RegexOptions.CultureInvariant)]
    private static partial Regex Dash();

    [GeneratedRegex("""\b(?:pets?|cats?|dogs?|mascotas?|perros?|gatos?)\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex("""\b(?:service|assistance|support|emotional)\b[^\n]{0,20}\b(?:animals?|pets?|dogs?)\b|\b(?:dog|pet)[ -](?:park|run|spa|wash|washing|station|play|area|sitting|walking|screening)\b|\bhot dogs?\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ServiceAnimal();

    [GeneratedRegex("""\b(?:ok|okay|fine|allowed|accepted|welcome|friendly|considered|negotiable|permitted|no|not|none|max(?:imum)?|limit(?:ed)?|lbs?|pounds|only|yes|small|large|under|approval|approved|case|restrictions?|with|additional|up to|two|one|\d|breed|se (?:aceptan|permiten|admiten)|permitid[ao]s|aceptad[ao]s|bienvenid[ao]s|sin|indoor|policy)\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Rule();

    [GeneratedRegex("""\p{L}{2,}""", RegexOptions.CultureInvariant)]
    private static partial Regex LetterWord();

    [GeneratedRegex("""^(?:n/?a|tbd|unknown|not specified|see (?:below|description|policy|details)|details|policy|pet policy)$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NoValue();

    [GeneratedRegex("""\b(?:fee|deposit|rent)\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Fee();

    [GeneratedRegex("""\b(?:pets?|cats?|dogs?|lbs?|pounds|breeds?|max|limit|weight|negotiable|approval|case|mascotas?|perros?|gatos?|fee|spayed|declawed|under)\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Continues();

    [GeneratedRegex("""^[ ]*(?:pets?(?:[ ](?:policy|policies|allowed|info|rules|friendly))?|mascotas|pol[ií]tica de mascotas)\??[ ]*[:–][ ]*""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Label();
}
