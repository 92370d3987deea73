using PeteRental.Scraper.Fetching;

namespace PeteRental.Scraper.Tests.Fetching;

public sealed class RobotsTests : IAsyncLifetime
{
    private readonly TestClock _clock = new();
    private TestSite _site = null!;
    private TestSite _other = null!;
    private Reader _reader = null!;

    public async ValueTask InitializeAsync()
    {
        _site = (await TestSite.StartAsync()).Html("/homes", "homes").Html("/closed", "closed");
        _other = await TestSite.StartAsync();
        _reader = new Reader(Reader.Allowing(_site, _other), time: _clock);
    }

    public async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync();
        await _other.DisposeAsync();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task What_a_site_does_not_want_read_is_not_asked_for()
    {
        _site.Body("/robots.txt", "text/plain", "User-agent: *\nDisallow: /closed");
        Assert.Equal(FetchCodes.BlockedByRobots, await CodeAsync("/closed"));
        Assert.Null(await CodeAsync("/homes"));
        Assert.Equal(0, _site.Hits("/closed"));
        Assert.Equal(1, _site.Hits("/robots.txt"));
    }

    [Fact]
    public async Task A_redirect_to_what_is_not_to_be_read_is_not_followed()
    {
        _site.Body("/robots.txt", "text/plain", "User-agent: PeteRentalBot\nDisallow: /closed").Redirect("/moved", "/closed");
        Assert.Equal(FetchCodes.BlockedByRobots, await CodeAsync("/moved"));
        Assert.Equal(0, _site.Hits("/closed"));
    }

    [Theory]
    [InlineData(404, null)]
    [InlineData(401, null)]
    [InlineData(403, null)]
    [InlineData(410, null)]
    [InlineData(429, FetchCodes.BlockedByRobots)]
    [InlineData(500, FetchCodes.BlockedByRobots)]
    [InlineData(503, FetchCodes.BlockedByRobots)]
    public async Task No_file_allows_all_and_a_broken_site_nothing(int status, string? code)
    {
        _site.Status("/robots.txt", status);
        Assert.Equal(code, await CodeAsync("/homes"));
    }

    [Fact]
    public async Task A_site_that_breaks_off_is_unreachable()
    {
        _site.On("/robots.txt", context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        Assert.Equal(FetchCodes.Unreachable, await CodeAsync("/homes"));
    }

    [Fact]
    public async Task A_redirect_of_the_file_is_followed_to_another_host_and_counts_for_the_first()
    {
        _site.Redirect("/robots.txt", "/a").Redirect("/a", "/b").Redirect("/b", "/c").Redirect("/c", "/d").Redirect("/d", _other["/rules"].AbsoluteUri);
        _other.Body("/rules", "text/plain", "User-agent: *\nDisallow: /closed");
        Assert.Equal(FetchCodes.BlockedByRobots, await CodeAsync("/closed"));
        Assert.Null(await CodeAsync("/homes"));
        Assert.Equal(0, _other.Hits("/robots.txt"));
    }

    [Fact]
    public async Task A_file_behind_more_than_five_redirects_is_missing()
    {
        _site.Redirect("/robots.txt", "/robots.txt");
        Assert.Null(await CodeAsync("/homes"));
        Assert.Equal(6, _site.Hits("/robots.txt"));
    }

    [Fact]
    public async Task A_redirect_of_the_file_to_a_closed_address_allows_nothing()
    {
        _site.Redirect("/robots.txt", "http://169.254.169.254/robots.txt");
        Assert.Equal(FetchCodes.BlockedByRobots, await CodeAsync("/homes"));
    }

    [Fact]
    public async Task The_first_500_kib_are_read()
    {
        var filler = string.Concat(Enumerable.Repeat("Allow: /" + new string('a', 92) + "\n", 5050));
        _site.Body("/robots.txt", "text/plain", "User-agent: *\n" + filler + "Disallow: /closed\n" + filler + "Disallow: /homes\n");
        Assert.Equal(FetchCodes.BlockedByRobots, await CodeAsync("/closed"));
        Assert.Null(await CodeAsync("/homes"));
    }

    [Fact]
    public async Task The_file_is_believed_for_a_day()
    {
        _site.Body("/robots.txt", "text/plain", "User-agent: *\nDisallow: /closed");
        await CodeAsync("/homes");
        _clock.Advance(TimeSpan.FromHours(23));
        await CodeAsync("/homes");
        Assert.Equal(1, _site.Hits("/robots.txt"));
        _clock.Advance(TimeSpan.FromHours(2));
        await CodeAsync("/homes");
        Assert.Equal(2, _site.Hits("/robots.txt"));
    }

    [Fact]
    public async Task A_broken_site_is_asked_again_after_a_while()
    {
        _site.Status("/robots.txt", 503);
        Assert.Equal(FetchCodes.BlockedByRobots, await CodeAsync("/homes"));
        Assert.Equal(FetchCodes.BlockedByRobots, await CodeAsync("/homes"));
        Assert.Equal(1, _site.Hits("/robots.txt"));
        _site.Body("/robots.txt", "text/plain", "");
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await CodeAsync("/homes"));
    }

    [Fact]
    public async Task Sitemaps_are_told()
    {
        _site.Body("/robots.txt", "text/plain", "Sitemap: /map.xml\nSitemap: https://a.example.com/b.xml\nSitemap: ftp://a.example.com/\nUser-agent: *\nDisallow: /");
        Assert.Equal([_site["/map.xml"], new Uri("https://a.example.com/b.xml")], await _reader.Fetcher.SitemapsAsync(_site["/homes"], default));
        Assert.Empty(await _reader.Fetcher.SitemapsAsync(new Uri("http://10.0.0.1/"), default));
    }

    private async Task<string?> CodeAsync(string path) => (await _reader.FetchAsync(_site[path])).Error?.Code;
}
