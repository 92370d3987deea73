using PeteRental.Scraper.Extraction.Fields;
using PeteRental.Scraper.Extraction.Merging;

namespace PeteRental.Scraper.Extraction.Structured.Schema;

/// <summary>
/// Reads what a page says of itself for sharing: a home only when it says a rent or rooms next to an address, as a page about one does.
/// </summary>
/// <remarks><c>&lt;meta property="og:title" content="12 Elm St, Salem, OR 97301 - 2 bd, 1 ba, $1,450/mo"&gt;</c></remarks>
internal static class OpenGraph
{
    private const double Confidence = 0.6;

    /// <summary>The home that the page is about, or nothing.</summary>
    public static IReadOnlyList<FoundHome> Read(PageDocument page) => Draft(page) is { IsHome: true } draft ? [draft.ToHome()] : [];

    /// <summary>The home that a page is about, with what the page says of itself where nothing else does.</summary>
    public static ExtractedListing Fill(PageDocument page, ExtractedListing home)
    {
        var said = Draft(page).ToHome().Listing;
        var isOther = home.PropertyAddress is not null && said.PropertyAddress is not null
            && !HomeIdentity.AreSameStreet(home.PropertyAddress.Value, said.PropertyAddress.Value);
        return isOther ? home : FieldMerge.Merge(home, said with { Url = null, Price = null, PriceMax = null });
    }

    private static ListingDraft Draft(PageDocument page)
    {
        var draft = new ListingDraft(page, ReadingMethod.Microdata, Confidence);
        var title = Content(page, "og:title") ?? Content(page, "twitter:title");
        draft.AddStreetOf(Content(page, "og:street-address") ?? Content(page, "place:street-address") ?? Content(page,
            "business:contact_data:street_address"), IsAboutAHome(page));
        draft.AddAddress(title);
        draft.AddPhoto(Content(page, "og:image"));
        if (draft.Street is null)
        {
            return draft;
        }

        draft.AddCity(Content(page, "og:locality") ?? Content(page, "place:locality"));
        draft.AddState(Content(page, "og:region") ?? Content(page, "place:region"));
        draft.AddPostalCode(Content(page, "og:postal-code"));
        draft.AddRentText(Content(page, "product:price:amount") ?? Content(page, "og:price:amount"));
        foreach (var text in new[] { title, Content(page, "og:description") }.OfType<string>().Where(text => text.Length <= 400))
        {
            draft.AddRentText(RentReader.Read(text) is { } rent ? $"${rent.Price}{(rent.Max is null ? "" : $" - ${rent.Max}")}" : null);
            draft.AddBedrooms(RoomsReader.Bedrooms(text));
            draft.AddBathrooms(RoomsReader.Bathrooms(text));
            draft.AddSquareFeet(AreaReader.Read(text));
        }

        if (RentalStatus.TitleRulesOut(title))
        {
            draft.RuleOut();
        }

        draft.Url = page.Resolve(Content(page, "og:url") ?? page.Html.QuerySelector("link[rel=canonical]")?.GetAttribute("href"));
        return draft;
    }

    private static bool IsAboutAHome(PageDocument page) =>
        Content(page, "og:type") is { } type && (type.Contains("house", StringComparison.OrdinalIgnoreCase)
            || type.Contains("home", StringComparison.OrdinalIgnoreCase) || type.Contains("product", StringComparison.OrdinalIgnoreCase)
            || type.Contains("apartment", StringComparison.OrdinalIgnoreCase) || type.Contains("residence", StringComparison.OrdinalIgnoreCase));

    private static string? Content(PageDocument page, string name)
    {
        foreach (var meta in page.Html.QuerySelectorAll("meta"))
        {
            if ((meta.GetAttribute("property") ?? meta.GetAttribute("name")) == name)
            {
                return meta.GetAttribute("content") is { Length: > 0 } content ? content : null;
            }
        }

        return null;
    }
}
