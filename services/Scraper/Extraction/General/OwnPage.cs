using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Extraction.General;

/// <summary>The page of one home: all of it is about that home, except what stands beside it about others.</summary>
internal static class OwnPage
{
    /// <summary>Everything on the page but the other homes and what follows the heading above them.</summary>
    public static Home Of(Block root, Home home, IReadOnlyList<Home> found)
    {
        var others = found.Where(other => other != home).SelectMany(other => other.Blocks).Concat(home.Foreign).ToHashSet();
        var parts = new List<Block>();
        Collect(root, others, home.Signals, parts);
        var whole = new Home(parts, home.Signals);
        whole.Context.AddRange(home.Context);
        return whole;
    }

    /// <summary>Whether a home is shown beside the page's own: in an aside, or under a heading such as "Similar homes".</summary>
    public static bool IsBeside(Home home) =>
        home.Blocks[0].Element.Closest("aside") is { } aside && IsAside(aside) || home.Context.Exists(line => line.Text.Length < 60 && PageWords.AreSimilar(line.Text))
        || home.Lines.Take(2).Any(line => line.Heading > 0 && PageWords.AreSimilar(line.Text));

    /// <summary>A page whose lines do not say the address may say it in its title.</summary>
    public static ExtractedListing WithTitle(ExtractedListing listing, PageDocument page)
    {
        if (AddressReader.Read(PlainText.OneLine(page.Html.Title ?? "")) is not { } titled
            || (listing.PropertyAddress is { } known && LineSignals.Key(known.Value) != LineSignals.Key(titled.Street)))
        {
            return listing;
        }
        Reading<string>? Titled(string? value) => value is null ? null : new Reading<string>(value, ReadingMethod.Text, 0.7);
        return listing with
        {
            PropertyAddress = listing.PropertyAddress ?? Titled(titled.Street),
            Unit = listing.Unit ?? Titled(titled.Unit),
            City = listing.City ?? Titled(titled.City),
            State = listing.State ?? Titled(titled.State),
            PostalCode = listing.PostalCode ?? Titled(titled.PostalCode),
        };
    }

    private static void Collect(Block block, HashSet<Block> others, Signals own, List<Block> parts)
    {
        if (others.Contains(block) || IsAside(block.Element))
        {
            parts.AddRange(IsAside(block.Element) ? FactsAside(block, own) : []);
            return;
        }
        if (block.Children.Count == 0 || !HasOther(block, others))
        {
            if (!IsOffice(block))
            {
                parts.Add(block);
            }
            return;
        }
        foreach (var child in block.Children)
        {
            Collect(child, others, own, parts);
        }
    }

    // A page may have its own title at the side.
    private static bool IsAside(AngleSharp.Dom.IElement element) => element.LocalName == "aside" && element.QuerySelector("h1") is null;

    // What stays in view at the side may begin with the home's own rent and rooms.
    private static List<Block> FactsAside(Block aside, Signals own)
    {
        var facts = Leaves(aside).TakeWhile(leaf => leaf.Line is { Heading: 0 }).ToList();
        var says = facts.Exists(leaf => leaf.Signals.Rent is { } rent && rent == own.Rent || leaf.Signals.Bedrooms is { } beds && beds == own.Bedrooms);
        return says && !facts.Exists(leaf => own.Conflicts(leaf.Signals)) ? facts.FindAll(leaf => leaf.Signals.Mask != 0) : [];
    }

    private static IEnumerable<Block> Leaves(Block block) => block.Children.Count == 0 ? [block] : block.Children.SelectMany(Leaves);

    private static bool HasOther(Block block, HashSet<Block> others) => block.Children.Any(child => others.Contains(child) || IsAside(child.Element) || IsOffice(child) || HasOther(child, others));

    // An address beside a telephone number, and nothing about a home.
    private static bool IsOffice(Block block) => block.Signals is { HasContact: true, Street: not null } signals && (signals.Mask & ~3u) == 0;
}
