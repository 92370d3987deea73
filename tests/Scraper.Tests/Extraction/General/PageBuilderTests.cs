using static PeteRental.Scraper.Tests.Extraction.General.GeneralListingsTests;

namespace PeteRental.Scraper.Tests.Extraction.General;

/// <summary>What page builders do to a fact: they give each of its words an element.</summary>
public sealed class PageBuilderTests
{
    [Fact]
    public void A_price_a_street_and_a_place_in_pieces_are_put_together()
    {
        var home = Read(Two("""
            <div><div>$</div><div>1,540</div><div>/ month</div></div><div><div>44</div><div>Agate Street</div><div>#204</div></div>
            <div><div>Portola</div><div>,</div><div>CO</div><div>80999</div></div><div><div>1</div><div>Bed</div></div>
            """)).Listings[0];

        Assert.Equal("44 Agate Street|204|1540|1", Short(home));
        Assert.Equal(("Portola", "CO", "80999"), (home.City?.Value, home.State?.Value, home.PostalCode?.Value));
    }

    [Fact]
    public void Words_for_those_who_cannot_see_are_parted_from_what_they_name()
    {
        var home = Read(Two("""
            <h3>10 Fir St, Salem, OR 97301</h3><ul><li><span class="sr-only">Bedrooms</span>Studio</li><li><span class="sr-only">Square feet</span>512 Sq. Ft.</li></ul>
            <p>$1,099 - $1,189<span>/month</span></p><div><div><span aria-label="2 Bathrooms"><svg></svg></span></div></div>
            """)).Listings[0];

        Assert.Equal("10 Fir St||1099|0", Short(home));
        Assert.Equal((512, 2m, 1189m), (home.SquareFeet?.Value, home.Bathrooms?.Value, home.PriceMax?.Value));
    }

    [Fact]
    public void A_cell_for_several_rows_is_said_in_each()
    {
        var homes = Read("""
            <h1>Apartments at 12 Oak St, Reno, NV 89501</h1><table><tr><th>Apartment</th><th>Size</th><th>Rent</th></tr>
            <tr><td rowspan="2">1 bedroom / 1 bath</td><td rowspan="2">655 sq ft</td><td>$742</td></tr><tr><td>$905</td></tr><tr><td>2 bedroom / 1 bath</td><td>840 sq ft</td><td>$1,084</td></tr></table>
            """).Listings;

        Assert.Equal([(742m, 1m, 655), (905m, 1m, 655), (1084m, 2m, 840)], homes.Select(home => (home.Price?.Value ?? 0, home.Bedrooms?.Value ?? 0, home.SquareFeet?.Value ?? 0)));
    }

    [Fact]
    public void What_is_behind_a_tab_is_read()
    {
        var homes = Read("""
            <h1>Plans at 12 Oak St, Reno, NV 89501</h1><section role="tabpanel"><div><h3>Wren</h3><p>Studio, 1 bath</p><p>$900/month</p></div></section>
            <section role="tabpanel" hidden><div><h3>Finch</h3><p>1 bed, 1 bath</p><p>$1,100/month</p></div></section>
            """).Listings;

        Assert.Equal([900m, 1100m], homes.Select(home => home.Price?.Value ?? 0));
    }

    [Fact]
    public void A_word_below_a_heading_is_what_it_says_about_pets()
    {
        var homes = Read(Two("""<h2>10 Fir St, Salem, OR 97301</h2><p>$900/month</p><ul><li>2 beds</li></ul><h3>Pets</h3><p>Negotiable</p><h3>Heat</h3><p>Gas</p>""")).Listings;

        Assert.Equal("Negotiable", homes[0].Pets?.Value);
    }

    [Fact]
    public void A_link_to_a_map_says_where_a_home_is()
    {
        var homes = Read(Two("""<h3>The Flat</h3><p>$900 a month, 1 bed</p><a href="https://maps.test/search?query=10+Fir+St,+Salem,+OR+97301">Map</a>""")).Listings;

        Assert.Equal(("10 Fir St", "Salem"), (homes[0].PropertyAddress?.Value, homes[0].City?.Value));
    }

    [Fact]
    public void Two_facts_in_a_row_of_a_table_are_two_facts()
    {
        var home = Read(Two("""
            <h3>10 Fir St, Salem, OR 97301</h3><table><tr><th>Rent</th><td>$900</td><th>Beds</th><td>4</td></tr>
            <tr><th>Area</th><td>1,874 SQ FT</td><th>Pets</th><td>Negotiable</td></tr><tr><th>Baths</th><td>2</td><th>Deposit</th><td>$700</td></tr></table>
            """)).Listings[0];

        Assert.Equal("10 Fir St||900|4", Short(home));
        Assert.Equal((1874, "Negotiable", 2m), (home.SquareFeet?.Value, home.Pets?.Value, home.Bathrooms?.Value));
    }

    [Fact]
    public void A_value_left_empty_is_not_what_stands_below_the_table()
    {
        var home = Read(Two("""
            <h3>10 Fir St, Salem, OR 97301</h3><table><tr><td>Rent:</td><td>$900</td></tr><tr><td>Beds:</td><td>4</td></tr><tr><td>Pets:</td><td></td></tr></table>
            <p>New build with a big yard and a porch.</p>
            """)).Listings[0];

        Assert.Null(home.Pets);
        Assert.Equal("New build with a big yard and a porch.", home.Description?.Value);
    }

    [Fact]
    public void Bubbles_name_amenities_and_pets_one_by_one()
    {
        var home = Read(Two("""
            <h3>10 Fir St, Salem, OR 97301</h3><p>$900/mo</p><p>2 bed 1 bath</p>
            <div><span>Pool</span> <span>Gym</span> <span>Cats allowed</span></div>
            """)).Listings[0];

        Assert.Equal(["Pool", "Gym"], home.Amenities?.Value ?? []);
        Assert.Equal("Cats allowed", home.Pets?.Value);
    }

    [Fact]
    public void Rates_by_the_week_stand_beside_the_rent()
    {
        var reading = Read("""
            <div><h2>Suite 105</h2><p>1 Depot Street, Suite 105, Marengo, MT 59999</p><p>Studio, 1 bath</p><table><tr><td>Weekly</td><td>$325</td></tr><tr><td>Monthly</td><td>$1,150</td></tr></table></div>
            <div><h2>Suite 301</h2><p>1 Depot Street, Suite 301, Marengo, MT 59999</p><p>2 bedrooms, 1 bath</p><table><tr><td>Weekly</td><td>$560</td></tr></table></div>
            """);

        Assert.Equal(["1 Depot Street|105|1150|0", "1 Depot Street|301||2"], reading.Listings.Select(Short));
    }

    [Fact]
    public void Pictures_between_cards_are_those_of_the_cards_before_them()
    {
        var reading = Read("""
            <div><p>Our homes</p><div><h2>1 Oak St</h2><p>$900/mo, 2 bed</p></div><figure><img src="/1.jpg"></figure><div><h2>9 Elm St</h2><p>$700/mo, 1 bed</p></div><figure><img src="/2.jpg"></figure></div>
            """);

        Assert.Equal(["/1.jpg", "/2.jpg"], reading.Listings.Select(home => Assert.Single(home.Photos!.Value).AbsolutePath));
    }

    [Fact]
    public void Links_without_words_are_a_gallery()
    {
        var home = Read(Two("""
            <h3>10 Fir St</h3><p>$900/mo</p><p>2 bed 1 bath</p><div><a href="/full/1.jpg" style="background-image:url(/t/1.jpg)"></a><a href="/full/2.jpg"><img src="/t/2.jpg" width="40"></a><a href="/h/1" style="background-image:url(/t/3.jpg)"></a></div>
            """)).Listings[0];

        Assert.Equal(["/full/1.jpg", "/full/2.jpg", "/t/3.jpg"], home.Photos!.Value.Select(photo => photo.AbsolutePath));
    }

    [Fact]
    public void Plain_names_above_streets_are_towns_and_kinds_of_homes_are_none()
    {
        var rows = """<tr><td>{0} Fir St</td><td>2/1</td><td>$1,200</td></tr><tr><td>{0} Ash Ave</td><td>1/1</td><td>$950</td></tr>""";
        string List(string one, string other) => $"<table><tr><th colspan=3>{one}</th></tr>{string.Format(null, rows, 10)}<tr><th colspan=3>{other}</th></tr>{string.Format(null, rows, 77)}</table>";

        Assert.Equal(["Portland", "Portland", "Gresham", "Gresham"], Read(List("Portland", "Gresham")).Listings.Select(home => home.City?.Value));
        Assert.All(Read(List("Downtown", "Student Houses")).Listings, home => Assert.Null(home.City));
    }

    private static string Two(string home) => $"<div><div>{home}</div><div><h3>2 Elm St, Salem, OR 97301</h3><p>$5,000/mo</p><p>6 bed 5 bath</p></div></div>";
}
