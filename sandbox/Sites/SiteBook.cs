using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using PeteRental.Sandbox.Sites.Themes;

namespace PeteRental.Sandbox.Sites;

/// <summary>The sites and what they list at the moment.</summary>
internal sealed class SiteBook
{
    private const int LargeCount = 250;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly OrderedDictionary<string, (Site Site, IReadOnlyList<SiteListing> Seed)> _sites = [];
    private readonly Dictionary<string, (IReadOnlyList<SiteListing> Listings, DateTimeOffset ChangedAt)> _current = [];

    public SiteBook(IOptions<JsonOptions> json, TimeProvider time)
    {
        _time = time;
        foreach (var site in All())
        {
            IReadOnlyList<SiteListing> seed = site.Name switch
            {
                "willow-bend" => [],
                "cedar-grove" => Large(),
                _ => Read(site.Name, json.Value.SerializerOptions),
            };
            _sites.Add(site.Name, (site, seed));
            _current.Add(site.Name, (seed, WholeSeconds(time.GetUtcNow())));
        }
    }

    /// <summary>All of them, in their order.</summary>
    public IReadOnlyList<Site> Sites => [.. _sites.Values.Select(entry => entry.Site)];

    /// <summary>A site as it is now; null when there is none of this name.</summary>
    public SiteView? Find(string name, string origin)
    {
        if (!_sites.TryGetValue(name, out var entry))
        {
            return null;
        }

        lock (_gate)
        {
            var (listings, changedAt) = _current[name];
            return new SiteView(entry.Site, listings, changedAt, origin);
        }
    }

    /// <summary>Makes a site list something else.</summary>
    public void Replace(Site site, IReadOnlyList<SiteListing> listings)
    {
        lock (_gate)
        {
            Put(site.Name, listings);
        }
    }

    /// <summary>Makes every site list what it did at first.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            foreach (var (name, (_, seed)) in _sites)
            {
                if (!ReferenceEquals(_current[name].Listings, seed))
                {
                    Put(name, seed);
                }
            }
        }
    }

    // Last-Modified counts seconds: a second change within one must be told from the first.
    private void Put(string name, IReadOnlyList<SiteListing> listings)
    {
        var (now, last) = (WholeSeconds(_time.GetUtcNow()), _current[name].ChangedAt);
        _current[name] = (listings, now > last ? now : last.AddSeconds(1));
    }

    private static DateTimeOffset WholeSeconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    private static Site[] All() =>
    [
        new("maple-court", "Maple Court Rentals", "900 Commerce Street, Suite 200, Fairhaven, IL 60651", "(555) 010-4100", "#8a3b12", new AppFolioTheme()),
        new("harbor-row", "Harbor Row Property Management", "1 Customs House Square, Port Ellery, OR 97146", "(555) 010-4200", "#0b5c7a", new BuildiumTheme()),
        new("juniper-park", "Juniper Park Apartments", "100 Juniper Park Drive, Leasing Office, Mesa Verde Springs, CO 80133", "(555) 010-4300", "#2f6b3a", new JsonLdTheme()),
        new("skyline-lofts", "Skyline Lofts", "880 Foundry Street, Floor 1, Ironbridge, PA 15118", "(555) 010-4400", "#4b3f8f", new ScriptTheme(ScriptPaging.ByItself)),
        new("fern-hill", "Fern Hill Cottages", "3 Village Green, Dunmore Glen, VT 05069", "(555) 010-4500", "#3d6b5c", new ScriptTheme(ScriptPaging.LoadMore)),
        new("willow-bend", "Willow Bend Homes", "44 Willow Bend Parkway, Elm Crossing, MN 55330", "(555) 010-4600", "#6a5a1f", new BuildiumTheme()),
        new("larkspur-gate", "Larkspur Gate Rentals", "1 Larkspur Gate, Ashby, VA 22932", "(555) 010-4700", "#7a2f5c", new TableTheme(), IsForbidden: true),
        new("old-mill", "Old Mill Realty", "P.O. Box 12, 9 Mill Race Lane, Hollin Falls, OH 44233", "(555) 010-4800", "#5b4a32", new TableTheme()),
        new("prairie-homes", "Prairie Homes Leasing", "210 Grain Exchange, Wheatland, KS 66414", "(555) 010-4900", "#a05a10", new WordPressTheme()),
        new("cedar-grove", "Cedar Grove Communities", "5000 Cedar Grove Boulevard, Suite 10, Rushford, TX 78610", "(555) 010-5000", "#205f5f", new CardTheme()),
    ];

    private static List<SiteListing> Read(string name, JsonSerializerOptions options)
    {
        using var stream = typeof(SiteBook).Assembly.GetManifestResourceStream($"Pages/{name}.json")!;
        return JsonSerializer.Deserialize<List<SiteListing>>(stream, options)!;
    }

    /// <summary>More than fit into one message: ten buildings with twenty-five homes each.</summary>
    private static SiteListing[] Large() =>
    [
        .. Enumerable.Range(0, LargeCount).Select(n =>
        {
            var (building, home) = (n / 25, n % 25);
            var address = $"{5000 + (building * 40)} Cedar Grove Boulevard";
            var unit = $"{100 * (1 + (home / 5)) + 1 + (home % 5)}";
            return new SiteListing
            {
                PropertyAddress = address,
                Unit = unit,
                City = "Rushford",
                State = "TX",
                PostalCode = "78610",
                Price = 980 + (home % 3 * 310) + (building * 15) + (home / 5 * 20),
                Bedrooms = home % 3,
                Bathrooms = home % 3 == 2 ? 2 : 1,
                SquareFeet = 440 + (home % 3 * 265) + building,
                PropertyType = "apartment",
                Availability = n % 4 == 3 ? "date" : "now",
                AvailableDate = n % 4 == 3 ? new DateOnly(2027, 1 + (n % 6), 1 + (n % 28)) : null,
                Photos = [$"images/{Slugs.Of($"{address} {unit}")}-1.png"],
            };
        }),
    ];
}
