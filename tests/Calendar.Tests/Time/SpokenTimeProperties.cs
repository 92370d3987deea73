using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using NodaTime.Text;
using PeteRental.Calendar.Settings;
using PeteRental.Calendar.Time;

namespace PeteRental.Calendar.Tests.Time;

public sealed class SpokenTimeProperties
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(3000);

    private static readonly string[] Words =
    [
        .. TimeWords.Fillers, .. TimeWords.Ats, .. TimeWords.Weekdays.Keys, .. TimeWords.Months.Keys, .. TimeWords.Numbers.Keys,
        .. TimeWords.Tens.Keys, .. TimeWords.Ordinals.Keys, .. TimeWords.Units.Keys,
        "tomorrow", "today", "tonight", "yesterday", "day after tomorrow", "next", "this", "last", "week", "weekend", "in", "a", "an", "half",
        "quarter", "past", "to", "from now", "and a half", "between", "and", "before", "after", "until", "noon", "morning", "evening", "night",
        "early", "late", "am", "p.m.", "o'clock", "as soon as possible", "0", "1", "2", "12", "13", "24", "31", "59", "60", "99", "1430", "2025", "2026", "2999",
        "3rd", "31st", "99th", "2:30", "02:30", "25:00", "10/7", "31/31", "1/1/1", "2026-10-07", "2026-02-30", "9999-12-31", "0000-01-01",
        "2026-10-07T14:00", "T", "Z", "-04:00", ":", "/", "-", ".", ",", "'", "\u2019", "\0", "🙂", "é",
    ];

    private static readonly Arbitrary<(CalendarSettings Settings, Instant Now)> Somewhere = (
        from zone in Gen.Elements("America/New_York", "Europe/London", "Australia/Lord_Howe", "America/Vancouver", "Africa/Cairo", "Pacific/Kiritimati")
        from minutes in Gen.Choose(0, 3 * 366 * 1440)
        from hours in Gen.Elements<OpenWindow[]>([], [new(0, 1440)], [new(540, 1020)], [new(0, 60), new(1380, 1440)])
        select (
            CalendarSettings.Default with { Zone = DateTimeZoneProviders.Tzdb[zone], BusinessHours = WeeklyHours.Create(_ => [.. hours]) },
            Instant.FromUtc(2026, 1, 1, 0, 0) + Duration.FromMinutes(minutes))).ToArbitrary();

    [Fact]
    public void An_instant_that_is_said_is_read_back_as_the_same_instant() =>
        Check.One(Many, Prop.ForAll(Somewhere, Gen.Choose(1, 364 * 1440).ToArbitrary(), (where, minutes) =>
        {
            var instant = FirstOfItsName(where.Now + Duration.FromMinutes(minutes), where.Settings.Zone);
            if (instant < where.Now)
            {
                return;
            }

            Assert.Equal(new SpokenTimeResult.Exact(instant), SpokenTime.Read(WallClock.Say(instant, where.Settings.Zone), where.Now, where.Settings));
            var local = instant.InZone(where.Settings.Zone).LocalDateTime;
            Assert.Equal(new SpokenTimeResult.Exact(instant), SpokenTime.Read(LocalDateTimePattern.GeneralIso.Format(local), where.Now, where.Settings));
        }));

    [Fact]
    public void An_iso_instant_is_read_as_itself_whatever_its_offset() =>
        Check.One(Many, Prop.ForAll(Somewhere, Gen.Choose(0, 800 * 1440).ToArbitrary(), Gen.Choose(-18 * 60, 18 * 60).ToArbitrary(), (where, minutes, offset) =>
        {
            var instant = Instant.FromUtc(where.Now.InZone(where.Settings.Zone).Year + 1, 1, 2, 0, 0) + Duration.FromMinutes(minutes);
            var text = OffsetDateTimePattern.Rfc3339.Format(instant.WithOffset(Offset.FromSeconds(offset * 60)));
            Assert.Equal(new SpokenTimeResult.Exact(instant), SpokenTime.Read(text, where.Now, where.Settings));
        }));

    [Fact]
    public void Reading_never_throws_and_never_answers_with_nonsense() =>
        Check.One(Many.WithMaxTest(20_000), Prop.ForAll(Somewhere, Gen.Elements(Words).ListOf().ToArbitrary(), (where, words) =>
        {
            var result = SpokenTime.Read(string.Join(' ', words), where.Now, where.Settings);
            if (result is SpokenTimeResult.Wanted wanted)
            {
                Assert.True(wanted.FirstDay <= wanted.LastDay);
                Assert.True(wanted.Part is not { } part || (part.FromMinute < part.ToMinute && part.FromMinute >= 0 && part.ToMinute <= 1440));
            }

            Assert.NotNull(result);
        }));

    [Fact]
    public void Any_characters_at_all_can_be_read() =>
        Check.One(Many, Prop.ForAll(Somewhere, ArbMap.Default.ArbFor<string?>(), (where, text) =>
            Assert.NotNull(SpokenTime.Read(text, where.Now, where.Settings))));

    [Fact]
    public void A_huge_text_is_not_even_looked_at()
    {
        var huge = string.Concat(Enumerable.Repeat("tomorrow at 2 ", 1_000_000));
        _ = SpokenTime.Read(huge, Instant.FromUtc(2026, 1, 1, 0, 0), CalendarSettings.Default);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = SpokenTime.Read(huge, Instant.FromUtc(2026, 1, 1, 0, 0), CalendarSettings.Default);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200);
        Assert.Equal(new SpokenTimeResult.Unclear(UnclearReason.TooLong), result);
    }

    // Of a wall time that comes twice, saying it can only mean the first.
    private static Instant FirstOfItsName(Instant instant, DateTimeZone zone) =>
        zone.ResolveLocal(instant.InZone(zone).LocalDateTime, mapping => mapping.First()).ToInstant();
}
