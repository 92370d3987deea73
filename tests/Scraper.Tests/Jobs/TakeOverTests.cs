namespace PeteRental.Scraper.Tests.Jobs;

/// <summary>What becomes of a job whose process ends, in peace or otherwise.</summary>
[Collection(ScraperService.Name)]
public sealed class TakeOverTests(ScraperHost host)
{
    [Fact]
    public async Task A_process_that_ends_gives_its_job_back_and_another_does_it()
    {
        await host.ClearApartAsync();
        var site = host.Web.NewSite().WithClosed("/rentals", TestPages.List(TestPages.Homes(0, 2)));
        await host.AddApartAsync(site.At("/rentals").AbsoluteUri);
        await using (host.StartApart())
        {
            await ScraperHost.UntilAsync(() => Task.FromResult(!site.Requests.IsEmpty), "the site was asked");
        }

        Assert.Equal("0 free", await ScraperHost.QueryAsync<string>(host.Apart, "SELECT concat(attempts, CASE WHEN lease_owner IS NULL THEN ' free' END) FROM jobs"));
        site.Open();
        await using var successor = host.StartApart();
        await EndsOnceAsync();
    }

    [Fact]
    public async Task A_process_that_hangs_loses_its_job_and_its_result_is_refused()
    {
        await host.ClearApartAsync();
        var site = host.Web.NewSite().WithClosed("/rentals", TestPages.List(TestPages.Homes(0, 2)));
        await host.AddApartAsync(site.At("/rentals").AbsoluteUri);
        // It looks after its leases once in an hour, that is, not at all.
        await using var hanging = host.StartApart(("Scraper:Jobs:LookEvery", "01:00:00"), ("Scraper:Jobs:Lease", "03:00:00"));
        await ScraperHost.UntilAsync(() => Task.FromResult(site.Requests.Count == 1), "the site was asked");

        await ScraperHost.ExecuteAsync(host.Apart, "UPDATE jobs SET lease_until = now() - interval '1 second'");
        await using var successor = host.StartApart();
        await ScraperHost.UntilAsync(() => Task.FromResult(site.Requests.Count == 2), "the site was asked again");
        site.Open();

        await EndsOnceAsync();
    }

    [Fact]
    public async Task A_job_that_ends_every_process_is_given_up()
    {
        await host.ClearApartAsync();
        await host.AddApartAsync("https://birchwood.test/");
        await ScraperHost.ExecuteAsync(host.Apart, "UPDATE jobs SET attempts = 3, lease_owner = gen_random_uuid(), lease_until = now() - interval '1 second'");

        await using var replica = host.StartApart();
        await ScraperHost.UntilAsync(async () => await ScraperHost.QueryAsync<int>(host.Apart, "SELECT count(*) FROM outbox WHERE type = 'ScrapeFailed'") == 1, "the job was given up");

        Assert.Equal("internal", await ScraperHost.QueryAsync<string>(host.Apart, "SELECT payload ->> 'code' FROM outbox WHERE type = 'ScrapeFailed'"));
        Assert.Equal(0, await ScraperHost.QueryAsync<int>(host.Apart, "SELECT count(*) FROM jobs"));
    }

    [Fact]
    public async Task When_its_time_is_up_a_reading_keeps_what_it_has()
    {
        await host.ClearApartAsync();
        var site = host.Web.NewSite()
            .With("/rentals", TestPages.List(TestPages.Homes(0, 2), TestPages.Next("/rentals?page=2")))
            .WithClosed("/rentals?page=2", "");
        var silent = host.Web.NewSite().WithClosed("/rentals", "");
        await host.AddApartAsync(site.At("/rentals").AbsoluteUri);
        await host.AddApartAsync(silent.At("/rentals").AbsoluteUri);

        await using var replica = host.StartApart(("Scraper:Crawling:TimeLimit", "00:00:03"));
        await ScraperHost.UntilAsync(async () => await ScraperHost.QueryAsync<int>(host.Apart, "SELECT count(*) FROM finished_scrapes") == 2, "both ended");

        Assert.Equal("true 2 [\"time_budget\"]", await ScraperHost.QueryAsync<string>(
            host.Apart, "SELECT concat_ws(' ', payload ->> 'is_partial', payload ->> 'listings_total', payload ->> 'warnings') FROM outbox WHERE type = 'ScrapeCompleted'"));
        Assert.Equal("timeout", await ScraperHost.QueryAsync<string>(host.Apart, "SELECT payload ->> 'code' FROM outbox WHERE type = 'ScrapeFailed'"));
    }

    private async Task EndsOnceAsync()
    {
        await ScraperHost.UntilAsync(async () => await ScraperHost.QueryAsync<int>(host.Apart, "SELECT count(*) FROM jobs") == 0, "the job ended");
        Assert.Equal(
            "ScrapeCompleted 2",
            await ScraperHost.QueryAsync<string>(host.Apart, "SELECT string_agg(concat_ws(' ', type, payload ->> 'listings_total'), ', ') FROM outbox WHERE type <> 'ScrapeProgressed'"));
    }
}
