using NodaTime;
using PeteRental.Calendar.Availability;
using PeteRental.Calendar.Settings;

namespace PeteRental.Calendar.Tests.Availability;

public sealed class AvailabilityFinderTests
{
    // Monday 7:00 in New York.
    private static readonly Instant Now = Instant.FromUtc(2026, 6, 1, 11, 0);
    private static readonly LocalDate Today = new(2026, 6, 1);

    [Fact]
    public void An_untouched_calendar_offers_its_weekdays_from_nine_to_five()
    {
        var slots = Find(Diary.Empty, new AvailabilityQuery());
        Assert.Equal(5 * 16, slots.Count);
        Assert.Equal(At(9, 0), slots[0].Start);
        Assert.Equal(At(17, 0), slots[15].End);
        Assert.Equal(At(9, 0, day: 4), slots[64].Start);
    }

    [Fact]
    public void A_booking_takes_its_buffer_and_whatever_would_need_a_buffer_into_it()
    {
        // 10:00 to 10:30 blocks until 11:00, and 9:30 would block until 10:30.
        var slots = Find(new Diary([Scenario.Taken(At(10, 0), 30, 0, 30)], []), AvailabilityQuery.On(Today));
        Assert.Equal(["09:00", "11:00", "11:30"], slots.Take(3).Select(Wall));
        Assert.Equal(13, slots.Count);
    }

    [Theory]
    [InlineData(10, 0, SlotVerdict.Busy)]
    [InlineData(10, 15, SlotVerdict.Busy)]
    [InlineData(9, 30, SlotVerdict.Buffer)]
    [InlineData(10, 30, SlotVerdict.Buffer)]
    [InlineData(9, 0, SlotVerdict.Free)]
    [InlineData(11, 7, SlotVerdict.Free)]
    [InlineData(16, 30, SlotVerdict.Free)]
    [InlineData(16, 31, SlotVerdict.OutsideHours)]
    [InlineData(8, 45, SlotVerdict.OutsideHours)]
    [InlineData(3, 0, SlotVerdict.Past)]
    public void A_time_is_explained(int hour, int minute, SlotVerdict expected)
    {
        var diary = new Diary([Scenario.Taken(At(10, 0), 30, 0, 30)], []);
        Assert.Equal(expected, SlotRules.Explain(CalendarSettings.Default, diary, Now, At(hour, minute), 30));
    }

    [Fact]
    public void Notice_horizon_closed_and_full_days_are_explained()
    {
        var settings = CalendarSettings.Default with
        {
            ClosedDates = [Today.PlusDays(2)],
            MaxPerDay = 1,
            HorizonDays = 5,
            BusinessHours = WeeklyHours.Create(_ => [new OpenWindow(0, 1440)]),
        };
        var diary = new Diary([], [At(12, 0, day: 1)]);
        SlotVerdict Explain(Instant start) => SlotRules.Explain(settings, diary, Now, start, 30);

        Assert.Equal(SlotVerdict.Notice, Explain(At(8, 59)));
        Assert.Equal(SlotVerdict.Free, Explain(At(9, 0)));
        Assert.Equal(SlotVerdict.FullDay, Explain(At(9, 0, day: 1)));
        Assert.Equal(SlotVerdict.Closed, Explain(At(9, 0, day: 2)));
        Assert.Equal(SlotVerdict.Free, Explain(At(23, 30, day: 5)));
        Assert.Equal(SlotVerdict.Horizon, Explain(At(0, 0, day: 6)));
    }

    [Fact]
    public void A_viewing_may_run_over_midnight_where_both_days_are_open()
    {
        var settings = CalendarSettings.Default with
        {
            BusinessHours = WeeklyHours.Create(day => day == IsoDayOfWeek.Wednesday ? [] : [new OpenWindow(0, 600), new OpenWindow(1200, 1440)]),
        };
        Assert.Equal(SlotVerdict.Free, SlotRules.Explain(settings, Diary.Empty, Now, At(23, 45), 60));
        Assert.Equal(SlotVerdict.OutsideHours, SlotRules.Explain(settings, Diary.Empty, Now, At(23, 45, day: 1), 60));
    }

    [Fact]
    public void Filters_only_narrow()
    {
        Assert.Equal(["10:00", "10:30"], Find(Diary.Empty, AvailabilityQuery.On(Today) with { StartHour = 10, EndHour = 11 }).Select(Wall));
        Assert.Equal(16, Find(Diary.Empty, AvailabilityQuery.On(Today) with { StartHour = 0, EndHour = 24 }).Count);
        Assert.Equal(6, Find(Diary.Empty, AvailabilityQuery.On(Today) with { Part = PartOfDay.Morning }).Count);
        Assert.Equal(10, Find(Diary.Empty, AvailabilityQuery.On(Today) with { Part = PartOfDay.Afternoon }).Count);
        Assert.Empty(Find(Diary.Empty, AvailabilityQuery.On(Today) with { Part = PartOfDay.Evening }));
        Assert.Equal(["09:00", "16:00"], Find(Diary.Empty, AvailabilityQuery.On(Today) with { DurationMinutes = 60 }).Select(Wall).Where(wall => wall is "09:00" or "16:00" or "16:30"));
        Assert.Equal(["14:00", "14:30"], Find(Diary.Empty, new AvailabilityQuery { From = At(13, 45), To = At(15, 0) }).Select(Wall));
        Assert.Equal(16, Find(Diary.Empty, new AvailabilityQuery { DaysAhead = 1 }).Count);
        Assert.Empty(Find(Diary.Empty, AvailabilityQuery.On(Today.PlusDays(-1))));
        Assert.Empty(Find(Diary.Empty, AvailabilityQuery.On(Today.PlusDays(31))));
    }

    [Fact]
    public void Openings_to_say_are_spread_over_days_and_parts_of_the_day()
    {
        var slots = Find(Diary.Empty, new AvailabilityQuery());
        Assert.Equal([At(9, 0), At(12, 0, day: 1), At(9, 0, day: 2)], OpeningPicker.Spread(slots, CalendarSettings.Default.Zone).Select(slot => slot.Start));

        var oneDay = Find(Diary.Empty, AvailabilityQuery.On(Today));
        Assert.Equal(["09:00", "12:30", "16:30"], OpeningPicker.Spread(oneDay, CalendarSettings.Default.Zone).Select(Wall));
    }

    [Fact]
    public void Alternatives_are_the_nearest_on_both_sides()
    {
        var slots = Find(new Diary([Scenario.Taken(At(10, 0), 30, 0, 30)], []), new AvailabilityQuery());
        Assert.Equal(["09:00", "11:00", "11:30"], OpeningPicker.Nearest(slots, At(10, 0)).Select(Wall));
        Assert.Equal(["09:00", "11:00", "11:30"], OpeningPicker.Nearest(slots, At(3, 0)).Select(Wall));
        Assert.Equal(["15:30", "16:00", "16:30"], OpeningPicker.Nearest(slots, At(12, 0, day: 60)).Select(Wall));
        Assert.Empty(OpeningPicker.Nearest([], At(9, 0)));
    }

    private static List<Slot> Find(Diary diary, AvailabilityQuery query) => AvailabilityFinder.Find(CalendarSettings.Default, diary, Now, query);

    private static Instant At(int hour, int minute, int day = 0) =>
        CalendarSettings.Default.Zone.AtStrictly(Today.PlusDays(day).At(new LocalTime(hour, minute))).ToInstant();

    private static string Wall(Slot slot) => slot.Start.InZone(CalendarSettings.Default.Zone).ToString("HH:mm", null);
}
