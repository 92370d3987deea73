using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using PeteRental.Calendar.Availability;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Settings;
using PeteRental.Calendar.Sync;
using PeteRental.Calendar.Tests.Availability;
using PeteRental.Contracts;
using PeteRental.Contracts.Calendar;

namespace PeteRental.Calendar.Tests.Sync;

/// <summary>What is offered is what the diary leaves free, whatever the provider's day is like.</summary>
public sealed class MirrorTests(CalendarHost host)
{
    private static readonly DateTimeOffset Two = ConnectedCalendar.Tuesday.AddHours(14);

    public static TheoryData<string> Providers => ConnectedCalendar.Providers;

    public static TheoryData<string, string> BadDays
    {
        get
        {
            var days = new TheoryData<string, string>();
            foreach (var provider in new[] { "microsoft", "google" })
            {
                days.Add(provider, """{"status":503}""");
                days.Add(provider, """{"status":429,"headers":{"Retry-After":"1"}}""");
                days.Add(provider, """{"body":"<html>nobody expects this</html>"}""");
                days.Add(provider, """{"drop":true}""");
                days.Add(provider, """{"delay_ms":60000}""");
            }

            return days;
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Three_hundred_events_of_every_kind_leave_exactly_the_openings_that_a_plain_count_finds(string provider)
    {
        var clock = new ManualClock(CalendarHost.Monday);
        await using var service = host.Start(clock, ("Calendars:Sync:Patience", "00:00:30"));
        var calendar = await ConnectedCalendar.ConnectAsync(host, provider, service);
        await calendar.Workspace.ChangeSettingsAsync(new { timezone = "America/New_York", horizon_days = 30 });
        var random = new Random(20270301);
        var taken = new List<Occupied>();
        for (var count = 0; count < 230; count++)
        {
            taken.AddRange(await MadeUpEvent.Next(random).PutAsync(host.Sandbox, provider, calendar.Email));
        }

        clock.Advance(TimeSpan.FromSeconds(61));
        var answer = await calendar.AvailabilityAsync("?days_ahead=31");
        var offered = ConnectedCalendar.Starts(answer);

        Assert.False(answer["stale"]!.GetValue<bool>());
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        var expected = new BruteForce(CalendarSettings.Default, now, 40).Find(
            new Diary([.. taken.OrderBy(item => item.BlockedStart)], []), now, new AvailabilityQuery { DaysAhead = 31 });
        Assert.NotEmpty(expected);
        Assert.True(taken.Count > 200, $"Only {taken.Count} of them block.");
        Assert.Equal(expected.Select(slot => slot.Start.ToDateTimeOffset()), offered);
        Assert.Empty(ConnectedCalendar.Starts(await calendar.AvailabilityAsync("?date=2028-01-03")));
    }

    [Fact]
    public async Task Whoever_waits_for_a_read_on_our_own_account_does_not_keep_it_from_being_made()
    {
        var clock = new ManualClock(CalendarHost.Monday);
        await using var service = host.Start(clock);
        var calendar = await ConnectedCalendar.ConnectAsync(host, "google", service);
        Assert.False((await calendar.AvailabilityAsync())["stale"]!.GetValue<bool>());
        clock.Advance(TimeSpan.FromSeconds(61));
        var (mirror, store) = (service.Services.GetRequiredService<DiaryMirror>(), service.Services.GetRequiredService<MirrorStore>());
        var bookable = await service.Services.GetRequiredService<CalendarDirectory>().ChooseAsync(
            new WorkspaceId(calendar.Workspace.Id), calendar: null, owner: null, TestContext.Current.CancellationToken);
        var lease = await store.TryLeaseAsync(bookable.Diary!, TimeSpan.FromMinutes(2), clock.GetUtcNow(), TestContext.Current.CancellationToken);

        // The caller is first, and finds the lease taken.
        var waiting = mirror.FreshenAsync(bookable, TestContext.Current.CancellationToken).AsTask();
        await mirror.ReadAsync(lease!).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.False((await waiting).IsStale);
    }

    [Theory]
    [MemberData(nameof(BadDays))]
    public async Task A_provider_on_a_bad_day_is_answered_for_by_what_is_known_and_says_so(string provider, string fault)
    {
        var clock = new ManualClock(CalendarHost.Monday);
        await using var service = host.Start(clock, ("Calendars:Sync:Patience", "00:00:00.5"), ("Calendars:Sync:LongestRead", "00:00:01"));
        var calendar = await ConnectedCalendar.ConnectAsync(host, provider, service);
        await calendar.Diary.PutAsync(Two, Two.AddHours(1));
        clock.Advance(TimeSpan.FromSeconds(61));
        var before = await calendar.AvailabilityAsync();
        Assert.False(before["stale"]!.GetValue<bool>());
        Assert.Equal(provider, before["source"]!.GetValue<string>());
        Assert.DoesNotContain(Two, ConnectedCalendar.Starts(before));

        await calendar.Diary.BreakAsync(JsonNode.Parse(fault)!);
        await calendar.Diary.PutAsync(Two.AddHours(-4), Two.AddHours(-3));
        clock.Advance(TimeSpan.FromSeconds(61));
        var during = await calendar.AvailabilityAsync();
        Assert.True(during["stale"]!.GetValue<bool>());
        Assert.Equal(before["synced_at"]!.GetValue<DateTimeOffset>(), during["synced_at"]!.GetValue<DateTimeOffset>());
        Assert.Equal(ConnectedCalendar.Starts(before), ConnectedCalendar.Starts(during));
        var explained = await calendar.Workspace.GetAsync("/calendar/availability/explain?at=2027-03-02T14:00:00");
        Assert.Equal(("busy", true, 61), (explained["reason"]!.GetValue<string>(), explained["stale"]!.GetValue<bool>(), explained["age_seconds"]!.GetValue<int>()));

        await calendar.Diary.MendAsync();
        var looks = 0;
        await CalendarHost.UntilAsync(
            async () =>
            {
                // A read has its limit by this clock: between two steps there is time for one, also on a busy machine.
                if (looks++ % 40 == 0)
                {
                    clock.Advance(TimeSpan.FromSeconds(31));
                }

                var after = await calendar.AvailabilityAsync();
                return !after["stale"]!.GetValue<bool>() && !ConnectedCalendar.Starts(after).Contains(Two.AddHours(-4));
            },
            "the diary is known again");
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_diary_that_nobody_has_ever_read_is_no_empty_diary(string provider)
    {
        var calendar = await ConnectedCalendar.ConnectAsync(host, provider);
        await calendar.Diary.BreakAsync(new { status = 503 });
        await host.QueryAsync<int>("DELETE FROM diary_mirrors WHERE calendar_id = @CalendarId", new { calendar.CalendarId });
        await using var service = host.Start(new ManualClock(CalendarHost.Monday));
        var workspace = calendar.Workspace.On(service);

        var refused = await workspace.SendAsync(HttpMethod.Get, "/calendar/availability");
        var explained = await workspace.SendAsync(HttpMethod.Get, "/calendar/availability/explain?at=2027-03-02T14:00:00");
        var told = await workspace.AskAsync();

        Assert.Equal((503, "calendar_unavailable"), (refused.Status, refused.Code));
        Assert.Equal((503, "calendar_unavailable"), (explained.Status, explained.Code));
        Assert.Equal((VoiceOutcome.CalendarUnavailable, 0), (told.Outcome, told.Openings.Count));

        await calendar.Diary.MendAsync();
    }

    [Fact]
    public async Task What_is_known_of_a_diary_for_more_than_a_day_says_nothing_any_more()
    {
        var clock = new ManualClock(CalendarHost.Monday);
        await using var service = host.Start(clock);
        var calendar = await ConnectedCalendar.ConnectAsync(host, "google", service);
        Assert.NotEmpty(await calendar.TuesdaysAsync());

        await calendar.Diary.BreakAsync(new { status = 503 });
        clock.Advance(TimeSpan.FromHours(23));
        Assert.True((await calendar.AvailabilityAsync("?date=2027-03-05"))["stale"]!.GetValue<bool>());
        clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(503, (await calendar.Workspace.SendAsync(HttpMethod.Get, "/calendar/availability?date=2027-03-05")).Status);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Two_hundred_who_ask_at_once_on_two_replicas_are_one_question_to_the_provider(string provider)
    {
        var clock = new ManualClock(CalendarHost.Monday);
        await using var one = host.Start(clock);
        await using var other = host.Start(clock);
        var calendar = await ConnectedCalendar.ConnectAsync(host, provider, one);
        await calendar.TuesdaysAsync();
        await calendar.On(other).TuesdaysAsync();
        await calendar.Diary.PutAsync(Two, Two.AddHours(1));
        var before = await calendar.CountReadsAsync();

        clock.Advance(TimeSpan.FromSeconds(61));
        await calendar.Diary.BreakAsync(new { delay_ms = 200, times = 1 });
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => (number % 2 == 0 ? calendar : calendar.On(other)).TuesdaysAsync()));

        Assert.All(answers, starts => Assert.DoesNotContain(Two, starts));
        Assert.Equal(before + 1, await calendar.CountReadsAsync());
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_diary_whose_token_was_forgotten_is_read_as_a_whole_and_loses_what_is_gone(string provider)
    {
        var clock = new ManualClock(CalendarHost.Monday);
        await using var service = host.Start(clock);
        var calendar = await ConnectedCalendar.ConnectAsync(host, provider, service);
        var gone = await calendar.Diary.PutAsync(Two, Two.AddHours(1));
        clock.Advance(TimeSpan.FromSeconds(61));
        Assert.DoesNotContain(Two, await calendar.TuesdaysAsync());

        await calendar.Diary.RemoveAsync(gone);
        await calendar.Diary.PutAsync(Two.AddHours(-4), Two.AddHours(-3));
        using (var expired = await host.Sandbox.PostAsync($"/control/{provider}/accounts/{calendar.Email}/expire-sync", null))
        {
            Assert.True(expired.IsSuccessStatusCode);
        }

        clock.Advance(TimeSpan.FromSeconds(61));
        var after = await calendar.TuesdaysAsync();
        Assert.Contains(Two, after);
        Assert.DoesNotContain(Two.AddHours(-4), after);
    }

    [Fact]
    public async Task A_private_diary_can_be_busy_time_for_that_of_work_and_each_can_be_switched_off()
    {
        var clock = new ManualClock(CalendarHost.Monday);
        await using var service = host.Start(clock, ("Calendars:Sync:Patience", "00:00:10"));
        var work = await ConnectedCalendar.ConnectAsync(host, "microsoft", service);
        var mail = await work.Workspace.ConnectAsync("google");
        var own = new OwnedDiary(host.Sandbox, "google", mail);
        await own.PutAsync(Two, Two.AddHours(1));
        await work.Diary.PutAsync(Two.AddHours(-4), Two.AddHours(-3));
        clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Contains(Two, await work.TuesdaysAsync());
        var id = await host.QueryAsync<Guid>(
            "SELECT id FROM calendars WHERE workspace_id = @Id AND linked_provider = 'google'", new { work.Workspace.Id });

        await work.Workspace.ChangeSettingsAsync(new { busy_calendars = new[] { id } });
        var both = await work.TuesdaysAsync();
        Assert.DoesNotContain(Two, both);
        Assert.DoesNotContain(Two.AddHours(-4), both);

        await work.Workspace.ChangeSettingsAsync(new { provider = "native" });
        var switchedOff = await work.TuesdaysAsync();
        Assert.Contains(Two.AddHours(-4), switchedOff);
        Assert.DoesNotContain(Two, switchedOff);

        await work.Workspace.ChangeSettingsAsync(new { provider = "microsoft", busy_calendars = Array.Empty<Guid>() });
        var back = await work.TuesdaysAsync();
        Assert.DoesNotContain(Two.AddHours(-4), back);
        Assert.Contains(Two, back);
    }

    [Fact]
    public async Task A_calendar_of_our_own_asks_no_provider_anything()
    {
        var workspace = host.NewWorkspace();
        var answer = await workspace.GetAsync("/calendar/availability?date=2027-03-02");
        Assert.Equal(["status", "calendar_id", "timezone", "total_slots", "available_slots"], answer.Select(member => member.Key));
        Assert.Equal(0, await host.QueryAsync<long>(
            "SELECT count(*) FROM diary_mirrors JOIN calendars ON calendars.id = calendar_id WHERE workspace_id = @Id", new { workspace.Id }));
        var mirror = host.Service.Services.GetRequiredService<PeteRental.Calendar.Sync.DiaryMirror>();
        var directory = host.Service.Services.GetRequiredService<PeteRental.Calendar.Calendars.CalendarDirectory>();
        var calendar = Assert.Single(await directory.ListAsync(new(workspace.Id), TestContext.Current.CancellationToken));
        var state = mirror.FreshenAsync(calendar, TestContext.Current.CancellationToken);
        Assert.True(state.IsCompletedSuccessfully);
        Assert.Equal(PeteRental.Calendar.Sync.MirrorState.Native, await state);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task The_owner_sees_what_is_in_their_diary_and_others_see_only_when_it_is_busy(string provider)
    {
        var calendar = await ConnectedCalendar.ConnectAsync(host, provider);
        await calendar.Diary.PutAsync(Two, Two.AddHours(1), subject: "Dentist");
        await calendar.BookAsync(10);
        await calendar.UntilToldAsync();

        var mine = (await calendar.Workspace.GetAsync("/calendar/events?days_ahead=3"))["events"]!.AsArray();
        Assert.Equal(["118 Birchwood Ave", "Dentist"], mine.Select(item => item!["subject"]!.GetValue<string>()));
        using var other = host.As(calendar.Workspace.Service, calendar.Workspace.Id, Guid.CreateVersion7(), ServiceDefaults.Identity.WorkspaceRole.Viewer);
        var theirs = JsonNode.Parse(await other.GetStringAsync("/calendar/events?days_ahead=3"))!["events"]!.AsArray();
        Assert.Equal(["118 Birchwood Ave", "Busy"], theirs.Select(item => item!["subject"]!.GetValue<string>()));
        Assert.DoesNotContain("Dentist", theirs.ToJsonString(), StringComparison.Ordinal);

        await calendar.Diary.BreakAsync(new { status = 503 });
        var stale = await calendar.Workspace.GetAsync("/calendar/events?days_ahead=3");
        Assert.True(stale["stale"]!.GetValue<bool>());
        Assert.Equal(["118 Birchwood Ave", "Busy"], stale["events"]!.AsArray().Select(item => item!["subject"]!.GetValue<string>()));
        await calendar.Diary.MendAsync();
    }
}
