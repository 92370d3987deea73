using PeteRental.Scraper.Extraction;

namespace PeteRental.Scraper.Tests.Extraction;

public sealed class JsonLdTests
{
    private const string Elm = """
        "address":{"@type":"PostalAddress","streetAddress":"12 Elm St Apt 2B","addressLocality":"Salem","addressRegion":"Oregon","postalCode":"97301"},
        "numberOfBedrooms":"2","numberOfBathroomsTotal":1.5,"floorSize":{"@type":"QuantitativeValue","value":"850","unitCode":"FTK"}
        """;

    private const string ElmRead = "12 Elm St #2B, Salem OR 97301 | 1450 | 2/1.5 | 850 | 2026-12-01";

    private const string Offer = """ "offers":{"@type":"Offer","price":"1450.00","priceCurrency":"USD","availabilityStarts":"2026-12-01","businessFunction":"http://purl.org/goodrelations/v1#LeaseOut"} """;

    private static PageExtraction Read(string json) => ReadPage.WithScript("application/ld+json", json);

    private static string Only(string json) => ReadPage.Summary(Assert.Single(Read(json).Listings));

    [Theory]
    [InlineData("""{"@context":"https://schema.org","@type":"Apartment",$HOME,$OFFER}""")]
    [InlineData("""[{"@context":"http://schema.org","@type":["Apartment","Product"],$HOME,$OFFER}]""")]
    [InlineData("""{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"Birchwood"},{"@type":"Apartment",$HOME,$OFFER}]}""")]
    [InlineData("""{"@type":"RealEstateListing","datePosted":"2026-10-01","mainEntity":{"@type":"Apartment",$HOME},$OFFER}""")]
    [InlineData("""{"@type":"RealEstateListing","about":{"@type":"House",$HOME,$OFFER}}""")]
    [InlineData("""{"@type":"RealEstateListing","offers":{"@type":"Offer","price":1450,"availabilityStarts":"2026-12-01","itemOffered":{"@type":"Apartment",$HOME}}}""")]
    [InlineData("""{"@type":"Offer","price":"$1,450","availabilityStarts":"2026-12-01","itemOffered":{"@type":"Accommodation",$HOME}}""")]
    [InlineData("""{"@type":"Product",$HOME,"offers":[{"@type":"Offer","price":1450,"availabilityStarts":"2026-12-01"}]}""")]
    [InlineData("""{"@type":"ItemList","itemListElement":[{"@type":"ListItem","position":1,"item":{"@type":"Apartment",$HOME,$OFFER}}]}""")]
    [InlineData("""{"@type":"CollectionPage","mainEntity":{"@type":"ItemList","itemListElement":[{"@type":"Apartment",$HOME,$OFFER}]}}""")]
    [InlineData("""{"@graph":[{"@type":"RealEstateListing","mainEntity":{"@id":"#home"},$OFFER},{"@id":"#home","@type":"Apartment",$HOME}]}""")]
    [InlineData("""{"@type":"RealEstateAgent","address":{"streetAddress":"1 Office Park"},"makesOffer":[{"@type":"Offer","price":1450,"availabilityStarts":"2026-12-01","itemOffered":{"@type":"Apartment",$HOME}}]}""")]
    [InlineData("""<!-- {"@type":"Apartment",$HOME,$OFFER,} -->""")]
    [InlineData("""{"@type":"Apartment",$HOME,$OFFER""")]
    [InlineData("""{"@type":"Apartment",$HOME,"offers":{"@type":"AggregateOffer","lowPrice":1450,"availabilityStarts":"2026-12-01"}}""")]
    [InlineData("""{"@type":"Apartment",$HOME,"offers":{"priceSpecification":{"@type":"UnitPriceSpecification","price":1450,"unitCode":"MON"},"availabilityStarts":"2026-12-01"}}""")]
    public void A_home_is_read_however_schema_org_is_used(string json) =>
        Assert.Equal(ElmRead, Only(json.Replace("$HOME", Elm, StringComparison.Ordinal).Replace("$OFFER", Offer, StringComparison.Ordinal)));

    [Theory]
    [InlineData("""{"@type":"House","numberOfBedrooms":3,$WHERE,"offers":{"price":1450,"businessFunction":"http://purl.org/goodrelations/v1#Sell"}}""")]
    [InlineData("""{"@type":"House","numberOfBedrooms":3,$WHERE,"offers":{"price":1450,"availability":"https://schema.org/SoldOut"}}""")]
    [InlineData("""{"@type":"House","numberOfBedrooms":3,$WHERE,"offers":{"price":389000,"priceCurrency":"USD"}}""")]
    [InlineData("""{"@type":"RealEstateListing","name":"House for sale in Salem","numberOfBedrooms":3,$WHERE}""")]
    public void What_is_for_sale_or_let_is_no_listing(string json) =>
        Assert.Empty(Read(json.Replace("$WHERE", """ "address":{"streetAddress":"9 Oak Ave","addressLocality":"Salem","addressRegion":"OR"} """, StringComparison.Ordinal)).Listings);

    [Theory]
    [InlineData("""{"@type":"RealEstateAgent","name":"Birchwood","address":{"streetAddress":"1 Office Park","addressLocality":"Salem","addressRegion":"OR"},"priceRange":"$$"}""")]
    [InlineData("""{"@type":"ApartmentComplex","name":"The Birch","address":{"streetAddress":"1 Birch Way","addressLocality":"Salem","addressRegion":"OR"},"telephone":"+15550100"}""")]
    [InlineData("""{"@type":"BlogPosting","headline":"Ten things to do","author":{"@type":"Person","name":"A"}}""")]
    [InlineData("""{"@type":"BreadcrumbList","itemListElement":[{"@type":"ListItem","item":{"@id":"https://birchwood.test/","name":"Home"}}]}""")]
    [InlineData("""{"@type":""")]
    public void Offices_articles_and_trails_are_no_homes(string json) => Assert.Empty(Read(json).Listings);

    [Fact]
    public void Floor_plans_are_homes_of_their_complex()
    {
        var homes = Read("""
            {"@type":"ApartmentComplex","name":"The Birch","petsAllowed":"Cats only","address":{"streetAddress":"1 Birch Way","addressLocality":"Salem","addressRegion":"OR","postalCode":"97301"},
             "accommodationFloorPlan":[
               {"@type":"FloorPlan","name":"A1","numberOfBedrooms":0,"numberOfBathroomsTotal":1,"floorSize":{"value":45,"unitCode":"MTK"},"offers":{"@type":"AggregateOffer","lowPrice":"1,200","highPrice":"1,350"}},
               {"@type":"FloorPlan","name":"B2","numberOfBedrooms":{"@type":"QuantitativeValue","value":2},"numberOfFullBathrooms":1,"numberOfPartialBathrooms":1,"floorSize":{"minValue":900,"maxValue":950,"unitCode":"FTK"},"offers":{"price":1800}}]}
            """).Listings;

        Assert.Equal(
            ["1 Birch Way, Salem OR 97301 | 1200-1350 | 0/1 | 484 | ", "1 Birch Way, Salem OR 97301 | 1800 | 2/1.5 | 900 | "],
            homes.Select(ReadPage.Summary));
        Assert.All(homes, home => Assert.Equal("Cats only", home.Pets?.Value));
    }

    [Fact]
    public void A_product_says_in_additional_properties_what_it_has_no_names_for() => Assert.Equal(
        "12 Elm St, Salem OR 97301 | 1450 | 2/1 | 850 | ",
        Only("""
            {"@type":"Product","name":"12 Elm St, Salem, OR 97301","offers":{"price":1450},"additionalProperty":[
              {"@type":"PropertyValue","name":"Bedrooms","value":"2"},{"@type":"PropertyValue","name":"Bathrooms","value":1},{"@type":"PropertyValue","name":"Square Feet","value":"850"}]}
            """));

    [Fact]
    public void Texts_pictures_and_features_come_along()
    {
        var home = Assert.Single(Read("""
            {"@type":"House","url":"/rentals/12-elm","description":"A bright house near the park, with a fenced yard.","petsAllowed":true,"image":["/a.jpg",{"@type":"ImageObject","url":"https://cdn.test/b.jpg"},"/img/logo.png"],
             "amenityFeature":[{"@type":"LocationFeatureSpecification","name":"Dishwasher","value":true},{"name":"Pool","value":false}],
             "address":{"streetAddress":"12 Elm St","addressLocality":"Salem","addressRegion":"OR"},"offers":{"price":1450,"availability":"https://schema.org/InStock"}}
            """).Listings);

        Assert.Equal("https://birchwood.test/rentals/12-elm", home.Url?.Value.AbsoluteUri);
        Assert.Equal("A bright house near the park, with a fenced yard.", home.Description?.Value);
        Assert.Equal(["https://birchwood.test/a.jpg", "https://cdn.test/b.jpg"], home.Photos?.Value.Select(photo => photo.AbsoluteUri));
        Assert.Equal(["Dishwasher"], home.Amenities?.Value);
        Assert.Equal("Pets allowed", home.Pets?.Value);
        Assert.Equal("now", home.Availability?.Value.Kind);
        Assert.Equal("house", home.PropertyType?.Value);
        Assert.Equal(ReadingMethod.JsonLd, home.Price?.Method);
    }

    [Fact]
    public void Of_a_home_for_sale_and_for_rent_the_rent_is_taken()
    {
        const string Sale = """{"@type":"Offer","businessFunction":"http://purl.org/goodrelations/v1#Sell","price":419000}""";
        const string Lease = """{"@type":"Offer","businessFunction":"http://purl.org/goodrelations/v1#LeaseOut","price":2150}""";

        Assert.Equal(2_150, Assert.Single(Read($$"""{"@type":"House",{{Elm}},"offers":[{{Sale}},{{Lease}}]}""").Listings).Price?.Value);
        Assert.Empty(Read($$"""{"@type":"House",{{Elm}},"offers":{{Sale}}}""").Listings);
    }

    [Fact]
    public void The_price_of_renting_may_be_an_actions() =>
        Assert.Equal(1_395, Assert.Single(Read($$"""{"@type":"Apartment",{{Elm}},"potentialAction":{"@type":"RentAction","priceSpecification":{"price":1395,"unitText":"MONTH"} } }""").Listings).Price?.Value);

    [Fact]
    public void A_broken_block_does_not_spoil_the_next()
    {
        var page = ReadPage.Extract($$"""<script type="application/ld+json">{"@type": oops(</script><script type="application/ld+json">{"@type":"Apartment",{{Elm}},{{Offer}}}</script>""");

        Assert.Equal(ElmRead, ReadPage.Summary(Assert.Single(page.Listings)));
    }
}
