using PeteRental.Scraper.Extraction.Merging;

namespace PeteRental.Scraper.Extraction.Platforms;

/// <summary>Cards of units and floor plans as sites of apartment communities have them: Entrata's and Jonah's, Funnel's, RentPress'.</summary>
/// <remarks>
/// <code>
/// &lt;a data-jd-fp-selector="unit-card" href="/floorplans/a1/204/"&gt;&lt;span class="jd-fp-card-info__title--large"&gt;#204&lt;/span&gt;
///   &lt;p class="jd-fp-card-info__text"&gt;1 Bed · 1 Bath · 710 Sq. Ft.&lt;/p&gt;&lt;span class="jd-fp-card-info__text--brand"&gt;Available Aug 1&lt;/span&gt;
///   &lt;span class="jd-fp-card-info-term-and-base--base"&gt;$1,450 Base Rent&lt;/span&gt;&lt;/a&gt;
/// &lt;tr class="unit" data-beds="1" data-baths="1.00" data-price="1450" data-first-available-date="2026-08-01"&gt;&lt;td&gt;204&lt;/td&gt;…
/// &lt;a href="/floorplans/studio/"&gt;&lt;div class="rentpress-shortcode-floorplan-card"&gt;Studio | 1 Bath Starting at $1,475&lt;/div&gt;&lt;/a&gt;
/// </code>
/// </remarks>
internal static class LeasingCards
{
    /// <summary>The homes.</summary>
    public static IReadOnlyList<FoundHome> Read(PageDocument page) =>
    [
        .. Card.Homes(page.Html.QuerySelectorAll("[data-jd-fp-selector='unit-card'], .jd-fp-unit-card").Take(1_000)
            .Select(item => Unit(page, new Card(page, item)))),
        .. Card.Homes(page.Html.QuerySelectorAll("#apartments tr.unit, [data-beds][data-baths][data-price], [data-bedrooms][data-bathrooms][data-rent]:not(.featured-listing)").Take(1_000).Select(item => Attributes(page, new Card(page, item)))),
        .. Card.Homes(page.Html.QuerySelectorAll(".rentpress-shortcode-floorplan-card, .rentpress-floorplan-card").Take(1_000)
            .Select(item => FloorPlan(page, new Card(page, item)))),
    ];

    private static Card Unit(PageDocument page, Card card)
    {
        var draft = card.Draft;
        draft.Url = page.Resolve(card.Attribute("href")) ?? card.Link("a[href]");
        draft.AddUnit(card.Text(".jd-fp-card-info__title--large") ?? card.Text("[class*=unit-card__title]"));
        draft.AddRentText(card.Text(".jd-fp-card-info-term-and-base--base") ?? card.Text("[class*=price]"));
        var text = VisibleText.OneLine(card.Element, 1_000);
        card.AddRooms(text);
        draft.AddSquareFeet(Fields.AreaReader.Read(text));
        draft.AddAvailability(card.Text(".jd-fp-card-info__text--brand"));
        draft.AddPropertyType("apartment");
        return card;
    }

    private static Card Attributes(PageDocument page, Card card)
    {
        var draft = card.Draft;
        draft.Url = page.Resolve(card.Attribute("href")) ?? page.Resolve(card.Attribute("data-url")) ?? (card.Link("h1 a[href], h2 a[href], h3 a[href], h4 a[href]"));
        draft.AddUnit(card.Attribute("data-unit") ?? card.Attribute("data-unit-number") ?? card.Attribute("data-apartment"));
        draft.AddAddress(card.Attribute("data-address"));
        draft.AddCity(card.Attribute("data-city"));
        draft.AddState(card.Attribute("data-state"));
        draft.AddPostalCode(card.Attribute("data-zip"));
        draft.AddRentText(card.Attribute("data-rent") ?? card.Attribute("data-price"));
        draft.AddBedrooms(card.Attribute("data-beds") ?? card.Attribute("data-bedrooms"));
        draft.AddBathrooms(card.Attribute("data-baths") ?? card.Attribute("data-bathrooms"));
        draft.AddArea(card.Attribute("data-sqft") ?? card.Attribute("data-square-feet") ?? card.Attribute("data-area"));
        draft.AddAvailability(card.Attribute("data-first-available-date") ?? card.Attribute("data-available") ?? card.Attribute("data-available-date"));
        draft.AddAddress(card.Text("[class*=address], address"));
        card.AddStatus(card.Attribute("data-status"));
        return card;
    }

    private static Card FloorPlan(PageDocument page, Card card)
    {
        var draft = card.Draft;
        draft.Url = card.Link("a[href]") ?? page.Resolve(card.Element.ParentElement?.LocalName == "a"
            ? card.Element.ParentElement.GetAttribute("href") : null);
        var text = VisibleText.OneLine(card.Element, 1_000);
        card.AddRooms(text);
        draft.AddSquareFeet(Fields.AreaReader.Read(text));
        draft.AddRentText(card.Text("[class*=rent], [class*=price], .font-italic") ?? (text.Length < 200 ? text : null));
        draft.AddPropertyType("apartment");
        return card;
    }
}
