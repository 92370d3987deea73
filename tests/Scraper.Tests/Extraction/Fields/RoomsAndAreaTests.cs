using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Tests.Extraction.Fields;

public sealed class RoomsAndAreaTests
{
    [Theory]
    [InlineData("2 bd / 1.5 ba", "2", "1.5")]
    [InlineData("2 Bed | 1 Bath", "2", "1")]
    [InlineData("Beds 2 Baths 1", "2", "1")]
    [InlineData("3 / 2 / 1,450", "3", "2")]
    [InlineData("0 | 1 | 410", "0", "1")]
    [InlineData("2 Beds 1 Bath", "2", "1")]
    [InlineData("Bedrooms: 3 Bathrooms: 2.5", "3", "2.5")]
    [InlineData("3BR/2BA", "3", "2")]
    [InlineData("4bd2ba", "4", "2")]
    [InlineData("2x1", "2", "1")]
    [InlineData("2/1.5", "2", "1.5")]
    [InlineData("Bed / Bath\n2 bd / 1 ba", "2", "1")]
    [InlineData("Studio / 1 ba", "0", "1")]
    [InlineData("Efficiency apartment with own bath", "0", "1")]
    [InlineData("two bedroom, one and a half bath", "2", "1.5")]
    [InlineData("3 bedroom 1 1/2 bath house", "3", "1.5")]
    [InlineData("3 bedroom, 1½ baths", "3", "1.5")]
    [InlineData("Bathrooms: 1 3/4", null, "2")]
    [InlineData("2 recámaras, 1 baño y medio", "2", "1.5")]
    [InlineData("3 habitaciones, 2 baños", "3", "2")]
    [InlineData("1 full, 1 half", null, "1.5")]
    [InlineData("Unit 4, 2 Bedroom", "2", null)]
    [InlineData("608 Locust St, Chillicothe, MO 64601 - 2 bed, 1 bath house", "2", "1")]
    [InlineData("#8 - 1 bed", "1", null)]
    [InlineData("1-3 bedrooms, 1-2 baths", null, null)]
    [InlineData("2 car garage", null, null)]
    [InlineData("Available 8/1", null, null)]
    [InlineData("Bedroom 1: 12x14", null, null)]
    [InlineData("Shared bath", null, null)]
    public void Rooms_are_counted(string text, string? bedrooms, string? bathrooms) =>
        Assert.Equal((Number(bedrooms), Number(bathrooms)), (RoomsReader.Bedrooms(text), RoomsReader.Bathrooms(text)));

    [Theory]
    [InlineData("1,150 sq. ft.", 1150)]
    [InlineData("850 sqft", 850)]
    [InlineData("640SF", 640)]
    [InlineData("Square Feet: 1,420", 1420)]
    [InlineData("850 - 900 SF", 850)]
    [InlineData("80 m²", 861)]
    [InlineData("Lot 5,000 sq ft; home 1,100 sq ft", 1100)]
    [InlineData("Lot 0.5 acres, 1,820 sf house", 1820)]
    [InlineData("Lot size 7,405 sq ft", null)]
    [InlineData("$1.50 per sq ft", null)]
    [InlineData("0.25 acres", null)]
    [InlineData("850", null)]
    [InlineData("4 / 2.5 / 2,080", 2080)]
    [InlineData("1/2/2027", null)]
    public void The_floor_is_measured_and_not_the_lot(string text, int? feet) => Assert.Equal(feet, AreaReader.Read(text));

    [Fact]
    public void Both_orders_of_number_and_word_say_the_same() =>
        Prop.ForAll(Gen.Choose(1, 8).Two().ToArbitrary(), rooms =>
        {
            var first = $"{rooms.Item1} bed {rooms.Item2} bath";
            var last = $"Beds {rooms.Item1} Baths {rooms.Item2}";
            return RoomsReader.Bedrooms(first) == rooms.Item1 && RoomsReader.Bathrooms(first) == rooms.Item2
                && RoomsReader.Bedrooms(last) == rooms.Item1 && RoomsReader.Bathrooms(last) == rooms.Item2;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Baths_come_in_steps_of_a_half_from_any_text() =>
        Prop.ForAll<NonNull<string>, decimal>((text, number) =>
            RoomsReader.Bathrooms(string.Create(CultureInfo.InvariantCulture, $"{text.Get} {Math.Abs(number % 9):0.##} baths")) is not { } baths || decimal.IsInteger(baths * 2)).QuickCheckThrowOnFailure();

    private static decimal? Number(string? text) => text is null ? null : decimal.Parse(text, CultureInfo.InvariantCulture);
}
