using FsCheck;
using FsCheck.Fluent;
using PeteRental.Rentals.Voice;

namespace PeteRental.Rentals.Tests.Voice;

public sealed class SpokenDayTests
{
    private static readonly DateOnly Today = new(2027, 3, 10);

    [Theory]
    [InlineData("2027-05-01", "2027-05-01")]
    [InlineData("2027-05-01T00:00:00Z", "2027-05-01")]
    [InlineData("now", "2027-03-10")]
    [InlineData("immediately", "2027-03-10")]
    [InlineData("tomorrow", "2027-03-11")]
    [InlineData("next month", "2027-04-30")]
    [InlineData("this month", "2027-03-31")]
    [InlineData("in two weeks", "2027-03-24")]
    [InlineData("in 3 months", "2027-06-10")]
    [InlineData("June", "2027-06-30")]
    [InlineData("by the end of June", "2027-06-30")]
    [InlineData("the beginning of June", "2027-06-01")]
    [InlineData("June 15th", "2027-06-15")]
    [InlineData("june fifteenth", "2027-06-15")]
    [InlineData("February", "2028-02-29")]
    [InlineData("March", "2027-03-31")]
    [InlineData("March 1", "2028-03-01")]
    [InlineData("June 15, 2028", "2028-06-15")]
    [InlineData("6/15", "2027-06-15")]
    [InlineData("1/5", "2028-01-05")]
    [InlineData("6/15/2027", "2027-06-15")]
    public void A_day_is_understood(string said, string expected) => Assert.Equal(DateOnly.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), SpokenDay.Read(said, Today));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("whenever")]
    [InlineData("13/45")]
    [InlineData("99999999999999")]
    public void What_is_no_day_is_ignored(string? said) => Assert.Null(SpokenDay.Read(said, Today));

    [Fact]
    public void Nothing_that_is_said_fails() => Prop.ForAll<string>(said => SpokenDay.Read(said, Today) is null or { Year: > 0 }).QuickCheckThrowOnFailure();
}
