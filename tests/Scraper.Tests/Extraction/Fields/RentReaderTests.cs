using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Tests.Extraction.Fields;

public sealed class RentReaderTests
{
    [Theory]
    [InlineData("$1,695/mo", 1695, null)]
    [InlineData("Rent: $1,500 - $1,700", 1500, 1700)]
    [InlineData("$1,095 – 1,295", 1095, 1295)]
    [InlineData("$1.6k - $1.9k", 1600, 1900)]
    [InlineData("From $1,450", 1450, null)]
    [InlineData("Starting at $999 per month", 999, null)]
    [InlineData("$1295+", 1295, null)]
    [InlineData("1,650 al mes", 1650, null)]
    [InlineData("RENT\n$1,395\nSquare Feet\n850", 1395, null)]
    [InlineData("$1,200 Deposit: $900", 1200, null)]
    [InlineData("Application fee $45, rent 1,250 per month, deposit $1,300", 1250, null)]
    [InlineData("Was $1,600 now $1,450", 1450, null)]
    [InlineData("Reduced from $1,600 to $1,450", 1450, null)]
    [InlineData("Pet rent $250/mo. Rent $1,250", 1250, null)]
    [InlineData("$225 per week or $850 per month", 850, null)]
    [InlineData("$500 off first month! Rent $1,100", 1100, null)]
    [InlineData("500 Ridge Ave, Missoula, MT 59801 – $1,950", 1950, null)]
    [InlineData("Apt 204 - $950", 950, null)]
    [InlineData("2 bedrooms, 1 bath, garage. $1,100/mo. $1,100 deposit.", 1100, null)]
    [InlineData("One bath, gas heat, $1,050/month", 1050, null)]
    [InlineData("Base rent $1,295, total monthly $1,340", 1295, null)]
    [InlineData("$550 per person / $2,200 total per month", 2200, null)]
    [InlineData("$950 - 1204 Oak St", 950, null)]
    public void The_rent_is_told_from_other_amounts(string text, int price, int? max) =>
        Assert.Equal(new Rent(price, max), RentReader.Read(text));

    [Theory]
    [InlineData("Call for rent")]
    [InlineData("Security Deposit: $1,200")]
    [InlineData("$1,200 deposit")]
    [InlineData("FOR RENT: 611 Walnut St, Apt 3")]
    [InlineData("Total monthly $1,340")]
    [InlineData("Application fee $250")]
    [InlineData("$450/week")]
    [InlineData("$395 per night")]
    [InlineData("Income of $4,500/mo required")]
    [InlineData("$199,000")]
    [InlineData("$45 / month")]
    [InlineData("Bond $2,300")]
    [InlineData("2026")]
    [InlineData("Call 555-555-0120")]
    [InlineData("")]
    public void What_is_no_rent_is_none(string text) => Assert.Null(RentReader.Read(text));

    [Fact]
    public void Any_sane_rent_is_read_whatever_stands_around_it() =>
        Prop.ForAll(Gen.Choose(200, 30_000).ToArbitrary(), rent =>
            RentReader.Read(string.Create(CultureInfo.InvariantCulture, $"2 bd / 1 ba, 850 sq ft\nRent: ${rent:N0}/mo\nDeposit: ${rent + 50:N0}")) == new Rent(rent, null))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void No_text_breaks_it_and_no_rent_is_beyond_sanity() =>
        Prop.ForAll<string?>(text => RentReader.Read($"${text}") is not { } rent || (rent.Price is >= 200 and <= 30_000 && rent.Max is null or > 200 and <= 30_000)).QuickCheckThrowOnFailure();
}
