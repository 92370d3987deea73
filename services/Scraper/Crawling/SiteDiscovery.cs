using PeteRental.Scraper.Extraction;

namespace PeteRental.Scraper.Crawling;

/// <summary>Finds the homes of a site when the page that was given does not show them, or is only its front page.</summary>
internal sealed class SiteDiscovery(SiteVisit visit, PageReader pages, ListWalk lists)
{
    /// <summary>How far from the page that was given a list may be.</summary>
    private const int MostDepth = 2;

    /// <summary>Lists that a page with homes may lead to besides: a front page shows a few of many.</summary>
    private const int MostBesides = 3;

    private int _tried;

    /// <summary>Follows what the page leads to, then the site's sitemap, then what a browser shows of it.</summary>
    public async Task LookAroundAsync(ReadPage first, CancellationToken cancellationToken)
    {
        if (visit.Homes.All.Count > 0)
        {
            await FollowAsync([.. PromisingLinks(first).Where(link => IsBelow(link.Url, first.Url)).Take(MostBesides)], depth: MostDepth, cancellationToken);
            return;
        }

        if (visit.SaysNoneAvailable)
        {
            return;
        }

        await FollowAsync(PromisingLinks(first), depth: 1, cancellationToken);
        if (HasNoAnswer)
        {
            await FollowAsync([.. first.Extraction!.Links.Where(link => link.Kind == LinkKind.Detail)], depth: MostDepth, cancellationToken);
        }

        if (HasNoAnswer)
        {
            await RenderAsync(first, cancellationToken);
        }

        if (HasNoAnswer)
        {
            await ReadSitemapAsync(first.Url, cancellationToken);
        }
    }

    private bool HasNoAnswer => visit.Homes.All.Count == 0 && !visit.SaysNoneAvailable;

    private static IReadOnlyList<PageLink> PromisingLinks(ReadPage page) =>
        [.. page.Extraction!.Links.Where(link => link.Kind is LinkKind.Listings or LinkKind.Feed)];

    // A page's own part of the site: /rentals/ leads to /rentals/houses/, and the front page to everything.
    private static bool IsBelow(Uri page, Uri start)
    {
        var path = start.AbsolutePath[..(start.AbsolutePath.LastIndexOf('/') + 1)];
        return SiteBoundary.HostOf(page) != SiteBoundary.HostOf(start)
            || (page.AbsolutePath.StartsWith(path, StringComparison.Ordinal) && (start.AbsolutePath.EndsWith('/') || IsIndex(start)));
    }

    private static bool IsIndex(Uri page) => page.Segments[^1].StartsWith("index.", StringComparison.OrdinalIgnoreCase);

    private async Task FollowAsync(IReadOnlyList<PageLink> links, int depth, CancellationToken cancellationToken)
    {
        foreach (var link in links)
        {
            if (!visit.Boundary.MayLeadTo(link.Url) || !visit.TryPlan(link.Url))
            {
                continue;
            }

            if (_tried >= visit.Limits.MostCandidates && link.Kind != LinkKind.Detail)
            {
                return;
            }

            if (!visit.HasPagesLeft)
            {
                visit.Cut("page_budget");
                return;
            }

            if (await TryAsync(link, depth, cancellationToken) && link.Kind == LinkKind.Feed)
            {
                // A feed holds all there is.
                return;
            }
        }
    }

    private async Task<bool> TryAsync(PageLink link, int depth, CancellationToken cancellationToken)
    {
        _tried++;
        var page = await visit.OpenAsync(link.Url, cancellationToken);
        if (page.Extraction is null)
        {
            visit.NoteObstacle(page.Error);
            return false;
        }

        if (!visit.Boundary.MayLeadTo(page.Url))
        {
            return false;
        }

        visit.Boundary.Include(page.Url);
        var hadNone = visit.Homes.All.Count == 0;
        if (await lists.WalkAsync(page, cancellationToken))
        {
            visit.FinalUrl = hadNone && link.Kind is not (LinkKind.Detail or LinkKind.Feed) ? page.Url : visit.FinalUrl;
            return true;
        }

        if (depth < MostDepth && HasNoAnswer)
        {
            await FollowAsync(PromisingLinks(page), depth + 1, cancellationToken);
        }

        return false;
    }

    private async Task RenderAsync(ReadPage first, CancellationToken cancellationToken)
    {
        if (first.IsRendered || !first.HasScripts || visit.Order.Config.Render == false)
        {
            return;
        }

        var rendered = await visit.RenderAsync(first, cancellationToken);
        if (rendered.IsRendered && !await lists.WalkAsync(rendered, cancellationToken))
        {
            await FollowAsync(PromisingLinks(rendered), depth: 1, cancellationToken);
        }
    }

    private async Task ReadSitemapAsync(Uri site, CancellationToken cancellationToken)
    {
        var known = await KnownPagesAsync(site, cancellationToken);
        await FollowAsync([.. ListingPaths.Lists(known, visit.Limits.MostCandidates).Select(url => new PageLink(url, LinkKind.Listings))], depth: MostDepth, cancellationToken);
        if (HasNoAnswer)
        {
            await FollowAsync([.. ListingPaths.Homes(known, visit.Limits.MostPages).Select(url => new PageLink(url, LinkKind.Detail))], depth: MostDepth, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<Uri>> KnownPagesAsync(Uri site, CancellationToken cancellationToken)
    {
        var said = await pages.SitemapsAsync(site, cancellationToken);
        var waiting = new Queue<Uri>(said.Count > 0 ? said : [new Uri(site, "/sitemap.xml"), new Uri(site, "sitemap.xml")]);
        var found = new List<Uri>();
        var read = new HashSet<Uri>();
        while (waiting.TryDequeue(out var next) && read.Count < visit.Limits.MostSitemaps)
        {
            if (visit.Boundary.Contains(next) && read.Add(next) && await pages.FetchTextAsync(next, cancellationToken) is { } xml)
            {
                var file = SitemapFile.Read(xml);
                found.AddRange(file.Pages.Where(visit.Boundary.Contains));
                // In an index the files of homes come first.
                foreach (var further in file.Sitemaps.OrderByDescending(url => ListingPaths.Promise(url)))
                {
                    waiting.Enqueue(further);
                }
            }
        }

        return found;
    }
}
