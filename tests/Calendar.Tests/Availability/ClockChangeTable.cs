using NodaTime;
using NodaTime.Text;
using PeteRental.Calendar.Availability;
using PeteRental.Calendar.Settings;

namespace PeteRental.Calendar.Tests.Availability;

/// <summary>
/// Worked out by hand from the offsets of each zone. Mexico City gave up daylight saving time in 2022, and Vancouver's clocks
/// went forward for the last time in 2026; machines with older zone data would be an hour off there, which is why zone
/// data comes with the program and not from the system.
/// </summary>
public sealed class ClockChangeTable
{
    [Theory]
    [InlineData("America/New_York", "2027-03-12", "2027-03-12T14:00Z")]
    [InlineData("America/New_York", "2027-03-15", "2027-03-15T13:00Z")]
    [InlineData("America/New_York", "2026-10-30", "2026-10-30T13:00Z")]
    [InlineData("America/New_York", "2026-11-02", "2026-11-02T14:00Z")]
    [InlineData("America/Chicago", "2027-03-12", "2027-03-12T15:00Z")]
    [InlineData("America/Chicago", "2027-03-15", "2027-03-15T14:00Z")]
    [InlineData("America/Chicago", "2026-10-30", "2026-10-30T14:00Z")]
    [InlineData("America/Chicago", "2026-11-02", "2026-11-02T15:00Z")]
    [InlineData("Europe/London", "2027-03-26", "2027-03-26T09:00Z")]
    [InlineData("Europe/London", "2027-03-29", "2027-03-29T08:00Z")]
    [InlineData("Europe/London", "2026-10-23", "2026-10-23T08:00Z")]
    [InlineData("Europe/London", "2026-10-26", "2026-10-26T09:00Z")]
    [InlineData("Australia/Lord_Howe", "2027-10-01", "2027-09-30T22:30Z")]
    [InlineData("Australia/Lord_Howe", "2027-10-04", "2027-10-03T22:00Z")]
    [InlineData("Australia/Lord_Howe", "2027-04-02", "2027-04-01T22:00Z")]
    [InlineData("Australia/Lord_Howe", "2027-04-05", "2027-04-04T22:30Z")]
    [InlineData("America/Mexico_City", "2022-04-01", "2022-04-01T15:00Z")]
    [InlineData("America/Mexico_City", "2022-04-04", "2022-04-04T14:00Z")]
    [InlineData("America/Mexico_City", "2022-10-28", "2022-10-28T14:00Z")]
    [InlineData("America/Mexico_City", "2022-10-31", "2022-10-31T15:00Z")]
    [InlineData("America/Mexico_City", "2023-07-03", "2023-07-03T15:00Z")]
    [InlineData("America/Vancouver", "2026-03-06", "2026-03-06T17:00Z")]
    [InlineData("America/Vancouver", "2026-03-09", "2026-03-09T16:00Z")]
    [InlineData("America/Vancouver", "2026-10-30", "2026-10-30T16:00Z")]
    [InlineData("America/Vancouver", "2026-11-02", "2026-11-02T16:00Z")]
    [InlineData("America/Vancouver", "2027-01-04", "2027-01-04T16:00Z")]
    public void Nine_o_clock_is_nine_on_the_wall_on_both_sides_of_a_change(string zone, string date, string opens)
    {
        var settings = new CalendarSettings { Zone = DateTimeZoneProviders.Tzdb[zone] };
        var day = LocalDatePattern.Iso.Parse(date).Value;
        foreach (var daysAhead in new[] { 1, 4, 20 })
        {
            var now = settings.Zone.AtStartOfDay(day.PlusDays(-daysAhead)).ToInstant();
            var slots = AvailabilityFinder.Find(settings, Diary.Empty, now, AvailabilityQuery.On(day));
            Assert.Equal(16, slots.Count);
            Assert.Equal(Instants(opens)[0], slots[0].Start);
            Assert.All(slots.Index(), slot => Assert.Equal(slots[0].Start + Duration.FromMinutes(30 * slot.Index), slot.Item.Start));
        }
    }

    [Theory]
    // Forward: the skipped hour is not offered, and nothing is offered twice.
    [InlineData("America/New_York", "2027-03-14", "00:00-06:00", "05:00 05:30 06:00 06:30 07:00 07:30 08:00 08:30 09:00 09:30")]
    [InlineData("America/Chicago", "2027-03-14", "01:00-04:00", "07:00 07:30 08:00 08:30")]
    [InlineData("Europe/London", "2027-03-28", "00:00-04:00", "00:00 00:30 01:00 01:30 02:00 02:30")]
    [InlineData("America/Mexico_City", "2022-04-03", "01:00-04:00", "07:00 07:30 08:00 08:30")]
    [InlineData("America/Vancouver", "2026-03-08", "01:00-04:00", "09:00 09:30 10:00 10:30")]
    // Forward by half an hour: two o'clock moves to half past and is the same slot as that.
    [InlineData("Australia/Lord_Howe", "2027-10-03", "01:00-04:00", "14:30 15:00 15:30 16:00 16:30")]
    // A door that opens in the gap opens at its end; one that closes in it closes as far past it.
    [InlineData("America/New_York", "2027-03-14", "02:30-04:00", "07:00 07:30")]
    [InlineData("America/New_York", "2027-03-14", "01:00-02:30", "06:00 06:30 07:00")]
    // Back: of the hour that comes twice the first is offered.
    [InlineData("America/New_York", "2026-11-01", "00:00-04:00", "04:00 04:30 05:00 05:30 07:00 07:30 08:00 08:30")]
    [InlineData("America/Chicago", "2026-11-01", "01:00-03:00", "06:00 06:30 08:00 08:30")]
    [InlineData("Europe/London", "2026-10-25", "00:00-03:00", "23:00 23:30 00:00 00:30 02:00 02:30")]
    [InlineData("America/Mexico_City", "2022-10-30", "00:00-03:00", "05:00 05:30 06:00 06:30 08:00 08:30")]
    [InlineData("Australia/Lord_Howe", "2027-04-04", "01:00-04:00", "14:00 14:30 15:30 16:00 16:30 17:00")]
    // The clocks that are not put back any more.
    [InlineData("America/Vancouver", "2026-11-01", "00:00-03:00", "07:00 07:30 08:00 08:30 09:00 09:30")]
    public void No_slot_is_lost_doubled_or_an_hour_off_in_the_night_of_a_change(string zone, string date, string hours, string expected)
    {
        Assert.True(OpenWindow.TryReadMinute(hours[..5], out var from) & OpenWindow.TryReadMinute(hours[6..], out var to));
        var settings = new CalendarSettings
        {
            Zone = DateTimeZoneProviders.Tzdb[zone],
            BusinessHours = WeeklyHours.Create(_ => [new OpenWindow(from, to)]),
            BufferAfterMinutes = 0,
        };
        var day = LocalDatePattern.Iso.Parse(date).Value;
        foreach (var daysAhead in new[] { 1, 9 })
        {
            var now = settings.Zone.AtStartOfDay(day.PlusDays(-daysAhead)).ToInstant();
            var slots = AvailabilityFinder.Find(settings, Diary.Empty, now, AvailabilityQuery.On(day));
            Assert.Equal(expected, string.Join(' ', slots.Select(slot => InstantPattern.CreateWithInvariantCulture("HH:mm").Format(slot.Start))));
            Assert.All(slots, slot => Assert.Equal(Duration.FromMinutes(30), slot.End - slot.Start));
            Assert.All(slots, slot => Assert.Equal(day, slot.Start.InZone(settings.Zone).Date));
        }
    }

    private static Instant[] Instants(string text) =>
        [.. text.Split(' ').Select(item => OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mmo<G>").Parse(item).GetValueOrThrow().ToInstant())];
}
