using PeteRental.Scraper.Extraction;
using PeteRental.Scraper.Extraction.Merging;
using PeteRental.Scraper.Extraction.Structured.Schema;

namespace PeteRental.Scraper.Tests.Extraction;

public sealed class MicrodataTests
{
    private static IReadOnlyList<FoundHome> Read(string html) => Microdata.Read(PageDocument.Parse(html, ReadPage.Url, ReadPage.Today));

    [Fact]
    public void Microdata_says_the_same_as_json_ld()
    {
        var home = Assert.Single(Read("""
            <div itemscope itemtype="https://schema.org/Apartment"><a itemprop="url" href="/rentals/7"><span itemprop="name">Unit 2B</span></a>
              <div itemprop="address" itemscope itemtype="https://schema.org/PostalAddress"><span itemprop="streetAddress">12 Elm St</span>, <span itemprop="addressLocality">Salem</span>, <span itemprop="addressRegion">OR</span> <span itemprop="postalCode">97301</span></div>
              <meta itemprop="numberOfBedrooms" content="2"><span itemprop="numberOfBathroomsTotal">1</span>
              <div itemprop="offers" itemscope itemtype="https://schema.org/Offer"><span itemprop="price" content="1450">$1,450</span><time itemprop="availabilityStarts" datetime="2026-12-01">Dec 1</time></div><img itemprop="image" src="/a.jpg"></div>
            """)).Listing;

        Assert.Equal("12 Elm St #2B, Salem OR 97301 | 1450 | 2/1 |  | 2026-12-01", ReadPage.Summary(home));
        Assert.Equal("https://birchwood.test/rentals/7", home.Url?.Value.AbsoluteUri);
        Assert.Equal(["https://birchwood.test/a.jpg"], home.Photos?.Value.Select(photo => photo.AbsoluteUri));
    }

    [Fact]
    public void Rdfa_lite_says_it_too() => Assert.Equal(
        "12 Elm St, Salem OR 97301 | 1450 | 2/ |  | ",
        ReadPage.Summary(Assert.Single(Read("""
            <div vocab="https://schema.org/" typeof="Apartment"><div property="address" typeof="PostalAddress"><span property="streetAddress">12 Elm St</span><span property="addressLocality">Salem</span><span property="addressRegion">OR</span><span property="postalCode">97301</span></div>
            <span property="numberOfBedrooms">2</span><div property="offers" typeof="Offer"><span property="price">1450</span></div></div>
            """)).Listing));

    [Fact]
    public void An_office_with_microdata_is_no_home() => Assert.DoesNotContain(
        Read("""<footer itemscope itemtype="https://schema.org/RealEstateAgent"><div itemprop="address" itemscope itemtype="https://schema.org/PostalAddress"><span itemprop="streetAddress">1 Office Park</span></div></footer>"""),
        home => home.IsToRent);
}
