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
    private const uint StreetUnitRent = 7;
    private const int LongestCard = 700;
    private const int LongestOffice = 40;
    private const int LongestCaption = 100;

    /// <summary>Reads the page.</summary>
    public static GeneralReading Read(PageDocument page)
    {
        SpannedCells.Spread(page.Html);
        var (root, lines) = BlockTree.Build(page.Html);
        if (root is null)
        {
            return new GeneralReading(PageKind.Other, [], GeneralLinks.Read(page, []));
        }
        Labels.Pair(lines);
        MendLabels(lines);
        var statistics = Statistics.LinesOf(lines);
        foreach (var line in lines)
        {
            line.Signals = statistics.Contains(line) ? Signals.None : LineSignals.Read(line, page.Today);
        }
        Talk.Silence(lines);
        if (PageWords.AreParked(PlainText.Cut(page.MainText, 2_000)))
        {
            return new GeneralReading(PageKind.Other, [], GeneralLinks.Read(page, []));
        }
        var (main, parts) = Beside.Part(root);
        var found = HomeFinder.Find(main);
        var others = parts.SelectMany(HomeFinder.Find).ToList();
        var title = PageTitle(page);
        var isArticle = Stories.IsArticle(page, title);
        var own = WithoutAsides(WithoutTold(found.Where(home => IsOffered(home, title) && (!isArticle || home.Signals.Street is not null)).ToList()));
        if (own is [var only] && (others.Count == 0 || !IsInList(SmallestCover(only), page)))
        {
            return One(page, lines, main, only, found, others);
        }
        var all = own.Concat(found.Count == 0 || own.Count > 0 ? others.Where(home => IsOffered(home, title) && (own.Count == 0 || !IsSimilar(home))) : []).ToList();
        return all is [var last] ? One(page, lines, main, last, found, []) : Several(page, lines, all, found.Count > own.Count);
    }

    private static string PageTitle(PageDocument page) =>
        PlainText.Cut(page.Html.Title ?? "", 200) + " / " + PlainText.Cut(VisibleText.OneLine(page.Html.QuerySelector("h1")), 200);

    private static bool IsOffered(Home home, string title) => IsToRent(home) && (!home.Signals.IsTold || Stories.Offer(home, title));

    // On a list "More homes" are homes of that list, and "Similar homes" are not.
    private static bool IsSimilar(Home home) => home.Context.Concat(home.Lines.Take(2)).Any(line => line.Heading > 0 && PageWords.AreOnlySimilar(line.Text));

    private static GeneralReading Several(PageDocument page, IReadOnlyList<PageLine> lines, List<Home> homes, bool someAreGone)
    {
        if (homes.Count == 0)
        {
            var saysNone = someAreGone || PageWords.SayNone(page.MainText);
            return new GeneralReading(saysNone ? PageKind.NoneAvailable : PageKind.Other, [], GeneralLinks.Read(page, []));
        }
        var urls = HomeLinks.Read(homes, page);
        var towns = TownHeadings.Of(lines, page.Cities);
        var listings = Community.Complete(homes.Select((home, i) => WithUrl(HomeReader.Read(home, page, towns), urls[i])).ToList(), lines, page);
        var distinct = Copies.Merge(SharedPlace.Complete(listings, lines));
        return new GeneralReading(PageKind.List, distinct, GeneralLinks.Read(page, Urls(distinct)));
    }

    // A column "Home" or "Property" may hold names or models instead of addresses.
    private static void MendLabels(IReadOnlyList<PageLine> lines)
    {
        foreach (var line in lines.Where(line => line.LabelKind == LabelKind.Address && AddressReader.Read(line.Text) is null && AddressReader.ReadPlace(line.Text) is null))
        {
            (line.Label, line.LabelKind) = (null, LabelKind.None);
        }
        // "Size: two bedrooms, one bath", "Apartment: 1 bedroom"
        foreach (var line in lines.Where(line => line.LabelKind is LabelKind.Area or LabelKind.Unit && RoomsReader.Bedrooms(line.Text) is not null))
        {
            line.LabelKind = LabelKind.Rooms;
        }
    }

    // One home: its own page, or a list with one entry. Its own page is about it as a whole.
    private static GeneralReading One(PageDocument page, IReadOnlyList<PageLine> lines, Block root, Home home, IReadOnlyList<Home> found, IReadOnlyList<Home> others)
    {
        var card = SmallestCover(home);
        var url = HomeLinks.Read([card], page)[0];
        var isList = url is not null && IsInList(card, page);
        var whole = isList ? card : OwnPage.Of(root, home, found);
        var listing = HomeReader.Read(whole, page);
        listing = isList ? WithUrl(listing, url) : Community.OfUnit(OwnPage.WithTitle(listing, page), lines, page);
        if (!IsBelievable(listing, home))
        {
            return new GeneralReading(PageWords.SayNone(page.MainText) ? PageKind.NoneAvailable : PageKind.Other, [], GeneralLinks.Read(page, []));
        }
        return new GeneralReading(isList ? PageKind.List : PageKind.Detail, [listing], GeneralLinks.Read(page, Urls([listing]).Concat(HomeLinks.Read(others, page).OfType<Uri>())));
    }

    private static bool IsInList(Home card, PageDocument page) => card.Lines.Sum(line => line.Text.Length) < LongestCard && HomeLinks.LeadsOn(card, page);

    // News and memories tell of streets, rents and rooms, too. One home alone has to be offered: with a rent or a day as a fact, or with several facts.
    private static bool IsBelievable(ExtractedListing listing, Home home)
    {
        if (home.Signals.IsProse || listing is { PropertyAddress: not null, Availability: not null })
        {
            return listing is { PropertyAddress: not null, Availability: not null } && (listing.Price ?? listing.Bedrooms) is not null;
        }
        var facts = new[] { IsFact(listing.Price), IsFact(listing.Bedrooms), IsFact(listing.Bathrooms), IsFact(listing.SquareFeet), IsFact(listing.Availability) }.Count(fact => fact);
        return listing.PropertyAddress is null ? facts >= 3 : facts >= 2 || IsFact(listing.Price) || IsFact(listing.Availability);
    }

    private static bool IsFact<T>(Reading<T>? reading) => reading?.Method == ReadingMethod.Pattern;

    // The part that has all that is known of a home and nothing else, with the photo beside it.
    private static Home SmallestCover(Home home)
    {
        var block = home.Blocks.Count == 1 ? home.Blocks[0] : null;
        Block? withPhoto = null;
        while (block is not null && block.Children.Where(child => child.Signals.Mask == block.Signals.Mask).Take(2).ToList() is [var only] && block.Children.Count(child => child.Signals.Mask != 0) == 1)
        {
            withPhoto = HasPhotoBeside(block, only) ? block : withPhoto;
            block = only;
        }
        return block is null ? home : new Home([withPhoto ?? block], block.Signals) { };
    }

    private static bool HasPhotoBeside(Block block, Block only) =>
        block.Children.Any(child => child != only && (child.IsImage || child.Children.Any(inner => inner.IsImage)))
        && block.Children.Where(child => child != only).Sum(child => child.Lines().Sum(line => line.Text.Length)) < LongestCaption;

    private static bool IsToRent(Home home) =>
        !home.Context.Exists(line => line.Heading > 0 && PageWords.AreNotToRent(line.Text))
        && !PageWords.IsNotToRent(home.Lines, home.Signals.Bedrooms is not null)
        // What has a price by the night and none by the month is for guests.
        && (home.Signals.Rent is not null || !home.Lines.Any(line => PageWords.AreByTheNight(line.Text) || PageWords.AreForHolidays(line.Text)))
        // "Visit us" above an address and an amount is an office.
        && ((home.Signals.Mask & ~StreetUnitRent) != 0 || !home.Lines.Any(line => line.Heading > 0 && line.Text.Length < LongestOffice && LineSignals.IsOffice(line.Text)));

    private static List<Home> WithoutAsides(List<Home> homes)
    {
        var own = homes.Where(home => !OwnPage.IsBeside(home)).ToList();
        return own.Count > 0 ? own : homes;
    }

    // Beside homes with facts a sentence such as "Ask about our 1 bedrooms from $1,100!" is one about them.
    private static List<Home> WithoutTold(List<Home> homes) =>
        homes.Count(home => !home.Signals.IsTold) < 2 ? homes : homes.FindAll(home => !home.Signals.IsTold || home.Signals.Street is not null || home.Signals.Unit is not null);

    private static IEnumerable<Uri> Urls(IEnumerable<ExtractedListing> listings) => listings.Where(listing => listing.Url is not null).Select(listing => listing.Url!.Value);

    private static ExtractedListing WithUrl(ExtractedListing listing, Uri? url) =>
        url is null ? listing : listing with { Url = new Reading<Uri>(url, ReadingMethod.Pattern, 0.85) };
}
