using AngleSharp.Html.Parser;
using FsCheck;
using FsCheck.Fluent;
using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Tests.Extraction.Fields;

public sealed class WordsTests
{
    [Theory]
    [InlineData("Charming townhome near the river", "townhouse")]
    [InlineData("2015 double-wide mobile home", "mobile_home")]
    [InlineData("Half of a duplex", "duplex")]
    [InlineData("Single Family Home", "house")]
    [InlineData("Top floor apartment", "apartment")]
    [InlineData("Furnished room in shared house", "room")]
    [InlineData("Two bedroom loft", "loft")]
    [InlineData("Condominium", "condo")]
    [InlineData("Old farmhouse", "house")]
    [InlineData("2 Bedroom Home in Salem", null)]
    [InlineData("Open house on Sunday", null)]
    [InlineData("120 Bay St, Apt 4", null)]
    [InlineData("1107 Ninth St, Apt. B", null)]
    [InlineData("Two-story home with a yard", null)]
    public void The_kind_of_home_is_the_first_one_named(string text, string? kind) => Assert.Equal(kind, PropertyTypeReader.Read(text));

    [Theory]
    [InlineData("Apartments near campus", "apartment")]
    [InlineData("Houses and apartments for rent", null)]
    [InlineData("House for rent, a big house", "house")]
    public void A_heading_over_several_kinds_names_none(string text, string? kind) => Assert.Equal(kind, PropertyTypeReader.ReadOnly(text));

    [Theory]
    [InlineData("Pets: Cats OK, dogs under 35 lb", "Cats OK, dogs under 35 lb")]
    [InlineData("2 bed, 1 bath, no pets, garage", "no pets")]
    [InlineData("Quiet street. Cats considered, no dogs please. Garage.", "Cats considered, no dogs please")]
    [InlineData("Dog park on site. Service animals welcome. No pets.", "No pets")]
    [InlineData("3 bedroom house - $1,150.00 - available now - pets negotiable", "pets negotiable")]
    [InlineData("Dog park and pet spa", null)]
    [InlineData("Service animals are always welcome", null)]
    [InlineData("Petite kitchen", null)]
    public void Pets_are_told_in_the_sites_words(string text, string? phrase) => Assert.Equal(phrase, PetsReader.Read(text));

    [Fact]
    public void What_is_said_about_pets_stands_in_the_text() =>
        Prop.ForAll<NonNull<string>>(text =>
        {
            var whole = PlainText.OneLine(text.Get + " cats ok " + text.Get);
            return PetsReader.Read(whole) is not { } phrase || whole.Contains(phrase, StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Photos_are_the_largest_of_each_and_no_decoration()
    {
        const string Html = """
            <div>
              <img src="/logo.png"><img src="/spacer.gif" width="1">
              <img src="data:image/gif;base64,R0" data-src="/a.jpg">
              <img srcset="/b-400.jpg 400w, /b-1200.jpg 1200w" src="/b-small.jpg">
              <div style="background-image: url('/c.jpg')"></div>
              <img src="/a.jpg"><img src="https://maps.google.com/maps/api/staticmap?x=1">
            </div>
            """;
        using var page = new HtmlParser().ParseDocument(Html);

        var photos = PhotoReader.Read(page.Body!, new Uri("https://homes.test/rentals/1"));

        Assert.Equal(["https://homes.test/a.jpg", "https://homes.test/b-1200.jpg", "https://homes.test/c.jpg"], photos.Select(photo => photo.AbsoluteUri));
    }
}
