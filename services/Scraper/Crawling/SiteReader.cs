using Microsoft.Extensions.Options;
using PeteRental.Scraper.Llm;

namespace PeteRental.Scraper.Crawling;

/// <summary>
/// Reads the homes of a site: the page that was given, the pages of its list, what it leads to when it has none, and the homes' own pages when
/// the list says too little. Within budgets of pages and time, and never beyond the site and its place at a platform.
/// </summary>
internal sealed class SiteReader(PageReader pages, IOptions<CrawlOptions> options, TimeProvider time, CompanySearch? search = null, LlmExtractor? model = null, PageMemory? memory = null)
{
    /// <summary>Reads a site. Failures are values; only <paramref name="cancellationToken"/> ends it with an exception.</summary>
    public async Task<SiteReading> ReadAsync(ReadingOrder order, IProgress<ReadingProgress> progress, CancellationToken cancellationToken)
    {
        var visit = new SiteVisit(order, options.Value, pages, progress);
        using var limit = new CancellationTokenSource(options.Value.TimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        string? errorCode;
        try
        {
            errorCode = await VisitAsync(visit, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            visit.Cut("time_budget");
            errorCode = visit.Homes.Useful.Any() ? null : "timeout";
        }

        if (memory is not null)
        {
            await memory.TrimAsync(order.SourceId, cancellationToken);
        }

        visit.Enter(ReadingPhase.Finishing);
        return visit.End(errorCode);
    }

    private async Task<string?> VisitAsync(SiteVisit visit, CancellationToken cancellationToken)
    {
        visit.Enter(ReadingPhase.Finding);
        var (start, problem) = await FindStartAsync(visit.Order, cancellationToken);
        if (start is null)
        {
            return problem;
        }

        visit.Boundary.Include(start);
        var first = await OpenFirstAsync(visit, start, cancellationToken);
        if (first.Extraction is null)
        {
            return first.Error?.Code ?? "internal";
        }

        visit.Boundary.Include(first.Url);
        visit.FinalUrl = first.Url;
        var lists = new ListWalk(visit);
        await lists.WalkAsync(first, cancellationToken);
        await new SiteDiscovery(visit, pages, lists).LookAroundAsync(first, cancellationToken);
        await new DetailWalk(visit).WalkAsync(cancellationToken);
        await AskModelAsync(visit, first, cancellationToken);
        return visit.Homes.Useful.Any() || visit.SaysNoneAvailable ? null : visit.Obstacle?.Code ?? "no_listings";
    }

    private async Task<(Uri? Start, string? Problem)> FindStartAsync(ReadingOrder order, CancellationToken cancellationToken)
    {
        if (ReadingStart.Of(order.Start).Url is { } url)
        {
            return (url, null);
        }

        if (search is null)
        {
            return (null, "not_found");
        }

        var (site, problem) = await search.FindAsync(order.Start, cancellationToken);
        return site is not null && order.MayReadAsync is { } mayRead && !await mayRead(site, cancellationToken)
            ? (null, ReadingStart.BelongsElsewhere)
            : (site, problem);
    }

    // An address without a scheme means https, and http where nobody answers there.
    private static async Task<ReadPage> OpenFirstAsync(SiteVisit visit, Uri start, CancellationToken cancellationToken)
    {
        var first = await visit.OpenAsync(start, cancellationToken);
        var wasGuessed = start.Scheme == Uri.UriSchemeHttps && !visit.Order.Start.Contains("//", StringComparison.Ordinal);
        if (first.Error is not { Code: "unreachable" } || !wasGuessed)
        {
            return first;
        }

        return await visit.OpenAsync(new UriBuilder(start) { Scheme = Uri.UriSchemeHttp, Port = start.IsDefaultPort ? 80 : start.Port }.Uri, cancellationToken);
    }

    private async Task AskModelAsync(SiteVisit visit, ReadPage first, CancellationToken cancellationToken)
    {
        if (model is null || visit.Order.Config.UseLlm == false || visit.SaysNoneAvailable || visit.Homes.Useful.Any())
        {
            return;
        }

        if (LlmPages.MostPromising([first, .. visit.Barren]) is not { } page)
        {
            return;
        }

        visit.Enter(ReadingPhase.Finishing);
        var answer = await model.ReadAsync(visit.Order, page.Extraction!.Text, cancellationToken);
        visit.Cost += answer.Cost;
        foreach (var warning in answer.Warnings)
        {
            visit.Warn(warning);
        }

        if (visit.Homes.Add(page.Url, answer.Listings) > 0)
        {
            visit.FinalUrl = page.Url;
        }
    }
}
