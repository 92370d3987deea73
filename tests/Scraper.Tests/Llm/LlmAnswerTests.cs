using PeteRental.Scraper.Extraction;
using PeteRental.Scraper.Llm;

namespace PeteRental.Scraper.Tests.Llm;

/// <summary>What a model says is believed as far as the page says it.</summary>
public sealed class LlmAnswerTests
{
    private const string Page =
        """
        Our little house at 412 Alder Street, Fairhaven, IL is free from April 1st. It has two rooms to sleep in (2 bedrooms), 1.5 baths
        and 1,150 square feet. The rent is $1,695 a month; the deposit is $1,800. Cats are welcome.
        """;

    [Fact]
    public void What_stands_on_the_page_is_believed_though_never_wholly()
    {
        var home = Assert.Single(LlmAnswer.Read(
            """
            {"listings":[{"property_address":"412 alder street","unit":null,"city":"Fairhaven","state":"IL","postal_code":null,"price":1695,"price_max":null,"bedrooms":2,
              "bathrooms":1.5,"square_feet":1150,"property_type":"house","availability":"date","available_date":"2027-04-01","pets":"Cats are welcome","description":null}]}
            """,
            Page)!);

        Assert.Equal(("412 alder street", "Fairhaven", 1695m, 2m, 1.5m, 1150), (home.PropertyAddress!.Value, home.City!.Value, home.Price!.Value, home.Bedrooms!.Value, home.Bathrooms!.Value, home.SquareFeet!.Value));
        Assert.Equal(new Availability("date", new DateOnly(2027, 4, 1)), home.Availability!.Value);
        Assert.Equal((ReadingMethod.Llm, true), (home.Price.Method, home.Price.Confidence <= 0.6));
    }

    [Theory]
    [InlineData("""{"property_address":"99 Elm Road","price":1695}""")]
    [InlineData("""{"property_address":"412 Alder Street","price":1595}""")]
    [InlineData("""{"property_address":null,"price":1695}""")]
    [InlineData("""{"property_address":"12 Alder Street","price":1695}""")]
    [InlineData("""{"property_address":412,"price":1695}""")]
    [InlineData("\"412 Alder Street\"")]
    public void A_home_that_the_page_does_not_name_is_dropped(string home) => Assert.Empty(LlmAnswer.Read($$"""{"listings":[{{home}}]}""", Page)!);

    [Fact]
    public void A_field_that_the_page_does_not_say_is_unknown()
    {
        var home = Assert.Single(LlmAnswer.Read(
            """
            {"listings":[{"property_address":"412 Alder Street","city":"Springfield","price":1695,"bedrooms":0,"bathrooms":"two","square_feet":9000,"property_type":"castle",
              "availability":"date","available_date":"2027-05-09","pets":"No dogs"}]}
            """,
            Page)!);

        Assert.Equal(home, new ExtractedListing { PropertyAddress = home.PropertyAddress, Price = home.Price });
    }

    [Theory]
    [InlineData("I am sorry, I cannot do that.")]
    [InlineData("""{"homes":[]}""")]
    [InlineData("""{"listings":{}}""")]
    [InlineData("""{"listings":[{"property_address":"412 Ald""")]
    [InlineData("")]
    public void What_is_not_of_the_schema_is_no_answer(string answer) => Assert.Null(LlmAnswer.Read(answer, Page));

    [Fact]
    public void A_fence_around_the_answer_is_overlooked() => Assert.Empty(LlmAnswer.Read("```json\n{\"listings\":[]}\n```", Page)!);

    [Theory]
    [InlineData("""{"choices":[{"finish_reason":"stop","message":{"content":"{}"}}],"usage":{"cost":1.5E-05}}""", "{}", "0.000015", false)]
    [InlineData("""{"choices":[{"finish_reason":"stop","message":{"content":null}}]}""", null, null, false)]
    [InlineData("""{"error":{"code":502,"message":"provider down"}}""", null, null, true)]
    [InlineData("""{"choices":[{"finish_reason":"error","error":{"code":502},"message":{"content":""}}],"usage":{"cost":0.01}}""", null, "0.01", true)]
    [InlineData("""{"choices":[]}""", null, null, true)]
    [InlineData("<html>busy</html>", null, null, true)]
    [InlineData("[]", null, null, true)]
    public void A_reply_is_words_or_a_fault_and_has_a_price_or_none(string body, string? content, string? cost, bool isFault) =>
        Assert.Equal(
            new LlmReply(content, cost is null ? null : decimal.Parse(cost, System.Globalization.CultureInfo.InvariantCulture), isFault), LlmReply.Read(BinaryData.FromString(body)));
}
