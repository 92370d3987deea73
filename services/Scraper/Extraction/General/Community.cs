using System.Text.RegularExpressions;
using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Extraction.General;

/// <summary>
/// The site of one community lists its units or floor plans without an address: they are where the community is, and its address is the only
/// one on the page, in its header or footer. A manager's page, whose homes have addresses, has no use for its office's.
/// </summary>
internal static partial class Community
{
    private const double Sure = 0.55;
    private const int MostText = 60_000;

    /// <summary>Gives homes of a community its address and the kind of home that it calls itself.</summary>
    public static List<ExtractedListing> Complete(List<ExtractedListing> listings, IReadOnlyList<PageLine> lines, PageDocument page)
    {
        if (listings.Count < 2)
        {
            return listings;
        }
        var name = NameOf(page);
        var kind = PropertyTypeReader.ReadOnly(name);
        if (listings.Exists(listing => listing.PropertyAddress is not null || listing.City is not null))
        {
            return AreInOneBuilding(listings) ? [.. listings.Select(listing => listing with { PropertyType = Said(kind) })] : listings;
        }
        var address = AddressOf(name, kind, lines, page);
        return address is null ? listings : [.. listings.Select(listing => listing with
        {
            PropertyAddress = Said(address.Street),
            City = Said(address.City),
            State = Said(address.State),
            PostalCode = Said(address.PostalCode),
            PropertyType = listing.PropertyType ?? Said(kind),
        })];
    }

    /// <summary>Gives the page of one unit, which has no address of its own, that of its community.</summary>
    public static ExtractedListing OfUnit(ExtractedListing listing, IReadOnlyList<PageLine> lines, PageDocument page)
    {
        if (listing is not { Unit: not null, PropertyAddress: null, City: null })
        {
            return listing;
        }
        return AddressOf(NameOf(page), listing.PropertyType?.Value, lines, page) is not { } address ? listing : listing with
        {
            PropertyAddress = Said(address.Street),
            City = Said(address.City),
            State = Said(address.State),
            PostalCode = Said(address.PostalCode),
        };
    }

    private static string NameOf(PageDocument page) =>
        string.Join("\n", page.Html.Title, VisibleText.OneLine(page.Html.QuerySelector("h1")), page.Html.QuerySelector("meta[name=description]")?.GetAttribute("content"));

    // What is said beside the homes goes before the header and the footer, which hold the office of whoever manages them.
    private static PostalAddress? AddressOf(string name, string? kind, IReadOnlyList<PageLine> lines, PageDocument page) =>
        Only(lines.Where(line => !LineSignals.IsOffice(line.Text)).Select(line => line.Text))
        ?? (kind is not (null or "house") || FloorPlans().IsMatch(name) ? Only([PlainText.Cut(page.VisibleText, MostText)]) : null);

    private static bool AreInOneBuilding(List<ExtractedListing> listings) =>
        listings.TrueForAll(listing => listing is { PropertyAddress: not null, Unit: not null, PropertyType: null })
        && listings.Select(listing => LineSignals.Key(listing.PropertyAddress!.Value)).Distinct().Count() == 1;

    private static PostalAddress? Only(IEnumerable<string> texts)
    {
        PostalAddress? only = null;
        foreach (var text in texts)
        {
            for (var found = AddressReader.Find(text); found is { } at; found = AddressReader.Find(text, Math.Max(at.End, at.Start + 1)))
            {
                if (at.Address.State is null)
                {
                    continue;
                }
                if (only is not null && LineSignals.Key(only.Street) != LineSignals.Key(at.Address.Street))
                {
                    return null;
                }
                only = at.Address;
            }
        }
        return only;
    }

    private static Reading<string>? Said(string? value) => value is null ? null : new Reading<string>(value, ReadingMethod.Text, Sure);

    [GeneratedRegex("""\bfloor[ -]?plans?\b|\bcommunity\b|\bresidences\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FloorPlans();
}
