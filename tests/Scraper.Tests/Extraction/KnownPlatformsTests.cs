using PeteRental.Scraper.Extraction;

namespace PeteRental.Scraper.Tests.Extraction;

public sealed class KnownPlatformsTests
{
    private static string[] Read(string body) => [.. ReadPage.Extract($"<html><body>{body}</body></html>").Listings.Select(ReadPage.Summary)];

    private const string AppFolioItem = """
        <div class="listing-item result js-listing-item" id="listing_42">
          <a href="/listings/detail/0f7c"><img class="js-listing-image" data-original="https://cdn.test/large.jpg" src="/blank.gif"></a>
          <div class="sidebar__price js-listing-blurb-rent">$1,695</div><span class="js-listing-blurb-bed-bath">2 bd / 1.5 ba</span>
          <dl><div class="detail-box__item"><dt class="detail-box__label">TOTAL MONTHLY PRICE</dt><dd class="detail-box__value">$1,812</dd></div>
          <div class="detail-box__item"><dt class="detail-box__label">RENT</dt><dd class="detail-box__value">$1,695</dd></div>
          <div class="detail-box__item"><dt class="detail-box__label">Square Feet</dt><dd class="detail-box__value">1,150</dd></div>
          <div class="detail-box__item"><dt class="detail-box__label">Available</dt><dd class="detail-box__value js-listing-available">12/15/26</dd></div></dl>
          <h2 class="js-listing-title"><a href="/listings/detail/0f7c">Sunny duplex near the park</a></h2>
          <span class="u-pad-rm js-listing-address">12 Elm St, Unit 2, Salem, OR 97301</span>
          <p class="js-listing-description">Two bedrooms with a fenced yard and new windows.</p>
          <p class="js-listing-pet-policy"><strong>Pet Policy:</strong> Cats allowed</p>
        </div>
        """;

    [Fact]
    public void AppFolio_shows_each_home_twice_and_its_price_with_fees()
    {
        var home = Assert.Single(ReadPage.Extract($"""<div id="result_container">{AppFolioItem}</div><div class="mobile">{AppFolioItem}</div>""", "https://birchwood.appfolio.com/listings").Listings);

        Assert.Equal("12 Elm St #2, Salem OR 97301 | 1695 | 2/1.5 | 1150 | 2026-12-15", ReadPage.Summary(home));
        Assert.Equal("https://birchwood.appfolio.com/listings/detail/0f7c", home.Url?.Value.AbsoluteUri);
        Assert.Equal("0f7c", home.SiteKey);
        Assert.Equal("duplex", home.PropertyType?.Value);
        Assert.Equal(["https://cdn.test/large.jpg"], home.Photos?.Value.Select(photo => photo.AbsoluteUri));
        Assert.Equal(ReadingMethod.Platform, home.Price?.Method);
    }

    [Fact]
    public void Buildium_says_most_in_attributes() => Assert.Equal(
        ["12 Elm St #2B, Olympia WA 98502 | 1850 | 3/1.5 | 1200 | 2026-12-01"],
        Read("""
            <div id="rentals-container"><a class="featured-listing" href="/Resident/public/rentals/4711" data-bedrooms="3" data-bathrooms="1.5" data-rent="1850" data-square-feet="1200" data-type="SingleFamily" data-location="Olympia,WA|98502">
            <h3 class="featured-listing__title">12 Elm St - 2B</h3><p class="featured-listing__address">Olympia, WA 98502</p><p class="featured-listing__features">3 Bed | 1.5 Bath</p>
            <p class="featured-listing__price">$1,850</p><p class="featured-listing__availability">Available 12/1/2026</p></a></div>
            """));

    [Fact]
    public void RentCafe_says_the_rooms_above_the_table() => Assert.Equal(
        [" #204,    | 1450-1525 | 1/1 | 710 | 2026-12-01", " #310,    | 1800 | 2/2 | 980 | 2027-01-05"],
        Read("""
            <h3>Floor Plan : A1 - 1 Bedroom, 1 Bathroom</h3><table class="availableUnits"><tr class="AvailUnitRow"><td data-label="Apartment">#204</td><td data-label="Sq.Ft.">710</td><td data-label="Rent">$1,450-$1,525</td><td data-label="Date Available">12/1/2026</td></tr></table>
            <h3>Floor Plan : B2 - 2 Bedrooms, 2 Bathrooms</h3><table class="availableUnits"><tr class="AvailUnitRow"><td data-label="Apartment">#310</td><td data-label="Sq.Ft.">980</td><td data-label="Rent">$1,800</td><td data-label="Date Available">1/5/2027</td></tr></table>
            """));

    [Theory]
    [InlineData("""<div class="item-listing-wrap" data-hz-id="hz-1"><span class="label-status">For Rent</span><h2 class="item-title"><a href="/property/elm/">Bright house</a></h2><ul><li class="item-price">$1,695/mo</li></ul><address class="item-address">12 Elm St, Salem, OR 97301</address><ul><li class="h-beds"><span class="hz-figure">2</span></li><li class="h-baths"><span class="hz-figure">1</span></li><li class="h-area"><span class="hz-figure">850</span> Sq Ft</li></ul></div>""")]
    [InlineData("""<div class="es-listing" id="es-listing-1"><h3 class="es-listing__title"><a href="/property/elm/">Bright house</a></h3><span class="es-price">$1,695</span><div class="es-address">12 Elm St, Salem, OR 97301</div><ul class="es-listing__meta"><li>2 beds</li><li>1 bath</li><li class="es-listing__meta-area">850 sq ft</li></ul></div>""")]
    [InlineData("""<a data-jd-fp-selector="unit-card" href="/property/elm/"><span class="jd-fp-card-info__title--large">#204</span><p>2 Beds 1 Bath 850 Sq. Ft.</p><p>$1,812 /mo total</p><span class="jd-fp-card-info-term-and-base--base">$1,695 Base Rent</span></a>""")]
    public void Themes_and_plugins_are_known(string card)
    {
        var home = Assert.Single(ReadPage.Extract($"<html><body><div class=list>{card}</div></body></html>").Listings);

        Assert.Equal((1695m, 2m, 1m, 850), (home.Price?.Value, home.Bedrooms?.Value, home.Bathrooms?.Value, home.SquareFeet?.Value));
        Assert.Equal("https://birchwood.test/property/elm/", home.Url?.Value.AbsoluteUri);
        Assert.Equal(ReadingMethod.Platform, home.Price?.Method);
    }

    [Fact]
    public void What_a_theme_marks_as_let_or_for_sale_is_no_listing() => Assert.Empty(Read("""
        <div class="item-listing-wrap"><span class="label-status">Leased</span><h2 class="item-title"><a href="/a/">12 Elm St</a></h2><li class="item-price">$1,695/mo</li><li class="h-beds"><span class="hz-figure">2</span></li></div>
        <div class="item-listing-wrap"><span class="label-status">For Sale</span><h2 class="item-title"><a href="/b/">40 Oak Ave</a></h2><li class="item-price">$389,000</li><li class="h-beds"><span class="hz-figure">3</span></li></div>
        """));
}
