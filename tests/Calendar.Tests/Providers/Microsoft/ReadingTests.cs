using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;
using PeteRental.Calendar.Providers;

namespace PeteRental.Calendar.Tests.Providers.Microsoft;

public sealed class ReadingTests(GraphHost host) : IClassFixture<GraphHost>
{
    private static readonly Interval March = GraphUser.Days(new LocalDate(2026, 3, 1), 31);

    [Fact]
    public async Task The_accounts_own_diary_comes_first_in_the_mailboxs_zone_and_a_shared_one_is_read_only()
    {
        var user = await host.SignInAsync("Mountain Standard Time");
        for (var more = 0; more < 12; more++)
        {
            await user.ControlAsync("calendars", new { name = $"More {more:00}" });
        }

        await user.ControlAsync("calendars", new { name = "The boss", can_edit = false });
        var diaries = (await host.Client.ListDiariesAsync(user.Token, CancellationToken.None)).Answer;
        Assert.Equal(14, diaries.Count);
        Assert.Equal(("Calendar", true, DiaryAccess.Write), (diaries[0].Name, diaries[0].IsPrimary, diaries[0].Access));
        Assert.Equal(DiaryAccess.Read, Assert.Single(diaries, diary => diary.Name == "The boss").Access);
        Assert.All(diaries, diary => Assert.Equal("America/Denver", diary.Zone?.Id));
        Assert.Single(diaries, diary => diary.IsPrimary);
    }

    [Fact]
    public async Task A_zone_that_may_not_be_asked_for_or_that_nobody_knows_is_unknown()
    {
        var user = await host.SignInAsync(scopes: "openid offline_access Calendars.ReadWrite");
        var untold = (await host.Client.ListDiariesAsync(user.Token, CancellationToken.None)).Answer;
        Assert.Null(Assert.Single(untold).Zone);

        var custom = await host.SignInAsync();
        await host.FaultAsync(new
        {
            target = "microsoft/graph/v1.0/me/mailboxSettings",
            account = custom.Email,
            times = 1,
            body = new { timeZone = "Customized Time Zone" },
        });
        Assert.Null(Assert.Single((await host.Client.ListDiariesAsync(custom.Token, CancellationToken.None)).Answer).Zone);
    }

    [Fact]
    public async Task Three_hundred_events_over_forty_pages_are_all_read()
    {
        var small = new GraphHost(pageSize: 8);
        await using var _ = small;
        await small.InitializeAsync();
        var user = await small.SignInAsync();
        var first = new LocalDateTime(2026, 3, 2, 8, 0);
        for (var count = 0; count < 313; count++)
        {
            var start = first.PlusHours(2 * count);
            await user.PutAsync($"Event {count}", Iso(start), Iso(start.PlusHours(1)), "UTC");
        }

        var events = await user.ListAsync(GraphUser.Days(new LocalDate(2026, 3, 1), 60));
        Assert.Equal(Enumerable.Range(0, 313).Select(count => first.PlusHours(2 * count).InUtc().ToInstant()), events.Select(read => read.Start).Order());
        Assert.Equal(313, events.Select(read => read.EventId).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(40, (await small.RequestsAsync()).Count(request => request.ToString().Contains("calendarView", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_series_keeps_its_wall_time_over_both_changes_of_the_clocks()
    {
        var user = await host.SignInAsync();
        await user.PutAsync("Standup", "2026-03-01T09:00:00", "2026-03-01T09:30:00", more: new
        {
            recurrence = new { pattern = new { type = "daily", interval = 1 }, range = new { type = "endDate", startDate = "2026-03-01", endDate = "2026-11-30" } },
        });

        var chicago = TimeZoneInfo.FindSystemTimeZoneById("America/Chicago");
        var expected = Enumerable.Range(0, 275).Select(day => new DateTime(2026, 3, 1, 9, 0, 0).AddDays(day))
            .Select(wall => Instant.FromDateTimeUtc(TimeZoneInfo.ConvertTimeToUtc(wall, chicago))).ToList();
        var events = await user.ListAsync(GraphUser.Days(new LocalDate(2026, 2, 1), 365));
        Assert.Equal(expected, events.Select(read => read.Start).Order());
        Assert.All(events, read => Assert.Equal(Duration.FromMinutes(30), read.End - read.Start));
    }

    [Theory]
    [InlineData("Central Standard Time", "2026-03-08T06:00:00Z", "2026-03-09T05:00:00Z")]
    [InlineData("Tokyo Standard Time", "2026-03-07T15:00:00Z", "2026-03-08T15:00:00Z")]
    [InlineData("Hawaiian Standard Time", "2026-03-08T10:00:00Z", "2026-03-09T10:00:00Z")]
    public async Task A_whole_day_blocks_from_midnight_to_midnight_where_the_mailbox_is(string zone, string start, string end)
    {
        var user = await host.SignInAsync(zone);
        await user.PutAsync("Day off", "2026-03-08T00:00:00", "2026-03-09T00:00:00", zone, new { isAllDay = true, showAs = "oof" });
        var from = InstantPattern.ExtendedIso.Parse(start).Value;
        var to = InstantPattern.ExtendedIso.Parse(end).Value;
        var read = Assert.Single(await user.ListAsync(March));
        Assert.Equal((from, to, true), (read.Start, read.End, read.Blocks));

        // Asked of minutes at either edge, which another zone would put into another day.
        Assert.Single(await user.ListAsync(new Interval(from, from + Duration.FromMinutes(1))));
        Assert.Single(await user.ListAsync(new Interval(to - Duration.FromMinutes(1), to)));
        Assert.Empty(await user.ListAsync(new Interval(from - Duration.FromMinutes(1), from)));
        Assert.Empty(await user.ListAsync(new Interval(to, to + Duration.FromMinutes(1))));
    }

    [Fact]
    public async Task What_blocks_is_what_takes_the_owners_time()
    {
        var user = await host.SignInAsync();
        await user.PutAsync("busy", "2026-03-02T09:00:00", "2026-03-02T10:00:00");
        await user.PutAsync("tentative", "2026-03-03T09:00:00", "2026-03-03T10:00:00", more: new { showAs = "tentative" });
        await user.PutAsync("oof", "2026-03-04T09:00:00", "2026-03-04T10:00:00", more: new { showAs = "oof" });
        await user.PutAsync("unknown", "2026-03-05T09:00:00", "2026-03-05T10:00:00", more: new { showAs = "unknown" });
        await user.PutAsync("free", "2026-03-06T09:00:00", "2026-03-06T10:00:00", more: new { showAs = "free" });
        await user.PutAsync("elsewhere", "2026-03-07T09:00:00", "2026-03-07T10:00:00", more: new { showAs = "workingElsewhere" });
        await user.PutAsync("declined", "2026-03-09T09:00:00", "2026-03-09T10:00:00", more: new { isOrganizer = false, responseStatus = new { response = "declined" } });
        await user.PutAsync("cancelled", "2026-03-10T09:00:00", "2026-03-10T10:00:00", more: new { isCancelled = true });
        await user.PutAsync("secret", "2026-03-11T09:00:00", "2026-03-11T10:00:00", more: new { sensitivity = "private", location = new { displayName = "Clinic" } });
        await user.PutAsync("Berlin", "2026-03-12T09:00:00", "2026-03-12T10:00:00", "W. Europe Standard Time");

        var events = await user.ListAsync(March);
        Assert.Equal(
            [("busy", true), ("tentative", true), ("oof", true), ("unknown", true), ("free", false), ("elsewhere", false), ("declined", false), (null, true), ("Berlin", true)],
            events.OrderBy(read => read.Start).Select(read => (read.Subject, read.Blocks)));
        Assert.Null(events.Single(read => read.Subject is null).Location);
        Assert.Equal(Instant.FromUtc(2026, 3, 12, 8, 0), events.Single(read => read.Subject == "Berlin").Start);
    }

    [Fact]
    public async Task Another_diary_of_the_account_is_read_by_its_id_and_one_that_is_not_there_is_not_found()
    {
        var user = await host.SignInAsync();
        await user.ControlAsync("calendars", new { name = "Work", id = "Work-AAMkAGI2TGuLAAA-0123456789-diary=" });
        await user.PutAsync("At work", "2026-03-02T09:00:00", "2026-03-02T10:00:00", more: new { calendar_id = "Work-AAMkAGI2TGuLAAA-0123456789-diary=" });
        Assert.Empty(await user.ListAsync(March));
        var other = user with { Diary = user.Diary with { DiaryId = "Work-AAMkAGI2TGuLAAA-0123456789-diary=" } };
        Assert.Equal("At work", Assert.Single(await other.ListAsync(March)).Subject);

        var missing = user with { Diary = user.Diary with { DiaryId = "work-AAMkAGI2TGuLAAA-0123456789-diary=" } };
        Assert.Equal(ProviderError.NotFound, (await missing.TryListAsync(March)).Error?.Code);
    }

    [Theory]
    [InlineData("http://attacker.test/microsoft/graph/v1.0/me/calendarView?page=2")]
    [InlineData("//attacker.test/v1.0/me/calendarView")]
    [InlineData("/elsewhere")]
    [InlineData("not an address")]
    public async Task A_next_page_elsewhere_is_not_asked_and_what_was_read_so_far_is_no_answer(string link)
    {
        var user = await host.SignInAsync();
        await user.FaultAsync(new JsonObject { ["times"] = 1, ["body"] = new JsonObject { ["value"] = new JsonArray(), ["@odata.nextLink"] = link } });
        Assert.Equal(ProviderError.Unavailable, (await user.TryListAsync(March)).Error?.Code);
    }

    [Fact]
    public async Task Our_token_is_not_sent_to_another_port_or_path_of_the_same_machine()
    {
        var user = await host.SignInAsync();
        await using var stranger = new ProviderSandbox(host.Clock);
        using var strangerHttp = stranger.Start();
        foreach (var elsewhere in new[]
        {
            new Uri(strangerHttp.BaseAddress!, "/microsoft/graph/v1.0/me/calendarView"), new Uri(host.Http.BaseAddress!, "/hooks/thief"),
        })
        {
            await user.FaultAsync(new JsonObject { ["times"] = 1, ["body"] = new JsonObject { ["value"] = new JsonArray(), ["@odata.nextLink"] = elsewhere.AbsoluteUri } });
            Assert.Equal(ProviderError.Unavailable, (await user.TryListAsync(March)).Error?.Code);
        }

        Assert.DoesNotContain("/microsoft", await strangerHttp.GetStringAsync("/control/requests"), StringComparison.Ordinal);
        Assert.DoesNotContain("thief", await host.Http.GetStringAsync("/control/requests"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_without_an_end_is_given_up()
    {
        var user = await host.SignInAsync();
        await user.FaultAsync(new JsonObject
        {
            ["body"] = new JsonObject
            {
                ["value"] = new JsonArray(),
                ["@odata.nextLink"] = new Uri(host.Http.BaseAddress!, "/microsoft/graph/v1.0/me/calendarView?again").AbsoluteUri,
            },
        });
        Assert.Equal(ProviderError.Unavailable, (await user.TryListAsync(March)).Error?.Code);
    }

    private static string Iso(LocalDateTime wall) => LocalDateTimePattern.GeneralIso.Format(wall);
}
