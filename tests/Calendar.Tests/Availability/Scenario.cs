using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using PeteRental.Calendar.Availability;
using PeteRental.Calendar.Settings;

namespace PeteRental.Calendar.Tests.Availability;

/// <summary>A calendar, its diary, a clock and a question, made up at random.</summary>
public sealed record Scenario(CalendarSettings Settings, Diary Diary, Instant Now, AvailabilityQuery Query)
{
    // A moment close to a change of the clocks for each zone, and zones whose changes are unusual: half an hour (Lord Howe),
    // at midnight (Havana, Cairo, Santiago), shortly ahead of midnight (Nuuk), and the last change there will be
    // (Mexico City 2022, Vancouver 2026).
    private static readonly (string Zone, Instant Change)[] Changes =
    [
        ("America/New_York", Instant.FromUtc(2027, 3, 14, 7, 0)), ("America/New_York", Instant.FromUtc(2026, 11, 1, 6, 0)),
        ("America/Chicago", Instant.FromUtc(2027, 3, 14, 8, 0)), ("America/Chicago", Instant.FromUtc(2026, 11, 1, 7, 0)),
        ("Europe/London", Instant.FromUtc(2027, 3, 28, 1, 0)), ("Europe/London", Instant.FromUtc(2026, 10, 25, 1, 0)),
        ("Australia/Lord_Howe", Instant.FromUtc(2027, 10, 2, 15, 30)), ("Australia/Lord_Howe", Instant.FromUtc(2027, 4, 3, 15, 0)),
        ("America/Mexico_City", Instant.FromUtc(2022, 10, 30, 7, 0)), ("America/Mexico_City", Instant.FromUtc(2022, 4, 3, 8, 0)),
        ("America/Vancouver", Instant.FromUtc(2026, 11, 1, 9, 0)), ("America/Vancouver", Instant.FromUtc(2026, 3, 8, 10, 0)),
        ("America/Havana", Instant.FromUtc(2027, 3, 14, 5, 0)), ("America/Havana", Instant.FromUtc(2026, 11, 1, 5, 0)),
        ("Africa/Cairo", Instant.FromUtc(2027, 4, 29, 22, 0)), ("Africa/Cairo", Instant.FromUtc(2026, 10, 29, 21, 0)),
        ("America/Nuuk", Instant.FromUtc(2027, 3, 28, 1, 0)), ("America/Santiago", Instant.FromUtc(2027, 4, 4, 3, 0)),
        ("Asia/Kathmandu", Instant.FromUtc(2026, 7, 1, 0, 0)), ("Pacific/Kiritimati", Instant.FromUtc(2026, 7, 1, 0, 0)),
    ];

    private static readonly ImmutableArray<OpenWindow>[] Days =
    [
        [],
        [new(9 * 60, 17 * 60)],
        [new(0, 24 * 60)],
        [new(0, 6 * 60)],
        [new(20 * 60, 24 * 60)],
        [new(8 * 60, 12 * 60), new(12 * 60, 13 * 60), new(14 * 60, 18 * 60 + 20)],
        [new(60, 2 * 60 + 45), new(2 * 60 + 45, 3 * 60 + 15), new(23 * 60, 24 * 60)],
        [new(0, 90), new(23 * 60 + 10, 24 * 60)],
    ];

    public static Arbitrary<Scenario> Any { get; } = (
        from change in Gen.Elements(Changes)
        from settings in AnySettings(change.Zone)
        from offset in Gen.Choose(-6 * 1440, 2 * 1440)
        let now = change.Change + Duration.FromMinutes(offset)
        from diary in AnyDiary(now)
        from query in AnyQuery(now, settings.Zone)
        select new Scenario(settings, diary, now, query)).ToArbitrary();

    private static Gen<CalendarSettings> AnySettings(string zone) =>
        from week in Gen.Elements(Days).ArrayOf(7)
        from slot in Gen.Elements(15, 30, 45, 60, 90)
        from duration in Gen.Elements(15, 30, 50, 60, 120)
        from before in Gen.Elements(0, 0, 10, 30)
        from after in Gen.Elements(0, 30, 45)
        from notice in Gen.Elements(0, 30, 120, 1500)
        from horizon in Gen.Choose(1, 8)
        from limit in Gen.Elements<int?>(null, null, 1, 2, 3)
        from closed in Gen.Choose(0, 30)
        select new CalendarSettings
        {
            Zone = DateTimeZoneProviders.Tzdb[zone],
            BusinessHours = WeeklyHours.Create(day => week[(int)day - 1]),
            SlotMinutes = slot,
            DurationMinutes = duration,
            BufferBeforeMinutes = before,
            BufferAfterMinutes = after,
            MinNoticeMinutes = notice,
            HorizonDays = horizon,
            MaxPerDay = limit,
            ClosedDates = System.Collections.Frozen.FrozenSet.Create(
                new LocalDate(2026, 11, 1).PlusDays(closed), new LocalDate(2027, 3, 10).PlusDays(closed)),
        };

    private static Gen<Diary> AnyDiary(Instant now) =>
        from count in Gen.Choose(0, 25)
        from events in (
            from start in Gen.Choose(-1440, 9 * 1440)
            from length in Gen.Elements(5, 30, 30, 60, 240, 1440)
            from before in Gen.Elements(0, 0, 15)
            from after in Gen.Elements(0, 30)
            from visits in Gen.Elements(true, true, false)
            select (Taken: Taken(now + Duration.FromMinutes(start), length, before, after), IsVisit: visits)).ArrayOf(count)
        select new Diary(
            [.. events.Select(item => item.Taken).OrderBy(item => item.BlockedStart)],
            [.. events.Where(item => item.IsVisit).Select(item => item.Taken.Start)]);

    public static Occupied Taken(Instant start, int minutes, int before, int after)
    {
        var end = start + Duration.FromMinutes(minutes);
        return new Occupied(start, end, start - Duration.FromMinutes(before), end + Duration.FromMinutes(after));
    }

    private static Gen<AvailabilityQuery> AnyQuery(Instant now, DateTimeZone zone) =>
        from kind in Gen.Choose(0, 5)
        from minutes in Gen.Choose(-600, 6 * 1440)
        from width in Gen.Choose(10, 3 * 1440)
        from duration in Gen.Elements<int?>(null, 30, 75)
        from ahead in Gen.Choose(1, 9)
        let soonest = now + Duration.FromMinutes(minutes)
        let date = soonest.InZone(zone).Date
        select kind switch
        {
            0 => new AvailabilityQuery { DaysAhead = ahead, DurationMinutes = duration },
            1 => AvailabilityQuery.On(date) with { DurationMinutes = duration },
            2 => new AvailabilityQuery { From = soonest, To = soonest + Duration.FromMinutes(width) },
            3 => new AvailabilityQuery { StartHour = minutes / 60 is > 0 and < 20 and var hour ? hour : 8, EndHour = 22, DaysAhead = ahead },
            4 => new AvailabilityQuery { Part = PartOfDay.Morning, FirstDay = date, LastDay = date.PlusDays(2) },
            _ => new AvailabilityQuery { Part = PartOfDay.Evening, From = soonest, DaysAhead = ahead, EndHour = 21 },
        };
}
