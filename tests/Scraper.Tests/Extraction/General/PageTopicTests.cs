namespace PeteRental.Scraper.Tests.Extraction.General;

/// <summary>What a page is about, what it shows beside that, and what it only tells of.</summary>
public sealed class PageTopicTests
{
    [Fact]
    public void Answers_praise_and_warnings_are_no_description()
    {
        var home = GeneralListingsTests.Read("""
            <html><head><title>12 Oak St</title></head><body><h1>12 Oak St, Salem, OR 97301</h1><p>$1,250/mo</p><p>2 bed 1 bath, 900 sq ft</p>
            <p>Sunny half of a brick duplex on a corner lot, with a pantry and a fenced yard. The roof is new. Text for a showing.</p>
            <h2>Questions</h2><h4>Is there a garage?</h4><p>No, but two cars fit in the drive beside the house.</p>
            <h2>Around the town</h2><p>The market is two streets away and the school is a mile from here.</p>
            <h3>Safety</h3><p>If you see this home for less than $1,000 it is a scam, so do not wire money.</p></body></html>
            """).Listings.Single();

        Assert.Equal("Sunny half of a brick duplex on a corner lot, with a pantry and a fenced yard. The roof is new. Text for a showing.", home.Description?.Value);
    }

    [Theory]
    [InlineData("<h1>1177 Porter Ave, Ogden, UT 84403</h1><p>$2,050/mo</p><p>3 beds</p>", "")]
    [InlineData("", "<h1>1177 Porter Ave, Ogden, UT 84403</h1><p>$2,050/mo</p><p>3 beds 2 baths</p>")]
    public void A_home_may_be_told_of_at_the_side(string head, string side)
    {
        var home = GeneralListingsTests.Read($"""
            <html><body><main>{head}<img data-flickity-lazyload="/p/1.jpg"><h2>About the home</h2><p>Brick bungalow with a new kitchen and views from the porch.</p></main>
            <aside>{side}<p>$2,050/mo</p><p>3 beds 2 baths</p><p>1,512 sq ft</p><p>Available Jan 1</p><h4>Storage?</h4><p>5x10 units from $49/mo, 15 Depot St.</p></aside></body></html>
            """).Listings.Single();

        Assert.Equal("1177 Porter Ave||2050|3", GeneralListingsTests.Short(home));
        Assert.Equal((1512, "/p/1.jpg"), (home.SquareFeet?.Value, home.Photos?.Value.Single().AbsolutePath));
    }

    [Theory]
    [InlineData("""<h1>Homes</h1><div><h3>Bear Cabin</h3><p>2 bed | 1 bath | 900 sq ft</p><p>$189 / night</p></div><div><h3>Elk Lodge</h3><p>4 bed | 3 bath | 1,800 sq ft</p><p>from $349 per night</p></div>""")]
    [InlineData("""<h1>For owners</h1><h2>Case studies</h2><div><h3>42 Oak Ave</h3><p>3 bed / 2 bath</p><p>Now: $1,850 per month.</p></div><div><h3>7 Pine Ct</h3><p>2 bed / 1 bath</p><p>Now: $1,250 per month.</p></div>""")]
    [InlineData("""<h1>Welcome</h1><h2>From the journal</h2><a href="/j/1">Splitting $1,800 three ways</a><br><a href="/j/2">12 boxes for a 2 bedroom move</a>""")]
    public void Stays_by_the_night_cases_and_teasers_are_no_homes(string body) => Assert.Empty(GeneralListingsTests.Read($"<html><body>{body}</body></html>").Listings);

    private const string Home = """
        <h1>1180 Quarry Ln, Unit 3</h1><p>Boise, ID 83702</p><ul><li>$1,625/mo</li><li>2 beds</li><li>1.5 baths</li></ul>
        """;

    [Theory]
    [InlineData("<h3>Similar homes</h3><div><a href=\"/2\">22 Ridge Ct - $1,700 - 3 bd</a></div><div><a href=\"/3\">9 Mesa Way - $1,450 - 2 bd</a></div>")]
    [InlineData("<section><div><h2>You may also like</h2><a href=\"/all\">View all</a></div><div><article><h3>22 Ridge Ct</h3><p>$1,700/mo</p><p>3 bd</p></article><article><h3>9 Mesa Way</h3><p>$1,450/mo</p><p>2 bd</p></article></div></section>")]
    [InlineData("<div><h2>Similar Listings</h2><div><h2><a href=\"/2\">Ridge Cottage</a></h2><p>22 Ridge Ct</p><p>$1,700</p><p>Beds: 3</p></div><div><h2><a href=\"/3\">Mesa House</a></h2><p>9 Mesa Way</p><p>$1,450</p><p>Beds: 2</p></div></div>")]
    public void Homes_beside_a_pages_own_are_not_its_homes(string others)
    {
        var home = ReadPage.OnlyHome($"<main>{Home}{others}</main>");
        Assert.Equal("1180 Quarry Ln #3, Boise ID 83702 | 1625 | 2/1.5 |  | ", ReadPage.Summary(home));
        Assert.Equal(ReadPage.Url, home.Url!.Value);
    }

    [Fact]
    public void A_let_home_is_not_replaced_by_those_beside_it() =>
        Assert.Empty(ReadPage.Extract("""
            <main><h1>901 N 24th St</h1><p>LEASED</p><p>$1,250/mo | 2 bd | 1 ba</p><h3>Similar homes</h3>
            <div><h4>12 Ash St</h4><p>$1,200/mo</p><p>2 bd</p></div><div><h4>14 Elm St</h4><p>$1,300/mo</p><p>2 bd</p></div></main>
            """).Listings);

    [Fact]
    public void More_homes_of_a_list_belong_to_it()
    {
        var homes = ReadPage.Extract("""
            <main><h1>Rentals</h1><h2>Featured</h2><div><h3><a href="/1">12 Ash St</a></h3><p>$1,200/mo</p><p>2 bd</p></div><h2>More homes</h2>
            <div><h3><a href="/2">14 Elm St</a></h3><p>$1,300/mo</p><p>2 bd</p></div><div><h3><a href="/3">9 Oak St</a></h3><p>$1,500/mo</p><p>3 bd</p></div></main>
            """).Listings;
        Assert.Equal(["12 Ash St", "14 Elm St", "9 Oak St"], homes.Select(home => home.PropertyAddress?.Value));
    }

    [Fact]
    public void The_page_of_a_home_has_the_address_that_it_gives_itself()
    {
        var page = $"<html><head><link rel=\"canonical\" href=\"/homes/1180\"></head><body>{Home}</body></html>";
        Assert.Equal("https://birchwood.test/homes/1180", Assert.Single(ReadPage.Extract(page, "https://birchwood.test/homes/1180?utm_source=x").Listings).Url!.Value.AbsoluteUri);
        Assert.Equal(ReadPage.Url, Assert.Single(ReadPage.Extract(page.Replace("/homes/1180", "https://other.test/1180", StringComparison.Ordinal)).Listings).Url!.Value);
    }

    [Theory]
    [InlineData("<h1>Rent trends in Enid</h1><p>The average 2 bedroom apartment now rents for $1,050 per month, up from $980. At 1402 E Elm Ave we renovated a 3 bedroom home last year.</p>")]
    [InlineData("<h1>FAQ</h1><h3>How much is the deposit?</h3><p>Usually one month, e.g. $1,200 for a 2 bedroom.</p><h3>Where do I pay?</h3><p>At 44 Court St, Suite 2, Plymouth, MA 02360 or online.</p>")]
    [InlineData("<h1>What will my home rent for?</h1><p>A recent 3 bedroom, 2 bath home at 18 Bayberry Ln, Camden, DE 19934 rented in 9 days for $1,850.</p>")]
    [InlineData("<h1>Reviews</h1><p>They rented my 3 bedroom house at 88 Larkspur Ln in eleven days for $1,650. Amazing!</p><p>We moved into 12 Quail Run, Unit 4 last spring. The 2 bed is perfect and $980 is fair.</p>")]
    [InlineData("<h1>How we screen</h1><p>Say a two-bedroom apartment at 100 Example Ave rents for $1,500 a month.</p><p>Applications are available online.</p>")]
    public void What_is_only_told_is_not_offered(string body) =>
        Assert.Empty(ReadPage.Extract($"<html><body>{body}</body></html>").Listings);

    [Fact]
    public void What_is_told_and_offered_is_a_home() =>
        Assert.Equal("240 Ferry Rd, Saco ME 04072 | 2100 | 3/2 |  | now", ReadPage.Summary(ReadPage.OnlyHome(
            "<p>For rent is a three-bedroom house at 240 Ferry Rd, Saco, ME 04072. It has two full baths and a garage, and rents for $2,100 a month. Ready now.</p>")));

    [Fact]
    public void An_office_below_the_last_home_does_not_say_where_that_is()
    {
        var homes = ReadPage.Extract("""
            <body><h3>29 Pier St</h3>One bedroom, $695. Available now.<hr><h3>301 Harbor Ct</h3>Three bedroom house. $1450 a month. Available now.<hr>
            Call 555-010-3232 or stop by 12 Main Street, Lakeview, MI 48850.</body>
            """).Listings;
        Assert.Equal(["29 Pier St", "301 Harbor Ct"], homes.Select(home => home.PropertyAddress?.Value));
        Assert.All(homes, home => Assert.Null(home.City));
    }

    [Fact]
    public void A_town_alone_counts_where_the_page_knows_it_with_its_state()
    {
        const string Cards = "<div><h3>12 Ash St</h3><p>$1,200/mo</p><p>2 bedrooms</p><p>Durango</p></div><div><h3>14 Elm St</h3><p>$1,300/mo</p><p>3 bedrooms</p><p>Bayfield</p></div>";
        string Towns(string page) => string.Join(" and ", ReadPage.Extract(page).Listings.Select(home => home.City?.Value ?? "nowhere"));
        Assert.Equal("Durango and nowhere", Towns($"<body>{Cards}<footer>Our office: 904 Main Ave, Durango, CO 81301</footer></body>"));
        Assert.Equal("nowhere and nowhere", Towns($"<body>{Cards}</body>"));
    }

    [Fact]
    public void Lines_that_begin_with_a_unit_are_at_the_building_above_them()
    {
        var homes = ReadPage.Extract("""
            <div><h3>Lakeside Terrace</h3><p>410 N. 3rd St, Mankato, MN 56001</p>
            <p>Unit 4 – 1 bed / 1 bath, 640 sq. ft., $895, available immediately and with heat</p><p>Unit 11 – 2 bed / 1 bath, 810 sq. ft., $1,045, available Jan 1</p>
            <h3>Stonebrook</h3><p>1127 Marsh Street, Mankato, MN 56001</p><p>Unit B – 2 bed / 1.5 bath, 960 sq. ft., $1,150, available 2/1/27</p></div>
            """).Listings;
        Assert.Equal(
            ["410 N. 3rd St #4, Mankato MN 56001 | 895 | 1/1 | 640 | now", "410 N. 3rd St #11, Mankato MN 56001 | 1045 | 2/1 | 810 | 2027-01-01", "1127 Marsh Street #B, Mankato MN 56001 | 1150 | 2/1.5 | 960 | 2027-02-01"],
            homes.Select(ReadPage.Summary));
    }

    [Fact]
    public void A_heading_does_not_end_what_is_said_under_a_higher_one()
    {
        var homes = ReadPage.Extract("""
            <h1>Aspen Ridge</h1><p>6100 Prospector Way, Flagstaff, AZ 86001</p><h3>Ponderosa - 1 Bedroom, 1 Bathroom</h3>
            <table><tr><th>Unit</th><th>Rent</th><th>Sq Ft</th></tr><tr><td>1104</td><td>$1,420</td><td>702</td></tr><tr><td>2207</td><td>$1,455</td><td>702</td></tr></table>
            """).Listings;
        Assert.Equal(["6100 Prospector Way #1104, Flagstaff AZ 86001 | 1420 | 1/1 | 702 | ", "6100 Prospector Way #2207, Flagstaff AZ 86001 | 1455 | 1/1 | 702 | "], homes.Select(ReadPage.Summary));
    }

    [Fact]
    public void A_community_is_where_its_page_says_and_not_where_its_manager_sits()
    {
        const string Plans = "<h1>Floor plans</h1><div><h3>Aspen</h3><p>Studio / 1 Bath</p><p>$1,095</p></div><div><h3>Birch</h3><p>1 Bed / 1 Bath</p><p>$1,250</p></div>";
        var homes = ReadPage.Extract($"<title>The Arbor Apartments</title><body>{Plans}<p>The Arbor, 4400 Arbor Way, Reno, NV 89502</p><footer>Managed from 200 Center St, Enid, OK 73701</footer></body>").Listings;
        Assert.Equal(["4400 Arbor Way", "4400 Arbor Way"], homes.Select(home => home.PropertyAddress?.Value));
        var ofManager = ReadPage.Extract("<title>Rentals</title><body><div><h3>Sunny cottage</h3><p>2 bed 1 bath</p><p>$1,095</p></div><div><h3>Loft downtown</h3><p>1 bed 1 bath</p><p>$1,250</p></div><footer>200 Center St, Enid, OK 73701</footer></body>").Listings;
        Assert.Equal(2, ofManager.Count);
        Assert.All(ofManager, home => Assert.Null(home.PropertyAddress));
    }

    [Fact]
    public void A_price_with_fees_is_no_second_home()
    {
        var homes = ReadPage.Extract("""
            <div><div><h3>908 Hawthorne Ct</h3><div><b>Base rent</b> $1,295</div><div><b>Total monthly</b> $1,340</div><div>3 beds | 2 baths</div></div>
            <div><h3>2217 Sanger Ave</h3><div><b>Base rent</b> $945</div><div><b>Total monthly</b> $990</div><div>1 bed | 1 bath</div></div></div>
            """).Listings;
        Assert.Equal(["908 Hawthorne Ct,    | 1295 | 3/2 |  | ", "2217 Sanger Ave,    | 945 | 1/1 |  | "], homes.Select(ReadPage.Summary));
    }

    [Fact]
    public void A_street_may_begin_like_a_word_for_other_pages()
    {
        var homes = ReadPage.Extract("<div><div><a href=\"/1\">88 N Maple, Enid, OK</a><p>$975</p><p>2 bed</p></div><div><a href=\"/2\">14 Tourmaline Ct, Enid, OK</a><p>$1,100</p><p>3 bed</p></div></div>").Listings;
        Assert.Equal(["/1", "/2"], homes.Select(home => home.Url?.Value.AbsolutePath));
    }

    [Fact]
    public void Where_a_menu_leads_says_nothing_about_the_home() =>
        Assert.Equal("520 Fairfax Ave #6, Norfolk VA 23507 | 1195 | 1/1 |  | ", ReadPage.Summary(ReadPage.OnlyHome(
            "<div><a href=\"/\">Home</a> <a href=\"/sales\">For sale</a></div><div>520 Fairfax Ave, Unit 6</div><div>Norfolk, VA 23507</div><div>$1,195/mo</div><div>1 Bed</div><div>1 Bath</div>")));

    [Fact]
    public void A_card_that_is_one_link_of_spans_has_lines()
    {
        var homes = ReadPage.Extract("""
            <div><a href="/1"><span>$1,480/mo</span><span>860 Harrington Ave, Norfolk, VA 23517</span><span>2 BD</span><span>Cats OK</span><span>Available 12/28/26</span></a>
            <a href="/2"><span>$3,050/mo</span><span>1020 Jamestown Cres, Norfolk, VA 23508</span><span>4 BD</span><span>No pets</span><span>Available Now</span></a></div>
            """).Listings;
        Assert.Equal(["860 Harrington Ave, Norfolk VA 23517 | 1480 | 2/ |  | 2026-12-28", "1020 Jamestown Cres, Norfolk VA 23508 | 3050 | 4/ |  | now"], homes.Select(ReadPage.Summary));
        Assert.Equal(["Cats OK", "No pets"], homes.Select(home => home.Pets?.Value));
    }

    [Fact]
    public void A_list_of_one_home_has_its_photo_and_no_count_as_a_fact()
    {
        var home = ReadPage.OnlyHome("""
            <h1>Red Lodge rentals</h1><p>1 home available</p><div><a href="/r/302"><img src="/m/302.jpg"></a><div><h3><a href="/r/302">302 Broadway Ave S, Unit 1</a></h3>
            <p>$1,150/mo</p><p>1 bed | 1 bath</p><p>Available Feb 1</p><a href="/r/302">View details</a></div></div>
            """);
        Assert.Equal("302 Broadway Ave S #1,    | 1150 | 1/1 |  | 2027-02-01", ReadPage.Summary(home));
        Assert.Equal(["/r/302", "/m/302.jpg"], [home.Url!.Value.AbsolutePath, Assert.Single(home.Photos!.Value).AbsolutePath]);
    }

    [Fact]
    public void Where_links_lead_up_is_not_the_page_of_a_home() =>
        Assert.Equal(ReadPage.Url, ReadPage.OnlyHome("<div><a href=\"/\">Home</a> / <a href=\"/homes\">Homes</a> / 909 Edgehill Dr</div><h1>909 Edgehill Dr, Salem, OR 97301</h1><p>$1,650/mo</p><p>4 beds</p>").Url!.Value);

    [Fact]
    public void What_stands_between_homes_and_is_none_says_nothing_about_the_next()
    {
        var homes = ReadPage.Extract("""
            <div><div><h4>FOR RENT: 14 Rose Ln</h4><p>3 bed 1 bath</p><p>$1,050/mo</p></div><div><h4>FOR RENT: Storage unit, 16 Rose Ln</h4><p>10x10</p><p>$75/mo</p></div>
            <div><h4>FOR RENT: 20 Rose Ln, Apt 2</h4><p>1 bed 1 bath</p><p>$700/mo</p></div></div>
            """).Listings;
        Assert.Equal(["14 Rose Ln,    | 1050 | 3/1 |  | ", "20 Rose Ln #2,    | 700 | 1/1 |  | "], homes.Select(ReadPage.Summary));
    }
}
