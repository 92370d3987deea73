using System.Text.Json.Nodes;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Identity;

namespace PeteRental.Calendar.Tests.Booking;

/// <summary>Appointments by REST.</summary>
public sealed class AppointmentTests(CalendarHost host)
{
    [Fact]
    public async Task A_manager_books_moves_annotates_and_calls_off_and_the_history_tells_who()
    {
        var workspace = host.NewWorkspace();
        var booked = await workspace.BookAsync("2027-03-02T14:00:00", phone: "405-555-0187");
        var path = $"/appointments/{booked.Body["appointment_id"]}";

        var moved = await workspace.SendAsync(HttpMethod.Patch, path, new { start_time = "2027-03-03T10:00:00-05:00" });
        var noted = await workspace.SendAsync(HttpMethod.Patch, path, new { notes = "Ring twice" });
        var early = await workspace.SendAsync(HttpMethod.Patch, path, new { status = "completed" });
        var cancelled = await workspace.SendAsync(HttpMethod.Delete, $"{path}?reason=sold");
        var again = await workspace.SendAsync(HttpMethod.Delete, path);
        var late = await workspace.SendAsync(HttpMethod.Patch, path, new { start_time = "2027-03-04T10:00" });

        Assert.Equal(201, booked.Status);
        Assert.Equal(
            ("confirmed", "2027-03-02T14:00:00-05:00", "America/New_York", "+14055550187", "api", "Tuesday, March 2 at 2:00 PM"),
            (Text(booked, "status"), Text(booked, "start_at"), Text(booked, "timezone"), Text(booked, "attendee_phone"), Text(booked, "source"), Text(booked, "formatted_time")));
        Assert.Equal((200, "2027-03-03T10:00:00-05:00", 1), (moved.Status, Text(moved, "start_at"), moved.Body["sequence"]!.GetValue<int>()));
        Assert.Equal("Ring twice", Text(noted, "notes"));
        Assert.Equal((422, "appointment_not_over"), (early.Status, early.Code));
        Assert.Equal((200, "cancelled", "sold"), (cancelled.Status, Text(cancelled, "status"), Text(cancelled, "cancel_reason")));
        Assert.Equal((200, "sold"), (again.Status, Text(again, "cancel_reason")));
        Assert.Equal((409, "appointment_not_active"), (late.Status, late.Code));

        var history = (await workspace.GetAsync($"{path}/history"))["history"]!.AsArray();
        Assert.Equal(["booked", "rescheduled", "changed", "cancelled"], history.Select(entry => entry!["action"]!.GetValue<string>()));
        Assert.All(history, entry => Assert.Equal(("manager", workspace.OwnerId), (entry!["by"]!["kind"]!.GetValue<string>(), entry["by"]!["user_id"]!.GetValue<Guid>())));
        Assert.Null(history[0]!["before"]);
        Assert.Equal("2027-03-02T14:00:00-05:00", history[1]!["before"]!["start_at"]!.GetValue<string>());
        Assert.Equal("2027-03-03T10:00:00-05:00", history[1]!["after"]!["start_at"]!.GetValue<string>());
        Assert.Equal(cancelled.Body.ToJsonString(), (await workspace.GetAsync(path)).ToJsonString());
        await CalendarHost.UntilAsync(() => Task.FromResult(host.Events.Of<AppointmentCancelled>(workspace.Id).Count == 1 && host.Events.Of<AppointmentRescheduled>(workspace.Id).Count == 1), "both are announced");
        Assert.Equal("manager", Assert.Single(host.Events.Of<AppointmentRescheduled>(workspace.Id)).RescheduledBy);
    }

    [Fact]
    public async Task What_became_of_a_viewing_is_noted_once_it_has_begun()
    {
        var clock = new ManualClock(CalendarHost.Monday);
        await using var service = host.Start(clock);
        var workspace = host.NewWorkspace().On(service);
        var path = $"/appointments/{(await workspace.BookAsync("2027-03-01T13:00")).Body["appointment_id"]}";
        clock.Advance(TimeSpan.FromHours(4));

        Assert.Equal("no_show", Text(await workspace.SendAsync(HttpMethod.Patch, path, new { status = "no_show" }), "status"));
        Assert.Equal("completed", Text(await workspace.SendAsync(HttpMethod.Patch, path, new { status = "completed" }), "status"));
        Assert.Equal("appointment_not_active", (await workspace.SendAsync(HttpMethod.Delete, path)).Code);
        Assert.Equal("appointment_not_active", (await workspace.SendAsync(HttpMethod.Patch, path, new { start_time = "2027-03-02T14:00" })).Code);
    }

    [Fact]
    public async Task What_became_of_a_viewing_is_announced_with_every_correction_and_not_when_it_is_said_again()
    {
        var clock = new ManualClock(CalendarHost.Monday);
        await using var service = host.Start(clock);
        var workspace = host.NewWorkspace().On(service);
        var path = $"/appointments/{(await workspace.BookAsync("2027-03-01T13:00")).Body["appointment_id"]}";
        await workspace.SendAsync(HttpMethod.Patch, path, new { status = "completed" });
        clock.Advance(TimeSpan.FromHours(4));
        foreach (var status in new[] { "no_show", "no_show", "completed", "no_show" })
        {
            Assert.Equal(200, (await workspace.SendAsync(HttpMethod.Patch, path, new { status })).Status);
        }

        await CalendarHost.UntilAsync(() => Task.FromResult(host.Events.Of<AppointmentClosed>(workspace.Id).Count == 3), "each change is announced");
        var closed = host.Events.Of<AppointmentClosed>(workspace.Id).OrderBy(fact => fact.Appointment.Revision).ToList();
        Assert.Equal([("no_show", 1), ("completed", 2), ("no_show", 3)], closed.Select(fact => (fact.Appointment.Status, fact.Appointment.Revision)));
        Assert.All(closed, fact => Assert.Equal("manager", fact.ClosedBy));
        Assert.All(closed, fact => Assert.Equal(CalendarHost.Monday.AddHours(4), fact.OccurredAt));
    }

    [Fact]
    public async Task A_list_is_walked_page_by_page_and_filtered()
    {
        var workspace = host.NewWorkspace();
        await workspace.OpenAlwaysAsync();
        var agent = Guid.CreateVersion7();
        for (var hour = 0; hour < 7; hour++)
        {
            await workspace.SendAsync(HttpMethod.Post, "/appointments", new
            {
                start_time = CalendarHost.Monday.AddDays(1).AddHours(hour),
                property_address = $"{hour} 100%_Elm St",
                attendee_name = "Ann Lee",
                attendee_email = $"ann{hour}@peterental.test",
                agent_id = hour < 2 ? agent : (Guid?)null,
                duration_minutes = 45,
            });
        }

        var pages = new List<JsonArray>();
        var cursor = "";
        do
        {
            var page = await workspace.GetAsync($"/appointments?limit=3{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}");
            pages.Add(page["appointments"]!.AsArray());
            cursor = page["next_cursor"]?.GetValue<string>() ?? "";
        }
        while (cursor.Length > 0);

        Assert.Equal([3, 3, 1], pages.Select(page => page.Count));
        Assert.Equal(Enumerable.Range(0, 7).Select(hour => CalendarHost.Monday.AddDays(1).AddHours(hour)), pages.SelectMany(page => page).Select(item => item!["start_at"]!.GetValue<DateTimeOffset>()));
        Assert.Equal(45, (pages[0][0]!["end_at"]!.GetValue<DateTimeOffset>() - pages[0][0]!["start_at"]!.GetValue<DateTimeOffset>()).TotalMinutes);
        Assert.Equal(2, await CountAsync($"?agent_id={agent}"));
        Assert.Equal(2, await CountAsync("", $"/agents/{agent}/appointments"));
        Assert.Equal(7, await CountAsync("", $"/users/{workspace.OwnerId}/appointments"));
        Assert.Equal(7, await CountAsync("", "/users/me/appointments"));
        Assert.Equal(0, await CountAsync("", $"/users/{Guid.CreateVersion7()}/appointments"));
        Assert.Equal(1, await CountAsync("?q=ANN3@"));
        Assert.Equal(7, await CountAsync("?q=100%25_elm"));
        Assert.Equal(0, await CountAsync("?q=100_%25elm"));
        Assert.Equal(7, await CountAsync("?status=confirmed,held"));
        Assert.Equal(0, await CountAsync("?status=cancelled"));
        Assert.Equal(7, await CountAsync("?from=2027-03-02&to=2027-03-02"));
        Assert.Equal(2, await CountAsync("?from=2027-03-02T11:00:00-05:00&to=2027-03-02T13:00"));
        Assert.Equal(2, await CountAsync("?from=2027-03-02T16:00:00%2B00:00&to=2027-03-02T18:00:00Z"));

        async Task<int> CountAsync(string query, string path = "/appointments") => (await workspace.GetAsync(path + query))["appointments"]!.AsArray().Count;
    }

    [Theory]
    [InlineData("?status=maybe", "status")]
    [InlineData("?from=soon", "from")]
    [InlineData("?to=2027-02-30", "to")]
    [InlineData("?from=0001-01-01", "from")]
    [InlineData("?to=9999-12-31T23:59:59-12:00", "to")]
    [InlineData("?agent_id=7", "agent_id")]
    [InlineData("?calendar_id=x", "calendar_id")]
    [InlineData("?cursor=zzz", "cursor")]
    [InlineData("?q=%00", "q")]
    public async Task A_wrong_filter_is_refused_by_name(string query, string field)
    {
        var answer = await host.NewWorkspace().SendAsync(HttpMethod.Get, $"/appointments{query}");
        Assert.Equal((400, "validation_failed"), (answer.Status, answer.Code));
        Assert.Equal([field], answer.Errors.Select(error => error.Key));
    }

    [Theory]
    [InlineData("start_time", "null")]
    [InlineData("start_time", "\"\"")]
    [InlineData("start_time", "5")]
    [InlineData("start_time", "{}")]
    [InlineData("start_time", "\"Friday morning\"")]
    [InlineData("start_time", "\"2027-02-30T10:00\"")]
    [InlineData("start_time", "\"'; DROP TABLE appointments; --\"")]
    [InlineData("end_time", "\"2027-03-02T14:01:00-05:00\"")]
    [InlineData("end_time", "\"2027-03-02T13:00:00-05:00\"")]
    [InlineData("end_time", "\"tomorrow\"")]
    [InlineData("duration_minutes", "4")]
    [InlineData("duration_minutes", "481")]
    [InlineData("duration_minutes", "\"long\"")]
    [InlineData("property_address", "null")]
    [InlineData("property_address", "\"  \"")]
    [InlineData("property_address", "[\"9 Elm St\"]")]
    [InlineData("attendee_name", "null")]
    [InlineData("attendee_name", "\"Ann\\u0000Lee\"")]
    [InlineData("attendee_name", "\"Ann\\u202eLee\"")]
    [InlineData("attendee_name", "true")]
    [InlineData("attendee_email", "\"not an address\"")]
    [InlineData("attendee_email", "\"Ann <ann@peterental.test>\"")]
    [InlineData("attendee_phone", "\"12\"")]
    [InlineData("attendee_phone", "4055550187")]
    [InlineData("notes", "\"\\u0007\"")]
    [InlineData("agent_id", "\"seven\"")]
    [InlineData("calendar_id", "\"mine\"")]
    [InlineData("hold_id", "12")]
    public async Task A_wrong_field_is_refused_by_name_and_nothing_is_stored(string field, string json)
    {
        var workspace = host.NewWorkspace();
        var body = new JsonObject { ["start_time"] = "2027-03-02T14:00:00-05:00", ["property_address"] = "9 Elm St", ["attendee_name"] = "Ann Lee" };
        body[field] = JsonNode.Parse(json);

        var answer = await workspace.SendAsync(HttpMethod.Post, "/appointments", body);

        Assert.Equal((400, "validation_failed"), (answer.Status, answer.Code));
        Assert.Equal([field], answer.Errors.Select(error => error.Key));
        Assert.Empty((await workspace.GetAsync("/appointments"))["appointments"]!.AsArray());
    }

    [Fact]
    public async Task Everything_that_is_missing_is_named_at_once()
    {
        var answer = await host.NewWorkspace().SendAsync(HttpMethod.Post, "/appointments", new { });
        Assert.Equal(["attendee_name", "property_address", "start_time"], answer.Errors.Select(error => error.Key).Order());
    }

    [Theory]
    [InlineData("{}", "start_time")]
    [InlineData("{\"status\":\"confirmed\"}", "status")]
    [InlineData("{\"status\":null}", "status")]
    [InlineData("{\"start_time\":\"2027-03-03T10:00\",\"status\":\"cancelled\"}", "status")]
    [InlineData("{\"start_time\":\"soon\"}", "start_time")]
    [InlineData("{\"notes\":5}", "notes")]
    public async Task A_wrong_change_is_refused_by_name(string json, string field)
    {
        var workspace = host.NewWorkspace();
        var path = $"/appointments/{(await workspace.BookAsync("2027-03-02T14:00")).Body["appointment_id"]}";
        var answer = await workspace.SendAsync(HttpMethod.Patch, path, JsonNode.Parse(json));
        Assert.Equal(400, answer.Status);
        Assert.Equal([field], answer.Errors.Select(error => error.Key));
    }

    [Fact]
    public async Task A_body_that_is_no_json_is_refused()
    {
        using var client = host.NewWorkspace().Member();
        foreach (var (body, status) in new[] { ("{\"start_time\":", 400), ("[]", 400), ("null", 400), ("", 400), (new string('[', 5000), 400) })
        {
            using var response = await client.PostAsync("/appointments", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
            Assert.Equal(status, (int)response.StatusCode);
        }
    }

    [Fact]
    public async Task A_viewer_reads_and_changes_nothing()
    {
        var workspace = host.NewWorkspace();
        var path = $"/appointments/{(await workspace.BookAsync("2027-03-02T14:00")).Body["appointment_id"]}";
        foreach (var (method, address, body) in new (HttpMethod, string, object?)[]
        {
            (HttpMethod.Post, "/appointments", new { }), (HttpMethod.Post, "/appointments/holds", new { }), (HttpMethod.Patch, path, new { status = "cancelled" }),
            (HttpMethod.Delete, path, null), (HttpMethod.Put, "/calendar/settings", new { }), (HttpMethod.Post, "/calendar/events", new { }),
        })
        {
            var answer = await workspace.SendAsync(method, address, body, role: WorkspaceRole.Viewer);
            Assert.Equal((403, "forbidden"), (answer.Status, answer.Code));
        }

        foreach (var address in new[] { "/appointments", path, $"{path}/history", "/calendar/calendars", "/calendar/availability", "/calendar/events", "/calendar/auth/status" })
        {
            Assert.Equal(200, (await workspace.SendAsync(HttpMethod.Get, address, role: WorkspaceRole.Viewer)).Status);
        }
    }

    private static string Text(Answer answer, string member) => answer.Body[member]?.GetValue<string>() ?? $"? {answer.Body.ToJsonString()}";
}
