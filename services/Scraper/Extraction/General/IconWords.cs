using System.Text.RegularExpressions;
using AngleSharp.Dom;
using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Extraction.General;

/// <summary>
/// Says in words what a small picture beside a number says: a bed, a bath, a ruler. By what it is called for people who cannot see it, else by
/// the picture's own name. Where the words are there as well, nothing is added.
/// </summary>
internal static partial class IconWords
{
    private const int LongestName = 200;

    /// <summary>The word, such as Beds; null when the element is no such picture.</summary>
    public static string? Of(IElement element)
    {
        if (element.LocalName is not ("i" or "span" or "svg" or "img" or "em") || element.TextContent.AsSpan().Trim().Length > 0 || element.QuerySelector("img") is not null)
        {
            return null;
        }
        var name = PlainText.Cut($"{element.GetAttribute("title")} {element.GetAttribute("aria-label")} {element.GetAttribute("alt")}", LongestName);
        // A dot that is green says so to those who cannot see it.
        if (element.LocalName is "i" or "span" && Status().IsMatch(name.AsSpan().Trim()))
        {
            return name.Trim();
        }
        var word = Word(name) ?? Word(Picture(element));
        // A photo of the bath is no picture of the word, unless a number is beside it.
        return word is null || (element.LocalName == "img" && !HasNumberBeside(element)) || IsSaidAround(element, word) ? null
            : Counted().Match(name) is { Success: true } counted ? counted.Value : word;
    }

    /// <summary>What the words in an element are called for people who cannot see it, when that is a fact's label and the words are but a number.</summary>
    public static string? Title(IElement element)
    {
        var title = element.GetAttribute("title") ?? element.GetAttribute("aria-label");
        if (title is not { Length: > 0 and < 34 } || element.TextContent.Trim() is not { Length: > 0 and < 9 } text || text.AsSpan().IndexOfAnyInRange('0', '9') < 0)
        {
            return null;
        }
        // "795" may be called "$795 per month".
        if (title.StartsWith('$') && title.Contains(text, StringComparison.Ordinal))
        {
            return title;
        }
        // "3" may be called "Bedrooms" or "3 bedrooms".
        var label = title.StartsWith(text, StringComparison.Ordinal) ? title[text.Length..].Trim() : title;
        return Labels.Of(label) is LabelKind.Bedrooms or LabelKind.Bathrooms or LabelKind.Area ? label : null;
    }

    private static string? Word(string name)
    {
        var match = Pictured().Match(name);
        return !match.Success ? null : match.Groups["bed"].Success ? "Beds" : match.Groups["bath"].Success ? "Baths" : "Sq Ft";
    }

    private static string Picture(IElement element) => PlainText.Cut(
        element.LocalName switch
        {
            "img" => element.GetAttribute("src") is { } source ? source[(source.LastIndexOf('/') + 1)..] : "",
            "svg" => $"{element.GetAttribute("class")} {element.QuerySelector("use")?.GetAttribute("href") ?? element.QuerySelector("use")?.GetAttribute("xlink:href")}",
            _ => element.GetAttribute("class") ?? "",
        },
        LongestName);

    private static bool HasNumberBeside(IElement image)
    {
        var around = image.ParentElement is { } parent && parent.TextContent.AsSpan().Trim().Length == 0 ? parent.ParentElement : image.ParentElement;
        return around is { TextContent: { Length: < LongestName } words } && words.AsSpan().IndexOfAnyInRange('0', '9') >= 0;
    }

    private static bool IsSaidAround(IElement element, string word)
    {
        var parent = element.ParentElement;
        var around = PlainText.Cut($"{parent?.GetAttribute("title")} {parent?.GetAttribute("aria-label")} {parent?.TextContent}", LongestName);
        var above = PlainText.Cut(parent?.ParentElement?.TextContent ?? "", LongestName);
        return Said(word).IsMatch(around) || Said(word).IsMatch(above);
    }

    private static Regex Said(string word) => word switch { "Beds" => BedSaid(), "Baths" => BathSaid(), _ => AreaSaid() };

    [GeneratedRegex("""(?<![a-z])(?:(?<bed>beds?|bedrooms?)|(?<bath>baths?|bathrooms?|bathtub|shower|tub|toilet)|(?<area>ruler|sq-?ft|square[- ]?(?:feet|foot|footage)|area|expand))(?![a-z])""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pictured();

    [GeneratedRegex("""^(?:available|rented|leased|wait ?list)\b.{0,32}$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Status();

    // "3 bedrooms" is the whole fact, not only its word.
    [GeneratedRegex("""(?<![\w.,])\d{1,2}(?:[.,]\d{1,3})?[ ](?:beds?|bedrooms?|baths?|bathrooms?|sq\.?[ ]?ft|square[ ]feet)(?![a-z])""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Counted();

    [GeneratedRegex("""(?<![a-z])(?:beds?|bedrooms?|bds?|brs?|bdrms?|studio)(?![a-z])""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BedSaid();

    [GeneratedRegex("""(?<![a-z])(?:baths?|bathrooms?|bas?|bths?)(?![a-z])""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BathSaid();

    [GeneratedRegex("""(?<![a-z])(?:sq|sqft|sf|square|ft²|ft2|m²)(?![a-z])""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AreaSaid();
}
