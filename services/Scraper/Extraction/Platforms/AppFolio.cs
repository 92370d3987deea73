using PeteRental.Scraper.Extraction.Merging;
using PeteRental.Scraper.Extraction.Structured;

namespace PeteRental.Scraper.Extraction.Platforms;

/// <summary>AppFolio's public list, <c>/listings</c>.</summary>
/// <remarks>
/// <code>
/// &lt;div class="listing-item result js-listing-item" id="listing_42"&gt;
///   &lt;a href="/listings/detail/0f7c…"&gt;&lt;img class="js-listing-image" data-original="https://images.cdn.appfolio.com/a/large.jpg"&gt;&lt;/a&gt;
///   &lt;div class="js-listing-blurb-rent"&gt;$1,695&lt;/div&gt; &lt;span class="js-listing-blurb-bed-bath"&gt;2 bd / 1.5 ba&lt;/span&gt;
///   &lt;h2 class="js-listing-title"&gt;&lt;a href="/listings/detail/0f7c…"&gt;Sunny duplex&lt;/a&gt;&lt;/h2&gt;
///   &lt;span class="js-listing-address"&gt;12 Elm St, Unit 2, Salem, OR 97301&lt;/span&gt;
///   &lt;dl&gt;&lt;div class="detail-box__item"&gt;&lt;dt class="detail-box__label"&gt;RENT&lt;/dt&gt;&lt;dd class="detail-box__value"&gt;$1,695&lt;/dd&gt;&lt;/div&gt;…
/// </code>
/// The list is there twice, for small screens and large; TOTAL MONTHLY PRICE has fees in it and is not the rent.
/// </remarks>
internal static class AppFolio
{
    /// <summary>The homes.</summary>
    public static IReadOnlyList<FoundHome> Read(PageDocument page) =>
        Card.Homes(page.Html.QuerySelectorAll(".js-listing-item, .listing-item.result").Take(1_000).Select(item => Read(new Card(page, item))));

    private static Card Read(Card card)
    {
        var draft = card.Draft;
        var facts = Facts(card);
        draft.Url = card.Link(".js-listing-title a[href*='/listings/detail/'], .listing-item__title a[href*='/listings/detail/']") ?? card.Link("a[href*='/listings/detail/']");
        draft.SiteKey = draft.Url?.Segments[^1].TrimEnd('/') ?? card.Attribute("data-listing-id") ?? card.Attribute("data-listing-id",
            "[data-listing-id]") ?? card.Element.Id;
        draft.AddAddress(card.Text(".js-listing-address"));
        draft.AddRentText(facts.GetValueOrDefault("rent") ?? facts.GetValueOrDefault("base rent") ?? card.Text(".js-listing-blurb-rent"));
        card.AddRooms(facts.GetValueOrDefault("bed / bath") ?? card.Text(".js-listing-blurb-bed-bath"));
        draft.AddArea(facts.GetValueOrDefault("square feet") ?? card.Text(".js-listing-square-feet"));
        draft.AddAvailability(facts.GetValueOrDefault("available") ?? card.Text("dd.js-listing-available") ?? card.Text(".js-listing-available"));
        var title = card.Text(".js-listing-title, .listing-item__title");
        if (draft.Street is null)
        {
            draft.AddAddress(title);
        }

        draft.AddPropertyType(title);
        draft.AddPets(AfterLabel(card.Text(".js-listing-pet-policy")));
        draft.AddDescription(card.Paragraphs(".js-listing-description"));
        card.AddPhotos("img.js-listing-image, .listing-item__image img");
        AddAmenities(card);
        if (RentalStatus.IsNoHome(title) || RentalStatus.IsNoHome(card.Text(".js-listing-address")))
        {
            draft.RuleOut();
        }

        return card;
    }

    private static Dictionary<string, string> Facts(Card card)
    {
        var facts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in card.Element.QuerySelectorAll(".detail-box__item"))
        {
            var label = VisibleText.OneLine(item.QuerySelector(".detail-box__label"), 60);
            var value = VisibleText.OneLine(item.QuerySelector(".detail-box__value"), 200);
            if (label.Length > 0 && value.Length > 0)
            {
                facts.TryAdd(label, value);
            }
        }

        return facts;
    }

    // <p><span>Amenities:</span> Dishwasher, Patio<br><span class="js-listing-pet-policy">Pet Policy: …</span></p>
    private static void AddAmenities(Card card)
    {
        foreach (var line in card.Element.QuerySelectorAll("[class*=amenities], p, li")
            .SelectMany(element => VisibleText.Of(element, 600).Split('\n')).Select(line => line.Trim())
            .Where(line => line.StartsWith("Amenities:", StringComparison.OrdinalIgnoreCase)).Take(1))
        {
            foreach (var name in line["Amenities:".Length..].Split(','))
            {
                card.Draft.AddAmenity(name);
            }
        }
    }

    private static string? AfterLabel(string? text) => text is not null
        && text.IndexOf(':', StringComparison.Ordinal) is > 0 and < 20 and var colon ? text[(colon + 1)..] : text;
}
