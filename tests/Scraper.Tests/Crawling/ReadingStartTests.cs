using PeteRental.Scraper.Crawling;

namespace PeteRental.Scraper.Tests.Crawling;

/// <summary>Addresses and names, and which addresses are one page or one site.</summary>
public sealed class ReadingStartTests
{
    [Theory]
    [InlineData("https://birchwood.test/rentals", "https://birchwood.test/rentals")]
    [InlineData(" birchwood.test/rentals?a=1 ", "https://birchwood.test/rentals?a=1")]
    [InlineData("//birchwood.test", "https://birchwood.test/")]
    [InlineData("127.0.0.1:8090/x", "https://127.0.0.1:8090/x")]
    [InlineData("[::1]/x", "https://[::1]/x")]
    [InlineData("file:///etc/passwd", "file:///etc/passwd")]
    [InlineData("localhost:5432", "https://localhost:5432/")]
    public void An_address_is_read_as_one(string start, string url) => Assert.Equal(url, ReadingStart.Of(start).Url?.AbsoluteUri);

    [Theory]
    [InlineData("Birchwood")]
    [InlineData("Birchwood Homes, Inc.")]
    [InlineData("St. Mary's Court Rentals")]
    [InlineData("Birchwood.")]
    [InlineData("")]
    public void Everything_else_is_a_name(string start) => Assert.Null(ReadingStart.Of(start).Url);

    [Theory]
    [InlineData("https://www.birchwood.test/rentals/?b=2&a=1#top", "http://birchwood.test/rentals?a=1&b=2", true)]
    [InlineData("https://birchwood.test/rentals?page=2&utm_source=mail&fbclid=1", "https://birchwood.test/rentals?page=2", true)]
    [InlineData("https://birchwood.test/rentals?page=2", "https://birchwood.test/rentals?page=3", false)]
    [InlineData("https://birchwood.test/Rentals", "https://birchwood.test/rentals", false)]
    public void Pages_are_told_apart_by_what_makes_a_difference(string one, string other, bool same) =>
        Assert.Equal(same, PageKey.Of(new Uri(one)) == PageKey.Of(new Uri(other)));

    [Theory]
    [InlineData("https://birchwood.test/", "https://rentals.birchwood.test/list", true)]
    [InlineData("https://rentals.birchwood.test/", "https://www.birchwood.test/list", true)]
    [InlineData("https://birchwood.test/", "https://birchwood.test:8443/", false)]
    [InlineData("https://birchwood.test/", "https://notbirchwood.test/", false)]
    [InlineData("https://birchwood.appfolio.com/listings", "https://www.appfolio.com/", false)]
    [InlineData("https://birchwood.appfolio.com/listings", "https://elmwood.appfolio.com/listings", false)]
    public void A_site_is_its_host_and_what_is_below(string start, string page, bool isWithin)
    {
        var boundary = new SiteBoundary();
        boundary.Include(new Uri(start));

        Assert.Equal(isWithin, boundary.Contains(new Uri(page)));
    }

    [Theory]
    [InlineData("https://birchwood.appfolio.com/listings", true)]
    [InlineData("https://birchwood.managebuilding.com/Resident/public/rentals", true)]
    [InlineData("https://www.appfolio.com/", false)]
    [InlineData("https://appfolio.com.evil.test/listings", false)]
    [InlineData("https://elsewhere.test/rentals", false)]
    public void A_site_may_lead_to_its_place_at_a_platform(string page, bool may)
    {
        var boundary = new SiteBoundary();
        boundary.Include(new Uri("https://birchwood.test/"));

        Assert.Equal(may, boundary.MayLeadTo(new Uri(page)));
    }
}
