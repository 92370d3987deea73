namespace PeteRental.Scraper.Crawling;

/// <summary>Reads the homes' own pages where the list says too little, as long as that helps.</summary>
internal sealed class DetailWalk(SiteVisit visit)
{
    /// <summary>Pages in a row that add nothing before the rest is left alone: a site that does not say a thing says it nowhere.</summary>
    private const int MostFruitless = 3;

    /// <summary>Reads them.</summary>
    public async Task WalkAsync(CancellationToken cancellationToken)
    {
        var all = visit.Order.Config.FollowDetails;
        if (all == false)
        {
            return;
        }

        var planned = Plan(all == true);
        var fruitless = 0;
        foreach (var (index, url) in planned)
        {
            if (!visit.HasPagesLeft)
            {
                visit.Warn("detail_budget");
                return;
            }

            fruitless = await ReadAsync(index, url, cancellationToken) ? 0 : fruitless + 1;
            if (fruitless >= MostFruitless && all != true)
            {
                return;
            }
        }
    }

    private List<(int Index, Uri Url)> Plan(bool all)
    {
        var planned = new List<(int, Uri)>();
        for (var index = 0; index < visit.Homes.All.Count; index++)
        {
            var home = visit.Homes.All[index];
            if ((all || home.SaysTooLittle) && home.Listing.Url is { } url && visit.Boundary.Contains(url.Value) && visit.TryPlan(url.Value))
            {
                planned.Add((index, url.Value));
            }
        }

        if (planned.Count > 0)
        {
            visit.Enter(ReadingPhase.ReadingDetails);
        }

        return planned;
    }

    private async Task<bool> ReadAsync(int index, Uri url, CancellationToken cancellationToken)
    {
        var page = await visit.OpenAsync(url, cancellationToken);
        return page.Extraction is { } extraction && visit.Boundary.Contains(page.Url) && visit.Homes.Improve(index, page.Url, extraction.Listings);
    }
}
