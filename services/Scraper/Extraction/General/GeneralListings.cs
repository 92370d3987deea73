using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Extraction.General;

/// <summary>What patterns and words say about a page.</summary>
/// <param name="Kind">What the page looks like.</param>
/// <param name="Listings">Homes in order of the page.</param>
/// <param name="Links">Where to go on.</param>
internal sealed record GeneralReading(PageKind Kind, IReadOnlyList<ExtractedListing> Listings, IReadOnlyList<PageLink> Links);

/// <summary>
/// Finds homes on any page, by what repeats and by words, without knowing its markup: no selector, no name of a class. The page becomes a
/// tree of lines, each line says what it says about a home, and the tree falls apart where that contradicts itself.
/// </summary>
internal static class GeneralListings
{
    /// <summary>Reads the page.</summary>
    public static GeneralReading Read(PageDocument page)
    {
        var (root, lines) = BlockTree.Build(page.Html.Body);
        if (root is null)
        {
            return new GeneralReading(PageKind.Other, [], PageLinks.Read(page, []));
        }
        Labels.Pair(lines);
        foreach (var line in lines)
        {
            line.Signals = LineSignals.Read(line, page.Today);
        }
        var found = HomeFinder.Find(root);
        var toRent = found.Where(IsToRent).ToList();
        var own = WithoutSimilar(toRent);
        return own is [var only] ? One(page, root, only, found) : Several(page, lines, own, found.Count > toRent.Count);
    }

    private static GeneralReading Several(PageDocument page, IReadOnlyList<PageLine> lines, List<Home> homes, bool someAreGone)
    {
        if (homes.Count == 0)
        {
            var saysNone = someAreGone || PageWords.SayNone(page.MainText);
            return new GeneralReading(saysNone ? PageKind.NoneAvailable : PageKind.Other, [], PageLinks.Read(page, []));
        }
        var urls = HomeLinks.Read(homes, page);
        var listings = homes.Select((home, i) => WithUrl(HomeReader.Read(home, page), urls[i])).ToList();
        var distinct = Copies.Merge(listings);
        return new GeneralReading(PageKind.List, distinct, PageLinks.Read(page, Urls(distinct)));
    }

    // One home: its own page, or a list with one entry. Its own page is about it as a whole.
    private static GeneralReading One(PageDocument page, Block root, Home home, IReadOnlyList<Home> found)
    {
        var card = SmallestCover(home);
        var url = HomeLinks.Read([card], page)[0];
        var isList = url is not null && IsCard(card);
        var whole = isList ? card : OwnPage.Of(root, home, found);
        var listing = HomeReader.Read(whole, page);
        listing = isList ? WithUrl(listing, url) : OwnPage.WithTitle(listing, page);
        if (!IsBelievable(listing, home))
        {
            return new GeneralReading(PageWords.SayNone(page.MainText) ? PageKind.NoneAvailable : PageKind.Other, [], PageLinks.Read(page, []));
        }
        return new GeneralReading(isList ? PageKind.List : PageKind.Detail, [listing], PageLinks.Read(page, Urls([listing])));
    }

    private static bool IsCard(Home card) => card.Lines.Sum(line => line.Text.Length) < 700;

    private static bool IsBelievable(ExtractedListing listing, Home home) =>
        listing.PropertyAddress is not null
            ? listing.Price is not null || listing.Bedrooms is not null || listing.Availability is not null
            : listing is { Price: not null, Bedrooms: not null } && !home.Signals.IsProse;

    private static Home SmallestCover(Home home)
    {
        var block = home.Blocks.Count == 1 ? home.Blocks[0] : null;
        while (block is not null && block.Children.Where(child => child.Signals.Mask == block.Signals.Mask).Take(2).ToList() is [var only] && block.Children.Count(child => child.Signals.Mask != 0) == 1)
        {
            block = only;
        }
        return block is null ? home : new Home([block], block.Signals) { };
    }

    private static bool IsToRent(Home home) =>
        !home.Context.Exists(line => line.Heading > 0 && PageWords.AreNotToRent(line.Text))
        && !PageWords.IsNotToRent(home.Lines, home.Signals.Bedrooms is not null);

    private static List<Home> WithoutSimilar(List<Home> homes)
    {
        var own = homes.Where(home => !OwnPage.IsBeside(home)).ToList();
        return own.Count > 0 ? own : homes;
    }

    private static IEnumerable<Uri> Urls(IEnumerable<ExtractedListing> listings) => listings.Where(listing => listing.Url is not null).Select(listing => listing.Url!.Value);

    private static ExtractedListing WithUrl(ExtractedListing listing, Uri? url) =>
        url is null ? listing : listing with { Url = new Reading<Uri>(url, ReadingMethod.Pattern, 0.85) };
}
