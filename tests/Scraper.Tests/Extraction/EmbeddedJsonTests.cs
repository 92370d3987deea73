using PeteRental.Scraper.Extraction;

namespace PeteRental.Scraper.Tests.Extraction;

public sealed class EmbeddedJsonTests
{
    private const string Homes = """
        [{"id":7,"rent":1450,"bedrooms":2,"bathrooms":1,"squareFeet":850,"address":{"street":"12 Elm St","city":"Salem","state":"OR","zip":"97301"},"availableDate":"2026-12-01T00:00:00Z","url":"/rentals/7"},
         {"id":8,"rent":"$1,600","bedrooms":"Studio","bathrooms":"1.5","squareFeet":"1,010","address":{"street":"40 Oak Ave #3","city":"Salem","state":"OR","zip":"97302"},"availableDate":"Now","url":"/rentals/8"}]
        """;

    private static readonly string[] HomesRead = ["12 Elm St, Salem OR 97301 | 1450 | 2/1 | 850 | 2026-12-01", "40 Oak Ave #3, Salem OR 97302 | 1600 | 0/1.5 | 1010 | now"];

    private static IEnumerable<string> Read(string html) => ReadPage.Extract(html).Listings.Select(ReadPage.Summary);

    [Theory]
    [InlineData("""<script id="__NEXT_DATA__" type="application/json">{"props":{"pageProps":{"locale":"en","listings":$HOMES}},"page":"/rentals","query":{}}</script>""")]
    [InlineData("""<script>window.__INITIAL_STATE__ = {"listings":{"items":$HOMES},"user":null};(function(){var s;(s=document.currentScript).parentNode.removeChild(s);}());</script>""")]
    [InlineData("""<script>var units = $HOMES, other = 3;</script>""")]
    [InlineData("""<script>jQuery(function($){ $("#map").rentals({items: 1}); initMap($HOMES); });</script>""")]
    [InlineData("""<script type="application/json" data-for="list">{"data":{"search":{"results":$HOMES}}}</script>""")]
    [InlineData("""<div id="list" data-units='$HOMES'></div>""")]
    [InlineData("""<rental-list :properties='$HOMES'></rental-list>""")]
    public void Homes_are_found_wherever_a_page_keeps_its_data(string html) =>
        Assert.Equal(HomesRead, Read(html.Replace("$HOMES", Homes, StringComparison.Ordinal)));

    [Fact]
    public void Names_of_one_letter_mean_what_they_hold() => Assert.Equal(
        ["12 Elm St #2, Salem OR 97301 | 1450 | 2/1 | 850 | 2026-12-01"],
        Read("""<div data-homes='[{"id":7,"a":"12 Elm St","u":"2","c":"Salem","s":"OR","z":"97301","p":1450,"bd":2,"ba":1,"sf":850,"av":"2026-12-01"}]'></div>"""));

    [Fact]
    public void Data_within_a_string_of_a_script_is_data()
    {
        var text = System.Text.Json.JsonSerializer.Serialize(Homes);

        Assert.Equal(HomesRead, Read($"<script>window.data = JSON.parse({text});</script>"));
        Assert.Equal(HomesRead, Read($"""<script>self.__next_f.push([1,{System.Text.Json.JsonSerializer.Serialize($"5:[\"$\",\"div\",null,{{\"listings\":{Homes.ReplaceLineEndings(" ")}}}]\n")}])</script>"""));
    }

    [Fact]
    public void Literals_of_scripts_are_read_like_json() => Assert.Equal(
        ["12 Elm St #2, Salem OR 97301 | 1450 | 2/1 |  | 2026-12-01"],
        Read("""<script>var homes = [{id: 7, rent: 1450, beds: 2, baths: 1, address: '12 Elm St', unit: '2', city: 'Salem', state: 'OR', zip: '97301', /* soon */ available_on: new Date('2026-12-01'), icon: ICONS.house, pets: !0,},];</script>"""));

    [Theory]
    [InlineData("""{"listing_id":"L7","market_rent":"1,450","unit_bedrooms":2,"unit_bathrooms":1,"unit_sq_ft":850,"full_address":"12 Elm St, Salem, OR 97301","available_on":"12/1/2026"}""")]
    [InlineData("""{"MonthlyRent":1450.0,"Beds":"2 bd","Baths":"1 ba","SquareFootage":850,"Address1":"12 Elm St","City":"Salem","StateCode":"OR","PostalCode":"97301","DateAvailable":"20261201"}""")]
    [InlineData("""{"pricing":{"rent":{"min":1450,"max":null}},"beds":{"value":2},"baths":{"value":1},"area":{"value":850,"unit":"sqft"},"location":{"address":{"line1":"12 Elm St","city":"Salem","state":"OR","zipCode":"97301"}},"moveInDate":"2026-12-01","id":7}""")]
    [InlineData("""{"title":{"rendered":"12 Elm St, Salem, OR 97301"},"link":"https://birchwood.test/property/12-elm/","type":"property","meta":{"_price":"1450","fave_property_bedrooms":"2","fave_property_bathrooms":"1","fave_property_size":"850","available_date":"12/01/2026"}}""")]
    [InlineData("""{"node":{"id":"x","rentAmountCents":145000,"bedroomCount":2,"bathroomCount":1,"livingArea":850,"streetAddress":"12 Elm St","addressLocality":"Salem","addressRegion":"OR","postalCode":"97301","availableOn":"2026-12-01"}}""")]
    [InlineData("""{"target_rent":1450,"no_bedrooms":2,"no_bathrooms":1,"total_area":850,"address":"12 Elm St","city":"Salem","state":"Oregon","zip":"97301","available_date":"December 1, 2026"}""")]
    [InlineData("""{"street_number":"12","street_name":"Elm","street_suffix":"St","city":"Salem","state":"OR","zip":97301,"askingRent":1450,"bed":2,"full_baths":1,"half_baths":0,"sqft":850,"availableDate":1796083200000}""")]
    public void Names_are_understood_by_their_words(string json)
    {
        var feed = ReadPage.Extract($"[{json}]", "https://connect.propertyware.com/api/marketing/listings");

        Assert.Equal(["12 Elm St, Salem OR 97301 | 1450 | 2/1 | 850 | 2026-12-01"], feed.Listings.Select(ReadPage.Summary));
        Assert.All(feed.Listings, home => Assert.Equal(ReadingMethod.Feed, home.Price?.Method));
    }

    [Fact]
    public void Units_take_from_their_building_where_they_are() => Assert.Equal(
        ["1 Birch Way #204, Salem OR 97301 | 1450-1525 | 1/1 | 710 | 2026-12-01", "1 Birch Way #310, Salem OR 97301 | 1800 | 2/2 | 980 | "],
        ReadPage.Extract("""
            {"property":{"name":"The Birch","address":"1 Birch Way","city":"Salem","state":"OR","zip":"97301","units":[
              {"ApartmentName":"204","FloorplanName":"A1","Beds":"1","Baths":"1","SQFT":"710","MinimumRent":"1450","MaximumRent":"1525","AvailableDate":"12/1/2026"},
              {"ApartmentName":"310","FloorplanName":"B2","Beds":"2","Baths":"2","SQFT":"980","MinimumRent":"1800","MaximumRent":"1800","AvailableDate":""}]}}
            """).Listings.Select(ReadPage.Summary));

    [Fact]
    public void References_within_a_cache_are_followed() => Assert.Equal(
        ["12 Elm St, Salem OR 97301 | 1450 | 2/1 |  | ", "40 Oak Ave, Salem OR 97302 | 1600 | 3/2 |  | "],
        Read("""
            <script>window.__APOLLO_STATE__={"ROOT_QUERY":{"__typename":"Query","listings":[{"__ref":"Listing:7"},{"__ref":"Listing:8"}]},
              "Listing:7":{"id":"7","rent":1450,"bedrooms":2,"bathrooms":1,"address":{"__ref":"Address:1"}},"Listing:8":{"id":"8","rent":1600,"bedrooms":3,"bathrooms":2,"address":{"__ref":"Address:2"}},
              "Address:1":{"line1":"12 Elm St","city":"Salem","state":"OR","zip":"97301"},"Address:2":{"line1":"40 Oak Ave","city":"Salem","state":"OR","zip":"97302"}}</script>
            """));

    [Fact]
    public void The_states_of_nuxt_are_put_together_again()
    {
        Assert.Equal(
            ["12 Elm St, Salem OR 97301 | 1450 | 2/1 |  | "],
            Read("""<script>window.__NUXT__=(function(a,b){return {layout:"default",data:[{homes:[{id:7,rent:a,beds:2,baths:1,street:"12 Elm St (rear)".slice,city:b}]}]}}(1450,"Salem"));</script>""".Replace("\"12 Elm St (rear)\".slice", "\"12 Elm St\",state:\"OR\",zip:\"97301\"", StringComparison.Ordinal)));
        Assert.Equal(
            ["12 Elm St, Salem OR 97301 | 1450 | 2/1 |  | "],
            Read("""<script type="application/json" id="__NUXT_DATA__">[["Reactive",1],{"homes":2},[3],{"rent":4,"beds":5,"baths":6,"street":7,"city":8,"state":9,"zip":10},1450,2,1,"12 Elm St","Salem","OR","97301"]</script>"""));
    }

    [Theory]
    [InlineData("""[{"id":1,"title":{"rendered":"Ten tips"},"content":{"rendered":"Rent is $1,200 on average for a 2 bedroom."},"type":"post"}]""")]
    [InlineData("""{"agents":[{"name":"A","address":"1 Office Park","city":"Salem","state":"OR","price":1200,"beds":2}]}""")]
    [InlineData("""{"filters":{"price":[{"min":1000,"max":1500,"beds":1}]}}""")]
    [InlineData("""{"reviews":[{"rating":5,"body":"Paid 1200 rent for 2 beds"}]}""")]
    [InlineData("""[{"street":"9 Oak Ave","beds":3,"price":389000,"status":"For Sale"}]""")]
    [InlineData("""[{"street":"9 Oak Ave","beds":3,"rent":1450,"status":"Leased"}]""")]
    [InlineData("""[{"street":"9 Oak Ave","beds":3,"rent":1450,"is_rented":true}]""")]
    [InlineData("""[{"street":"9 Oak Ave","rent":1450,"sqft":900,"propertyType":"Office"}]""")]
    [InlineData("""[{"name":"Parking space 12","rent":250,"unit":"P12","sqft":160}]""")]
    public void What_is_no_home_to_rent_is_none(string json)
    {
        Assert.Empty(ReadPage.Extract(json).Listings);
        Assert.Empty(Read($"<script>window.data = {json};</script>"));
    }

    [Fact]
    public void A_feed_without_homes_says_that_there_are_none()
    {
        Assert.Equal(PageKind.NoneAvailable, ReadPage.Extract("[]").Kind);
        Assert.Equal(PageKind.NoneAvailable, ReadPage.Extract("""{"listings":[],"total":0}""").Kind);
        Assert.Equal(PageKind.Other, ReadPage.Extract("""{"code":"rest_no_route","data":{"status":404}}""").Kind);
    }

    [Fact]
    public void Notes_about_pets_relative_pages_and_lists_of_pictures_are_read()
    {
        var home = Assert.Single(ReadPage.Extract("""
            [{"addressLine1":"130 Brooke Ave","addressLine2":"Unit 1206","rent":2450,"beds":2,"kind":"condo","pets_allowed":true,"pet_notes":"Dogs under 50 lb",
              "link":"home.html?id=640","slug":"brooke-130","img":["/a.jpg","/b.jpg"]}]
            """).Listings);

        Assert.Equal("130 Brooke Ave #1206,    | 2450 | 2/ |  | ", ReadPage.Summary(home));
        Assert.Equal(("condo", "Dogs under 50 lb"), (home.PropertyType?.Value, home.Pets?.Value));
        Assert.Equal("https://birchwood.test/home.html?id=640", home.Url?.Value.AbsoluteUri);
        Assert.Equal(2, home.Photos?.Value.Count);
    }

    [Fact]
    public void Pictures_features_and_pets_come_along()
    {
        var home = Assert.Single(ReadPage.Extract("""
            [{"rent":1450,"beds":2,"street":"12 Elm St","description":"<p>Bright &amp; quiet, near the park.</p><p>New kitchen.</p>","cats":true,"dogs":false,
              "amenities":["Dishwasher",{"name":"Patio"}],"photos":[{"thumb_image_url":"/t.jpg","original_image_url":"/a.jpg"},{"url":"/b.jpg"},"/no-image.png"]}]
            """).Listings);

        Assert.Equal("Bright & quiet, near the park.\nNew kitchen.", home.Description?.Value);
        Assert.Equal("Cats allowed, no dogs", home.Pets?.Value);
        Assert.Equal(["Dishwasher", "Patio"], home.Amenities?.Value);
        Assert.Equal(["https://birchwood.test/a.jpg", "https://birchwood.test/b.jpg"], home.Photos?.Value.Select(photo => photo.AbsoluteUri));
    }
}
