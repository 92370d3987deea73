using PeteRental.Scraper.Extraction;

namespace PeteRental.Scraper.Tests.Corpus;

/// <summary>A judge that is wrong makes every figure worthless.</summary>
public sealed class CorpusScoreTests
{
    private static readonly Uri Page = new("https://homes.test/rentals");

    private static readonly ListingView Home = new()
    {
        PropertyAddress = "118 N Birchwood Ave",
        Unit = "2B",
        City = "Akron",
        State = "OH",
        Price = 1_195,
        Bedrooms = 2,
        Bathrooms = 1.5m,
        Pets = "No pets",
        Description = "Bright corner unit with a porch and new floors throughout.",
        Amenities = ["Pool", "Gym"],
        Photos = ["https://homes.test/1.jpg"],
        Url = "https://homes.test/rentals/1",
    };

    [Fact]
    public void The_truth_itself_is_perfect()
    {
        var score = Judge([Home], [Home]);
        Assert.Equal(1, score.F1);
        Assert.Empty(score.Differences);
    }

    [Theory]
    [InlineData("118 North Birchwood Avenue", "Apt 2B")]
    [InlineData("118 N. BIRCHWOOD AVE.", "#2-B")]
    public void Usual_spellings_of_an_address_are_the_same(string address, string unit) =>
        Assert.Equal(1, Judge([Home], [Home with { PropertyAddress = address, Unit = unit }]).F1);

    [Fact]
    public void Words_around_the_same_statement_do_not_matter()
    {
        var read = Home with
        {
            Pets = "Sorry, no pets",
            Description = "Bright corner unit with a porch, and new floors throughout!",
            Photos = ["https://homes.test/1-800x600.jpg?v=2"],
        };
        Assert.Equal(1, Judge([Home], [read]).F1);
    }

    [Fact]
    public void A_wrong_value_is_both_invented_and_missed_and_a_null_only_missed()
    {
        Assert.Equal(new FieldCount(0, 1, 1), Judge([Home], [Home with { Price = 1_274 }]).Counts["price"]);
        Assert.Equal(new FieldCount(0, 0, 1), Judge([Home], [Home with { Price = null }]).Counts["price"]);
        Assert.Equal(new FieldCount(0, 1, 0), Judge([Home], [Home with { SquareFeet = 900 }]).Counts["square_feet"]);
        Assert.Equal(new FieldCount(1, 1, 1), Judge([Home], [Home with { Amenities = ["pool", "Sauna"] }]).Counts["amenities"]);
    }

    [Fact]
    public void The_opposite_about_pets_is_wrong() =>
        Assert.Equal(new FieldCount(0, 1, 1), Judge([Home], [Home with { Pets = "Pets welcome" }]).Counts["pets"]);

    [Fact]
    public void A_home_without_a_page_may_be_shown_with_the_page_it_is_on() =>
        Assert.Equal(1, Judge([Home with { Url = null }], [Home with { Url = Page.AbsoluteUri }]).F1);

    [Fact]
    public void Homes_are_paired_by_page_before_door_before_likeness()
    {
        var twin = Home with { Url = "https://homes.test/rentals/2", Price = 999 };
        Assert.Equal(1, Judge([Home, twin], [twin, Home]).F1);
        var plan = Home with { Unit = null, Url = null, Bedrooms = 1, Price = 800 };
        Assert.Equal(1, Judge([Home with { Unit = null, Url = null }, plan], [plan, Home with { Unit = null, Url = null }]).F1);
    }

    [Fact]
    public void A_home_too_many_and_one_too_few_count_with_all_their_values()
    {
        var other = new ListingView { PropertyAddress = "9 Elm St", Price = 700 };
        var score = Judge([Home], [Home, other]);
        Assert.Equal((1, 2, 1), (score.Expected, score.Read, score.Matched));
        Assert.Equal(new FieldCount(1, 1, 0), score.Counts["price"]);
        Assert.Equal(new FieldCount(0, 0, 1), Judge([other], []).Counts["price"]);
        Assert.Equal(0, Judge([], [other]).F1);
        Assert.Equal(1, Judge([], []).F1);
    }

    [Fact]
    public void Each_field_counts_alike_in_the_whole()
    {
        var score = new CorpusScore([Judge([Home, Home with { Unit = "3", Url = null }], [Home with { City = null }, Home with { Unit = "3", Url = null }])]);
        var city = score.Fields.Single(field => field.Field == "city").Count;
        Assert.Equal((1.0, 0.5), (city.Precision, city.Recall));
        var fields = score.Fields.Count(field => field.Count.IsThere);
        Assert.Equal((fields - 1 + city.F1) / fields, score.MacroF1, precision: 10);
    }

    private static PageScore Judge(IReadOnlyList<ListingView> truth, IReadOnlyList<ListingView> read) =>
        CorpusScore.Of(new CorpusPage("page", "", new CorpusTruth(Page, new DateOnly(2026, 11, 20), Render: false, "why", truth)), read);
}
