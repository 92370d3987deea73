using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using PeteRental.Scraper.Crawling;
using PeteRental.Scraper.Jobs;

namespace PeteRental.Scraper.Tests.Jobs;

/// <summary>Who gets which job, and whose result counts. The replica here has no worker: the tests are the workers.</summary>
[Collection(ScraperService.Name)]
public sealed class JobStoreTests(ScraperHost host) : IAsyncLifetime
{
    private static readonly SiteReading Nothing = new() { SaysNoneAvailable = true, FinalUrl = "https://birchwood.test/" };
    private readonly WebApplicationFactory<JobOptions> _replica = host.StartApart(("Scraper:Jobs:MostAtOnce", "0"));

    private JobStore Store => _replica.Services.GetRequiredService<JobStore>();

    public async ValueTask InitializeAsync() => await host.ClearApartAsync();

    public async ValueTask DisposeAsync() => await _replica.DisposeAsync();

    [Fact]
    public async Task Of_a_host_one_job_is_in_work_however_many_take_at_once()
    {
        for (var n = 0; n < 30; n++)
        {
            await host.AddApartAsync("https://www.birchwood.test/rentals");
            await host.AddApartAsync($"https://site-{n % 6}.test/");
        }

        var taken = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => Store.TakeAsync(CancellationToken.None))));

        var hosts = taken.OfType<Job>().Select(job => JobHost.Of(job.Start)).ToArray();
        Assert.Equal(hosts.Length, hosts.Distinct().Count());
        while (await Store.TakeAsync(CancellationToken.None) is { } job)
        {
            hosts = [.. hosts, JobHost.Of(job.Start)];
        }

        Assert.Equal(["birchwood.test", "site-0.test", "site-1.test", "site-2.test", "site-3.test", "site-4.test", "site-5.test"], hosts.Order());
    }

    [Fact]
    public async Task Whom_somebody_waits_for_goes_before_what_has_its_time()
    {
        await host.AddApartAsync("https://scheduled.test/", priority: 1);
        var asked = await host.AddApartAsync("https://asked.test/");

        Assert.Equal(asked.ScrapeId, (await Store.TakeAsync(CancellationToken.None))!.Request.ScrapeId);
    }

    [Fact]
    public async Task A_result_counts_once_and_only_of_whoever_has_the_lease()
    {
        var request = await host.AddApartAsync("https://birchwood.test/");
        var frozen = (await Store.TakeAsync(CancellationToken.None))!;
        Assert.Null(await Store.TakeAsync(CancellationToken.None));
        await ScraperHost.ExecuteAsync(host.Apart, "UPDATE jobs SET lease_until = now() - interval '1 second'");
        var successor = (await Store.TakeAsync(CancellationToken.None))!;

        Assert.Equal((request.ScrapeId, 2), (successor.Request.ScrapeId, successor.Attempts));
        Assert.Empty(await Store.RenewAsync([frozen], CancellationToken.None));
        Assert.False(await Store.TellAsync(frozen, ReadingProgress.None, CancellationToken.None));
        Assert.False(await Store.FinishAsync(frozen, Nothing, CancellationToken.None));
        Assert.True(await Store.FinishAsync(successor, Nothing, CancellationToken.None));
        Assert.False(await Store.FinishAsync(successor, Nothing, CancellationToken.None));
        Assert.Equal(["ScrapeCompleted"], await PublishedAsync());
        Assert.Equal(1, await ScraperHost.QueryAsync<int>(host.Apart, "SELECT count(*) FROM finished_scrapes WHERE scrape_id = @ScrapeId", new { request.ScrapeId }));
    }

    [Fact]
    public async Task Progress_goes_on_counting_where_the_attempt_before_was()
    {
        await host.AddApartAsync("https://birchwood.test/");
        var first = (await Store.TakeAsync(CancellationToken.None))!;
        await Store.TellAsync(first, new ReadingProgress(ReadingPhase.ReadingList, 7, 9, 60), CancellationToken.None);
        await Store.ReleaseAsync(first, TimeSpan.Zero, countsAsAttempt: false, CancellationToken.None);

        var second = (await Store.TakeAsync(CancellationToken.None))!;
        await Store.TellAsync(second, ReadingProgress.None, CancellationToken.None);

        Assert.Equal(1, second.Attempts);
        Assert.Equal("2 7 9 60", await ScraperHost.QueryAsync<string>(
            host.Apart, "SELECT concat_ws(' ', payload ->> 'sequence', payload ->> 'pages_seen', payload ->> 'pages_total', payload ->> 'listings_found') FROM outbox ORDER BY (payload ->> 'sequence')::int DESC LIMIT 1"));
    }

    [Fact]
    public async Task What_was_cancelled_while_it_was_read_ends_as_cancelled()
    {
        await host.AddApartAsync("https://birchwood.test/");
        var job = (await Store.TakeAsync(CancellationToken.None))!;
        await ScraperHost.ExecuteAsync(host.Apart, "UPDATE jobs SET cancelled = true");

        Assert.True(Assert.Single(await Store.RenewAsync([job], CancellationToken.None)).Cancelled);
        Assert.True(await Store.FinishAsync(job, Nothing, CancellationToken.None));

        Assert.Equal("cancelled", await ScraperHost.QueryAsync<string>(host.Apart, "SELECT payload ->> 'code' FROM outbox"));
    }

    [Fact]
    public async Task A_company_whose_website_is_being_read_waits_for_its_turn()
    {
        await host.AddApartAsync("https://birchwood.test/");
        await host.AddApartAsync("Birchwood Homes");
        var first = (await Store.TakeAsync(CancellationToken.None))!;
        var second = (await Store.TakeAsync(CancellationToken.None))!;

        Assert.False(await Store.MoveAsync(second, new Uri("https://www.birchwood.test/rentals"), CancellationToken.None));
        Assert.Null(await Store.TakeAsync(CancellationToken.None));
        Assert.True(await Store.FinishAsync(first, Nothing, CancellationToken.None));

        var again = (await Store.TakeAsync(CancellationToken.None))!;
        Assert.Equal(("https://www.birchwood.test/rentals", 1), (again.Start, again.Attempts));
    }

    private async Task<string[]> PublishedAsync() =>
        (await ScraperHost.QueryAsync<string>(host.Apart, "SELECT coalesce(string_agg(type, ' '), '') FROM outbox"))!.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
