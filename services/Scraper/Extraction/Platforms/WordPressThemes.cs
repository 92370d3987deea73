using AngleSharp.Dom;
using PeteRental.Scraper.Extraction.Merging;

namespace PeteRental.Scraper.Extraction.Platforms;

/// <summary>Cards of the property themes and plugins of WordPress: Houzez, Estatik, Easy Property Listings.</summary>
/// <remarks>
/// <code>
/// &lt;div class="item-listing-wrap" data-hz-id="hz-12"&gt;&lt;span class="label-status"&gt;For Rent&lt;/span&gt;&lt;h2 class="item-title"&gt;&lt;a href="…"&gt;Sunny duplex&lt;/a&gt;&lt;/h2&gt;
///   &lt;ul class="item-price-wrap"&gt;&lt;li class="item-price"&gt;$1,695/mo&lt;/li&gt;&lt;/ul&gt;&lt;address class="item-address"&gt;12 Elm St, Salem, OR&lt;/address&gt;
///   &lt;ul&gt;&lt;li class="h-beds"&gt;&lt;span class="hz-figure"&gt;2&lt;/span&gt; Beds&lt;/li&gt;&lt;li class="h-baths"&gt;…&lt;li class="h-area"&gt;…&lt;li class="h-type"&gt;…
/// &lt;div class="es-listing" id="es-listing-12"&gt;&lt;h3 class="es-listing__title"&gt;&lt;a href="…"&gt;…&lt;span class="es-price"&gt;$1,695&lt;/span&gt;&lt;div class="es-address"&gt;…
///   &lt;ul class="es-listing__meta"&gt;&lt;li class="es-listing__meta-bedrooms"&gt;2 beds&lt;/li&gt;
/// &lt;div class="epl-listing-post epl-property-blog rental current"&gt;&lt;h3 class="entry-title"&gt;&lt;a href="…"&gt;…&lt;span class="property_address_suburb"&gt;…&lt;span class="page-price"&gt;$400 /week&lt;/span&gt;
/// </code>
/// </remarks>
internal static class WordPressThemes
{
    // Easy Property Listings puts the kind and the state of a listing into its classes; type-property is its kind of homes for sale.
    private static readonly string[] NotToRent =
        ["sold", "leased", "withdrawn", "offmarket", "type-property", "type-land", "land", "commercial", "commercial_land", "business"];

    /// <summary>The homes.</summary>
    public static IReadOnlyList<FoundHome> Read(PageDocument page) =>
    [
        .. Card.Homes(page.Html.QuerySelectorAll(".item-listing-wrap").Take(1_000).Select(item => Houzez(new Card(page, item)))),
        .. Card.Homes(page.Html.QuerySelectorAll(".es-listing").Take(1_000).Select(item => Estatik(new Card(page, item)))),
        .. Card.Homes(page.Html.QuerySelectorAll(".epl-listing-post, .epl-property-blog")
            .Where(item => item.ParentElement?.Closest(".epl-listing-post, .epl-property-blog") is null).Take(1_000)
            .Select(item => EasyPropertyListings(new Card(page, item)))),
    ];

    private static Card Houzez(Card card)
    {
        var draft = card.Draft;
        draft.Url = card.Link(".item-title a[href]") ?? card.Link("a.listing-featured-thumb[href]");
        draft.SiteKey = card.Attribute("data-hz-id");
        ReadTitle(card, card.Text(".item-title"), card.Text(".item-address"));
        draft.AddRentText(card.Text(".item-price"));
        draft.AddBedrooms(card.Text(".h-beds .hz-figure"));
        draft.AddBathrooms(card.Text(".h-baths .hz-figure"));
        card.AddRooms(card.Text(".item-amenities"));
        draft.AddArea(card.Text(".h-area .hz-figure"));
        draft.AddPropertyType(card.Text(".h-type"));
        card.AddStatus(card.Text(".h-type"));
        foreach (var label in card.Element.QuerySelectorAll(".label-status, .hz-label, .label-property-status"))
        {
            card.AddStatus(VisibleText.OneLine(label, 60));
        }

        card.AddPhotos(".listing-thumb img, .item-header img");
        return card;
    }

    private static Card Estatik(Card card)
    {
        var draft = card.Draft;
        draft.Url = card.Link(".es-listing__title a[href]");
        draft.SiteKey = card.Attribute("data-post-id") ?? card.Element.Id;
        ReadTitle(card, card.Text(".es-listing__title"), card.Text(".es-address"));
        draft.AddRentText(card.Text(".es-price"));
        card.AddRooms(card.Text(".es-listing__meta, .es-bottom-info"));
        draft.AddBedrooms(card.Text(".es-listing__meta-bedrooms b, .es_property_bedrooms .es-listing__meta_text"));
        draft.AddBathrooms(card.Text(".es-listing__meta-bathrooms b, .es_property_bathrooms .es-listing__meta_text"));
        draft.AddArea(card.Text(".es-listing__meta-area, .es_property_area"));
        foreach (var badge in card.Element.QuerySelectorAll(".es-badge, .es-property-label-wrap"))
        {
            card.AddStatus(VisibleText.OneLine(badge, 60));
        }

        draft.AddDescription(card.Paragraphs(".es-excerpt"));
        card.AddPhotos(".es-listing__image img");
        return card;
    }

    private static Card EasyPropertyListings(Card card)
    {
        var draft = card.Draft;
        draft.Url = card.Link(".entry-title a[href], .epl-listing-meta--heading a[href], .property-address a[href], .epl-table-address a[href]") ?? card.Link("a[href]");
        draft.SiteKey = card.Element.Id;
        ReadTitle(card, card.Text(".entry-title, .epl-listing-meta--heading"),
            card.Text(".property-address, .epl-listing-meta--address, .epl-table-address, .listings-address"));
        var price = card.Text(".page-price, .epl-listing-meta--price, .listings-price, .price");
        draft.AddRentText(price is not null && price.Contains("week", StringComparison.OrdinalIgnoreCase) ? null : price);
        var icons = card.Element.QuerySelector(".property-feature-icons, .epl-listing-meta--icons");
        draft.AddBedrooms(Icon(icons, "bed"));
        draft.AddBathrooms(Icon(icons, "bath"));
        card.AddRooms(card.Text(".property-feature-icons, .epl-listing-meta--icons"));
        if (NotToRent.Any(card.Element.ClassList.Contains))
        {
            draft.RuleOut();
        }

        foreach (var sticker in card.Element.QuerySelectorAll(".status-sticker, .listings-status, .epl-stickers-wrapper span, .epl-stickers-wrapper h6"))
        {
            card.AddStatus(VisibleText.OneLine(sticker, 60));
        }

        card.AddPhotos(".property-featured-image-wrapper img, .epl-row--featured-image img");
        draft.AddDescription(card.Paragraphs(".epl-excerpt-content"));
        return card;
    }

    // <span title="2 Bedrooms" class="icon beds"><span class="icon-value">2</span></span>
    private static string? Icon(IElement? icons, string kind) =>
        icons?.QuerySelector($"[class*={kind}]") is { } icon ? icon.QuerySelector(".icon-value") is { } value
            ? VisibleText.OneLine(value, 20) : icon.GetAttribute("title") : null;

    private static void ReadTitle(Card card, string? title, string? address)
    {
        card.Draft.AddAddress(address);
        if (card.Draft.Street is null)
        {
            card.Draft.AddAddress(title);
        }

        card.Draft.AddPropertyType(title);
        if (Structured.RentalStatus.TitleRulesOut(title) || Structured.RentalStatus.IsNoHome(title))
        {
            card.Draft.RuleOut();
        }
    }
}
