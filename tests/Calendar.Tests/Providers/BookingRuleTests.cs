using NodaTime;
using PeteRental.Calendar.Providers;
using PeteRental.Calendar.Settings;
using PeteRental.Calendar.Sync;

namespace PeteRental.Calendar.Tests.Providers;

/// <summary>The rules around a provider's word, without one.</summary>
public sealed class BookingRuleTests
{
    private static readonly Instant Two = Instant.FromUtc(2027, 3, 2, 19, 0);
    private static readonly Guid Calendar = Guid.NewGuid();
    private static readonly Guid Viewing = Guid.NewGuid();

    [Theory]
    [InlineData("Free", "Reserve", "confirmed")]
    [InlineData("Free", "Refuse", "confirmed")]
    [InlineData("Free", "Book", "confirmed")]
    [InlineData("Busy", "Reserve", null)]
    [InlineData("Busy", "Refuse", null)]
    [InlineData("Busy", "Book", null)]
    [InlineData("Unknown", "Reserve", "reserved")]
    [InlineData("Unknown", "Refuse", null)]
    [InlineData("Unknown", "Book", "confirmed")]
    public void A_verdict_and_the_owners_wish_decide(string verdict, string whenDown, string? status) => Assert.Equal(
        status, BookingRule.Decide(Enum.Parse<DiaryVerdict>(verdict), Enum.Parse<ProviderDownPolicy>(whenDown))?.Status);

    [Theory]
    [InlineData(-60, 0, false)] // ends where the viewing begins
    [InlineData(-60, 1, true)]
    [InlineData(59, 90, true)]
    [InlineData(60, 90, false)] // begins where the buffer ends
    [InlineData(30, 30, false)] // takes no time
    [InlineData(-600, 600, true)]
    public void Somebody_elses_event_is_in_the_way_when_it_overlaps(int from, int to, bool expected) =>
        Assert.Equal(expected, IsInTheWay(Event(from, to, null), null));

    [Fact]
    public void An_event_that_shows_free_is_in_nobodys_way() => Assert.False(IsInTheWay(Event(0, 30, null) with { Blocks = false }, null));

    [Fact]
    public void A_viewings_own_event_counts_for_nothing_where_the_viewing_is() => Assert.False(IsInTheWay(Event(0, 30), Own(0, 30)));

    [Fact]
    public void A_viewings_event_counts_for_nothing_while_the_diary_has_yet_to_hear_of_its_move() =>
        Assert.False(IsInTheWay(Event(0, 30), Own(240, 270) with { IsWordNewer = true }));

    [Fact]
    public void An_event_that_its_owner_has_moved_is_in_the_way() => Assert.True(IsInTheWay(Event(0, 30), Own(240, 270)));

    [Fact]
    public void An_event_that_its_owner_has_kept_after_the_viewing_was_called_off_is_in_the_way() =>
        Assert.True(IsInTheWay(Event(0, 30), Own(0, 30) with { IsBooked = false }));

    [Fact]
    public void A_viewing_that_moves_is_not_in_its_own_way() => Assert.False(IsInTheWay(Event(0, 30), Own(240, 270), except: Viewing));

    [Fact]
    public void A_viewing_of_another_calendar_is_in_the_way_where_it_is() =>
        Assert.True(IsInTheWay(Event(0, 30), Own(0, 30) with { CalendarId = Guid.NewGuid() }));

    [Fact]
    public void A_viewing_of_another_calendar_is_not_in_the_way_where_it_was() =>
        Assert.False(IsInTheWay(Event(0, 30), Own(240, 270) with { CalendarId = Guid.NewGuid(), IsWordNewer = true }));

    [Theory]
    [InlineData(1, 0, 500)]
    [InlineData(1, 1, 1000)]
    [InlineData(2, 1, 2000)]
    [InlineData(5, 1, 16_000)]
    [InlineData(9, 1, 256_000)]
    [InlineData(10, 1, 300_000)]
    [InlineData(1000, 1, 300_000)]
    public void Attempts_are_made_ever_more_seldom_up_to_a_limit(int attempts, double jitter, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), WritePace.After(attempts, wish: null, jitter, new EventWriterOptions()));

    [Fact]
    public void A_providers_wish_is_waited_for_but_not_forever()
    {
        var pace = new EventWriterOptions();
        Assert.Equal(TimeSpan.FromMinutes(10), WritePace.After(1, TimeSpan.FromMinutes(10), 1, pace));
        Assert.Equal(TimeSpan.FromHours(1), WritePace.After(1, TimeSpan.FromDays(9), 1, pace));
        Assert.Equal(TimeSpan.FromSeconds(16), WritePace.After(5, TimeSpan.FromSeconds(1), 1, pace));
    }

    // Half an hour from two o'clock, with half an hour kept free after it.
    private static bool IsInTheWay(ProviderEvent shown, OwnAppointment? own, Guid? except = null) =>
        OwnEvents.IsInTheWay(shown, Calendar, new Interval(Two, Two + Duration.FromMinutes(60)), except, own);

    private static ProviderEvent Event(int from, int to) => Event(from, to, Viewing);

    private static ProviderEvent Event(int from, int to, Guid? viewing) =>
        new("event-1", Two + Duration.FromMinutes(from), Two + Duration.FromMinutes(to), Blocks: true, viewing);

    private static OwnAppointment Own(int from, int to) =>
        new(Calendar, Two + Duration.FromMinutes(from), Two + Duration.FromMinutes(to), IsBooked: true, IsWordNewer: false);
}
