using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using PeteRental.Scraper.Extraction;
using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Tests.Extraction.Fields;

public sealed class AvailabilityReaderTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);

    [Theory]
    [InlineData("Available 8/1/26", "2026-08-01")]
    [InlineData("Available August 1st, 2027", "2027-08-01")]
    [InlineData("2026-12-01", "2026-12-01")]
    [InlineData("Aug. 1", "2027-08-01")]
    [InlineData("Available 12/5", "2026-12-05")]
    [InlineData("Available January 5", "2027-01-05")]
    [InlineData("15 December 2026", "2026-12-15")]
    [InlineData("Move-in date: 12-15-2026", "2026-12-15")]
    [InlineData("Ready Fri, December 4", "2026-12-04")]
    [InlineData("Disponible 1 de enero de 2027", "2027-01-01")]
    [InlineData("Now available December 1", "2026-12-01")]
    [InlineData("Coming soon - Jan 5", "2027-01-05")]
    [InlineData("OPEN 1/1", "2027-01-01")]
    [InlineData("From Jan. 3", "2027-01-03")]
    [InlineData("Occupied until 1/31; available 2/1", "2027-02-01")]
    [InlineData("$850 | Studio | 1 bath | 1/15", "2027-01-15")]
    public void A_day_is_read_in_any_spelling(string text, string day) =>
        Assert.Equal(new Availability("date", DateOnly.Parse(day, CultureInfo.InvariantCulture)), AvailabilityReader.Read(text, Today));

    [Theory]
    [InlineData("NOW", "now")]
    [InlineData("Available immediately", "now")]
    [InlineData("Ready now", "now")]
    [InlineData("Lovely home, ready for immediate occupancy.", "now")]
    [InlineData("Available", "now")]
    [InlineData("3 Available", "now")]
    [InlineData("Open", "now")]
    [InlineData("2 Bed | 1 Bath | $1,390 | Now", "now")]
    [InlineData("Disponible ya", "now")]
    [InlineData("Waitlist", "waitlist")]
    [InlineData("Join our waiting list", "waitlist")]
    public void Now_and_waiting_lists_are_known(string text, string kind) =>
        Assert.Equal(new Availability(kind, null), AvailabilityReader.Read(text, Today));

    [Theory]
    [InlineData("TBD")]
    [InlineData("Available mid June")]
    [InlineData("Available soon")]
    [InlineData("Coming soon")]
    [InlineData("1 home available")]
    [InlineData("From $1,450")]
    [InlineData("Office open 9-5")]
    [InlineData("Not available")]
    [InlineData("Available for showing 12/1")]
    [InlineData("Available 13/45")]
    [InlineData("Parking available now")]
    [InlineData("Posted on our board by the owner")]
    public void What_is_vague_or_about_something_else_is_nothing(string text) => Assert.Null(AvailabilityReader.Read(text, Today));

    [Fact]
    public void A_day_without_label_may_be_any_day()
    {
        Assert.Null(AvailabilityReader.ReadSaid("Oct 28, 2026", Today));
        Assert.Null(AvailabilityReader.ReadSaid("3/2 | $1,390 | 1,100 sq ft", Today));
        Assert.NotNull(AvailabilityReader.ReadSaid("Available Oct 28, 2026", Today));
    }

    [Fact]
    public void A_day_without_year_is_the_next_such_day() =>
        Prop.ForAll(Gen.Choose(0, 364).ToArbitrary(), days =>
        {
            var day = Today.AddDays(days);
            return AvailabilityReader.Read(string.Create(CultureInfo.InvariantCulture, $"Available {day:M/d}"), Today)?.Date == day;
        }).QuickCheckThrowOnFailure();
}
