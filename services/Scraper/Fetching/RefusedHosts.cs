namespace PeteRental.Scraper.Fetching;

/// <summary>
/// Portals and networks whose terms forbid to collect what they show, and some of which go to court about it. Their listings are not the
/// customer's to give away, and the photographs are somebody's work. The customer's own site, or a feed, is read instead.
/// </summary>
internal static class RefusedHosts
{
    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        // Zillow Group
        ["zillow.com"] = ZillowGroup,
        ["trulia.com"] = ZillowGroup,
        ["hotpads.com"] = ZillowGroup,
        ["streeteasy.com"] = ZillowGroup,
        ["zillowstatic.com"] = ZillowGroup,
        // CoStar Group
        ["apartments.com"] = CoStar,
        ["apartmentfinder.com"] = CoStar,
        ["apartmenthomeliving.com"] = CoStar,
        ["forrent.com"] = CoStar,
        ["forrentuniversity.com"] = CoStar,
        ["corporatehousing.com"] = CoStar,
        ["homes.com"] = CoStar,
        ["loopnet.com"] = CoStar,
        ["costar.com"] = CoStar,
        // Others who show other people's listings
        ["realtor.com"] = Portal,
        ["redfin.com"] = Portal,
        ["rent.com"] = Portal,
        ["rentals.com"] = Portal,
        ["apartmentguide.com"] = Portal,
        ["zumper.com"] = Portal,
        ["padmapper.com"] = Portal,
        ["apartmentlist.com"] = Portal,
        ["craigslist.org"] = Portal,
        ["airbnb.com"] = Portal,
        ["vrbo.com"] = Portal,
        ["booking.com"] = Portal,
        // Networks that need an account
        ["facebook.com"] = Network,
        ["fb.com"] = Network,
        ["instagram.com"] = Network,
        ["linkedin.com"] = Network,
        ["nextdoor.com"] = Network,
    };

    private const string ZillowGroup = "Zillow Group's terms forbid automated collection.";
    private const string CoStar = "CoStar's terms forbid automated collection, and it litigates.";
    private const string Portal = "A portal of other people's listings whose terms forbid automated collection.";
    private const string Network = "A network behind an account whose terms forbid automated collection.";

    /// <summary>Why a normalised host, or the domain it is below, is refused; null when it is not.</summary>
    public static string? Find(string host)
    {
        for (var name = host; name.Length > 0;)
        {
            if (Reasons.TryGetValue(name, out var reason))
            {
                return reason;
            }

            var dot = name.IndexOf('.', StringComparison.Ordinal);
            name = dot < 0 ? "" : name[(dot + 1)..];
        }

        return null;
    }
}
