using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using PeteRental.Calendar.Providers;
using PeteRental.Calendar.Providers.Google;
using Interval = NodaTime.Interval;

namespace PeteRental.Calendar.Tests.Providers.Google;

public sealed class GoogleBusyTests
{
    private static readonly Instant Monday = Instant.FromUtc(2027, 3, 1, 0, 0);

    [Fact]
    public void A_long_time_is_asked_in_pieces_that_join_without_gap_or_overlap() =>
        Prop.ForAll(Gen.Choose(1, 400 * 24).ToArbitrary(), hours =>
        {
            var whole = new Interval(Monday, Monday + Duration.FromHours(hours));
            var pieces = GoogleBusy.Pieces(whole).ToList();
            Assert.Equal((whole.Start, whole.End), (pieces[0].Start, pieces[^1].End));
            Assert.All(pieces, piece => Assert.InRange(piece.Duration, Duration.FromSeconds(1), Duration.FromDays(60)));
            Assert.All(pieces.Zip(pieces.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Busy_times_become_events_that_do_not_touch_and_block_the_very_same_minutes() =>
        Prop.ForAll(Times().ToArbitrary(), times =>
        {
            var events = GoogleBusy.Events(times);
            Assert.Equal(Minutes(times.Select(time => (time.Start, time.End))), Minutes(events.Select(item => (item.Start, item.End))));
            Assert.All(events.Zip(events.Skip(1)), pair => Assert.True(pair.First.End < pair.Second.Start));
            Assert.All(events, item => Assert.True(item.Blocks && item.AppointmentId is null));
            Assert.Equal(events.Count, events.Select(item => item.EventId).Distinct().Count());
            Assert.Equal(events, GoogleBusy.Events(times.Reverse()));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("notFound", ProviderError.NotFound)]
    [InlineData("internalError", ProviderError.Unavailable)]
    [InlineData("tooManyCalendarsRequested", ProviderError.Unavailable)]
    public void A_calendar_with_errors_is_unknown_and_not_free(string reason, string code)
    {
        var reply = new GoogleBusyReply(new Dictionary<string, GoogleBusyCalendar>
        {
            ["ann@example.test"] = new([new("2027-03-02T14:00:00Z", "2027-03-02T15:00:00Z")], [new(reason)]),
        });
        Assert.Equal(code, GoogleBusy.Read(reply, "ann@example.test").Error!.Code);
        Assert.Equal(ProviderError.Unavailable, GoogleBusy.Read(reply, "ben@example.test").Error!.Code);
        Assert.Equal(ProviderError.Unavailable, GoogleBusy.Read(new GoogleBusyReply(null), "ann@example.test").Error!.Code);
    }

    [Theory]
    [InlineData("2027-03-02T14:00:00", "2027-03-02T15:00:00Z")]
    [InlineData("2027-03-02T16:00:00Z", "2027-03-02T15:00:00Z")]
    [InlineData(null, "2027-03-02T15:00:00Z")]
    public void A_busy_time_that_cannot_be_read_makes_the_calendar_unknown(string? start, string? end)
    {
        var reply = new GoogleBusyReply(new Dictionary<string, GoogleBusyCalendar> { ["a"] = new([new(start, end)], null) });
        Assert.Equal(ProviderError.Unavailable, GoogleBusy.Read(reply, "a").Error!.Code);
    }

    private static Gen<Interval[]> Times() => (
        from start in Gen.Choose(0, 400)
        from length in Gen.Choose(0, 90)
        select new Interval(Monday + Duration.FromMinutes(start), Monday + Duration.FromMinutes(start + length))).ArrayOf();

    private static bool[] Minutes(IEnumerable<(Instant Start, Instant End)> times)
    {
        var list = times.ToList();
        return [.. Enumerable.Range(0, 500).Select(minute => Monday + Duration.FromMinutes(minute))
            .Select(minute => list.Exists(time => time.Start <= minute && minute < time.End))];
    }
}
