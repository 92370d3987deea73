using PeteRental.Scraper.Extraction;

namespace PeteRental.Scraper.Crawling;

/// <summary>Reads a list of homes, page by page, as long as its pages bring homes that are new.</summary>
internal sealed class ListWalk(SiteVisit visit)
{
    /// <summary>
    /// Pages in a row that bring nothing new before a list counts as read. One may be a page of its first part under another address; a list that
    /// never ends repeats itself.
    /// </summary>
    private const int MostStale = 2;

    /// <summary>Reads the list that begins on a page. Answers whether it has homes.</summary>
    public async Task<bool> WalkAsync(ReadPage first, CancellationToken cancellationToken)
    {
        var waiting = new Queue<Uri>();
        if (!Take(first, waiting))
        {
            return false;
        }

        visit.Enter(ReadingPhase.ReadingList);
        var stale = 0;
        while (waiting.TryDequeue(out var next) && stale < MostStale)
        {
            if (!visit.HasPagesLeft)
            {
                visit.Cut("page_budget");
                break;
            }

            if (visit.Homes.IsFull)
            {
                break;
            }

            var page = await visit.OpenAsync(next, cancellationToken);
            if (page.Extraction is null)
            {
                NoteMissing(page);
                continue;
            }

            stale = Take(page, waiting) ? 0 : stale + 1;
        }

        return true;
    }

    /// <summary>Takes a page's homes, and plans its further pages when some of them are new.</summary>
    private bool Take(ReadPage page, Queue<Uri> waiting)
    {
        var extraction = page.Extraction!;
        visit.SaysNoneAvailable |= extraction.Kind == PageKind.NoneAvailable;
        if (!visit.Boundary.Contains(page.Url) || visit.Homes.Add(page.Url, extraction.Listings) == 0)
        {
            return false;
        }

        foreach (var link in extraction.Links.Where(link => link.Kind is LinkKind.NextPage or LinkKind.OtherPage && visit.Boundary.Contains(link.Url)))
        {
            if (visit.TryPlan(link.Url))
            {
                waiting.Enqueue(link.Url);
            }
        }

        return true;
    }

    // A page number beyond the end is often a 404. Anything else means that homes may be missing which are still to rent.
    private void NoteMissing(ReadPage page)
    {
        if (page.Error is not { Status: 404 or 410 })
        {
            visit.Cut("page_failed");
        }
    }
}
