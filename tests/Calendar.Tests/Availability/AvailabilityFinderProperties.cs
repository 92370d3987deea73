using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using PeteRental.Calendar.Availability;

namespace PeteRental.Calendar.Tests.Availability;

public sealed class AvailabilityFinderProperties
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(400);

    [Fact]
    public void The_finder_offers_exactly_what_a_minute_by_minute_search_finds() =>
        Check.One(Many, Prop.ForAll(Scenario.Any, scenario =>
        {
            var found = AvailabilityFinder.Find(scenario.Settings, scenario.Diary, scenario.Now, scenario.Query);
            var expected = new BruteForce(scenario.Settings, scenario.Now, days: 9).Find(scenario.Diary, scenario.Now, scenario.Query);
            Assert.Equal(expected, found);
        }));

    [Fact]
    public void The_explanation_is_free_exactly_for_the_times_that_a_minute_by_minute_search_finds_free() =>
        Check.One(Many, Prop.ForAll(Scenario.Any, Gen.Choose(-600, 9 * 288).ToArbitrary(), (scenario, fiveMinutes) =>
        {
            var start = Instant.FromUnixTimeSeconds(scenario.Now.ToUnixTimeSeconds() / 300 * 300) + Duration.FromMinutes(5 * fiveMinutes);
            var length = scenario.Settings.DurationMinutes;
            var verdict = SlotRules.Explain(scenario.Settings, scenario.Diary, scenario.Now, start, length);
            var free = new BruteForce(scenario.Settings, scenario.Now, days: 9).IsFree(scenario.Diary, scenario.Now, start, length);
            Assert.Equal(free, verdict == SlotVerdict.Free);
        }));

    [Fact]
    public void No_offered_slot_blocks_anything_that_is_taken_and_each_is_explained_as_free() =>
        Check.One(Many, Prop.ForAll(Scenario.Any, scenario =>
        {
            var found = AvailabilityFinder.Find(scenario.Settings, scenario.Diary, scenario.Now, scenario.Query);
            var length = scenario.Query.DurationMinutes ?? scenario.Settings.DurationMinutes;
            Assert.Equal(found.Select(slot => slot.Start).Distinct().Order(), found.Select(slot => slot.Start));
            foreach (var slot in found)
            {
                var blocked = SlotRules.Blocked(scenario.Settings, slot);
                Assert.DoesNotContain(scenario.Diary.Taken, taken => taken.BlockedStart < blocked.End && blocked.Start < taken.BlockedEnd);
                Assert.Equal(SlotVerdict.Free, SlotRules.Explain(scenario.Settings, scenario.Diary, scenario.Now, slot.Start, length));
            }
        }));

    [Fact]
    public void Offered_openings_are_among_the_slots_in_order_and_begin_with_the_soonest() =>
        Check.One(Many, Prop.ForAll(Scenario.Any, scenario =>
        {
            var slots = AvailabilityFinder.Find(scenario.Settings, scenario.Diary, scenario.Now, scenario.Query);
            var offered = OpeningPicker.Spread(slots, scenario.Settings.Zone);
            Assert.Equal(Math.Min(3, slots.Count), offered.Count);
            Assert.Equal(offered.Distinct().OrderBy(slot => slot.Start), offered);
            Assert.All(offered, slot => Assert.Contains(slot, slots));
            Assert.Equal(slots.Take(1), offered.Take(1));

            // As many days as there are to choose from.
            var days = slots.Select(slot => slot.Start.InZone(scenario.Settings.Zone).Date).Distinct().Count();
            Assert.Equal(Math.Min(3, days), offered.Select(slot => slot.Start.InZone(scenario.Settings.Zone).Date).Distinct().Count());
        }));

    [Fact]
    public void The_nearest_alternatives_are_the_nearest() =>
        Check.One(Many, Prop.ForAll(Scenario.Any, Gen.Choose(-500, 9 * 1440).ToArbitrary(), (scenario, minutes) =>
        {
            var asked = scenario.Now + Duration.FromMinutes(minutes);
            var slots = AvailabilityFinder.Find(scenario.Settings, scenario.Diary, scenario.Now, scenario.Query);
            var expected = slots.OrderBy(slot => slot.Start > asked ? slot.Start - asked : asked - slot.Start).ThenBy(slot => slot.Start)
                .Take(3).OrderBy(slot => slot.Start);
            Assert.Equal(expected, OpeningPicker.Nearest(slots, asked));
        }));
}
