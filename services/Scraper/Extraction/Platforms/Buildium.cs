using PeteRental.Scraper.Extraction.Merging;
using PeteRental.Scraper.Extraction.Structured;

namespace PeteRental.Scraper.Extraction.Platforms;

/// <summary>Buildium's public list, <c>/Resident/public/rentals</c>, and its page of one home.</summary>
/// <remarks>
/// <code>
/// &lt;a class="featured-listing" href="/Resident/public/rentals/4711" data-bedrooms="3" data-bathrooms="1.5" data-rent="1850" data-square-feet="1200"
///    data-type="SingleFamily" data-location="Olympia,WA|98502"&gt;
///   &lt;h3 class="featured-listing__title"&gt;12 Elm St - 2B&lt;/h3&gt; &lt;p class="featured-listing__address"&gt;Olympia, WA 98502&lt;/p&gt;
///   &lt;p class="featured-listing__features"&gt;3 Bed | 1.5 Bath&lt;/p&gt; &lt;p class="featured-listing__price"&gt;$1,850&lt;/p&gt; &lt;p class="featured-listing__availability"&gt;Available 8/1/2026&lt;/p&gt;
/// </code>
/// </remarks>
internal static class Buildium
{
    /// <summary>The homes.</summary>
    public static IReadOnlyList<FoundHome> Read(PageDocument page) =>
        Card.Homes(page.Html.QuerySelectorAll("a.featured-listing, .featured-listing[data-rent]").Take(1_000)
            .Select(item => Read(page, new Card(page, item))));

    private static Card Read(PageDocument page, Card card)
    {
        var draft = card.Draft;
        draft.Url = page.Resolve(card.Attribute("href")) ?? card.Link("a[href*='/public/rentals/']");
        draft.SiteKey = draft.Url?.Segments[^1].TrimEnd('/');
        ReadAddress(card);
        draft.AddRentText(card.Attribute("data-rent") ?? card.Text(".featured-listing__price"));
        draft.AddRentText(card.Text(".featured-listing__price"));
        draft.AddBedrooms(card.Attribute("data-bedrooms"));
        draft.AddBathrooms(card.Attribute("data-bathrooms"));
        card.AddRooms(card.Text(".featured-listing__features"));
        draft.AddArea(card.Attribute("data-square-feet") is { } area && area != "0" ? area
            : card.Text(".featured-listing__features") is { } features && features.Contains("sq", StringComparison.OrdinalIgnoreCase)
            ? features : null);
        draft.AddAvailability(card.Text(".featured-listing__availability"));
        draft.AddPropertyType(string.Join(' ', Structured.Json.KeyWords.Of(card.Attribute("data-type") ?? "")));
        draft.AddDescription(card.Paragraphs(".featured-listing__description"));
        card.AddPhotos(".featured-listing__image, .featured-listing__image-container img");
        card.AddStatus(card.Attribute("data-type"));
        return card;
    }

    private static void ReadAddress(Card card)
    {
        var draft = card.Draft;
        var title = card.Text(".featured-listing__title");
        var dash = title?.LastIndexOf(" - ", StringComparison.Ordinal) ?? -1;
        if (dash > 0 && UnitName.Of(title![(dash + 3)..]) is { } unit)
        {
            draft.AddStreet(title[..dash]);
            draft.AddUnit(unit);
        }
        else
        {
            draft.AddStreet(title);
        }

        // Olympia,WA|98502
        var place = card.Attribute("data-location")?.Split(',', '|') ?? [];
        draft.AddCity(place.ElementAtOrDefault(0));
        draft.AddState(place.ElementAtOrDefault(1));
        draft.AddPostalCode(place.ElementAtOrDefault(2));
        if (card.Text(".featured-listing__address") is { } line && Fields.AddressReader.ReadPlace(line) is { } read)
        {
            draft.AddCity(read.City);
            draft.AddState(read.State);
            draft.AddPostalCode(read.PostalCode);
        }
    }
}
