using System.Text.Json.Nodes;
using PeteRental.Contracts.Events;

namespace PeteRental.EndToEnd;

/// <summary>The main job, through the gateway: a call books a viewing, once.</summary>
public sealed class BookingTests(Deployment deployment)
{
    private const string CountOfStart = "SELECT count(*) FROM appointments WHERE workspace_id = @workspace AND start_at = @start AND status = 'confirmed'";

    [Fact]
    public async Task A_caller_hears_openings_and_books_one_and_everybody_learns_of_it()
    {
        var workspace = await deployment.CreateWorkspaceAsync();
        var offer = await workspace.CallAsync("get_availability", new JsonObject { ["property_address"] = "118 Birchwood Ave" });
        Assert.NotNull(offer.Result);
        Assert.EndsWith("?", offer.Result, StringComparison.Ordinal);
        var start = (await workspace.OpeningsAsync())[0];

        var spoken = await workspace.BookAsync(start);

        Assert.True(spoken.IsBooked, spoken.Words);
        Assert.DoesNotContain(start, await workspace.OpeningsAsync());
        var listed = Assert.Single((await workspace.GetAsync("/appointments"))["appointments"]!.AsArray())!;
        Assert.Equal(start, listed["start_at"]!.GetValue<DateTimeOffset>());
        await Eventually.HoldsAsync(() => Task.FromResult(deployment.Events.Of<AppointmentBooked>(workspace.Id).Count == 1), "the booking is announced once");
        var booked = Assert.Single(deployment.Events.Of<AppointmentBooked>(workspace.Id));
        Assert.Equal(workspace.AgentId, booked.Appointment.AgentId);
        Assert.Equal("+14055550187", booked.Appointment.AttendeePhone);
    }

    [Fact]
    public async Task Two_hundred_callers_asking_for_one_slot_get_one_booking()
    {
        var workspace = await deployment.CreateWorkspaceAsync();
        var start = (await workspace.OpeningsAsync())[3];

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(caller =>
            workspace.BookAsync(start, name: $"Caller {caller}", caller: $"+1405555{caller:0000}")));

        Assert.Single(answers, answer => answer.IsBooked);
        var refusals = answers.Where(answer => !answer.IsBooked).ToList();
        Assert.All(refusals, refusal => Assert.NotNull(refusal.Result));
        Assert.All(refusals, refusal => Assert.EndsWith("?", refusal.Words, StringComparison.Ordinal));
        Assert.All(refusals, refusal => Assert.Matches("(AM|PM)", refusal.Words));
        Assert.Equal(1, await deployment.QueryAsync<long>("calendardb", CountOfStart, new { workspace = workspace.Id, start = start.ToUniversalTime() }));
    }

    [Fact]
    public async Task The_same_tool_call_delivered_five_times_at_once_and_again_books_once_and_says_the_same()
    {
        var workspace = await deployment.CreateWorkspaceAsync();
        var start = (await workspace.OpeningsAsync())[0];
        var (call, tool) = (Guid.CreateVersion7().ToString(), "call_repeated");

        var atOnce = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => workspace.BookAsync(start, call, tool)));
        var later = await workspace.BookAsync(start, call, tool);

        Assert.True(later.IsBooked, later.Words);
        Assert.All(atOnce, answer => Assert.Equal(later, answer));
        Assert.Equal(1, await deployment.QueryAsync<long>("calendardb", CountOfStart, new { workspace = workspace.Id, start = start.ToUniversalTime() }));
    }

    [Fact]
    public async Task A_booking_that_the_model_issues_again_under_a_new_id_is_the_same_booking()
    {
        var workspace = await deployment.CreateWorkspaceAsync();
        var start = (await workspace.OpeningsAsync())[0];
        var call = Guid.CreateVersion7().ToString();

        var first = await workspace.BookAsync(start, call, "call_first");
        var again = await workspace.BookAsync(start, call, "call_second");

        Assert.True(first.IsBooked, first.Words);
        Assert.Equal(first, again);
        Assert.Equal(1, await deployment.QueryAsync<long>("calendardb", CountOfStart, new { workspace = workspace.Id, start = start.ToUniversalTime() }));
        await Eventually.HoldsAsync(() => Task.FromResult(deployment.Events.Of<AppointmentBooked>(workspace.Id).Count > 0), "the booking is announced");
        Assert.Single(deployment.Events.Of<AppointmentBooked>(workspace.Id));
    }

    [Fact]
    public async Task A_caller_finds_moves_and_calls_off_the_viewing_by_their_number()
    {
        var workspace = await deployment.CreateWorkspaceAsync();
        var openings = await workspace.OpeningsAsync();
        await workspace.BookAsync(openings[0]);

        var found = await workspace.CallAsync("find_appointment", []);
        var moved = await workspace.CallAsync("reschedule_appointment", new JsonObject { ["start_time"] = openings[5].ToString("O") });
        var stranger = await workspace.CallAsync("cancel_appointment", [], caller: "+14055550199");
        var cancelled = await workspace.CallAsync("cancel_appointment", new JsonObject { ["reason"] = "found another home" });

        Assert.Contains("118 Birchwood", found.Words, StringComparison.Ordinal);
        Assert.NotNull(moved.Result);
        Assert.DoesNotContain("118 Birchwood", stranger.Words, StringComparison.Ordinal);
        Assert.Contains("cancel", cancelled.Words, StringComparison.OrdinalIgnoreCase);
        await Eventually.HoldsAsync(
            () => Task.FromResult(deployment.Events.Of<AppointmentCancelled>(workspace.Id).Count == 1 && deployment.Events.Of<AppointmentRescheduled>(workspace.Id).Count == 1),
            "the move and the cancellation are announced once each");
        Assert.Contains(openings[5], await workspace.OpeningsAsync());
    }
}
