using PeteRental.Scraper.Extraction;
using PeteRental.Scraper.Extraction.General;

namespace PeteRental.Scraper.Tests.Extraction.General;

public sealed class GeneralListingsTests
{
    [Fact]
    public void Cards_of_meaningless_divs_are_homes_with_their_pages()
    {
        var reading = Read(Pages.Cards);

        Assert.Equal(PageKind.List, reading.Kind);
        Assert.Equal(["12 Oak St||900|1", "14 Elm Ave|2B|1250|2", "9 Pine Rd||1600|3"], reading.Listings.Select(Short));
        Assert.Equal(["/homes/12-oak", "/homes/14-elm", "/homes/9-pine"], reading.Listings.Select(home => home.Url!.Value.AbsolutePath));
        Assert.All(reading.Listings, home => Assert.Equal(("Salem", "OR"), (home.City?.Value, home.State?.Value)));
        Assert.All(reading.Links.Take(3), link => Assert.Equal(LinkKind.Detail, link.Kind));
    }

    [Fact]
    public void A_tables_first_row_names_its_columns()
    {
        var reading = Read("""
            <table><tr><td>Address</td><td>BR</td><td>BA</td><td>Rent</td><td>Deposit</td><td>Avail</td></tr>
            <tr><td>114 Elk St</td><td>2</td><td>1</td><td>895</td><td>950</td><td>Now</td></tr>
            <tr><td>22 Lake Dr #14</td><td>Studio</td><td>1</td><td>725</td><td>700</td><td>12/01/26</td></tr></table>
            """);

        Assert.Equal(["114 Elk St||895|2", "22 Lake Dr|14|725|0"], reading.Listings.Select(Short));
        Assert.Equal([new Availability("now", null), new Availability("date", new DateOnly(2026, 12, 1))], reading.Listings.Select(home => home.Availability!.Value));
    }

    [Fact]
    public void Headings_and_paragraphs_without_any_box_are_cut_where_they_begin_anew()
    {
        var reading = Read("""
            <div><h1>Vacancies</h1>
            <h3>611 Hill Dr, Unit A, Logan, UT 84321</h3><p>2 bedroom, 1 bath</p><p>$995/month, $900 deposit</p><p>Ready now</p>
            <h3>613 Hill Dr, Unit B, Logan, UT 84321</h3><p>3 bedroom, 2 bath</p><p>$1,295/month</p><p>Ready 12/15/2026</p>
            <h3>Questions?</h3><p>Stop by 50 Center St, Logan, UT 84321 or call 555-555-0160.</p></div>
            """);

        Assert.Equal(["611 Hill Dr|A|995|2", "613 Hill Dr|B|1295|3"], reading.Listings.Select(Short));
    }

    [Fact]
    public void Units_are_at_the_address_of_their_building()
    {
        var reading = Read("""
            <section><h2>1220 Grant Street, Denver, CO 80203</h2><table><tr><th>Unit</th><th>Beds</th><th>Rent</th></tr><tr><td>101</td><td>Studio</td><td>$1,095</td></tr><tr><td>304</td><td>1</td><td>$1,350</td></tr></table></section>
            <section><h2>901 Pearl Street, Denver, CO 80203</h2><p>No vacancies in this building.</p></section>
            <section><h2>777 Hill Street, Denver, CO 80203</h2><table><tr><th>Unit</th><th>Beds</th><th>Rent</th></tr><tr><td>B2</td><td>2</td><td>$1,725</td></tr></table></section>
            """);

        Assert.Equal(["1220 Grant Street|101|1095|0", "1220 Grant Street|304|1350|1", "777 Hill Street|B2|1725|2"], reading.Listings.Select(Short));
    }

    [Fact]
    public void Homes_side_by_side_are_read_by_column()
    {
        var reading = Read("""
            <table><tr><th></th><th>14 Fern Ct</th><th>230 Moss Ave</th></tr><tr><th>City</th><td>Eugene, OR 97401</td><td>Eugene, OR 97402</td></tr>
            <tr><th>Rent</th><td>$1,895</td><td>$2,250</td></tr><tr><th>Bedrooms</th><td>3</td><td>4</td></tr><tr><th>Available</th><td>Now</td><td>December 12, 2026</td></tr></table>
            """);

        Assert.Equal(["14 Fern Ct||1895|3", "230 Moss Ave||2250|4"], reading.Listings.Select(Short));
    }

    [Fact]
    public void Paragraphs_that_tell_of_a_home_each_are_homes_and_the_office_is_none()
    {
        var reading = Read("""
            <h1>Rentals</h1><p>Hello and thank you for stopping by!</p>
            <p>We have a lovely 2 bedroom apartment on the second floor at 47 Church Street, Apt 2, Brattleboro, VT 05301. It rents for $1,400 a month with heat included, has one bath, and will be ready December 15.</p>
            <p>Also coming up is a 3 bedroom, 2 bath house at 210 Western Avenue, Brattleboro, VT 05301 with about 1,500 square feet. Rent is $2,100 plus utilities, and we ask for a deposit of $2,100. Available January 1, 2027.</p>
            <p>Our office at 6 Elliot Street, Brattleboro, VT 05301 is open weekdays.</p>
            """);

        Assert.Equal(["47 Church Street|2|1400|2", "210 Western Avenue||2100|3"], reading.Listings.Select(Short));
    }

    [Fact]
    public void The_page_of_a_home_is_about_that_home_and_not_about_those_beside_it()
    {
        var reading = Read(Pages.Detail);

        Assert.Equal(PageKind.Detail, reading.Kind);
        var home = Assert.Single(reading.Listings);
        Assert.Equal("1830 Fair Blvd||1950|3", Short(home));
        Assert.Equal((2.5m, 1_640, "house", "Cats only"), (home.Bathrooms!.Value, home.SquareFeet!.Value, home.PropertyType!.Value, home.Pets!.Value));
        Assert.Equal("Brick house on a quiet street with a porch and a large yard.", home.Description!.Value);
        Assert.Equal(["Oak floors", "Detached garage"], home.Amenities!.Value);
        Assert.Equal(["/p/1.jpg", "/p/2.jpg"], home.Photos!.Value.Select(photo => photo.AbsolutePath));
    }

    [Theory]
    [InlineData("<h1>Rentals</h1><p>There are no available rentals at this time. Please check back soon.</p>")]
    [InlineData("<h1>Apartments</h1><p>No vacancies</p><p>Office: 12 Oak St, Salem, OR 97301, 555-555-0101</p>")]
    [InlineData("<h1>Casas</h1><p>Por el momento no hay casas disponibles.</p>")]
    [InlineData("<ul><li>12 Oak St, Salem, OR - 2 bed, $900/mo <b>- RENTED</b></li><li>14 Elm St, Salem, OR - 1 bed, $800/mo <b>- RENTED</b></li></ul>")]
    public void A_page_that_has_nothing_to_rent_says_so(string html)
    {
        var reading = Read(html);
        Assert.Equal(PageKind.NoneAvailable, reading.Kind);
        Assert.Empty(reading.Listings);
    }

    [Theory]
    [InlineData("<h1>Contact</h1><p>Birch Homes<br>12 Oak St, Salem, OR 97301<br>555-555-0101<br>Open 9-5</p>")]
    [InlineData("<article><h1>City backs 60 apartments</h1><p>The project at 1200 Erie Blvd, Troy, NY 12305 will have 40 one bedroom and 20 two bedroom units. Rents will range from $825 to $1,250 per month, the council said.</p></article>")]
    [InlineData("<h1>Market</h1><p>Median rent: $1,385.</p><table><tr><th>Bedrooms</th><th>Average rent</th></tr><tr><td>1</td><td>$1,020</td></tr><tr><td>2</td><td>$1,310</td></tr></table>")]
    [InlineData("<h1>Plans for owners</h1><div><h4>Basic</h4><p>$299 / month</p></div><div><h4>Plus</h4><p>$349 / month</p></div>")]
    [InlineData("<h1>homes.test</h1><p>This domain is for sale! Buy now for $2,495.</p><ul><li>2 Bedroom Apartments for Rent</li><li>Studio Apartments</li></ul>")]
    [InlineData("<h1>Owner login</h1><form><input name=u><input name=p></form>")]
    public void Pages_about_something_else_have_no_homes(string html)
    {
        var reading = Read(html);
        Assert.Equal(PageKind.Other, reading.Kind);
        Assert.Empty(reading.Listings);
    }

    [Fact]
    public void Homes_that_are_gone_or_for_sale_and_places_that_are_no_homes_are_left_out()
    {
        var reading = Read("""
            <div><div><h3>1 Oak St</h3><p>2 bed 1 bath</p><p>$900/mo</p></div><div><h3>2 Oak St</h3><p>Leased</p><p>2 bed 1 bath</p><p>$950/mo</p></div>
            <div><h3>3 Oak St</h3><p>For sale</p><p>3 bed 2 bath</p><p>$250,000</p></div><div><h3>4 Oak St</h3><p>Storage unit</p><p>$250/mo</p><p>Available now</p></div>
            <div><h3>5 Oak St</h3><p>3 bed 2 bath</p><p>$1,100/mo</p></div></div>
            """);

        Assert.Equal(["1 Oak St||900|2", "5 Oak St||1100|3"], reading.Listings.Select(Short));
    }

    [Fact]
    public void A_home_that_is_there_for_small_and_for_large_screens_is_one()
    {
        var card = """<div><h3><a href="/h/1">1 Oak St, Unit 2, Salem, OR 97301</a></h3><p>2 bed 1 bath</p><p>$900/mo</p></div>""";
        var other = """<div><h3><a href="/h/2">8 Elm St, Salem, OR 97301</a></h3><p>1 bed 1 bath</p><p>$700/mo</p></div>""";

        var reading = Read($"<div>{card}{other}</div><div>{card}{other}</div>");

        Assert.Equal(["1 Oak St|2|900|2", "8 Elm St||700|1"], reading.Listings.Select(Short));
        Assert.Equal(["/h/1", "/h/2"], reading.Listings.Select(home => home.Url!.Value.AbsolutePath));
    }

    [Fact]
    public void What_is_not_shown_is_not_read()
    {
        var reading = Read("""
            <style>.k{display:none!important} @media(min-width:9px){.m{display:none}}</style>
            <div><div><h3>1 Oak St</h3><p class="m">2 bed</p><p>$900/mo</p><p class="k">RENTED</p></div><div hidden><h3>2 Oak St</h3><p>2 bed</p><p>$950/mo</p></div>
            <div><h3>5 Oak St</h3><p>3 bed</p><p><s>$1,200</s> $1,100/mo</p></div></div>
            """);

        Assert.Equal(["1 Oak St||900|2", "5 Oak St||1100|3"], reading.Listings.Select(Short));
    }

    internal static GeneralReading Read(string html) =>
        GeneralListings.Read(PageDocument.Parse(html, new Uri("https://homes.test/rentals"), new DateOnly(2026, 11, 20)));

    internal static string Short(ExtractedListing home) =>
        FormattableString.Invariant($"{home.PropertyAddress?.Value}|{home.Unit?.Value}|{home.Price?.Value:0}|{home.Bedrooms?.Value:0}");
}
