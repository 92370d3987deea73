using AngleSharp.Dom;
using PeteRental.Scraper.Extraction.Fields;
using PeteRental.Scraper.Extraction.General;
using PeteRental.Scraper.Extraction.Merging;
using PeteRental.Scraper.Extraction.Structured;

namespace PeteRental.Scraper.Extraction.Platforms;

/// <summary>One home's part of a platform's page: what stands at known places, into a listing.</summary>
internal sealed class Card(PageDocument page, IElement element)
{
    private const double Confidence = 0.95;

    /// <summary>What was read so far.</summary>
    public ListingDraft Draft { get; } = new(page, ReadingMethod.Platform, Confidence);

    /// <summary>The part of the page.</summary>
    public IElement Element => element;

    /// <summary>The text of the first element of a kind that has one and is shown; copies for small screens repeat it.</summary>
    public string? Text(string selector)
    {
        foreach (var found in element.QuerySelectorAll(selector))
        {
            if (!VisibleText.IsHidden(found) && VisibleText.OneLine(found, 4_000) is { Length: > 0 } text)
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>Text with its lines.</summary>
    public string? Paragraphs(string selector) => element.QuerySelector(selector) is { } found
        && VisibleText.Of(found, 8_000) is { Length: > 0 } text ? text : null;

    /// <summary>An attribute of the element, or of the first of a kind within it.</summary>
    public string? Attribute(string name, string? selector = null) =>
        (selector is null ? element : element.QuerySelector(selector))?.GetAttribute(name) is { Length: > 0 } value ? value.Trim() : null;

    /// <summary>The address that the first link of a kind leads to.</summary>
    public Uri? Link(string selector) => page.Resolve(Attribute("href", selector));

    /// <summary>"2 bd / 1.5 ba".</summary>
    public void AddRooms(string? text)
    {
        if (text is not null)
        {
            Draft.AddBedrooms(RoomsReader.Bedrooms(text));
            Draft.AddBathrooms(RoomsReader.Bathrooms(text));
        }
    }

    /// <summary>Pictures within.</summary>
    public void AddPhotos(string selector)
    {
        foreach (var photo in PhotoReader.Read(element.QuerySelectorAll(selector), page.BaseUrl))
        {
            Draft.AddPhoto(photo.AbsoluteUri);
        }
    }

    /// <summary>A label over the picture: "Leased", "For Sale".</summary>
    public void AddStatus(string? text)
    {
        if (RentalStatus.RulesOut(text) || RentalStatus.IsNoHome(text))
        {
            Draft.RuleOut();
        }
    }

    // The page of a home shows similar ones below.
    private static bool IsBeside(IElement element)
    {
        if (element.Closest("aside, [class*=similar], [id*=similar], [class*=related], [id*=related], [class*=nearby]") is not null)
        {
            return true;
        }

        var at = element;
        for (var depth = 0; depth < 5 && at?.ParentElement is { } parent && parent.LocalName != "body"; depth++, at = parent)
        {
            for (var before = at.PreviousElementSibling; before is not null; before = before.PreviousElementSibling)
            {
                if (before.LocalName is "h1" or "h2" or "h3" or "h4" or "h5")
                {
                    return PageWords.AreSimilar(VisibleText.OneLine(before, 100));
                }
            }
        }

        return false;
    }

    /// <summary>The homes among several cards, each once by its key.</summary>
    public static IReadOnlyList<FoundHome> Homes(IEnumerable<Card> cards)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. cards.Where(card => card.Draft.IsHome && !IsBeside(card.Element) && (card.Draft.SiteKey is null
            || seen.Add(card.Draft.SiteKey))).Select(card => card.Draft.ToHome())];
    }
}
