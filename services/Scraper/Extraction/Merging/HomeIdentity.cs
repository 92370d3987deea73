using System.Text;
using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Extraction.Merging;

/// <summary>Tells whether two readings are of one home.</summary>
internal static class HomeIdentity
{
    /// <summary>Whether a key of the site, an own page or an address says that they are one, and nothing says that they are not.</summary>
    public static bool AreSame(ExtractedListing one, ExtractedListing other)
    {
        if (AreOtherPlaces(one, other))
        {
            return false;
        }

        if (one.SiteKey is not null && one.SiteKey == other.SiteKey)
        {
            return true;
        }

        var contradict = Contradict(one, other);
        var haveSamePage = Addresses.AreSamePage(one.Url?.Value, other.Url?.Value);
        var haveSameStreet = one.PropertyAddress is not null && other.PropertyAddress is not null;
        var haveSameUnit = one.Unit is not null && other.Unit is not null;
        return (haveSamePage && !contradict) || (haveSameStreet && (haveSameUnit || !contradict)
            && !HaveOtherPages(one, other, haveSameUnit)) || (haveSameUnit && !contradict);
    }

    /// <summary>Whether they say that they are in other places: other streets or other units.</summary>
    public static bool AreOtherPlaces(ExtractedListing one, ExtractedListing other) =>
        Differ(one.Unit, other.Unit, unit => unit.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant())
            || (one.PropertyAddress is not null && other.PropertyAddress is not null && !AreSameStreet(one.PropertyAddress.Value,
            other.PropertyAddress.Value));

    /// <summary>Whether two street lines are one, in whatever way they are written.</summary>
    public static bool AreSameStreet(string one, string other)
    {
        // Most differ in their number already, and each home is compared with each.
        return one == other || (NumberOf(one).SequenceEqual(NumberOf(other)) && StreetKey(one) == StreetKey(other));
    }

    private static ReadOnlySpan<char> NumberOf(string street) =>
        street.AsSpan().IndexOf(' ') is > 0 and var end && char.IsAsciiDigit(street[0]) ? street.AsSpan(0, end) : [];

    /// <summary>Whether nothing but rent, rooms and size says that they are one; enough only when no other home says the same.</summary>
    public static bool LookAlike(ExtractedListing one, ExtractedListing other) =>
        !AreOtherPlaces(one, other) && !Contradict(one, other)
        && one.Price is not null && other.Price is not null && ((one.Bedrooms is not null && other.Bedrooms is not null)
            || (one.SquareFeet is not null && other.SquareFeet is not null))
        && (one.Url is null || other.Url is null || Addresses.AreSamePage(one.Url.Value, other.Url.Value));

    /// <summary>Whether rent, rooms or size are not the same.</summary>
    public static bool Contradict(ExtractedListing one, ExtractedListing other) =>
        Differ(one.Price, other.Price) || Differ(one.Bedrooms, other.Bedrooms) || Differ(one.Bathrooms, other.Bathrooms)
            || Differ(one.SquareFeet, other.SquareFeet);

    /// <summary>A street without the ways to write it.</summary>
    private static string StreetKey(string street)
    {
        var key = new StringBuilder();
        foreach (var word in street.ToLowerInvariant().Split([' ', '.', ',', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            key.Append(StreetSpelling.Shorten(word)).Append(' ');
        }

        return key.ToString();
    }

    // Two homes of one building, neither with a unit, are two when each has a page of its own.
    private static bool HaveOtherPages(ExtractedListing one, ExtractedListing other, bool haveSameUnit) =>
        !haveSameUnit && one.Url is not null && other.Url is not null && !Addresses.AreSamePage(one.Url.Value, other.Url.Value);

    private static bool Differ<T>(Reading<T>? one, Reading<T>? other)
        where T : struct => one is not null && other is not null && !one.Value.Equals(other.Value);

    private static bool Differ(Reading<string>? one, Reading<string>? other, Func<string, string> key) =>
        one is not null && other is not null && key(one.Value) != key(other.Value);
}
