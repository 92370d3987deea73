using System.Text.Json.Nodes;

namespace PeteRental.Calendar.Tests.Booking;

public sealed class HoldTests(CalendarHost host)
{
    [Fact]
    public async Task A_hold_keeps_a_time_free_and_becomes_a_booking()
    {
        var workspace = host.NewWorkspace();
        var start = (await workspace.OpeningsAsync())[0];

        var hold = await HoldAsync(workspace, start);
        var taken = await workspace.BookAsync(start);
        var booked = await ConfirmAsync(workspace, hold);
        var again = await ConfirmAsync(workspace, hold);

        Assert.Equal((201, "held"), (hold.Status, hold.Body["status"]!.GetValue<string>()));
        Assert.Equal(CalendarHost.Monday.AddMinutes(5), hold.Body["expires_at"]!.GetValue<DateTimeOffset>());
        Assert.Equal("slot_taken", taken.Code);
        Assert.Equal((201, "confirmed"), (booked.Status, booked.Body["status"]!.GetValue<string>()));
        Assert.Equal(hold.Body["appointment_id"]!.GetValue<Guid>(), booked.Body["appointment_id"]!.GetValue<Guid>());
        Assert.Equal((409, "hold_expired"), (again.Status, again.Code));
        await CalendarHost.UntilAsync(
            () => Task.FromResult(host.Events.Of<Contracts.Events.AppointmentBooked>(workspace.Id).Count == 1), "the booking is announced once");
    }

    [Fact]
    public async Task A_hold_that_ran_out_blocks_nothing_and_cannot_be_used()
    {
        var clock = new ManualClock(CalendarHost.Monday);
        await using var service = host.Start(clock);
        var workspace = host.NewWorkspace().On(service);
        var start = (await workspace.OpeningsAsync())[5];
        var hold = await HoldAsync(workspace, start);
        var other = await HoldAsync(workspace, start.AddDays(1));
        Assert.DoesNotContain(start, await workspace.OpeningsAsync());

        clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Contains(start, await workspace.OpeningsAsync());
        Assert.Equal(404, (await workspace.SendAsync(HttpMethod.Get, $"/appointments/{hold.Body["appointment_id"]}")).Status);
        Assert.Empty((await workspace.GetAsync("/appointments"))["appointments"]!.AsArray());
        Assert.Equal("hold_expired", (await ConfirmAsync(workspace, hold)).Code);
        Assert.Equal(201, (await workspace.BookAsync(start)).Status);
        Assert.Equal(201, (await HoldAsync(workspace, start.AddDays(1))).Status);
        Assert.Equal("hold_expired", (await ConfirmAsync(workspace, other)).Code);
    }

    [Fact]
    public async Task A_move_may_take_a_time_whose_hold_ran_out()
    {
        var clock = new ManualClock(CalendarHost.Monday);
        await using var service = host.Start(clock);
        var workspace = host.NewWorkspace().On(service);
        var start = (await workspace.OpeningsAsync())[5];
        var booked = await workspace.BookAsync(start.AddDays(1));
        await HoldAsync(workspace, start);
        clock.Advance(TimeSpan.FromMinutes(6));

        var moved = await workspace.SendAsync(HttpMethod.Patch, $"/appointments/{booked.Body["appointment_id"]}", new { start_time = start });

        Assert.Equal(200, moved.Status);
        Assert.Equal(start, moved.Body["start_at"]!.GetValue<DateTimeOffset>());
    }

    [Fact]
    public async Task Expired_holds_are_swept_away()
    {
        var clock = new ManualClock(CalendarHost.Monday);
        Workspace workspace;
        await using (var service = host.Start(clock))
        {
            workspace = host.NewWorkspace().On(service);
            await HoldAsync(workspace, (await workspace.OpeningsAsync())[0]);
        }

        // A sweep runs when a service starts.
        clock.Advance(TimeSpan.FromMinutes(6));
        await using var later = host.Start(clock);
        using var started = later.CreateClient();
        await CalendarHost.UntilAsync(async () => await workspace.CountAsync("held") == 0, "the hold is swept away");
    }

    [Fact]
    public async Task A_hold_is_given_back_and_holds_are_limited()
    {
        var workspace = host.NewWorkspace();
        var openings = await workspace.OpeningsAsync();
        var hold = await HoldAsync(workspace, openings[0]);
        Assert.Equal(200, (await workspace.SendAsync(HttpMethod.Delete, $"/appointments/{hold.Body["appointment_id"]}")).Status);
        Assert.Contains(openings[0], await workspace.OpeningsAsync());

        var held = 0;
        foreach (var start in openings.Where((_, index) => index % 2 == 0).Take(20))
        {
            held += (await HoldAsync(workspace, start)).Status == 201 ? 1 : 0;
        }

        Assert.Equal(20, held);
        Assert.Equal((429, "too_many_holds"), (await HoldAsync(workspace, openings[^1])) is var refused ? (refused.Status, refused.Code) : default);
    }

    [Theory]
    [InlineData("minutes", "31")]
    [InlineData("minutes", "0")]
    [InlineData("start_time", "\"Friday\"")]
    [InlineData("start_time", "null")]
    [InlineData("duration_minutes", "4")]
    [InlineData("attendee_name", "\"\"")]
    [InlineData("calendar_id", "\"x\"")]
    public async Task A_hold_with_a_wrong_field_is_refused_by_name(string field, string json)
    {
        var workspace = host.NewWorkspace();
        var body = new JsonObject { ["start_time"] = "2027-03-02T14:00:00-05:00" };
        body[field] = JsonNode.Parse(json);
        var answer = await workspace.SendAsync(HttpMethod.Post, "/appointments/holds", body);
        Assert.Equal((400, "validation_failed"), (answer.Status, answer.Code));
        Assert.Equal([field], answer.Errors.Select(error => error.Key));
    }

    private static Task<Answer> HoldAsync(Workspace workspace, DateTimeOffset start) =>
        workspace.SendAsync(HttpMethod.Post, "/appointments/holds", new { start_time = start });

    private static Task<Answer> ConfirmAsync(Workspace workspace, Answer hold) => workspace.SendAsync(
        HttpMethod.Post, "/appointments", new { hold_id = hold.Body["appointment_id"]!.GetValue<Guid>(), property_address = "9 Elm St", attendee_name = "Bo Lee" });
}
