using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using NodaTime.Text;
using PeteRental.Calendar.Providers.Google;

namespace PeteRental.Calendar.Tests.Providers.Google;

public sealed class GoogleTimesTests
{
    [Theory]
    [InlineData("2027-03-02T14:00:00-05:00", "2027-03-02T19:00:00Z")]
    [InlineData("2027-03-02T14:00:00Z", "2027-03-02T14:00:00Z")]
    [InlineData("2027-03-02T14:00:00.250+05:45", "2027-03-02T08:15:00.25Z")]
    [InlineData("2027-11-07T01:30:00-04:00", "2027-11-07T05:30:00Z")]
    [InlineData("2027-11-07T01:30:00-05:00", "2027-11-07T06:30:00Z")]
    public void A_time_with_an_offset_is_an_instant(string text, string instant) =>
        Assert.Equal(At(instant), GoogleTimes.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("2027-03-02T14:00:00")]
    [InlineData("2027-03-02")]
    [InlineData("2027-02-30T14:00:00Z")]
    [InlineData("tomorrow at two")]
    public void A_time_without_an_offset_is_not_guessed(string text) => Assert.Null(GoogleTimes.Read(text));

    [Theory]
    [InlineData("America/Chicago", "2027-03-02", "2027-03-03", "2027-03-02T06:00:00Z", "2027-03-03T06:00:00Z")]
    [InlineData("America/Chicago", "2027-03-14", "2027-03-15", "2027-03-14T06:00:00Z", "2027-03-15T05:00:00Z")] // 23 hours
    [InlineData("America/Chicago", "2027-11-07", "2027-11-08", "2027-11-07T05:00:00Z", "2027-11-08T06:00:00Z")] // 25 hours
    [InlineData("Africa/Cairo", "2027-04-30", "2027-05-01", "2027-04-29T22:00:00Z", "2027-04-30T21:00:00Z")] // begins at one o'clock
    [InlineData("Asia/Kathmandu", "2027-03-01", "2027-03-04", "2027-02-28T18:15:00Z", "2027-03-03T18:15:00Z")]
    [InlineData("Pacific/Kiritimati", "2027-03-02", "2027-03-03", "2027-03-01T10:00:00Z", "2027-03-02T10:00:00Z")]
    [InlineData("America/Chicago", "2027-03-02", "2027-03-02", "2027-03-02T06:00:00Z", "2027-03-03T06:00:00Z")] // never no day at all
    public void Whole_days_run_from_midnight_to_midnight_of_the_calendars_zone(string zone, string first, string last, string start, string end) =>
        Assert.Equal((At(start), At(end)), GoogleTimes.Read(Day(first), Day(last), DateTimeZoneProviders.Tzdb[zone]));

    [Fact]
    public void A_time_that_ends_before_it_starts_or_is_half_a_day_cannot_be_read()
    {
        var (two, three) = (new GoogleTime("2027-03-02T14:00:00Z", null, null), new GoogleTime("2027-03-02T15:00:00Z", null, null));
        Assert.NotNull(GoogleTimes.Read(two, three, DateTimeZone.Utc));
        Assert.Null(GoogleTimes.Read(three, two, DateTimeZone.Utc));
        Assert.Null(GoogleTimes.Read(two, null, DateTimeZone.Utc));
        Assert.Null(GoogleTimes.Read(null, null, DateTimeZone.Utc));
        Assert.Null(GoogleTimes.Read(Day("2027-03-02"), three, DateTimeZone.Utc));
        Assert.Null(GoogleTimes.Read(Day("2027-03-02"), Day("never"), DateTimeZone.Utc));
    }

    [Fact]
    public void What_is_written_for_a_zone_is_read_as_the_same_instant()
    {
        var zones = DateTimeZoneProviders.Tzdb.Ids.ToArray();
        var times =
            from second in Gen.Choose(0, 2_000_000_000)
            from zone in Gen.Elements(zones)
            select (Instant.FromUnixTimeSeconds(946_684_800L + second), DateTimeZoneProviders.Tzdb[zone]);
        Prop.ForAll(times.ToArbitrary(), time =>
        {
            var written = GoogleTimes.Write(time.Item1, time.Item2);
            Assert.Equal(time.Item1, GoogleTimes.Read(written.DateTime));
            Assert.Equal(time.Item2.Id, written.TimeZone);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Bounds_lose_their_fractions_on_the_safe_side()
    {
        var instant = At("2027-03-02T14:00:00.5Z");
        Assert.Equal("2027-03-02T14:00:00Z", GoogleTimes.Floor(instant));
        Assert.Equal("2027-03-02T14:00:01Z", GoogleTimes.Ceiling(instant));
        Assert.Equal("2027-03-02T14:00:00Z", GoogleTimes.Ceiling(At("2027-03-02T14:00:00Z")));
    }

    private static GoogleTime Day(string date) => new(null, date, null);

    private static Instant At(string text) => InstantPattern.ExtendedIso.Parse(text).GetValueOrThrow();
}
