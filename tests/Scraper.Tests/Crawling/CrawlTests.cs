using PeteRental.Contracts.Events;

namespace PeteRental.Scraper.Tests.Crawling;

/// <summary>How a site is walked through, by the running service.</summary>
[Collection(ScraperService.Name)]
public sealed class CrawlTests(ScraperHost host)
{
    [Fact]
    public async Task All_pages_of_a_list_are_read_and_each_home_counts_once()
    {
        var site = host.Web.NewSite()
            .With("/rentals", TestPages.List(TestPages.Homes(0, 5), TestPages.Next("/rentals?page=2")))
            .With("/rentals?page=2", TestPages.List(TestPages.Homes(4, 5), TestPages.Next("/rentals?page=3&utm_source=x")))
            .With("/rentals?page=3&utm_source=x", TestPages.List(TestPages.Homes(9, 2), TestPages.Next("/rentals?page=3")));

        var outcome = await host.ScrapeAsync(site.At("/rentals").AbsoluteUri, new ScrapeConfig(FollowDetails: false));

        Assert.Equal(11, outcome.Listings.Count);
        Assert.Equal(3, outcome.Result.Pages);
        Assert.False(outcome.Result.IsPartial);
    }

    [Fact]
    public async Task A_list_that_repeats_itself_for_ever_is_read_once()
    {
        var site = host.Web.NewSite().With("/rentals?*", context =>
        {
            var page = int.TryParse(context.Request.Query["page"], out var number) ? number : 1;
            context.Response.ContentType = "text/html";
            return context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(
                TestPages.List(TestPages.Homes(0, 4), TestPages.Next($"/rentals?page={page + 1}")))).AsTask();
        });

        var outcome = await host.ScrapeAsync(site.At("/rentals").AbsoluteUri, new ScrapeConfig(FollowDetails: false));

        Assert.Equal(4, outcome.Listings.Count);
        Assert.False(outcome.Result.IsPartial);
        Assert.InRange(site.Requests.Count, 2, 3);
    }

    [Fact]
    public async Task A_list_that_never_ends_is_cut_at_the_budget_and_says_so()
    {
        var site = host.Web.NewSite().With("/rentals?*", context =>
        {
            var page = int.TryParse(context.Request.Query["page"], out var number) ? number : 1;
            context.Response.ContentType = "text/html";
            return context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(
                TestPages.List(TestPages.Homes(page * 2, 2), TestPages.Next($"/rentals?page={page + 1}")))).AsTask();
        });

        var outcome = await host.ScrapeAsync(site.At("/rentals").AbsoluteUri, new ScrapeConfig(MaxPages: 4, FollowDetails: false));

        Assert.Equal((8, 4, true), (outcome.Listings.Count, outcome.Result.Pages, outcome.Result.IsPartial));
        Assert.Equal(["page_budget"], outcome.Result.Warnings);
    }

    [Fact]
    public async Task What_the_list_does_not_say_is_read_on_the_homes_own_pages()
    {
        var homes = TestPages.Homes(0, 3).Select(home => home with { SquareFeet = null }).ToArray();
        var site = host.Web.NewSite().With("/rentals", TestPages.List(homes));
        foreach (var home in homes)
        {
            site.With(home.Url!, TestPages.Detail(home with { SquareFeet = 777 }));
        }

        var outcome = await host.ScrapeAsync(site.At("/rentals").AbsoluteUri);

        Assert.Equal([777, 777, 777], outcome.Listings.Select(listing => listing.SquareFeet));
        Assert.Equal(homes.Select(home => site.At(home.Url!).AbsoluteUri), outcome.Listings.Select(listing => listing.Url));
        Assert.Equal(4, outcome.Result.Pages);
    }

    [Fact]
    public async Task Pages_of_homes_that_say_no_more_than_the_list_are_left_alone_after_a_few()
    {
        var homes = TestPages.Homes(0, 9).Select(home => home with { SquareFeet = null }).ToArray();
        var site = host.Web.NewSite().With("/rentals", TestPages.List(homes));
        foreach (var home in homes)
        {
            site.With(home.Url!, TestPages.Detail(home));
        }

        var outcome = await host.ScrapeAsync(site.At("/rentals").AbsoluteUri);

        Assert.Equal(9, outcome.Listings.Count);
        Assert.Equal(4, site.Requests.Count);
    }

    [Fact]
    public async Task From_the_front_page_the_list_is_found()
    {
        var site = host.Web.NewSite()
            .With("/", TestPages.Page("Birchwood", "", """<h1>Birchwood</h1><p>We care.</p><a href="/homes-for-rent">Available rentals</a>"""))
            .With("/homes-for-rent", TestPages.List(TestPages.Homes(0, 3)));

        var outcome = await host.ScrapeAsync(site.At("/").AbsoluteUri);

        Assert.Equal(3, outcome.Listings.Count);
        Assert.Equal(site.At("/homes-for-rent").AbsoluteUri, outcome.Result.FinalUrl);
    }

    [Fact]
    public async Task What_nothing_links_to_is_found_by_the_sitemap()
    {
        var site = host.Web.NewSite().With("/", TestPages.Page("Birchwood", "", "<h1>Birchwood</h1><p>We care.</p>"));
        site.With("/robots.txt", $"User-agent: *\nAllow: /\nSitemap: {site.At("/index.xml")}\n", "text/plain")
            .With("/index.xml", $"<sitemapindex><sitemap><loc>{site.At("/posts.xml")}</loc></sitemap><sitemap><loc>{site.At("/property-sitemap.xml")}</loc></sitemap></sitemapindex>", "application/xml")
            .With("/posts.xml", $"<urlset><url><loc>{site.At("/blog/rentals")}</loc></url></urlset>", "application/xml")
            .With("/property-sitemap.xml", $"<urlset><url><loc>{site.At("/rentals")}</loc></url><url><loc>https://elsewhere.test/rentals</loc></url></urlset>", "application/xml")
            .With("/rentals", TestPages.List(TestPages.Homes(0, 3)));

        var outcome = await host.ScrapeAsync(site.At("/").AbsoluteUri);

        Assert.Equal((3, 1), (outcome.Result.ListingsTotal, site.Requests.Count(path => path == "/rentals")));
        Assert.DoesNotContain("/blog/rentals", site.Requests);
    }

    [Fact]
    public async Task A_page_of_somebody_else_is_not_read()
    {
        var other = host.Web.NewSite().With("/rentals", TestPages.List(TestPages.Homes(0, 3)));
        var site = host.Web.NewSite().With("/", TestPages.Page("Birchwood", "", $"""<h1>Birchwood</h1><a href="{other.At("/rentals")}">Available rentals</a>"""));

        var outcome = await host.ScrapeAsync(site.At("/").AbsoluteUri);

        Assert.Equal("no_listings", outcome.Failure?.Code);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task A_site_that_says_it_has_none_is_read_well_without_homes()
    {
        var site = host.Web.NewSite().With("/rentals", TestPages.Page("Rentals", "", "<h1>Rentals</h1><p>There are no available rentals at this time.</p>"));

        var outcome = await host.ScrapeAsync(site.At("/rentals").AbsoluteUri);

        Assert.Empty(outcome.Listings);
        Assert.Equal((true, true, "none"), (outcome.Result.SaysNoneAvailable, outcome.Result.IsLast, outcome.Result.Method));
    }

    [Fact]
    public async Task A_page_that_robots_may_not_read_is_not_read()
    {
        var site = host.Web.NewSite().With("/robots.txt", "User-agent: *\nDisallow: /rentals\n", "text/plain").With("/rentals", TestPages.List(TestPages.Homes(0, 3)));

        Assert.Equal("blocked_by_robots", (await host.ScrapeAsync(site.At("/rentals").AbsoluteUri)).Failure?.Code);
        Assert.Empty(site.Requests);
    }

    [Fact]
    public async Task A_page_that_fails_in_the_middle_makes_the_result_partial()
    {
        var site = host.Web.NewSite()
            .With("/rentals", TestPages.List(TestPages.Homes(0, 2), TestPages.Next("/rentals?page=2")))
            .With("/rentals?page=2", context =>
            {
                context.Response.StatusCode = 500;
                return Task.CompletedTask;
            });

        var outcome = await host.ScrapeAsync(site.At("/rentals").AbsoluteUri);

        Assert.Equal((2, true), (outcome.Listings.Count, outcome.Result.IsPartial));
        Assert.Equal(["page_failed"], outcome.Result.Warnings);
    }

    [Fact]
    public async Task A_page_that_has_not_changed_is_not_sent_again()
    {
        var source = Guid.CreateVersion7();
        var answers = new System.Collections.Concurrent.ConcurrentQueue<int>();
        var body = TestPages.List(TestPages.Homes(0, 3));
        var site = host.Web.NewSite().With("/rentals", context =>
        {
            context.Response.Headers.ETag = "\"first\"";
            context.Response.StatusCode = context.Request.Headers.IfNoneMatch == "\"first\"" ? 304 : 200;
            answers.Enqueue(context.Response.StatusCode);
            context.Response.ContentType = context.Response.StatusCode == 200 ? "text/html" : null;
            return context.Response.StatusCode == 200 ? context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(body)).AsTask() : Task.CompletedTask;
        });

        var first = await host.ScrapeAsync(site.At("/rentals").AbsoluteUri, source: source);
        var second = await host.ScrapeAsync(site.At("/rentals").AbsoluteUri, source: source);
        await host.ScrapeAsync(site.At("/rentals").AbsoluteUri);

        Assert.Equal([200, 304, 200], answers);
        Assert.Equal(
            System.Text.Json.JsonSerializer.Serialize(first.Listings), System.Text.Json.JsonSerializer.Serialize(second.Listings));
    }

    [Fact]
    public async Task A_company_that_nobody_knows_is_not_found()
    {
        var outcome = await host.ScrapeAsync("Nobody Knows These People LLC");

        Assert.Equal("not_found", outcome.Failure?.Code);
    }
}
