using PeteRental.Scraper.Extraction;
using PeteRental.Scraper.Extraction.General;
using PeteRental.Scraper.Extraction.Merging;

namespace PeteRental.Scraper.Tests.Extraction;

public sealed class MergeTests
{
    private static readonly PageDocument Page = PageDocument.Parse("", ReadPage.Url, ReadPage.Today);

    private static ExtractedListing Home(ReadingMethod method, string? street = null, string? unit = null, decimal? price = null, decimal? beds = null, string? url = null, string? pets = null) => new()
    {
        PropertyAddress = street is null ? null : new(street, method, 0.9),
        Unit = unit is null ? null : new(unit, method, 0.9),
        Price = price is null ? null : new(price.Value, method, 0.9),
        Bedrooms = beds is null ? null : new(beds.Value, method, 0.9),
        Url = url is null ? null : new(new Uri(url), method, 0.9),
        Pets = pets is null ? null : new(pets, method, pets == "Pets allowed" ? 0.4 : 0.9),
    };

    private static IReadOnlyList<ExtractedListing> Merge(ExtractedListing[] trusted, ExtractedListing[] general) =>
        ListingMerge.Merge(Page, [[.. trusted.Select(home => new FoundHome(home))]], new GeneralReading(PageKind.List, general, [])).Listings;

    [Fact]
    public void The_trusted_reading_wins_and_the_other_fills()
    {
        var home = Assert.Single(Merge(
            [Home(ReadingMethod.JsonLd, "12 Elm Street", price: 1450, pets: "Pets allowed")],
            [Home(ReadingMethod.Pattern, "12 Elm St.", price: 1450, beds: 2, pets: "Cats only")]));

        Assert.Equal("12 Elm Street", home.PropertyAddress?.Value);
        Assert.Equal(ReadingMethod.Pattern, home.Bedrooms?.Method);

        // A yes is doubtful; the page's words are better.
        Assert.Equal("Cats only", home.Pets?.Value);
    }

    [Fact]
    public void Units_of_one_building_stay_apart() => Assert.Equal(
        ["2A", "2B"],
        Merge(
            [Home(ReadingMethod.JsonLd, "12 Elm St", "2A", 1450), Home(ReadingMethod.JsonLd, "12 Elm St", "2B", 1500)],
            [Home(ReadingMethod.Pattern, "12 Elm St", "2-B", 1500, 2), Home(ReadingMethod.Pattern, "12 Elm St", "2A", 1450, 1)]).Select(home => home.Unit?.Value));

    [Fact]
    public void Homes_without_address_are_one_when_nothing_else_is_like_them()
    {
        Assert.Equal(2, Merge(
            [Home(ReadingMethod.EmbeddedJson, price: 1450, beds: 2, url: "https://birchwood.test/a"), Home(ReadingMethod.EmbeddedJson, price: 1600, beds: 3, url: "https://birchwood.test/b")],
            [Home(ReadingMethod.Pattern, price: 1450, beds: 2), Home(ReadingMethod.Pattern, price: 1600, beds: 3)]).Count);
    }

    [Fact]
    public void What_only_a_doubtful_reader_found_has_to_say_where_it_is() => Assert.Equal(
        ["12 Elm St", "40 Oak Ave"],
        Merge(
            [Home(ReadingMethod.JsonLd, "12 Elm St", price: 1450)],
            [Home(ReadingMethod.Pattern, price: 99_9m, beds: 1), Home(ReadingMethod.Pattern, "40 Oak Ave", price: 1600)]).Select(home => home.PropertyAddress?.Value));

    [Fact]
    public void A_home_that_one_reader_knows_to_be_let_is_left_out_whoever_else_finds_it()
    {
        var merged = ListingMerge.Merge(
            Page,
            [[new FoundHome(Home(ReadingMethod.EmbeddedJson, "12 Elm St", price: 1450), IsToRent: false)]],
            new GeneralReading(PageKind.List, [Home(ReadingMethod.Pattern, "12 Elm St", price: 1450, beds: 2)], []));

        Assert.Empty(merged.Listings);
        Assert.Equal(1, merged.LeftOut);
    }
}
