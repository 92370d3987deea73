using PeteRental.Scraper.Extraction;

namespace PeteRental.Scraper.Tests.Extraction;

public sealed class LinksTests
{
    private static string[] Links(string body, LinkKind kind, string? url = null) =>
        [.. ReadPage.Extract($"<html><head></head><body>{body}</body></html>", url).Links.Where(link => link.Kind == kind).Select(link => link.Url.AbsoluteUri)];

    [Theory]
    [InlineData("""<link rel="next" href="/rentals?page=2">""")]
    [InlineData("""<a rel="next nofollow" href="/rentals?page=2">2</a>""")]
    [InlineData("""<a href="/rentals?page=2">Next ›</a>""")]
    [InlineData("""<a href="?page=2" aria-label="Next page">›</a>""")]
    [InlineData("""<a href="?page=2">Siguiente</a>""")]
    [InlineData("""<div class="pagination"><span>1</span><a href="?page=2">2</a><a href="?page=3">3</a></div>""")]
    public void The_next_part_of_a_list_is_found(string body) => Assert.Equal(["https://birchwood.test/rentals?page=2"], Links(body, LinkKind.NextPage));

    [Fact]
    public void On_the_second_part_the_third_is_next() => Assert.Equal(
        ["https://birchwood.test/rentals/page/3/"],
        Links("""<nav class="nav-links"><a href="/rentals/page/1/">1</a><span>2</span><a href="/rentals/page/3/">3</a></nav>""", LinkKind.NextPage, "https://birchwood.test/rentals/page/2/"));

    [Theory]
    [InlineData("""<iframe src="https://birchwood.appfolio.com/listings?theme_color=%23000"></iframe>""", "https://birchwood.appfolio.com/listings?theme_color=%23000")]
    [InlineData("""<script>Appfolio.Listing({ hostUrl: 'birchwood.appfolio.com', themeColor: '#000' });</script>""", "https://birchwood.appfolio.com/listings")]
    [InlineData("""<a href="https://birchwood.managebuilding.com/Resident/portal/login">Residents</a>""", "https://birchwood.managebuilding.com/Resident/public/rentals")]
    [InlineData("""<iframe data-src="https://birchwood.managebuilding.com/Resident/public/rentals?hidenav=true"></iframe>""", "https://birchwood.managebuilding.com/Resident/public/rentals")]
    public void A_platform_behind_the_page_is_found(string body, string url) => Assert.Contains(url, Links(body, LinkKind.Listings));

    [Fact]
    public void A_widget_of_propertyware_leads_to_its_data() => Assert.Equal(
        ["https://connect.propertyware.com/api/marketing/listings?website_id=456&widget_id=123&include_for_rent=true"],
        Links("""<script src="https://app.propertyware.com/pw/website/widgets/config.jsp?wid=123&sid=456"></script>""", LinkKind.Feed));

    [Fact]
    public void WordPress_says_where_its_data_is() =>
        Assert.Equal(["https://birchwood.test/wp-json/wp/v2/types"], Links("""<link rel="https://api.w.org/" href="https://birchwood.test/wp-json/">""", LinkKind.Feed));

    [Fact]
    public void What_promises_rentals_comes_first_and_forms_do_not_count()
    {
        var links = Links("""
            <nav><a href="/about">About us</a><a href="/owners">Owners</a><a href="/application">Rental application</a><a href="/renters">Rental info</a>
            <a href="/available-rentals">Available Rentals</a><a href="/blog/homes">Blog: homes for rent</a><a href="https://elsewhere.test/rentals">Rentals</a></nav>
            """, LinkKind.Listings, "https://birchwood.test/");

        Assert.Equal("https://birchwood.test/available-rentals", links[0]);
        Assert.DoesNotContain("https://birchwood.test/application", links);
        Assert.DoesNotContain("https://birchwood.test/blog/homes", links);
    }

    [Theory]
    [InlineData("""<div id="root"></div><script src="/static/js/main.3f2a.js"></script>""", true)]
    [InlineData("""<div id="app">Loading…</div><script type="module" src="/assets/index-1.js"></script>""", true)]
    [InlineData("""<h1>About us</h1><p>We manage homes.</p>""", false)]
    [InlineData("""<div id="root"></div><script src="/static/js/main.js"></script><script>window.state={"homes":[{"street":"12 Elm St","rent":1450,"beds":2}]}</script>""", false)]
    public void An_empty_shell_needs_a_browser(string body, bool needs) => Assert.Equal(needs, ReadPage.Extract($"<html><body>{body}</body></html>").NeedsRendering);
}
