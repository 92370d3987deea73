using System.Text;
using PeteRental.Scraper.Extraction;
using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Crawling;

/// <summary>
/// The homes of a site, each once, whichever pages show it. Two showings are one home when the site's key or the home's page is the same, or
/// when one of them has no page and street, unit and town are the same. Two units are never one home.
/// </summary>
internal sealed class HomeCollection(int most)
{
    private readonly List<Home> _homes = [];
    private readonly Dictionary<string, List<int>> _byKey = new(StringComparer.Ordinal);

    /// <summary>All of them, in the order they were found.</summary>
    public IReadOnlyList<Home> All => _homes;

    /// <summary>Those that somebody can do something with.</summary>
    public IEnumerable<Home> Useful => _homes.Where(home => !home.IsUseless);

    /// <summary>There are more than are kept.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Adds what a page shows; answers how many homes are new.</summary>
    public int Add(Uri page, IReadOnlyList<ExtractedListing> listings)
    {
        var before = _homes.Count;
        foreach (var listing in listings)
        {
            Add(page, listing);
        }

        return _homes.Count - before;
    }

    /// <summary>
    /// Adds what the page of one home says. When it shows several homes of that address, such as the units of a building, they take the place of
    /// the one that led there. Answers whether anything that matters became known.
    /// </summary>
    public bool Improve(int index, Uri page, IReadOnlyList<ExtractedListing> listings)
    {
        var home = _homes[index];
        if (Match(home, listings) is { } match)
        {
            var better = home.With(match);
            Replace(index, better);
            return better.Known > home.Known || better.Length > home.Length;
        }

        if (home.Listing.Unit is not null || listings.Count < 2 || !listings.All(listing => AreOfOneBuilding(home.Listing, listing)))
        {
            return false;
        }

        foreach (var unit in listings.Skip(1))
        {
            Add(page, unit);
        }

        Replace(index, home.With(listings[0]));
        return true;
    }

    private void Add(Uri page, ExtractedListing listing)
    {
        var same = KeysOf(page, listing).SelectMany(key => _byKey.GetValueOrDefault(key) ?? []).Distinct()
            .Where(index => AreSame(_homes[index].Listing, listing)).Cast<int?>().FirstOrDefault();
        if (same is { } found)
        {
            Replace(found, _homes[found].With(listing));
        }
        else if (_homes.Count >= most)
        {
            IsFull = true;
        }
        else
        {
            _homes.Add(new Home(page, listing));
            Index(_homes.Count - 1);
        }
    }

    private void Replace(int index, Home home)
    {
        _homes[index] = home;
        Index(index);
    }

    private void Index(int index)
    {
        foreach (var key in KeysOf(_homes[index].FoundOn, _homes[index].Listing))
        {
            if (!_byKey.TryGetValue(key, out var indexes))
            {
                _byKey[key] = indexes = [];
            }

            if (!indexes.Contains(index))
            {
                indexes.Add(index);
            }
        }
    }

    private static IEnumerable<string> KeysOf(Uri page, ExtractedListing listing)
    {
        if (listing.SiteKey is { } key)
        {
            yield return $"key {SiteBoundary.HostOf(page)} {key}";
        }

        if (listing.Url is { } url)
        {
            yield return $"url {PageKey.Of(url.Value)}";
        }

        if (listing.PropertyAddress is { } address)
        {
            yield return $"at {Plain(address.Value)}";
        }
    }

    private static bool AreSame(ExtractedListing one, ExtractedListing other)
    {
        if (Differ(one.Unit, other.Unit) || Differ(one.PropertyAddress, other.PropertyAddress) || Differ(one.City, other.City) || DifferInSize(one, other))
        {
            return false;
        }

        if (one.SiteKey is not null && one.SiteKey == other.SiteKey)
        {
            return true;
        }

        var (page, otherPage) = (one.Url is { } url ? PageKey.Of(url.Value) : null, other.Url is { } otherUrl ? PageKey.Of(otherUrl.Value) : null);
        if (page is not null && otherPage is not null)
        {
            // Homes with pages of their own are apart, unless they are the very same door.
            return page == otherPage || (one.Unit is not null && other.Unit is not null && one.PropertyAddress is not null && other.PropertyAddress is not null);
        }

        return one.PropertyAddress is not null && other.PropertyAddress is not null
            && (one.Unit is null) == (other.Unit is null) && !Differ(one.Price, other.Price);
    }

    private static bool DifferInSize(ExtractedListing one, ExtractedListing other) =>
        one.Unit is null && other.Unit is null && (Differ(one.Bedrooms, other.Bedrooms) || Differ(one.SquareFeet, other.SquareFeet));

    private static ExtractedListing? Match(Home home, IReadOnlyList<ExtractedListing> listings) =>
        listings.FirstOrDefault(listing => listing.SiteKey is not null && listing.SiteKey == home.Listing.SiteKey && !Differ(listing.Unit, home.Listing.Unit))
        ?? listings.FirstOrDefault(listing => listing.Url is not null && home.Listing.Url is not null
            && PageKey.Of(listing.Url.Value) == PageKey.Of(home.Listing.Url.Value) && !Differ(listing.Unit, home.Listing.Unit))
        ?? (listings.Count == 1 && !Differ(listings[0].Unit, home.Listing.Unit) && !Differ(listings[0].PropertyAddress, home.Listing.PropertyAddress)
            ? listings[0]
            : null)
        ?? listings.FirstOrDefault(listing => home.Listing.PropertyAddress is not null && listing.PropertyAddress is not null
            && home.Listing.Unit is not null && AreOfOneBuilding(home.Listing, listing) && !Differ(listing.Unit, home.Listing.Unit) && listing.Unit is not null);

    private static bool AreOfOneBuilding(ExtractedListing one, ExtractedListing other) =>
        one.PropertyAddress is null || other.PropertyAddress is null || !Differ(one.PropertyAddress, other.PropertyAddress);

    private static bool Differ(Reading<string>? one, Reading<string>? other) =>
        one is not null && other is not null && !string.Equals(Plain(one.Value), Plain(other.Value), StringComparison.Ordinal);

    private static bool Differ<T>(Reading<T>? one, Reading<T>? other)
        where T : struct =>
        one is not null && other is not null && !one.Value.Equals(other.Value);

    /// <summary>What is left of a spelling without case, punctuation and the long forms of street words.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var word in text.ToLowerInvariant().Split([' ', ',', '.', '#', '-', '\u00A0'], StringSplitOptions.RemoveEmptyEntries))
        {
            plain.Append(plain.Length == 0 ? "" : " ").Append(StreetSpelling.Shorten(word));
        }

        return plain.ToString();
    }
}
