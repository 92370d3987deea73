using System.Text.Json.Nodes;
using PeteRental.Contracts.Calendar;
using PeteRental.Contracts.Events;

namespace PeteRental.Calendar.Tests.Availability;

public sealed class AvailabilityEndpointTests(CalendarHost host)
{
    [Fact]
    public async Task Openings_are_answered_in_the_agreed_shape()
    {
        var answer = await host.NewWorkspace().GetAsync("/calendar/availability?date=2027-03-02&start_hour=9&end_hour=10");
        answer.Remove("calendar_id");
        Assert.Equal(
            """
            {"status":"success","timezone":"America/New_York","total_slots":2,"available_slots":[
            {"start_time":"2027-03-02T09:00:00-05:00","end_time":"2027-03-02T09:30:00-05:00","duration_minutes":30,"day":"Tuesday","formatted_time":"Tuesday, March 2 at 9:00 AM"},
            {"start_time":"2027-03-02T09:30:00-05:00","end_time":"2027-03-02T10:00:00-05:00","duration_minutes":30,"day":"Tuesday","formatted_time":"Tuesday, March 2 at 9:30 AM"}]}
            """.ReplaceLineEndings(""),
            answer.ToJsonString());
    }

    [Theory]
    [InlineData("", 76)]
    [InlineData("?days_ahead=1", 12)]
    [InlineData("?date=tomorrow", 16)]
    [InlineData("?date=2027-03-06", 0)]
    [InlineData("?date=2020-03-06", 0)]
    [InlineData("?date=tomorrow&time_of_day=morning", 6)]
    [InlineData("?date=tomorrow&duration_minutes=60", 15)]
    [InlineData("?from=2027-03-02T10:00:00-05:00&to=2027-03-02T12:00:00-05:00", 4)]
    [InlineData("?from=2027-03-02&to=2027-03-03", 32)]
    [InlineData("?from=2027-03-02T10:00&to=2027-03-02T11:00", 2)]
    [InlineData("?date=tomorrow&start_hour=0&end_hour=24", 16)]
    public async Task Filters_narrow(string query, int slots) =>
        Assert.Equal(slots, (await host.NewWorkspace().GetAsync($"/calendar/availability{query}"))["total_slots"]!.GetValue<int>());

    [Theory]
    [InlineData("?date=2027-02-30", "date")]
    [InlineData("?date=banana", "date")]
    [InlineData("?days_ahead=0", "days_ahead")]
    [InlineData("?days_ahead=9999", "days_ahead")]
    [InlineData("?days_ahead=x", "days_ahead")]
    [InlineData("?start_hour=24", "start_hour")]
    [InlineData("?end_hour=0", "end_hour")]
    [InlineData("?start_hour=12&end_hour=12", "end_hour")]
    [InlineData("?time_of_day=teatime", "time_of_day")]
    [InlineData("?duration_minutes=1", "duration_minutes")]
    [InlineData("?from=now", "from")]
    [InlineData("?from=2027-03-03&to=2027-03-01", "to")]
    [InlineData("?calendar_id=x", "calendar_id")]
    [InlineData("/explain", "at")]
    [InlineData("/explain?at=Friday", "at")]
    [InlineData("/explain?at=2027-03-02T10:00&duration_minutes=0", "duration_minutes")]
    public async Task A_wrong_parameter_is_refused_by_name(string query, string field)
    {
        var answer = await host.NewWorkspace().SendAsync(HttpMethod.Get, $"/calendar/availability{query}");
        Assert.Equal((400, "validation_failed"), (answer.Status, answer.Code));
        Assert.Equal([field], answer.Errors.Select(error => error.Key));
    }

    [Theory]
    [InlineData("2027-03-02T09:00", "free")]
    [InlineData("2027-03-02T10:00", "busy")]
    [InlineData("2027-03-02T10:15:00-05:00", "busy")]
    [InlineData("2027-03-02T09:30", "buffer")]
    [InlineData("2027-03-02T10:45", "buffer")]
    [InlineData("2027-03-02T07:00", "outside_hours")]
    [InlineData("2027-03-01T11:00", "notice")]
    [InlineData("2026-03-01T11:00", "notice")]
    [InlineData("2027-06-01T11:00", "horizon")]
    [InlineData("2027-03-04T11:00", "closed")]
    [InlineData("2027-03-03T15:00", "full_day")]
    public async Task A_blocked_slot_can_be_explained(string at, string reason)
    {
        var workspace = host.NewWorkspace();
        await workspace.ChangeSettingsAsync(new { closed_dates = new[] { "2027-03-04" } });
        await workspace.CallAndBookAsync("tomorrow at 10 am");
        if (reason == "full_day")
        {
            await workspace.CallAndBookAsync("Wednesday at 10 am");
            await workspace.ChangeSettingsAsync(new { max_per_day = 1 });
        }

        var answer = await workspace.GetAsync($"/calendar/availability/explain?at={Uri.EscapeDataString(at)}");

        Assert.Equal((reason, reason == "free"), (answer["reason"]!.GetValue<string>(), answer["is_free"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task Changed_settings_hold_at_once_on_every_replica()
    {
        var workspace = host.NewWorkspace();
        var other = workspace.On(host.Replica);
        Assert.Equal(16, (await other.OpeningsAsync("?date=tomorrow")).Length);

        await workspace.ChangeSettingsAsync(new { business_hours = new { tuesday = new[] { new { from = "10:00", to = "12:00" } } }, timezone = "America/Chicago" });

        Assert.Equal(VoiceOutcome.OutsideHours, (await other.CallAndBookAsync("tomorrow at 2 pm")).Outcome);
        Assert.Equal(4, (await other.OpeningsAsync("?date=tomorrow")).Length);
        await workspace.ChangeSettingsAsync(new { min_notice_minutes = 60 * 24 * 7 });
        Assert.Equal(VoiceOutcome.Notice, (await other.CallAndBookAsync("2027-03-02T11:00:00-06:00")).Outcome);
        await workspace.ChangeSettingsAsync(new { min_notice_minutes = 0 });
        Assert.Equal(VoiceOutcome.Booked, (await other.CallAndBookAsync("2027-03-02T11:00:00-06:00")).Outcome);
        await CalendarHost.UntilAsync(() => Task.FromResult(host.Events.Of<CalendarSettingsChanged>(workspace.Id).Count == 3), "each change is announced");
    }

    [Fact]
    public async Task Settings_are_read_back_as_they_were_written_and_a_wrong_one_changes_nothing()
    {
        var workspace = host.NewWorkspace();
        var before = await workspace.GetAsync("/calendar/settings");
        var change = (JsonObject)before.DeepClone();
        change["max_per_day"] = 4;
        change["business_hours"]!["sunday"] = new JsonArray(new JsonObject { ["from"] = "13:00", ["to"] = "24:00" });
        var saved = await workspace.SendAsync(HttpMethod.Put, "/calendar/settings", change);
        change["horizon_days"] = 0;
        change["timezone"] = "Mars/Olympus";
        var refused = await workspace.SendAsync(HttpMethod.Put, "/calendar/settings", change);

        Assert.Equal(4, saved.Body["max_per_day"]!.GetValue<int>());
        Assert.Equal((400, "horizon_days timezone"), (refused.Status, string.Join(' ', refused.Errors.Select(error => error.Key).Order())));
        Assert.Equal(saved.Body.ToJsonString(), (await workspace.GetAsync("/calendar/settings")).ToJsonString());
        change["horizon_days"] = 30;
        change["timezone"] = "America/New_York";
        change["max_per_day"] = null;
        Assert.Null((await workspace.SendAsync(HttpMethod.Put, "/calendar/settings", change)).Body["max_per_day"]);
    }

    [Fact]
    public async Task The_voice_hears_openings_of_the_time_asked_for_or_the_next_ones()
    {
        var workspace = host.NewWorkspace();
        var any = await workspace.AskAsync();
        var tomorrow = await workspace.AskAsync("tomorrow", "morning");
        var saturday = await workspace.AskAsync("Saturday");
        var atTwo = await workspace.AskAsync("Thursday at 2 pm");
        var today = await workspace.AskAsync("today", "morning");

        Assert.Equal((VoiceOutcome.Ok, 76, 3), (any.Outcome, any.TotalSlots, any.Openings.Count));
        Assert.Equal(3, any.Openings.Select(slot => slot.StartTime.Date).Distinct().Count());
        Assert.Equal((6, "2027-03-02"), (tomorrow.TotalSlots, tomorrow.Date));
        Assert.Equal((VoiceOutcome.None, "2027-03-06"), (saturday.Outcome, saturday.Date));
        Assert.Equal([8, 8, 8], saturday.NextLater.Select(slot => slot.StartTime.Day));
        Assert.Contains(new DateTimeOffset(2027, 3, 4, 14, 0, 0, TimeSpan.FromHours(-5)), atTwo.Openings.Select(slot => slot.StartTime));
        Assert.Equal((VoiceOutcome.None, 1), (today.Outcome, today.NextLater[0].StartTime.Day));
        Assert.Equal(VoiceOutcome.Past, (await workspace.AskAsync("yesterday")).Outcome);
        Assert.Equal(VoiceOutcome.Past, (await workspace.AskAsync("2024-05-05")).Outcome);
        Assert.Equal(VoiceOutcome.UnclearTime, (await workspace.AskAsync("February 30")).Outcome);
    }

    [Fact]
    public async Task Events_are_listed_and_made_as_calendar_clients_know_them()
    {
        var workspace = host.NewWorkspace();
        var made = await workspace.SendAsync(
            HttpMethod.Post,
            "/calendar/events?subject=Viewing%20at%209%20Elm%20St&start_time=2027-03-02T14:00:00&end_time=2027-03-02T15:00:00&body=Ring%20twice&attendee_email=ann@peterental.test");
        var clash = await workspace.SendAsync(HttpMethod.Post, "/calendar/events", new { subject = "Other", start_time = "2027-03-02T14:30", end_time = "2027-03-02T15:00" });
        var night = await workspace.SendAsync(HttpMethod.Post, "/calendar/events", new { subject = "Other", start_time = "2027-03-02T03:00", end_time = "2027-03-02T04:00" });
        var wrong = await workspace.SendAsync(HttpMethod.Post, "/calendar/events?subject=&start_time=x");

        Assert.Equal((201, "success"), (made.Status, made.Body["status"]!.GetValue<string>()));
        Assert.Equal(("slot_taken", "outside_hours"), (clash.Code, night.Code));
        Assert.Equal(["end_time", "start_time", "subject"], wrong.Errors.Select(error => error.Key).Order());
        var events = await workspace.GetAsync("/calendar/events?days_ahead=2");
        Assert.Equal(1, events["total_events"]!.GetValue<int>());
        Assert.Equal(made.Body["event"]!.ToJsonString(), events["events"]![0]!.ToJsonString());
        Assert.Equal("ann@peterental.test", events["events"]![0]!["attendees"]![0]!["email"]!.GetValue<string>());
        Assert.Equal(0, (await workspace.GetAsync("/calendar/events?days_ahead=1"))["total_events"]!.GetValue<int>());
    }

    [Fact]
    public async Task The_default_calendar_is_made_once_however_many_ask_first_and_belongs_to_the_first_person()
    {
        var workspace = host.NewWorkspace();
        var lists = await Task.WhenAll(Enumerable.Range(0, 20).Select(turn => workspace.On(turn % 2 == 0 ? host.Service : host.Replica).GetAsync("/calendar/calendars")));
        var calendar = Assert.Single(lists[0]["calendars"]!.AsArray())!;
        Assert.All(lists, list => Assert.Equal(lists[0].ToJsonString(), list.ToJsonString()));
        Assert.Equal(("native", true), (calendar["provider"]!.GetValue<string>(), calendar["is_default"]!.GetValue<bool>()));

        var person = Guid.CreateVersion7();
        await host.Events.PublishAsync(new UserRegistered(workspace.Id, CalendarHost.Monday, person, null));
        await CalendarHost.UntilAsync(
            async () => (await host.QueryAsync<Guid?>("SELECT user_id FROM calendars WHERE workspace_id = @Id", new { workspace.Id })) == person, "the calendar has an owner");
        await host.Events.PublishAsync(new UserRegistered(workspace.Id, CalendarHost.Monday, Guid.CreateVersion7(), null));
        var fresh = host.NewWorkspace();
        await host.Events.PublishAsync(new UserRegistered(fresh.Id, CalendarHost.Monday, person, null));
        await CalendarHost.UntilAsync(
            async () => (await host.QueryAsync<Guid?>("SELECT user_id FROM calendars WHERE workspace_id = @Id", new { fresh.Id })) == person, "a calendar is made for the person");
        Assert.Equal(person, await host.QueryAsync<Guid?>("SELECT user_id FROM calendars WHERE workspace_id = @Id", new { workspace.Id }));
    }
}
