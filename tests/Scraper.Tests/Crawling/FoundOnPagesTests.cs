using PeteRental.Scraper.Crawling;
using PeteRental.Scraper.Extraction;

namespace PeteRental.Scraper.Tests.Crawling;

/// <summary>Sitemaps, search results, and what is made of homes before they are published: all of it written by strangers.</summary>
public sealed class FoundOnPagesTests
{
    [Fact]
    public void A_sitemap_is_read_as_far_as_it_goes_and_its_pictures_are_no_pages()
    {
        var file = SitemapFile.Read(
            """
            <?xml version="1.0"?>
            <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
              <url><loc> https://birchwood.test/rentals </loc><image:image><image:loc>https://birchwood.test/a.jpg</image:loc></image:image></url>
              <url><loc>ftp://birchwood.test/x</loc></url>
              <url><loc>https://birchwood.test/about?a=1&amp;b=2</loc></url>
              <url><loc>https://birch
            """);

        Assert.Equal(["https://birchwood.test/rentals", "https://birchwood.test/about?a=1&b=2"], file.Pages.Select(page => page.AbsoluteUri));
        Assert.Empty(file.Sitemaps);
    }

    [Theory]
    [InlineData("""<!DOCTYPE x [<!ENTITY a "https://birchwood.test/"><!ENTITY b "&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>""")]
    [InlineData("""<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><urlset><url><loc>&a;</loc></url></urlset>""")]
    [InlineData("<html><body>Not found</body></html>")]
    [InlineData("")]
    public void What_is_no_sitemap_has_no_pages(string xml) => Assert.Empty(SitemapFile.Read(xml).Pages);

    [Fact]
    public void Of_many_pages_those_that_promise_homes_are_chosen()
    {
        var pages = new[] { "/", "/about", "/blog/rentals", "/houses-for-rent", "/rentals/", "/property/12-alder-street", "/for-sale/listings", "/available-rentals.html", "/our-properties/commercial" }
            .Select(path => new Uri($"https://birchwood.test{path}")).ToArray();

        Assert.Equal(["/rentals/", "/houses-for-rent", "/available-rentals.html"], ListingPaths.Lists(pages, 5).Select(page => page.AbsolutePath));
        Assert.Equal(["/property/12-alder-street"], ListingPaths.Homes(pages, 5).Select(page => page.AbsolutePath));
    }

    [Fact]
    public void A_result_page_gives_websites_without_advertisements()
    {
        var results = SearchResults.Parse(
            """
            <div class="result result--ad"><a class="result__a" href="//duckduckgo.com/y.js?ad=1">Rooms</a></div>
            <div class="result"><a rel="nofollow" class="result__a" href="//duckduckgo.com/l/?uddg=https%3A%2F%2Fbirchwood.test%2Frentals%3Fa%3D1%26b%3D2&amp;rut=abc">Birchwood <b>Homes</b></a></div>
            <div class="result"><a class="result__a" href="https://elmwood.test/">Elmwood</a></div>
            <div class="result"><a class="result__a" href="//duckduckgo.com/l/?uddg=javascript%3Aalert(1)">Bad</a></div>
            """);

        Assert.Equal(
            [("Birchwood Homes", "https://birchwood.test/rentals?a=1&b=2"), ("Elmwood", "https://elmwood.test/")],
            results.Select(result => (result.Title, result.Url.AbsoluteUri)));
    }

    [Theory]
    [InlineData("Birchwood Property Management", "https://birchwood-pm.test/")]
    [InlineData("Alder Glen Homes LLC", "https://agrentals.test/")]
    [InlineData("Rentals Property Management", null)]
    [InlineData("Somebody Else", null)]
    public void A_companys_own_site_is_taken_and_nobody_elses(string company, string? site)
    {
        SearchResult[] results =
        [
            new("Birchwood Property Management | Reviews", new Uri("https://www.yelp.com/biz/birchwood")),
            new("Birchwood, Alder Glen and others on Zillow", new Uri("https://www.zillow.com/birchwood")),
            new("Welcome", new Uri("https://birchwood-pm.test/")),
            new("Alder Glen: homes in Fairhaven", new Uri("https://agrentals.test/")),
        ];

        Assert.Equal(site, CompanyMatch.Pick(company, results)?.AbsoluteUri);
    }

    [Fact]
    public void What_is_published_is_bounded_and_clean()
    {
        var listing = new ExtractedListing
        {
            PropertyAddress = Sure("12 Alder\u0000 Street"),
            Price = Sure(1200m),
            PriceMax = Sure(1100m),
            Bathrooms = Sure(1.74m),
            SquareFeet = Sure(-5),
            PropertyType = Sure("castle"),
            Availability = Sure(new Availability("date", new DateOnly(2027, 4, 1))),
            Description = Sure(new string('x', 3_999) + "\U0001F3E0 and more"),
            Amenities = Sure<IReadOnlyList<string>>([.. Enumerable.Range(0, 90).Select(n => $"Amenity {n}"), " "]),
            Photos = Sure<IReadOnlyList<Uri>>([new("data:image/png;base64,AAAA"), .. Enumerable.Range(0, 60).Select(n => new Uri($"https://birchwood.test/{n % 50}.jpg"))]),
        };

        var home = ScrapedListings.Of(new Home(new Uri("https://birchwood.test/rentals"), listing));

        Assert.Equal(("https://birchwood.test/rentals", "12 Alder Street", 1200m, null, 1.5m), (home.Url, home.PropertyAddress, home.Price, home.PriceMax, home.Bathrooms));
        Assert.Null(home.SquareFeet);
        Assert.Null(home.PropertyType);
        Assert.Equal(("date", new DateOnly(2027, 4, 1)), (home.Availability, home.AvailableDate));
        Assert.Equal((3_999, 60, 40), (home.Description!.Length, home.Amenities.Count, home.Photos.Count));
        Assert.Equal(
            ["amenities", "availability", "available_date", "bathrooms", "description", "photos", "price", "property_address"],
            home.Evidence.Select(evidence => evidence.Field).Order());
    }

    [Fact]
    public void What_most_homes_were_read_by_is_the_method()
    {
        var homes = new[] { ReadingMethod.Text, ReadingMethod.JsonLd, ReadingMethod.JsonLd }
            .Select(method => new Home(new Uri("https://birchwood.test/"), new ExtractedListing { PropertyAddress = new Reading<string>("1 Alder Street", method, 0.9) })).ToArray();

        Assert.Equal("json_ld", ScrapedListings.MethodOf(homes));
        Assert.Equal("none", ScrapedListings.MethodOf([]));
    }

    private static Reading<T> Sure<T>(T value) => new(value, ReadingMethod.Pattern, 0.8);
}
