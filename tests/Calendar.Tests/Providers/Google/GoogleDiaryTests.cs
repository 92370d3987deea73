using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;
using PeteRental.Calendar.Providers;

namespace PeteRental.Calendar.Tests.Providers.Google;

/// <summary>What is read out of calendars.</summary>
public sealed class GoogleDiaryTests(GoogleHost host) : IClassFixture<GoogleHost>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_accounts_own_calendar_comes_first_and_each_says_what_may_be_done_with_it()
    {
        var ann = await host.ConnectAsync("America/Denver");
        for (var index = 0; index < GoogleHost.PageSize; index++)
        {
            await ann.AddCalendarAsync(new { id = ann.CalendarId($"more{index}"), name = $"More {index}" });
        }

        await ann.AddCalendarAsync(new { id = ann.CalendarId("team#holidays"), name = "Team", time_zone = "Europe/London", access_role = "reader" });
        await ann.AddCalendarAsync(new { id = ann.CalendarId("busy"), name = "Boss", access_role = "freeBusyReader" });
        await ann.AddCalendarAsync(new { id = ann.CalendarId("shared"), name = "Shared", access_role = "writerWithoutPrivateAccess" });

        var listed = await ann.Client.ListDiariesAsync(ann.Token, Cancellation);
        Assert.Null(listed.Error);
        Assert.Equal(12, listed.Answer.Count);
        Assert.Equal(new ProviderDiary(ann.Email, ann.Email, Zone("America/Denver"), IsPrimary: true, DiaryAccess.Write), listed.Answer[0]);
        Assert.Contains(new ProviderDiary(ann.CalendarId("team#holidays"), "Team", Zone("Europe/London"), IsPrimary: false, DiaryAccess.Read), listed.Answer);
        Assert.Contains(new ProviderDiary(ann.CalendarId("busy"), "Boss", Zone("America/Denver"), IsPrimary: false, DiaryAccess.FreeBusy), listed.Answer);
        Assert.Contains(new ProviderDiary(ann.CalendarId("shared"), "Shared", Zone("America/Denver"), IsPrimary: false, DiaryAccess.Write), listed.Answer);
    }

    [Fact]
    public async Task Three_hundred_events_on_forty_pages_are_all_read()
    {
        var ann = await host.ConnectAsync();
        var expected = new List<(Instant, Instant)>();
        for (var index = 0; index < 300; index++)
        {
            var start = GoogleDiary.Hour(0) + Duration.FromMinutes(95 * index);
            expected.Add((start, start + Duration.FromMinutes(25)));
            await ann.PutAsync(new JsonObject
            {
                ["start"] = new JsonObject { ["dateTime"] = InstantPattern.General.Format(start) },
                ["end"] = new JsonObject { ["dateTime"] = InstantPattern.General.Format(start + Duration.FromMinutes(25)) },
            });
        }

        // Deleted ones take up room on a page, so that some come short or empty.
        foreach (var item in (await ann.EventsAsync()).Where((_, index) => index is >= 100 and < 120))
        {
            await ann.RemoveAsync(item!["id"]!.GetValue<string>());
        }

        expected.RemoveRange(100, 20);
        var before = await ann.CountAsync("GET", "google/calendar");
        var events = await ann.EventsOfAsync(new Interval(GoogleDiary.Hour(0), GoogleDiary.Hour(24 * 21)));
        Assert.Equal(expected, events.Select(item => (item.Start, item.End)).Order());
        Assert.InRange(await ann.CountAsync("GET", "google/calendar") - before, 35, 40);
    }

    [Theory]
    [InlineData(2027, 3, 12)] // clocks go forward on Sunday, 14 March
    [InlineData(2027, 11, 5)] // and back on Sunday, 7 November
    public async Task A_series_keeps_its_hour_on_the_wall_when_the_clocks_change(int year, int month, int day)
    {
        var ann = await host.ConnectAsync();
        var first = new LocalDate(year, month, day);
        await ann.PutAsync(new JsonObject
        {
            ["start"] = new JsonObject { ["dateTime"] = $"{first:uuuu-MM-dd}T09:00:00", ["timeZone"] = "America/New_York" },
            ["end"] = new JsonObject { ["dateTime"] = $"{first:uuuu-MM-dd}T09:30:00", ["timeZone"] = "America/New_York" },
            ["recurrence"] = new JsonArray("RRULE:FREQ=DAILY;COUNT=5"),
        });

        var events = await ann.EventsOfAsync(new Interval(Midnight(first, "America/New_York"), Midnight(first.PlusDays(9), "America/New_York")));
        Assert.Equal(
            Enumerable.Range(0, 5).Select(index => first.PlusDays(index).At(new LocalTime(9, 0))),
            events.OrderBy(item => item.Start).Select(item => item.Start.InZone(Zone("America/New_York")).LocalDateTime));
        Assert.All(events, item => Assert.Equal(Duration.FromMinutes(30), item.End - item.Start));
        Assert.Equal(5, events.Select(item => item.EventId).Distinct().Count());
    }

    [Theory]
    [InlineData("America/Chicago")]
    [InlineData("Asia/Kathmandu")]
    [InlineData("Pacific/Kiritimati")]
    [InlineData("Africa/Cairo")]
    public async Task A_whole_day_blocks_the_day_of_the_calendars_own_zone(string zone)
    {
        var ann = await host.ConnectAsync(zone);
        await ann.PutAsync(new { start = new { date = "2027-03-14" }, end = new { date = "2027-03-15" } });
        var day = new LocalDate(2027, 3, 14);
        var (start, end) = (Midnight(day, zone), Midnight(day.PlusDays(1), zone));

        var found = Assert.Single(await ann.EventsOfAsync(new Interval(start - Duration.FromDays(3), end + Duration.FromDays(3))));
        Assert.Equal((start, end, true), (found.Start, found.End, found.Blocks));
        Assert.Empty(await ann.EventsOfAsync(new Interval(start - Duration.FromHours(5), start)));
        Assert.Empty(await ann.EventsOfAsync(new Interval(end, end + Duration.FromHours(5))));
        Assert.Single(await ann.EventsOfAsync(new Interval(end - Duration.FromMilliseconds(1), end)));
    }

    [Fact]
    public async Task What_the_owner_has_shown_as_free_declined_or_deleted_does_not_block()
    {
        var ann = await host.ConnectAsync();
        var blocking = new List<string>
        {
            await ann.PutAsync(8),
            await ann.PutAsync(9, new { status = "tentative" }),
            await ann.PutAsync(10, new { visibility = "private" }),
            await ann.PutAsync(11, new { eventType = "outOfOffice" }),
            await ann.PutAsync(12, Attendance(ann.Email, "needsAction")),
        };
        var free = new List<string>
        {
            await ann.PutAsync(13, new { transparency = "transparent" }),
            await ann.PutAsync(14, Attendance(ann.Email, "declined")),
            await ann.PutAsync(15, new { eventType = "workingLocation", transparency = "transparent" }),
        };
        await ann.RemoveAsync(await ann.PutAsync(16));

        var events = await ann.EventsOfAsync(GoogleDiary.Day);
        Assert.Equal(blocking.Order(), events.Where(item => item.Blocks).Select(item => item.EventId).Order());
        Assert.Equal(free.Order(), events.Where(item => !item.Blocks).Select(item => item.EventId).Order());
        Assert.Equal("Something else", events.Single(item => item.EventId == blocking[0]).Subject);
        Assert.Null(events.Single(item => item.EventId == blocking[2]).Subject);

        static object Attendance(string email, string status) => new { attendees = new[] { new { email, responseStatus = status } } };
    }

    [Fact]
    public async Task Only_what_overlaps_the_time_that_is_asked_for_is_listed()
    {
        var ann = await host.ConnectAsync();
        foreach (var hour in new[] { 9, 10, 11 })
        {
            await ann.PutAsync(hour);
        }

        Assert.Equal(GoogleDiary.Hour(10), Assert.Single(await ann.EventsOfAsync(new(GoogleDiary.Hour(10), GoogleDiary.Hour(11)))).Start);
        var tick = Duration.FromMilliseconds(1);
        Assert.Equal(3, (await ann.EventsOfAsync(new(GoogleDiary.Hour(10) - tick, GoogleDiary.Hour(11) + tick))).Count);
        Assert.Empty(await ann.EventsOfAsync(new(GoogleDiary.Hour(10), GoogleDiary.Hour(10))));
    }

    [Fact]
    public async Task A_calendar_that_shows_only_when_it_is_busy_is_asked_in_pieces_and_always_gives_the_same_events()
    {
        var ann = await host.ConnectAsync();
        var id = ann.CalendarId("boss");
        await ann.AddCalendarAsync(new { id, name = "Boss", access_role = "freeBusyReader" });
        var window = new Interval(GoogleDiary.Hour(0), GoogleDiary.Hour(24 * 150));

        // Over the seam of two pieces, on the hour of another, free, and touching its neighbour.
        await ann.PutAsync(Busy(id, GoogleDiary.Hour(24 * 60) - Duration.FromMinutes(20), 40));
        await ann.PutAsync(Busy(id, GoogleDiary.Hour(10), 60));
        await ann.PutAsync(Busy(id, GoogleDiary.Hour(11), 30));
        await ann.PutAsync(GoogleDiary.Tuesday(15, new { calendar_id = id, transparency = "transparent" }));
        var boss = ann.At(new DiaryAddress(id, Zone("America/Chicago"), DiaryAccess.FreeBusy));

        var events = await boss.EventsOfAsync(window);
        Assert.Equal(
            [
                (GoogleDiary.Hour(10), GoogleDiary.Hour(11) + Duration.FromMinutes(30)),
                (GoogleDiary.Hour(24 * 60) - Duration.FromMinutes(20), GoogleDiary.Hour(24 * 60) + Duration.FromMinutes(20)),
            ],
            events.Select(item => (item.Start, item.End)));
        Assert.All(events, item => Assert.True(item.Blocks && item.Subject is null));

        var changes = (await boss.ChangesAsync(window, syncToken: null)).Answer;
        Assert.Equal((true, null), (changes.IsWhole, changes.SyncToken));
        Assert.Equal(events, changes.Events);
        Assert.Empty(changes.RemovedIds);
    }

    [Fact]
    public async Task A_calendar_that_cannot_be_seen_is_an_error_and_not_free()
    {
        var ann = await host.ConnectAsync();
        foreach (var access in Enum.GetValues<DiaryAccess>())
        {
            var stranger = ann.At(new DiaryAddress(ann.CalendarId("nobody"), Zone("America/Chicago"), access));
            Assert.Equal(ProviderError.NotFound, (await stranger.ListAsync(GoogleDiary.Day)).Error!.Code);
            Assert.Equal(ProviderError.NotFound, (await stranger.ChangesAsync(GoogleDiary.Day, null)).Error!.Code);
        }
    }

    private static JsonObject Busy(string calendar, Instant start, int minutes) => new()
    {
        ["calendar_id"] = calendar,
        ["start"] = new JsonObject { ["dateTime"] = InstantPattern.General.Format(start) },
        ["end"] = new JsonObject { ["dateTime"] = InstantPattern.General.Format(start + Duration.FromMinutes(minutes)) },
    };

    private static DateTimeZone Zone(string id) => DateTimeZoneProviders.Tzdb[id];

    private static Instant Midnight(LocalDate day, string zone) => Zone(zone).AtStartOfDay(day).ToInstant();
}
