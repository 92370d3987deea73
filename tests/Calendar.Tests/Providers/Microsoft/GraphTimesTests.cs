using NodaTime;
using NodaTime.Text;
using PeteRental.Calendar.Providers.Microsoft;

namespace PeteRental.Calendar.Tests.Providers.Microsoft;

public sealed class GraphTimesTests
{
    private static readonly DateTimeZone Chicago = DateTimeZoneProviders.Tzdb["America/Chicago"];

    [Theory]
    [InlineData("2026-03-15T12:00:00.0000000", "UTC", "2026-03-15T12:00:00Z")]
    [InlineData("2026-03-15T12:00:00", "UTC", "2026-03-15T12:00:00Z")]
    [InlineData("2026-03-15T12:00:00.25", "UTC", "2026-03-15T12:00:00.25Z")]
    [InlineData("2026-03-15T12:00:00.0000000", null, "2026-03-15T12:00:00Z")]
    [InlineData("2026-03-15T12:00:00.0000000", "Central Standard Time", "2026-03-15T17:00:00Z")]
    [InlineData("2026-01-15T12:00:00.0000000", "America/Chicago", "2026-01-15T18:00:00Z")]
    [InlineData("2026-03-15T12:00:00Z", "Central Standard Time", "2026-03-15T12:00:00Z")]
    [InlineData("2026-03-15T12:00:00+02:00", "UTC", "2026-03-15T10:00:00Z")]
    // The clocks skip this hour, and show that one twice.
    [InlineData("2026-03-08T02:30:00", "Central Standard Time", "2026-03-08T08:30:00Z")]
    [InlineData("2026-11-01T01:30:00", "Central Standard Time", "2026-11-01T06:30:00Z")]
    public void A_time_is_read_in_the_zone_that_it_names(string dateTime, string? zone, string expected) =>
        Assert.Equal(
            InstantPattern.ExtendedIso.Parse(expected).Value, GraphTimes.Read(new GraphTime(dateTime, zone), isAllDay: false, Chicago));

    [Theory]
    [InlineData("2026-03-15T00:00:00.0000000", "UTC", "2026-03-15T05:00:00Z")]
    [InlineData("2026-03-08T00:00:00.0000000", "UTC", "2026-03-08T06:00:00Z")]
    [InlineData("2026-03-09T00:00:00.0000000", "UTC", "2026-03-09T05:00:00Z")]
    [InlineData("2026-11-02T00:00:00.0000000", "Tokyo Standard Time", "2026-11-02T06:00:00Z")]
    // Told as the instant of the mailbox's own midnight.
    [InlineData("2026-03-15T05:00:00.0000000", "UTC", "2026-03-15T05:00:00Z")]
    public void A_whole_day_begins_at_midnight_where_the_mailbox_is(string dateTime, string zone, string expected) =>
        Assert.Equal(
            InstantPattern.ExtendedIso.Parse(expected).Value, GraphTimes.Read(new GraphTime(dateTime, zone), isAllDay: true, Chicago));

    [Theory]
    [InlineData("", "UTC")]
    [InlineData("soon", "UTC")]
    [InlineData("2026-02-30T12:00:00", "UTC")]
    [InlineData("2026-03-15T12:00:00", "tzone://Microsoft/Custom")]
    [InlineData(null, "UTC")]
    public void What_cannot_be_read_is_not_guessed(string? dateTime, string zone) =>
        Assert.Null(GraphTimes.Read(new GraphTime(dateTime, zone), isAllDay: false, Chicago));

    [Theory]
    [InlineData("2026-03-15T17:00:00Z", "America/Chicago", "2026-03-15T12:00:00.0000000", "Central Standard Time")]
    [InlineData("2026-01-15T18:00:00Z", "America/Chicago", "2026-01-15T12:00:00.0000000", "Central Standard Time")]
    [InlineData("2026-01-15T18:00:00Z", "US/Central", "2026-01-15T12:00:00.0000000", "Central Standard Time")]
    // Windows has no such zone, or nobody has.
    [InlineData("2026-01-15T18:00:00Z", "Antarctica/Troll", "2026-01-15T18:00:00.0000000", "UTC")]
    [InlineData("2026-01-15T18:00:00Z", "Mars/Olympus", "2026-01-15T18:00:00.0000000", "UTC")]
    // 1:30 comes twice that day: only UTC says which one is meant.
    [InlineData("2026-11-01T06:30:00Z", "America/Chicago", "2026-11-01T06:30:00.0000000", "UTC")]
    [InlineData("2026-11-01T07:30:00Z", "America/Chicago", "2026-11-01T07:30:00.0000000", "UTC")]
    public void A_time_is_written_as_people_read_it_unless_they_could_misread_it(string instant, string zone, string dateTime, string name) =>
        Assert.Equal(new GraphTime(dateTime, name), GraphTimes.Write(InstantPattern.ExtendedIso.Parse(instant).Value, zone));

    [Fact]
    public void Every_quarter_of_an_hour_of_a_year_comes_back_as_it_was()
    {
        foreach (var zone in new[] { "America/Chicago", "America/St_Johns", "Australia/Lord_Howe", "Europe/London", "Asia/Kathmandu" })
        {
            for (var at = Instant.FromUtc(2026, 1, 1, 0, 0); at < Instant.FromUtc(2027, 1, 1, 0, 0); at += Duration.FromMinutes(15))
            {
                Assert.Equal(at, GraphTimes.Read(GraphTimes.Write(at, zone), isAllDay: false, DateTimeZone.Utc));
            }
        }
    }
}
