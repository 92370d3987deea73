using System.Text.RegularExpressions;
using PeteRental.Sandbox.Sites;

namespace PeteRental.Sandbox.DuckDuckGo;

/// <summary>A page that was found.</summary>
internal sealed record SearchResult(string Title, string Url, string Snippet);

/// <summary>Finds sites by the words of their names and of the towns they rent in, those with most of the words first.</summary>
internal static partial class SiteSearch
{
    // Words that nearly every company of this trade has in its name tell nothing.
    private static readonly HashSet<string> Common =
    [
        "a", "and", "apartment", "apartments", "available", "com", "for", "home", "homes", "house", "houses", "in", "inc", "leasing", "listings", "llc",
        "management", "of", "official", "properties", "property", "realty", "rent", "rental", "rentals", "site", "the", "to", "website", "www",
    ];

    /// <summary>The home page and the list of rentals of each site that fits.</summary>
    public static IReadOnlyList<SearchResult> Find(string query, IEnumerable<SiteView> sites)
    {
        var wanted = Words(query).Where(word => !Common.Contains(word)).ToHashSet();
        return
        [
            .. sites
                .Select(view => (View: view, Score: Score(view, wanted)))
                .Where(found => found.Score * 2 > wanted.Count)
                .OrderByDescending(found => found.Score)
                .SelectMany(found => Results(found.View)),
        ];
    }

    private static int Score(SiteView view, HashSet<string> wanted)
    {
        var name = Words($"{view.Site.Title} {view.Site.Name}").ToHashSet();
        if (!name.Any(word => wanted.Contains(word)))
        {
            return 0;
        }

        var towns = view.Listings.Take(100).SelectMany(listing => Words($"{listing.City} {listing.State}"));
        return name.Union(towns).Count(wanted.Contains);
    }

    private static IEnumerable<SearchResult> Results(SiteView view)
    {
        var towns = string.Join(" and ", view.Listings.Take(100).Select(listing => listing.City).OfType<string>().Distinct().Take(2));
        yield return new(
            view.Site.Title, view.Home.AbsoluteUri, $"{view.Site.Title} looks after homes{(towns.Length == 0 ? "" : $" in {towns}")}. Call {view.Site.Phone}.");
        yield return new(
            $"Available rentals | {view.Site.Title}", new Uri(view.Home, view.Path(view.Site.Theme.RentalsPath)).AbsoluteUri,
            $"See the homes that {view.Site.Title} has for rent now, with rents, pictures and dates.");
    }

    private static IEnumerable<string> Words(string text) => Word().Matches(text.ToLowerInvariant()).Select(match => match.Value);

    [GeneratedRegex("[a-z0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
