using PeteRental.Contracts.Events;

namespace PeteRental.Scraper.Tests.Jobs;

/// <summary>From the request's event to the result's.</summary>
[Collection(ScraperService.Name)]
public sealed class ScrapeTests(ScraperHost host)
{
    [Fact]
    public async Task A_request_brings_the_homes_of_the_site()
    {
        var site = host.Web.NewSite().With("/rentals", TestPages.List(TestPages.Homes(0, 3)));

        var outcome = await host.ScrapeAsync(site.At("/rentals").AbsoluteUri, new ScrapeConfig(FollowDetails: false));

        Assert.Equal(["100 Alder Street", "102 Alder Street", "104 Alder Street"], outcome.Listings.Select(listing => listing.PropertyAddress));
        Assert.Equal([1000m, 1001m, 1002m], outcome.Listings.Select(listing => listing.Price!.Value));
        Assert.Equal((3, true, false, 1), (outcome.Result.ListingsTotal, outcome.Result.IsLast, outcome.Result.IsPartial, outcome.Result.Pages));
        Assert.Equal(site.At("/rentals").AbsoluteUri, outcome.Result.FinalUrl);
        Assert.Equal(["/rentals"], site.Requests);
        Assert.All(outcome.Listings, listing => Assert.Contains(listing.Evidence, evidence => evidence is { Field: "price", Confidence: > 0.5 }));
    }

    [Fact]
    public async Task Hundreds_of_homes_come_in_chunks_with_the_last_one_marked()
    {
        var site = host.Web.NewSite().With("/rentals", TestPages.List(TestPages.Homes(0, 250)));

        var outcome = await host.ScrapeAsync(site.At("/rentals").AbsoluteUri);

        Assert.Equal([(0, 100, false), (1, 100, false), (2, 50, true)], outcome.Chunks.Select(chunk => (chunk.Chunk, chunk.Listings.Count, chunk.IsLast)));
        Assert.All(outcome.Chunks, chunk => Assert.Equal(250, chunk.ListingsTotal));
        Assert.Equal(250, outcome.Listings.Select(listing => listing.PropertyAddress).Distinct().Count());
    }

    [Fact]
    public async Task Sixty_sources_at_once_are_read_once_each_and_never_two_connections_go_to_a_host()
    {
        var sites = Enumerable.Range(0, 6).Select(_ => host.Web.NewSite()).ToArray();
        foreach (var place in Enumerable.Range(0, 10))
        {
            foreach (var site in sites)
            {
                site.With($"/{place}/rentals", TestPages.List(TestPages.Homes(place, 2)));
            }
        }

        // One of them has its homes brought by a script, which asks for two things at a time.
        sites[0].With("/0/homes", TestPages.List(TestPages.Homes(0, 2))).With("/0/more", "none", "text/plain").With(
            "/0/rentals",
            """
            <html><body><div id=root></div>
            <script>Promise.all([fetch('/0/homes'), fetch('/0/more')]).then(([homes]) => homes.text()).then(html => document.documentElement.innerHTML = html)</script></body></html>
            """);
        var requests = await Task.WhenAll(Enumerable.Range(0, 60).Select(n => host.AskAsync(sites[n % 6].At($"/{n / 6}/rentals").AbsoluteUri, new ScrapeConfig(FollowDetails: false))));
        foreach (var request in requests)
        {
            Assert.Equal(2, (await host.EndOfAsync(request.ScrapeId)).Listings.Count);
        }

        Assert.Equal([1, 1, 1, 1, 1, 1], sites.Select(site => site.Connections.Most));
        Assert.All(sites.Skip(1), site => Assert.Equal(10, site.Requests.Count));
    }

    [Fact]
    public async Task A_request_that_comes_again_changes_nothing()
    {
        var site = host.Web.NewSite().With("/rentals", TestPages.List(TestPages.Homes(0, 2)));
        var request = ScraperHost.Request(site.At("/rentals").AbsoluteUri);
        var message = Guid.CreateVersion7();

        await host.Events.PublishAsync(request, message);
        await host.EndOfAsync(request.ScrapeId);
        await host.Events.PublishAsync(request, message);
        await host.Events.PublishAsync(request);
        await WhatCameIsTakenAsync(site);

        Assert.Equal(1, site.Requests.Count(path => path == "/rentals"));
        Assert.Single(host.Events.Chunks(request.ScrapeId));
    }

    [Fact]
    public async Task A_job_that_is_cancelled_stops_at_once_and_ends_as_cancelled()
    {
        var site = host.Web.NewSite().WithClosed("/rentals", TestPages.List(TestPages.Homes(0, 2)));
        var request = await host.AskAsync(site.At("/rentals").AbsoluteUri);
        await ScraperHost.UntilAsync(() => Task.FromResult(!site.Requests.IsEmpty), "the site was asked");

        await CancelAsync(request);
        var outcome = await host.EndOfAsync(request.ScrapeId);

        Assert.Equal("cancelled", outcome.Failure?.Code);
        Assert.Empty(outcome.Chunks);
    }

    [Fact]
    public async Task A_job_that_is_cancelled_before_its_turn_never_begins()
    {
        var site = host.Web.NewSite().WithClosed("/first", TestPages.List(TestPages.Homes(0, 1))).With("/second", TestPages.List(TestPages.Homes(0, 1)));
        var first = await host.AskAsync(site.At("/first").AbsoluteUri);
        await ScraperHost.UntilAsync(() => Task.FromResult(!site.Requests.IsEmpty), "the site was asked");
        var second = await host.AskAsync(site.At("/second").AbsoluteUri);

        await CancelAsync(second);
        Assert.Equal("cancelled", (await host.EndOfAsync(second.ScrapeId)).Failure?.Code);
        site.Open();

        Assert.Single((await host.EndOfAsync(first.ScrapeId)).Listings);
        Assert.DoesNotContain("/second", site.Requests);
    }

    [Fact]
    public async Task A_cancellation_that_overtakes_its_request_holds()
    {
        var site = host.Web.NewSite().With("/rentals", TestPages.List(TestPages.Homes(0, 1)));
        var request = ScraperHost.Request(site.At("/rentals").AbsoluteUri);

        await CancelAsync(request);
        await host.EndOfAsync(request.ScrapeId);
        await host.Events.PublishAsync(request);
        await WhatCameIsTakenAsync(site);

        Assert.DoesNotContain("/rentals", site.Requests);
        Assert.Equal("cancelled", Assert.Single(host.Events.Failures(request.ScrapeId)).Code);
    }

    [Fact]
    public async Task Progress_is_told_in_order_and_never_goes_back()
    {
        var site = host.Web.NewSite()
            .With("/rentals", TestPages.List(TestPages.Homes(0, 2), TestPages.Next("/rentals?page=2")))
            .WithClosed("/rentals?page=2", TestPages.List(TestPages.Homes(2, 2)));
        var request = await host.AskAsync(site.At("/rentals").AbsoluteUri);

        await ScraperHost.UntilAsync(
            () => Task.FromResult(host.Events.Progress(request.ScrapeId).Any(step => step is { Phase: "reading_list", ListingsFound: 2 })), "the first page was told of");
        site.Open();
        Assert.Equal(4, (await host.EndOfAsync(request.ScrapeId)).Listings.Count);

        var progress = host.Events.Progress(request.ScrapeId);
        Assert.Equal(Enumerable.Range(1, progress.Count), progress.Select(step => step.Sequence));
        Assert.Equal(progress.Select(step => step.PagesSeen).Order(), progress.Select(step => step.PagesSeen));
        Assert.All(progress, step => Assert.True(step.PagesSeen <= step.PagesTotal));
    }

    [Fact]
    public async Task One_site_that_keeps_us_waiting_does_not_keep_the_others_waiting()
    {
        var slow = host.Web.NewSite().WithClosed("/rentals", TestPages.List(TestPages.Homes(0, 1)));
        var waiting = new List<ScrapeRequested>();
        for (var n = 0; n < 12; n++)
        {
            waiting.Add(await host.AskAsync(slow.At("/rentals").AbsoluteUri));
        }

        var other = host.Web.NewSite().With("/rentals", TestPages.List(TestPages.Homes(0, 1)));
        Assert.Single((await host.ScrapeAsync(other.At("/rentals").AbsoluteUri)).Listings);
        Assert.Single(slow.Requests);

        slow.Open();
        foreach (var request in waiting)
        {
            Assert.Single((await host.EndOfAsync(request.ScrapeId)).Listings);
        }
    }

    [Theory]
    [InlineData("http://127.0.0.1:9/rentals", "refused_address")]
    [InlineData("http://169.254.169.254/latest/meta-data", "refused_address")]
    [InlineData("file:///etc/passwd", "refused_address")]
    [InlineData("localhost:5432", "refused_address")]
    [InlineData("https://www.zillow.com/homes", "refused_host")]
    public async Task What_may_not_be_read_is_refused_with_its_reason(string url, string code)
    {
        var outcome = await host.ScrapeAsync(url);

        Assert.Equal((code, 0m), (outcome.Failure!.Code, outcome.Failure.Cost));
    }

    private Task CancelAsync(ScrapeRequested request) =>
        host.Events.PublishAsync(new ScrapeCancelled(request.WorkspaceId, request.OccurredAt, request.ScrapeId, request.SourceId));

    // Messages of one queue come in order, and jobs of one host, too: when a later one is done, the earlier ones have had their effect.
    private async Task WhatCameIsTakenAsync(MadeUpSite site) => await host.ScrapeAsync(site.With("/later", TestPages.List(TestPages.Homes(0, 1))).At("/later").AbsoluteUri);
}
