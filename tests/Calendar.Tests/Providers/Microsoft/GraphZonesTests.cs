using NodaTime;
using PeteRental.Calendar.Providers.Microsoft;

namespace PeteRental.Calendar.Tests.Providers.Microsoft;

public sealed class GraphZonesTests
{
    [Theory]
    [InlineData("Central Standard Time", "America/Chicago")]
    [InlineData("central standard time", "America/Chicago")]
    [InlineData("Eastern Standard Time", "America/New_York")]
    [InlineData("US Mountain Standard Time", "America/Phoenix")]
    [InlineData("Pacific Standard Time", "America/Los_Angeles")]
    [InlineData("W. Europe Standard Time", "Europe/Berlin")]
    [InlineData("India Standard Time", "Asia/Calcutta")]
    [InlineData("Newfoundland Standard Time", "America/St_Johns")]
    [InlineData("America/Chicago", "America/Chicago")]
    [InlineData("america/chicago", "America/Chicago")]
    [InlineData("Europe/Kyiv", "Europe/Kiev")]
    [InlineData("UTC", "Etc/UTC")]
    [InlineData("tzone://Microsoft/Utc", "Etc/UTC")]
    public void A_zone_is_known_by_the_name_of_either_world(string name, string iana)
    {
        var found = GraphZones.Find(name);
        Assert.NotNull(found);
        var year = new Interval(Instant.FromUtc(2026, 1, 1, 0, 0), Instant.FromUtc(2027, 1, 1, 0, 0));
        Assert.Equal(
            DateTimeZoneProviders.Tzdb[iana].GetZoneIntervals(year).Select(part => (part.WallOffset, part.HasEnd ? part.End : Instant.MaxValue)),
            found.GetZoneIntervals(year).Select(part => (part.WallOffset, part.HasEnd ? part.End : Instant.MaxValue)));
    }

    [Theory]
    [InlineData("Customized Time Zone")]
    [InlineData("tzone://Microsoft/Custom")]
    [InlineData("Mars Standard Time")]
    [InlineData(" ")]
    [InlineData("")]
    [InlineData(null)]
    public void A_zone_that_nobody_else_knows_is_unknown_and_not_utc(string? name) => Assert.Null(GraphZones.Find(name));

    [Fact]
    public void A_time_in_any_zone_is_sent_so_that_it_comes_back_as_it_was()
    {
        foreach (var zone in DateTimeZoneProviders.Tzdb.Ids)
        {
            foreach (var at in new[] { Instant.FromUtc(2026, 1, 15, 12, 0), Instant.FromUtc(2026, 4, 1, 12, 0), Instant.FromUtc(2026, 7, 1, 12, 0) })
            {
                Assert.Equal((zone, at), (zone, GraphTimes.Read(GraphTimes.Write(at, zone), isAllDay: false, DateTimeZone.Utc)));
            }
        }
    }
}
