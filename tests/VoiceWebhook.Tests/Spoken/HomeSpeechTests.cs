using FsCheck;
using FsCheck.Fluent;
using PeteRental.Contracts.Rentals;
using PeteRental.VoiceWebhook.Spoken;

namespace PeteRental.VoiceWebhook.Tests.Spoken;

public class HomeSpeechTests
{
    private static readonly HomeSpeech English = Speech.In("en").Homes;
    private static readonly HomeSpeech Spanish = Speech.In("es-US").Homes;

    private static readonly SpokenRental Birchwood = new(
        Guid.Empty, "118 Birchwood Ave", "2B", "Tulsa", "OK", 1695, null, 2, 1.5m, 1150, "apartment", null, "available", "Cats OK",
        "Bright corner unit with a view over the park. New kitchen in 2025! Call for more.", ["Dishwasher", "Balcony", "In-unit laundry"]);

    private static readonly SpokenRental Oak = Birchwood with
    {
        PropertyAddress = "9 Oak St",
        Unit = null,
        Price = 950,
        PriceMax = 1100,
        Bedrooms = 0,
        Bathrooms = 1,
        AvailabilityStatus = "coming_soon",
        AvailableDate = new DateOnly(2026, 12, 1),
    };

    private static readonly SpokenRental Elm = Birchwood with { PropertyAddress = "77 Elm St", Unit = null, Price = null, Bedrooms = 3, Bathrooms = null, AvailabilityStatus = "waitlist" };

    [Fact]
    public void Homes_that_fit_are_said_one_by_one()
    {
        Assert.Equal(
            "I have three homes like that. 118 Birchwood Ave, unit 2B, two bedrooms and one and a half baths, $1,695 a month, available now. "
            + "9 Oak St, a studio with one bath, $950 to $1,100 a month, available December 1. 77 Elm St, three bedrooms, with a waiting list. "
            + "Would you like to hear more about one of them, or see one?",
            English.Search(Reply(RentalOutcome.Found, 3, Birchwood, Oak, Elm)));
        Assert.Equal(
            "Tengo una vivienda así. 118 Birchwood Ave, unidad 2B, dos recámaras y un baño y medio, $1,695 al mes, disponible ya. ¿Quiere saber más, o le gustaría visitarla?",
            Spanish.Search(Reply(RentalOutcome.Found, 1, Birchwood)));
    }

    [Fact]
    public void Of_very_many_homes_nobody_is_told_the_number()
    {
        Assert.StartsWith("I have 100 homes like that, for example these. 9 Oak St", English.Search(Reply(RentalOutcome.Found, 100, Oak)), StringComparison.Ordinal);
        Assert.StartsWith("I have more than a hundred homes like that, for example these. 9 Oak St", English.Search(Reply(RentalOutcome.Found, 101, Oak)), StringComparison.Ordinal);
        Assert.StartsWith("Tengo más de cien viviendas así, por ejemplo estas. 9 Oak St", Spanish.Search(Reply(RentalOutcome.Found, 101, Oak)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RentalOutcome.Reading, "I'm looking through that website right now, which takes a moment. Could you ask me again in half a minute?")]
    [InlineData(RentalOutcome.Unreadable, "I'm sorry, I can't read that website. Shall I look among our own homes, or is there an address you'd like to see?")]
    [InlineData(RentalOutcome.None, "I'm sorry, I don't have a home like that right now. Shall I look for something else?")]
    [InlineData(RentalOutcome.Empty, "I'm sorry, I have no homes listed at the moment. Is there a particular address you'd like to see, or should someone call you back?")]
    public void Without_homes_it_is_said_why_and_what_can_be_done(string outcome, string words) =>
        Assert.Equal(words, English.Search(Reply(outcome, 0) with { AskAgainSeconds = 30 }));

    [Fact]
    public void What_nearly_fits_is_offered_as_such() => Assert.Equal(
        "I don't have exactly that, but close to it. 9 Oak St, a studio with one bath, $950 to $1,100 a month, available December 1. Would you like to hear more about it, or see it?",
        English.Search(Reply(RentalOutcome.None, 0) with { Near = [Oak] }));

    [Fact]
    public void An_old_answer_says_that_it_is_being_checked() =>
        Assert.Contains("I'm having it checked", English.Search(Reply(RentalOutcome.Found, 1, Birchwood) with { IsStale = true }), StringComparison.Ordinal);

    [Fact]
    public void One_home_is_told_in_full() => Assert.Equal(
        "118 Birchwood Ave, unit 2B in Tulsa, two bedrooms and one and a half baths, 1,150 square feet, $1,695 a month, available now. About pets, it says Cats OK. "
        + "It comes with Dishwasher, Balcony, and In-unit laundry. Bright corner unit with a view over the park. New kitchen in 2025. Call for more. Would you like to see it?",
        English.Details(new VoiceRentalAnswer(RentalOutcome.Found, Birchwood, [])));

    [Fact]
    public void Nothing_is_said_that_sounds_like_a_refusal_of_assistance_animals() => Assert.DoesNotContain(
        "animal", English.Details(new VoiceRentalAnswer(RentalOutcome.Found, Birchwood with { Pets = "No pets, no service animals" }, [])), StringComparison.Ordinal);

    [Fact]
    public void Homes_that_may_be_meant_are_told_apart()
    {
        Assert.Equal(
            "I have 118 Birchwood Ave, unit 2B, and 9 Oak St. Which one do you mean?", English.WhichOne([Birchwood, Oak]));
        Assert.Equal(
            "I have 9 Oak St, a studio with one bath, and 9 Oak St, two bedrooms and one bath. Which one do you mean?", English.WhichOne([Oak, Oak with { Bedrooms = 2 }]));
    }

    [Fact]
    public void Whatever_a_site_wrote_an_answer_is_one_line_of_plain_words_and_ends_with_a_question() => Prop.ForAll(
        (from text in Gen.Elements(
             "118 Birchwood Ave", "", "<b>x</b>", "# * _ |\r\n{}", "🏠 home", new string('W', 5000), string.Join(' ', Enumerable.Repeat("long", 400)), "12½ Oak St. #4")
         from unit in Gen.Elements<string?>(null, "2B", "#\n", new string('9', 300))
         from numbers in Gen.Choose(-1, 9_000_000).Four()
         from status in Gen.Elements("available", "coming_soon", "waitlist", "unknown", "gone")
         from outcome in Gen.Elements(RentalOutcome.Found, RentalOutcome.None, RentalOutcome.Empty, RentalOutcome.Several, RentalOutcome.Reading, RentalOutcome.Unreadable, "unheard_of")
         from count in Gen.Choose(0, 3)
         select (Rental: Birchwood with
         {
             PropertyAddress = text,
             Unit = unit,
             City = text,
             Price = numbers.Item1,
             PriceMax = numbers.Item2,
             Bedrooms = numbers.Item3,
             Bathrooms = numbers.Item4 / 2m,
             SquareFeet = numbers.Item4,
             AvailabilityStatus = status,
             AvailableDate = new DateOnly(2027, 2, 28),
             Pets = text,
             Description = text,
             Amenities = [text, text],
         }, Outcome: outcome, Count: count)).ToArbitrary(),
        made =>
        {
            SpokenRental[] homes = [.. Enumerable.Repeat(made.Rental, made.Count)];
            foreach (var speech in new[] { English, Spanish })
            {
                foreach (var words in new[]
                {
                    speech.Search(new VoiceRentalReply(made.Outcome, made.Count + 7, homes, homes, null, null, true, 500)),
                    speech.Details(new VoiceRentalAnswer(made.Outcome, homes.FirstOrDefault(), homes)),
                    speech.WhichOne(homes),
                })
                {
                    Assert.InRange(words.Length, 1, Speech.Longest - 1);
                    Assert.DoesNotContain(words, letter => char.IsControl(letter) || letter is '#' or '*' or '_' or '<' or '>' or '{' or '|');
                    Assert.EndsWith("?", words, StringComparison.Ordinal);
                }
            }
        }).QuickCheckThrowOnFailure();

    private static VoiceRentalReply Reply(string outcome, int total, params SpokenRental[] rentals) => new(outcome, total, rentals, [], null, null, false, null);
}
