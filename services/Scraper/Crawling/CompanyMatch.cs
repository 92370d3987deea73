using System.Text.RegularExpressions;
using PeteRental.Scraper.Fetching;

namespace PeteRental.Scraper.Crawling;

/// <summary>Tells a company's own website from pages about it.</summary>
internal static partial class CompanyMatch
{
    // Words that nearly every company of this trade has in its name tell nothing.
    private static readonly HashSet<string> Common = new(StringComparer.Ordinal)
    {
        "a", "an", "and", "apartment", "apartments", "co", "company", "corp", "for", "group", "home", "homes", "house", "houses", "in", "inc", "leasing", "llc", "ltd",
        "management", "mgmt", "of", "properties", "property", "real", "estate", "realty", "rent", "rental", "rentals", "residential", "services", "the", "to",
    };

    /// <summary>Who writes about companies, maps them or employs for them.</summary>
    private static readonly string[] Directories =
    [
        "yelp.com", "yellowpages.com", "bbb.org", "mapquest.com", "wikipedia.org", "manta.com", "glassdoor.com", "indeed.com", "crunchbase.com", "twitter.com", "x.com",
        "youtube.com", "tiktok.com", "pinterest.com", "reddit.com", "google.com", "bing.com", "apple.com", "amazon.com", "dnb.com", "zoominfo.com", "buzzfile.com", "opencorporates.com",
        "trustpilot.com", "angi.com", "thumbtack.com", "houzz.com", "chamberofcommerce.com", "loc8nearme.com", "birdeye.com", "apartmentratings.com", "veryapt.com", "rentable.co",
        "rentcafe.com", "propertymanagement.com", "allpropertymanagement.com", "managemyproperty.com", "ipropertymanagement.com",
    ];

    /// <summary>The first result that is the company's; null when none is.</summary>
    public static Uri? Pick(string company, IReadOnlyList<SearchResult> results)
    {
        var wanted = Words(company).Where(word => !Common.Contains(word)).ToArray();
        if (wanted.Length == 0)
        {
            wanted = [.. Words(company)];
        }

        return wanted.Length == 0 ? null : results.FirstOrDefault(result => IsOwn(result.Url) && Fits(result, wanted))?.Url;
    }

    private static bool IsOwn(Uri url)
    {
        var host = url.IdnHost.ToLowerInvariant();
        return RefusedHosts.Find(host) is null
            && !Directories.Any(directory => host == directory || host.EndsWith($".{directory}", StringComparison.Ordinal));
    }

    private static bool Fits(SearchResult result, string[] wanted)
    {
        var host = string.Concat(Words(result.Url.Host));
        if (wanted.All(word => host.Contains(word, StringComparison.Ordinal)))
        {
            return true;
        }

        var title = Words(result.Title).ToHashSet(StringComparer.Ordinal);
        return wanted.All(title.Contains);
    }

    private static IEnumerable<string> Words(string text) => Word().Matches(text.ToLowerInvariant()).Select(match => match.Value);

    [GeneratedRegex(@"[\p{L}\p{Nd}]+")]
    private static partial Regex Word();
}
